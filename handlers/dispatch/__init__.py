"""Visits on site in chat: orders, appointments, the record, the sign-off, what follows (DIS)."""
