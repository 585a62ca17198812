"""Commands for surveys, campaigns and visit-backs."""
