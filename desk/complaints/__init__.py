"""Complaints, from receipt to archive, with their tasks and assessments (COM-1 to COM-7)."""
