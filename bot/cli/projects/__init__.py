"""`kefu projects`."""
