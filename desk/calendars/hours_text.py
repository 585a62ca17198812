"""Hours as people write them: `Mon-Fri 08:30-12:00 13:30-17:30; Sat 09:00-12:00`, 周一至周五 08:30-17:30, `daily 00:00-24:00`.

A day has its periods, or is `closed`; days that are not named are closed. 22:00-06:00 goes on into the next morning.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import time
from itertools import groupby, pairwise

from desk.calendars.calendar import Period
from errors import BadInput
from i18n import _

Week = Mapping[int, tuple[Period, ...]]
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAYS_ZH = [f"周{c}" for c in "一二三四五六日"]
DAILY, CLOSED = "daily", "closed"
_IN_CHINESE = {DAILY: "每天", "-": "至", **dict(zip(DAYS, _DAYS_ZH, strict=True))}
_NAMED = re.compile(rf"(?<!\d)(?:{'|'.join(_IN_CHINESE)})(?!\d)")
_NUMBERS = {name.lower(): n for n, name in enumerate(DAYS)} | {
    f"周{c}": n for n, c in enumerate("一二三四五六日")
}
_NUMBERS |= {f"星期{c}": n for n, c in enumerate("一二三四五六日")} | {"周天": 6, "星期天": 6}
_DAILY, _CLOSED = {DAILY, "每天", "每日"}, {CLOSED, "休息", "不上班"}
_TO = re.compile(r"\s{0,5}[-–—~至到]\s{0,5}")


def week(text: str) -> dict[int, tuple[Period, ...]]:
    """The periods of each weekday, Monday is 0. Raises BadInput."""
    found: dict[int, tuple[Period, ...]] = {}
    for part in filter(None, (part.strip() for part in re.split(r"[;\n]", _plain(text)))):
        which, _space, hours = part.partition(" ")
        for number in _weekdays(which):
            if number in found:
                raise BadInput(_("{day} is there twice.").format(day=which))
            found[number] = periods(hours)
    if not any(found.values()):
        raise BadInput(
            _("Please write hours like: {example}").format(example="Mon-Fri 08:30-12:00 13:30-17:30")
        )
    return found


def periods(text: str) -> tuple[Period, ...]:
    """The periods of one day, `08:30-12:00 13:30-17:30`, or none: `closed`. Raises BadInput, also for ones that overlap."""
    words = _TO.sub("-", _plain(text)).split()
    if len(words) == 1 and words[0] in _CLOSED:
        return ()
    found = tuple(_period(word) for word in words)
    if not found:
        raise BadInput(_("Please write the hours of a day like 08:30-12:00 13:30-17:30, or closed."))
    for before, after in pairwise(found):
        if after.start < before.end or before.end <= before.start:
            raise BadInput(_("These hours are out of order: {hours}").format(hours=text.strip()))
    return found


def week_text(hours: Week) -> str:
    """The hours of a week as `week` reads them, like days in a row together."""
    parts = []
    for open_, group in groupby(range(7), key=lambda day: hours.get(day, ())):
        numbers = list(group)
        if open_:
            parts.append(f"{_days_text(numbers[0], numbers[-1])} {periods_text(open_)}")
    return "; ".join(parts)


def week_words(hours: Week, language: str) -> str:
    """The same for people to read, in their language."""
    text = week_text(hours)
    if language != "zh":
        return text.replace(DAILY, "every day", 1)
    return _NAMED.sub(lambda found: _IN_CHINESE[found[0]], text).replace("; ", "；")


def periods_text(of_day: tuple[Period, ...]) -> str:
    return " ".join(f"{p.start:%H:%M}-{_end_text(p.end)}" for p in of_day) or CLOSED


def _end_text(end: time) -> str:
    return "24:00" if end == time.min else f"{end:%H:%M}"


def _days_text(first: int, last: int) -> str:
    if (first, last) == (0, 6):
        return DAILY
    return DAYS[first] if first == last else f"{DAYS[first]}-{DAYS[last]}"


def _plain(text: str) -> str:
    """Full-width signs and capitals make no difference."""
    return _TO.sub("-", unicodedata.normalize("NFKC", text).lower().replace(",", " "))


def _weekdays(text: str) -> list[int]:
    if text in _DAILY:
        return list(range(7))
    first, _to, last = text.partition("-")
    if first not in _NUMBERS or (last or first) not in _NUMBERS:
        raise BadInput(_("{text} is no day of the week. Write Mon-Fri, Sat or daily.").format(text=text))
    start, end = _NUMBERS[first], _NUMBERS[last or first]
    if end < start:
        raise BadInput(_("{text}: a week begins on Monday.").format(text=text))
    return list(range(start, end + 1))


def _period(text: str) -> Period:
    found = re.fullmatch(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})", text)
    try:
        if found is None:
            raise ValueError(text)
        a, b, c, d = map(int, found.groups())
        return Period(time(a, b), time.min if (c, d) == (24, 0) else time(c, d))
    except ValueError:
        raise BadInput(_("{text} is no time of day. Write it like 08:30-12:00.").format(text=text)) from None
