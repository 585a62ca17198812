"""Scope and fees in chat: the cards of whoever decides, of sales, and of the customer (SCO)."""
