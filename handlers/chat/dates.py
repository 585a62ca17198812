"""A point in time as people write it: `14:00`, `tomorrow 2pm`, `3-5 14:00`, `下周三下午两点半`, `an hour and a half`.

It is right, or it is asked for again: the rest of the sentence must not have a number or another time word.
Libraries that read dates guess where this one asks, and few know both languages.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from desk.calendars.hours_text import periods, periods_text
from errors import BadInput
from handlers.chat.date_limits import Limit, NotExactError
from handlers.chat.date_sentence import Sentence, month_and_day
from handlers.chat.date_words import WEEKDAY, plain_words
from handlers.chat.incoming import Said
from handlers.chat.questions import Choice, Question
from i18n import _, day, spoken


@dataclass(frozen=True)
class When(Question[str]):
    """Answered as an ISO time ahead of `now`; a day alone means `usual` on it, if there is one."""

    now: datetime
    usual: time | None = field(default=None, kw_only=True)
    limit: Limit = field(default=Limit.EXACT, kw_only=True)  # *by Friday* is an answer to *by when?*

    def pressed(self, key: str) -> str:
        """A time that was offered a while ago may be over by now."""
        at = super().pressed(key)
        if datetime.fromisoformat(at) <= self.now:
            raise BadInput(_("That time is over already."))
        return at

    def heard(self, said: Said) -> str:
        return read(said.text, self.now, self.usual, self.limit).isoformat()


def offered(times: Sequence[datetime], named: Callable[[datetime], str]) -> list[tuple[str, str]]:
    """Buttons of a question of this kind."""
    return [(at.isoformat(), named(at)) for at in times]


def read(text: str, now: datetime, usual: time | None = None, limit: Limit = Limit.EXACT) -> datetime:
    """In the zone of the one who speaks. Raises BadInput for what is no time, could be two, or is over."""
    here = now.astimezone(ZoneInfo(spoken().zone))
    try:
        at = Sentence(plain_words(text), here, limit).read(usual)
    except NotExactError as said:
        one = _("{limit}, I see. On which day, and when? Like: tomorrow 14:00.")
        raise BadInput(one.format(limit=_limit(said))) from None
    except (ValueError, OverflowError):
        if _week_alone(text):
            raise BadInput(
                _("Gladly. On which day of the week, and when? Like: Wednesday next week 14:00.")
            ) from None
        raise BadInput(_("Please write a day and a time, like: tomorrow 14:00, or 3-5 14:00.")) from None
    if at <= here:
        raise BadInput(_("That time is over already."))
    return at.astimezone(UTC)


def _limit(said: NotExactError) -> str:
    text = _("{day} or earlier") if said.limit is Limit.BY else _("{day} or later")
    return text.format(day=day(said.day))


NOON = time(12)
_WEEK = re.compile(
    r"(?:下下?个?|这|本)(?:周|星期|礼拜)(?![\d末])|\b(?:next|this|the coming|the following) week\b|\bweek after next\b"
)


def day_of(answer: str) -> date:
    """The day that such a time was meant for, where the person who wrote it is."""
    return datetime.fromisoformat(answer).astimezone(ZoneInfo(spoken().zone)).date()


def _week_alone(text: str) -> bool:
    words = plain_words(text)
    return bool(_WEEK.search(words)) and not re.search(rf"\b{WEEKDAY}\b", words)


@dataclass(frozen=True)
class Day(Choice):
    """One of the days offered, or any other: 2026-03-15, 3-15, or in words such as *in two weeks*."""

    today: date = date.min
    in_words: bool = True  # not where `today` is another day: *tomorrow* would be read from there
    limit: Limit = Limit.EXACT  # *by Friday* is an answer to *by which day?*

    def heard(self, said: Said) -> str:
        try:
            return super().heard(said)
        except BadInput:
            return _read_day(said.text, self.today, self.limit, in_words=self.in_words).isoformat()


def _read_day(text: str, today: date, limit: Limit, *, in_words: bool) -> date:
    """The next such day; one in words is not over. Raises BadInput."""
    found = re.fullmatch(r"(?:(\d{4})[-/.年])?(\d{1,2})([-/.月])(\d{1,2})日?", text.strip())
    try:
        if found is None and not in_words:
            raise ValueError
        if found is None:
            start = datetime.combine(today, time.min, ZoneInfo(spoken().zone))
            found_day = Sentence(plain_words(text), start, limit).read(NOON).date()
            if found_day < today:
                raise ValueError("over")
            return found_day
        month, number = int(found[2]), int(found[4])
        if not found[1]:
            month, number = month_and_day(month, number, found[3])
        named = date(int(found[1] or today.year), month, number)
        return named.replace(year=today.year + 1) if not found[1] and named < today else named
    except NotExactError as said:
        one = _("{limit}, I see. Which day exactly? Like 2026-03-15.")
        raise BadInput(one.format(limit=_limit(said))) from None
    except (ValueError, OverflowError):
        if _week_alone(text):
            raise BadInput(_("Gladly. On which day of the week? Like: Wednesday next week.")) from None
        raise BadInput(_("Please press a day, or write it like 2026-03-15.")) from None


@dataclass(frozen=True)
class OfDay(Choice):
    """Hours of a day: one of those offered, or typed."""

    def heard(self, said: Said) -> str:
        try:
            return super().heard(said)
        except BadInput:
            found = periods(said.text.strip())
            if len(found) != 1:
                raise BadInput(_("Please write one stretch of hours, like 08:30-17:30.")) from None
            return periods_text(found)
