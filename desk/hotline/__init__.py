"""Work on a ticket from afar: who gets it, what is said, who else is asked, remote help (HOT-3 to HOT-11)."""
