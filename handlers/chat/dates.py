"""A point in time as people write it: `14:00`, `tomorrow 2pm`, `3-5 14:00`, `周三 下午2点半`, `2026-03-05 09:00`."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from errors import BadInput
from handlers.chat.incoming import Said
from handlers.chat.questions import Question
from i18n import _, spoken

WEEK_ZH, WEEK_EN = "一二三四五六日", ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NEAR = {"today": 0, "今天": 0, "今日": 0, "tomorrow": 1, "明天": 1, "明日": 1, "后天": 2}
LATER = ("pm", "下午", "晚上", "傍晚")
_FULL = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_SHORT = re.compile(r"(?<!\d)(\d{1,2})(?:[-/.]|月)(\d{1,2})(?:日|号)?(?!\d)")
_CLOCK = re.compile(r"(?<!\d)(\d{1,2})\s*[:：]\s*(\d{2})(?!\d)")
_HOUR = re.compile(r"(?<!\d)(\d{1,2})\s*(?:点|时)(半|\d{1,2})?|(?<!\d)(\d{1,2})\s*(?=[ap]m)")
_WEEKDAY = re.compile(rf"(?:周|星期|礼拜)([{WEEK_ZH}天])|\b({'|'.join(WEEK_EN)})[a-z]*")


@dataclass(frozen=True)
class When(Question[str]):
    """Answered as an ISO time ahead of `now`; a day alone means `usual` on it, if there is one."""

    now: datetime
    usual: time | None = field(default=None, kw_only=True)

    def pressed(self, key: str) -> str:
        """A time that was offered a while ago may be over by now."""
        at = super().pressed(key)
        if datetime.fromisoformat(at) <= self.now:
            raise BadInput(_("That time is over already."))
        return at

    def heard(self, said: Said) -> str:
        return read(said.text, self.now, self.usual).isoformat()


def offered(times: Sequence[datetime], named: Callable[[datetime], str]) -> list[tuple[str, str]]:
    """Buttons of a question of this kind."""
    return [(at.isoformat(), named(at)) for at in times]


def read(text: str, now: datetime, usual: time | None = None) -> datetime:
    """In the zone of the one who speaks. Raises BadInput for what is no time, or is over."""
    zone = ZoneInfo(spoken().zone)
    words, here = text.strip().lower(), now.astimezone(zone)
    try:
        day, rest = _day(words, here.date())
        clock = _time(rest) or usual
        if clock is None or (day is None and usual is not None and _time(rest) is None):
            raise ValueError
        at = datetime.combine(day or here.date(), clock, zone)
    except ValueError:
        raise BadInput(_("Please write a day and a time, like: tomorrow 14:00, or 3-5 14:00.")) from None
    if at <= here:
        raise BadInput(_("That time is over already."))
    return at.astimezone(UTC)


def _day(words: str, today: date) -> tuple[date | None, str]:
    """The day that is named, None for none; and the words without it."""
    if found := _FULL.search(words):
        return date(int(found[1]), int(found[2]), int(found[3])), _without(words, found)
    if found := _SHORT.search(words):
        day = date(today.year, int(found[1]), int(found[2]))
        return day if day >= today else day.replace(year=today.year + 1), _without(words, found)
    for word, ahead in NEAR.items():
        if word in words:
            return today + timedelta(days=ahead), words.replace(word, " ")
    if found := _WEEKDAY.search(words):
        weekday = WEEK_ZH.find(found[1]) % 7 if found[1] else WEEK_EN.index(found[2])
        return today + timedelta(days=(weekday - today.weekday()) % 7 or 7), _without(words, found)
    return None, words


def _without(words: str, found: re.Match[str]) -> str:
    return words[: found.start()] + " " + words[found.end() :]


def _time(words: str) -> time | None:
    """None when no time is named."""
    if found := _CLOCK.search(words):
        hour, minute = int(found[1]), int(found[2])
    elif found := _HOUR.search(words):
        hour = int(found[1] or found[3])
        minute = 30 if found[2] == "半" else int(found[2] or 0)
    else:
        return None
    if hour < 12 and any(word in words for word in LATER):
        hour += 12
    return time(hour, minute)
