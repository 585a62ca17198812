"""Commands for the catalogue of services."""
