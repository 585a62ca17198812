"""Notices of implementation projects (PRJ)."""
