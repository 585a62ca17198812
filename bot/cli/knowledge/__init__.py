"""Commands for the problem base and its catalogue."""
