"""Scope and fees in chat: the cards of the decider, of sales, and of the customer (SCO)."""
