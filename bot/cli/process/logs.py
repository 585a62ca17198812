"""Logging of `kefu run`: to standard error, at the level of the settings, and never with the bot's token."""

import logging

NOISY = (
    "httpx",
    "httpcore",
    "apscheduler",
    "alembic",
    "aiosqlite",
    "tzlocal",
)  # their INFO says nothing to us
FORMAT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"


class Masking(logging.Formatter):
    """Takes the secret half of the token out of whole lines, tracebacks included: it is in every address of the Bot API."""

    def __init__(self, token: str) -> None:
        super().__init__(FORMAT)
        self.secret = token.partition(":")[2]

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        return line.replace(self.secret, "***") if self.secret else line


def set_up(level: str, token: str) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(Masking(token))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
