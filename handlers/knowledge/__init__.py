"""The editors' work in chat: what the base may learn, and the entries themselves (KB-1, KB-4, KB-5)."""
