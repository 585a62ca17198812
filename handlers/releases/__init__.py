"""Releases in chat: made and announced by R&D, chosen by customers (REL)."""
