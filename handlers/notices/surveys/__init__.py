"""Notices of visit-backs and of feedback (VIS)."""
