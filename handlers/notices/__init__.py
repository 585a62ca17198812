"""Who hears of what (TIC-4): a file a room, `makers` is the table of them, `notice` what they share."""
