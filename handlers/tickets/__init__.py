"""A ticket's card, its actions, lists and history (TIC)."""
