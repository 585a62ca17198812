"""Commands for inspections."""
