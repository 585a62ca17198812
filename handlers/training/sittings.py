"""Sittings as people write them: `2026-03-10 09:00-12:00`, `3-10 9:00-12:00`, `明天 9:00-12:00`, one a line."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from desk.training import timetable
from errors import BadInput
from handlers.chat.dates import Day
from handlers.chat.incoming import Said
from handlers.chat.questions import Words
from i18n import _, company_zone, spoken

_LINE = re.compile(r"([^\n]{1,30}?)[ T,，]{1,3}(\d{1,2})[:：](\d{2}) ?[-–~至到] ?(\d{1,2})[:：](\d{2})")

EARLIEST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class SittingsQuestion(Words):
    """Answered as `timetable.read` understands it."""

    now: datetime = EARLIEST

    def heard(self, said: Said) -> str:
        parts = [part.strip() for part in re.split(r"[;；\n]", super().heard(said)) if part.strip()]
        found = timetable.checked([self._one(part, said) for part in parts])
        return "\n".join(f"{start.replace('T', ' ')}-{end[11:]}" for start, end in found)

    def _one(self, part: str, said: Said) -> list[str]:
        got = _LINE.fullmatch(part)
        if got is None:
            raise _odd(part)
        today = self.now.astimezone(ZoneInfo(spoken().zone)).date()
        try:
            day = Day("", today=today).heard(replace(said, text=got[1]))
            return timetable.sitting(
                datetime.fromisoformat(day).date(), (int(got[2]), int(got[3])), (int(got[4]), int(got[5]))
            )
        except (BadInput, ValueError):
            raise _odd(part) from None


def _odd(part: str) -> BadInput:
    return BadInput(
        _("I do not understand “{text}”. Please write it like: 2026-03-10 09:00-12:00").format(text=part[:40])
    )


def zone() -> str:
    """Sittings are in the company's zone."""
    return company_zone().key
