"""`kefu requirements`."""
