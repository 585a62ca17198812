"""What the desk teaches the problem base, and who approves it (KB-4, KB-5)."""
