"""Releases and patches: what they mend, who is told, who chooses what, how it went (REL)."""
