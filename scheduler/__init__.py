"""What happens because time has passed: rows fall due, and their rules are called."""
