"""Commands for customers, their people, invites and products."""
