"""Logging of `kefu run`: to standard error, at the level of the settings, and never with the bot's token."""

import logging
import re

NOISY = (
    "httpx",
    "httpcore",
    "apscheduler",
    "alembic",
    "aiosqlite",
    "tzlocal",
    "fontTools",
    "fpdf",
    "matplotlib",
    "PIL",
)  # their INFO says nothing to us
FORMAT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"


# a bot's token in any writing; a password in an address; a code that opens a door; values that PostgreSQL quotes
SECRETS = re.compile(
    r"(?P<before>(?<!\d)\d{5,12}(?::|%3A))[\w-]{16,}"
    r"|(?P<user>://[^\s/:@]{0,64}:)[^\s/@]{1,200}(?=@)"
    r"|(?P<code>(?:start|token|secret|password)=)[^\s&;\"']{1,200}"
    r"|(?P<detail>DETAIL: +)[^\n]*",
    re.IGNORECASE,
)


class Masking(logging.Formatter):
    """Takes secrets out of whole lines, tracebacks included: the bot's token is in every address of the Bot API."""

    def __init__(self, token: str) -> None:
        super().__init__(FORMAT)
        self.secret = token.partition(":")[2]

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        line = line.replace(self.secret, "***") if self.secret else line
        return SECRETS.sub(lambda found: f"{''.join(filter(None, found.groups()))}***", line)


def set_up(level: str, token: str) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(Masking(token))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
