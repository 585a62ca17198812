"""Commands for monthly reports."""
