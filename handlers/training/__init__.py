"""Training in chat: classes and their seats (TRN)."""
