"""Commands for the roster."""
