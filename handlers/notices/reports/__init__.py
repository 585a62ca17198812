"""Notices of the monthly reports and of the digest (STA-3, COM-6, KB-6)."""
