"""Implementation projects in chat: the card of the staff, the customer's one message, items, logs, deliverables (PRJ)."""
