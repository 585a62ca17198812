"""Notices of dispatch orders and of what happens around a visit (DIS)."""
