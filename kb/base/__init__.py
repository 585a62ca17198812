"""Entries, their versions, the catalogue, and what came of answers."""
