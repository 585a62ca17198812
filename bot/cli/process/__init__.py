"""Commands for the process itself: run, backup, restore."""
