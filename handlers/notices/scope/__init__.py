"""Notices of requests not plainly in scope, and of fees (SCO)."""
