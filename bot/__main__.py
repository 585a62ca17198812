"""`python -m bot` is `kefu`."""

from bot.cli import app

app(prog_name="kefu")
