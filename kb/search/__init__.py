"""The search: candidates, features, ranking, thresholds."""
