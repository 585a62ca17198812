"""Notices of the hotline: assignments, hand-overs, consultations, remote support, the staff group (HOT)."""
