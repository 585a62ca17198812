"""Scope and fees: what is a standard service, and how the rest is settled (SCO)."""
