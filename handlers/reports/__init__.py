"""The monthly reports as documents, and in chat (STA-3, COM-6)."""
