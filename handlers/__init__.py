"""What each person can say and do, a room for each process of the service; and what they are told (`notices/`)."""
