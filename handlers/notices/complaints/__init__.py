"""Notices of complaints, and of the tasks that follow from them (COM)."""
