"""Notices of tickets: what customer and staff hear of each step (TIC-4)."""
