"""The life of a ticket, known incidents, and the search for tickets (TIC)."""
