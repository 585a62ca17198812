"""Figures in chat: a picture, the numbers below it, and from each number to its tickets (STA-1, STA-4)."""
