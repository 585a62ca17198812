"""Policies, regions and tables of an administrator, in chat."""
