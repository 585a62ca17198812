"""From free words to an answer or a ticket (INT, KB-2, KB-3)."""
