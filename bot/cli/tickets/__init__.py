"""Commands for tickets."""
