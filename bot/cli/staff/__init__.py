"""Commands for staff and the roster."""
