"""Who hears of what (TIC-4): rooms as on the other floors, `makers` is the table of events, `notice` what they share."""
