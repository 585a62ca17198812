"""Commands for surveys, campaigns, visit-backs and inspections."""
