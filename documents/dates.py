"""Parses days and times in the notations of tables (KB-6): `2026-03-02`, `2026/3/2`, `2.3.2026`, `2026年3月2日`, 46083.

An ambiguous day, such as 3/4/2026, is refused.
"""

import re
import unicodedata
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from errors import BadInput
from i18n import _, spoken

SERIAL = date(1899, 12, 30)  # day 0 of spreadsheets
FIRST_OF_MINGUO = 1912  # 民國元年, as in Taiwan: 民國115年3月2日
SERIALS = range(18_264, 73_051)  # 1950 to 2099: other numbers are no days
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_YEAR_FIRST = re.compile(r"(\d{4})\s{0,5}[-/.年]\s{0,5}(\d{1,2})\s{0,5}[-/.月]\s{0,5}(\d{1,2})\s{0,5}[日号]?")
_MINGUO = re.compile(
    r"民[国國]\s{0,5}(\d{2,3})\s{0,5}[-/.年]\s{0,5}(\d{1,2})\s{0,5}[-/.月]\s{0,5}(\d{1,2})\s{0,5}日?"
)
_RUN_ON = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
_YEAR_LAST = re.compile(r"(\d{1,2})\s{0,5}([-/.])\s{0,5}(\d{1,2})\s{0,5}\2\s{0,5}(\d{4})")
_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[-/. ]+([a-z]{3,9})\.?[-/., ]+(\d{4}|\d\d)")
_NAMED_FIRST = re.compile(r"([a-z]{3,9})\.? +(\d{1,2})(?:st|nd|rd|th)?,? +(\d{4})")
_SERIAL = re.compile(r"(\d{5})(\.\d+)?")
_WEEKDAY = re.compile(r"\(?(?:星期|周)[一二三四五六日天]\)?|^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? +")
_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_CLOCK = re.compile(
    r"^(.*?)(?:[t ]{1,5}|(?<=[日号]))(上午|下午)?\s{0,5}(\d{1,2}):(\d\d)(?::\d\d(?:\.\d+)?)?\s{0,5}([ap]m)?$"
)


def day(text: str) -> date:
    """Raises BadInput if it is not a day, or has a time."""
    words, clock = _parts(text)
    if clock not in (None, (0, 0)):
        raise _no_day(text)
    return _day(words, text)


def moment(text: str) -> datetime:
    """A day with a time; without a zone, the speaker's zone. 24:00 is the end of that day."""
    found = _moment(text)
    if found is None:
        raise BadInput(_("{text} is not a time. Write it like 2026-03-02 08:30.").format(text=text or "“”"))
    return found


def day_or_moment(text: str) -> datetime:
    """A day alone is its beginning."""
    return _moment(text) or _midnight(day(text))


def whole_days(start: str, end: str) -> tuple[datetime, datetime]:
    """From and to, as people write leave: a day alone is meant whole, the last one too."""
    return day_or_moment(start), _moment(end) or _midnight(day(end) + timedelta(days=1))


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time(), ZoneInfo(spoken().zone))


def _moment(text: str) -> datetime | None:
    zone = ZoneInfo(spoken().zone)
    if _ISO.match(text.strip()):
        with suppress(ValueError):
            at = datetime.fromisoformat(text.strip())
            return at if at.tzinfo else at.replace(tzinfo=zone)
    words, clock = _parts(text)
    serial = _SERIAL.fullmatch(words)
    if serial and serial[2] and clock is None:
        clock = divmod(round(float(serial[2]) * 24 * 60), 60)
    if clock is None or clock > (24, 0):
        return None
    hours, minutes = clock
    return datetime.combine(_day(words, text), time(), zone) + timedelta(hours=hours, minutes=minutes)


def _parts(text: str) -> tuple[str, tuple[int, int] | None]:
    """The day, the hour and minute if there are any."""
    plain = _WEEKDAY.sub("", unicodedata.normalize("NFKC", text).strip().lower()[:60]).strip()
    found = _CLOCK.fullmatch(plain)
    if not found:
        return plain, None
    hour, minute, half = int(found[3]), int(found[4]), found[5] or found[2] or ""
    if half in ("pm", "下午") and hour < 12:
        hour += 12
    if half == "am" and hour == 12:
        hour = 0
    if minute > 59:
        raise _no_day(text)
    return found[1].strip(), (hour, minute)


def _day(words: str, text: str) -> date:
    try:
        return _read(words) or _serial(words)
    except ValueError:
        raise _no_day(text) from None


def _read(words: str) -> date | None:
    if found := _YEAR_FIRST.fullmatch(words) or _RUN_ON.fullmatch(words):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _MINGUO.fullmatch(words):
        return date(int(found[1]) + FIRST_OF_MINGUO - 1, int(found[2]), int(found[3]))
    if found := _YEAR_LAST.fullmatch(words):
        return _year_last(int(found[1]), int(found[3]), int(found[4]), found[2])
    if found := _NAMED.fullmatch(words):
        year = int(found[3])
        return date(year if year > 99 else 2000 + year, _month(found[2]), int(found[1]))
    if found := _NAMED_FIRST.fullmatch(words):
        return date(int(found[3]), _month(found[1]), int(found[2]))
    return None


def _year_last(one: int, two: int, year: int, separator: str) -> date:
    """With dots the day is first; with strokes only where there is no other way to read it."""
    if separator == "." or one > 12 or one == two:
        return date(year, two, one)
    if two > 12:
        return date(year, one, two)
    raise BadInput(
        _("{text} can be two days. Write it like {day}.").format(
            text=f"{one}{separator}{two}{separator}{year}", day=f"{year}-{one:02}-{two:02}"
        )
    )


def _month(name: str) -> int:
    return MONTHS.index(name[:3]) + 1


def _serial(words: str) -> date:
    found = _SERIAL.fullmatch(words)
    if not found or int(found[1]) not in SERIALS:
        raise ValueError(words)
    return SERIAL + timedelta(days=int(found[1]))


def _no_day(text: str) -> BadInput:
    return BadInput(_("{text} is not a date. Write it like 2026-03-02.").format(text=text or "“”"))
