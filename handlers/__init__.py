"""What each person can say and do, one process a file; and what they are told (`notices.py`)."""
