"""Policies and regions, changed in chat."""
