"""What comes in: the inbox, the worker that takes its rows, and the edge that reads raw messages."""
