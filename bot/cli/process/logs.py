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
HOUR = 3600.0  # seconds
FEW = 5  # lines of one kind in an hour
KINDS = 1_000  # of lines that are remembered
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


class Counting(logging.Filter):
    """Rate limit for repeated lines: a few an hour are written, the rest is counted, so that no fault fills the disk.

    Lines are the same if the line of code and the error's place are the same.
    """

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[tuple[object, ...], tuple[float, int]] = {}  # since when, and how often

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether it is written; the first one after an hour says how many were not."""
        if record.levelno < logging.WARNING:
            return True
        key = (record.name, record.levelno, record.pathname, record.lineno, *_error(record))
        since, times = self._said.get(key, (record.created, 0))
        over = not 0 <= record.created - since < HOUR
        if over and times > FEW:
            record.msg = f"{record.getMessage()} (and {times - FEW} times more since the last such line)"
            record.args = ()
        if len(self._said) >= KINDS:
            self._said.clear()
        since, times = (record.created, 1) if over else (since, times + 1)
        self._said[key] = since, times
        if times == FEW:
            record.msg, record.args = (
                f"{record.getMessage()} (more of these are only counted for an hour)",
                (),
            )
        return times <= FEW


def _error(record: logging.LogRecord) -> tuple[object, ...]:
    """Its type, and the line that raised it."""
    if not record.exc_info or record.exc_info[0] is None:
        return ()
    kind, _raised, at = record.exc_info
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    return (kind, at.tb_frame.f_code.co_filename, at.tb_lineno) if at is not None else (kind,)


def set_up(level: str, token: str) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(Masking(token))
    handler.addFilter(Counting())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
