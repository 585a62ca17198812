"""Import and export of the base."""
