"""Complaints in chat: taken, confirmed, answered, verified, followed to the end (COM-1 to COM-5, COM-7)."""
