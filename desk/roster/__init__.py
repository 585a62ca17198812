"""Who is on duty: roster, swaps, leave, gaps, fairness (HOT-1, HOT-2)."""
