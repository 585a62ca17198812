"""Sittings as people write them: `2026-03-10 09:00-12:00`, `明天上午9点到12点`, `10 Dec 9am to 12pm`, one a line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time

from desk.training import timetable
from errors import BadInput
from handlers.chat.date_limits import Limit
from handlers.chat.date_sentence import Sentence
from handlers.chat.date_words import PART, plain_words
from handlers.chat.incoming import Said
from handlers.chat.questions import Words
from i18n import _, company_zone

_LINE = re.compile(r"([^\n]{1,30}?)[ T,，]{1,3}(\d{1,2})[:：](\d{2}) ?[-–—~～至到] ?(\d{1,2})[:：](\d{2})")
_TO = re.compile(r"[-–—~～至到]|\b(?:to|until|till)\b")
_UNIT = re.compile(r"点|(?<![a-z])[ap]\.?m\b")  # `2-5pm`, `9-12点`: said once for both
LONGEST = 60  # characters of one sitting
EARLIEST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class SittingsQuestion(Words):
    """Answered as `timetable.read` understands it. Sittings are in the company's zone."""

    now: datetime = EARLIEST

    def heard(self, said: Said) -> str:
        parts = [part.strip() for part in re.split(r"[;；\n]", super().heard(said)) if part.strip()]
        here = self.now.astimezone(company_zone())
        found = timetable.checked([_one(part, here) for part in parts])
        if timetable.instants(found, zone())[0][0] <= self.now:
            raise BadInput(_("That time is over already."))
        return "\n".join(f"{start.replace('T', ' ')}-{end[11:]}" for start, end in found)


def _one(part: str, here: datetime) -> list[str]:
    """With clock times as a timetable has them; else in words."""
    got = _LINE.fullmatch(part)
    try:
        if got is not None:
            times = (int(got[2]), int(got[3])), (int(got[4]), int(got[5]))
            return timetable.sitting(Sentence(plain_words(got[1]), here).read(time()).date(), *times)
        return next(_spans(part, here))
    except (BadInput, ValueError, OverflowError, StopIteration):
        raise BadInput(
            _("I do not understand “{text}”. Please write it like: 2026-03-10 09:00-12:00").format(
                text=part[:40]
            )
        ) from None


def _spans(part: str, here: datetime) -> Iterator[list[str]]:
    """Every way to read it as a beginning and an end on the same day. What is said of one of them once is meant of the other, too."""
    for sign in _TO.finditer(part[:LONGEST]):
        left, right = part[: sign.start()].strip(), part[sign.end() : LONGEST].strip()
        unit, half = _UNIT.search(right.casefold()), PART.search(left.casefold())
        for begins in (left, f"{left}{unit[0] if unit else ''}", f"{left}:00"):
            for ends in (right, f"{half[0] if half else ''}{right}", f"{right}:00"):
                if (found := _span(begins, ends, here)) is not None:
                    yield found


def _span(begins: str, ends: str, here: datetime) -> list[str] | None:
    beginning = Sentence(plain_words(begins), here, Limit.FROM)  # `from 9:30 to 11`
    try:
        start = beginning.read(None)
        end = Sentence(plain_words(ends), start.replace(hour=0, minute=0)).read(None)
    except (BadInput, ValueError, OverflowError):
        return None
    if not beginning.says_day or start.date() != end.date() or end <= start:
        return None
    return timetable.sitting(start.date(), (start.hour, start.minute), (end.hour, end.minute))


def zone() -> str:
    """Sittings are in the company's zone."""
    return company_zone().key
