"""The roster: planned, swapped, who is on duty (HOT-1, HOT-2)."""
