"""Commands for figures and monthly reports."""
