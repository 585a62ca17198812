"""Commands for policies and calendars."""
