"""Surveys, call tasks, campaigns and the plan of visit-backs (VIS)."""
