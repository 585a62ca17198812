"""The web chat: the second channel. Customers without Telegram use it, and newcomers see the whole desk in it."""
