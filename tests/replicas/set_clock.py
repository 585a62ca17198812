"""`kefu run` in a process whose clock can be set: wrong by as many seconds as the file $KEFU_CLOCK_WRONG_BY says."""

import os
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Self

import apscheduler.schedulers.base

from bot import clock
from bot.cli import app
from scheduler import ticker

FILE = "KEFU_CLOCK_WRONG_BY"


class Wrong(datetime):
    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        file = Path(os.environ[FILE])
        return super().now(tz) + timedelta(seconds=float(file.read_text()) if file.exists() else 0)


if __name__ == "__main__":
    for module in (clock, ticker, apscheduler.schedulers.base):
        setattr(module, "datetime", Wrong)  # noqa: B010 - mypy knows that it is not meant to be
    app(["run"])
