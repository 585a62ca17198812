"""What people read: texts through gettext, times and durations in the person's own language and zone.

English is the source; `locale/zh_Hans.po` is its complete translation (a missing one fails the tests).
Who is being spoken to is set once, by `speaking`, and everything inside it answers in that language.
"""

import os
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, wraps
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Any, Literal, ParamSpec, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import dates, units

from i18n.spacing import Text

LANGUAGES = ("zh", "en")
LOCALES = {"zh": "zh_Hans_CN", "en": "en_GB"}
DEFAULT_ZONE = "Asia/Shanghai"  # until the settings say another
ENDLESS = date(2999, 12, 31)  # the last day of what has no end
CATALOGUES = Path(__file__).parent / "locale"


@dataclass(frozen=True)
class Speech:
    """The language (`zh` or `en`) and time zone of the one who is being spoken to."""

    language: str
    zone: str


_company_speech = [Speech("zh", DEFAULT_ZONE)]
_company = ["", ""]  # its name, the file of its logo
_named = ["", ""]  # its name in Chinese and in English, as an administrator has written it in chat
_speech: ContextVar[Speech] = ContextVar("speech")
_dated: ContextVar[bool] = ContextVar("dated", default=False)  # the text is looked at on other days, too
P = ParamSpec("P")
T = TypeVar("T")


def settle(language: str, zone: str, company: str = "", logo: str = "") -> None:
    """The company's language, time zone, name and logo, as the settings say: once, when a process begins."""
    _company_speech[0], _company[:] = Speech(language, zone), [company, logo]
    call_company("", "")


def call_company(chinese: str, english: str) -> None:
    """What the administrator calls it comes before the settings, at once and everywhere."""
    _named[:] = chinese, english


def company_names() -> tuple[str, str]:
    """As the administrator has them, for another process."""
    return _named[0], _named[1]


def company() -> str:
    """The company's name in the language spoken, for customers and papers; "" when nobody has said it."""
    chinese, english = _named
    named = (chinese or english) if spoken().language == "zh" else (english or chinese)
    return named or _company[0]


def company_setting() -> str:
    """Its name as the settings have it, for another process."""
    return _company[0]


def logo() -> str:
    """The file of the company's logo, for customers and papers; "" when there is none."""
    return _company[1]


def company_speech() -> Speech:
    """The company's language and time zone."""
    return _company_speech[0]


def company_zone() -> ZoneInfo:
    return ZoneInfo(_company_speech[0].zone)


LONGEST_ZONE = 64  # characters; the longest has half of them


def is_zone(name: str) -> bool:
    """Whether there is a time zone of this name. One file is opened; `available_timezones` reads some six hundred."""
    if len(name) > LONGEST_ZONE:  # each part of a name would be a folder to look into
        return False
    try:
        return bool(ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):  # unknown; no name of a zone; a folder of zones
        return False


def company_day(at: datetime) -> date:
    """Which day it is at the company: contracts, visit-backs, figures and reports go by it."""
    return at.astimezone(company_zone()).date()


@contextmanager
def speaking(language: str, zone: str = "") -> Iterator[None]:
    """Everything said inside is in this language and zone; without one, in the company's."""
    token = _speech.set(Speech(language, zone or company_speech().zone))
    try:
        yield
    finally:
        _speech.reset(token)


def spoken() -> Speech:
    return _speech.get(Speech("en", company_speech().zone))


@cache
def _catalogue(language: str) -> NullTranslations:
    """Compiled from the text catalogue when that is newer, and kept beside what Python keeps of its own."""
    if language == "en":
        return NullTranslations()
    source, kept = CATALOGUES / "zh_Hans.po", CATALOGUES / "__pycache__" / "zh_Hans.mo"
    if kept.exists() and kept.stat().st_mtime > source.stat().st_mtime:
        return GNUTranslations(BytesIO(kept.read_bytes()))
    compiled = _compiled(source)
    with suppress(OSError):  # it may be kept nowhere: then it is compiled again
        kept.parent.mkdir(exist_ok=True)
        new = kept.with_suffix(f".{os.getpid()}")
        new.write_bytes(compiled)
        new.replace(kept)
    return GNUTranslations(BytesIO(compiled))


def _compiled(source: Path) -> bytes:
    from babel.messages import mofile, pofile  # much to load, and rarely needed

    compiled = BytesIO()
    with source.open("rb") as file:
        mofile.write_mo(compiled, pofile.read_po(file, locale="zh_Hans"))
    return compiled.getvalue()


def _(text: str) -> str:
    """`text` in the language spoken."""
    return _spaced(_catalogue(spoken().language).gettext(text))


def N_(text: str) -> str:  # noqa: N802 - gettext's own name
    """Marks a text for the catalogue where it is defined; `_` translates it where it is said."""
    return text


def ngettext(one: str, many: str, n: int) -> str:
    return _spaced(_catalogue(spoken().language).ngettext(one, many, n))


def _spaced(text: str) -> str:
    return Text(text) if "{" in text and spoken().language == "zh" else text


def dated(card: Callable[P, Awaitable[T]]) -> Callable[P, Coroutine[Any, Any, T]]:
    """Marks what is looked at on other days, too: its times have a date, and nothing is *tomorrow*."""

    @wraps(card)
    async def drawn(*args: P.args, **named: P.kwargs) -> T:
        token = _dated.set(True)
        try:
            return await card(*args, **named)
        finally:
            _dated.reset(token)

    return drawn


def _clock(local: datetime) -> str:
    """With the name of the place for people in another time zone than the company's."""
    clock = f"{local:%H:%M}"
    if local.utcoffset() == local.astimezone(company_zone()).utcoffset():
        return clock
    place = dates.get_timezone_location(local, locale=LOCALES[spoken().language], return_city=True)
    return _("{clock} ({place})").format(clock=clock, place=place)


def moment(at: datetime, now: datetime) -> str:
    """A point in time as a person would say it: `14:20`, `tomorrow 09:00`, `Tue 3 Mar 09:00`; on a card, always the last."""
    speech = spoken()
    local, today = at.astimezone(ZoneInfo(speech.zone)), now.astimezone(ZoneInfo(speech.zone)).date()
    clock = _clock(local)
    days = (local.date() - today).days
    if _dated.get():
        return f"{day(local.date(), today)} {clock}"
    if days == 0:
        return clock
    if days == 1:
        return _("tomorrow {clock}").format(clock=clock)
    if days == -1:
        return _("yesterday {clock}").format(clock=clock)
    return f"{day(local.date(), today)} {clock}"


def day(which: date, today: date | None = None) -> str:
    """A date; the year only when it is not this one."""
    if which == ENDLESS:
        return _("no end")
    other_year = today is None or which.year != today.year
    pattern = {
        "en": "EEE d MMM y" if other_year else "EEE d MMM",
        "zh": "y年M月d日 EEE" if other_year else "M月d日 EEE",
    }[spoken().language]
    return dates.format_date(which, pattern, locale=LOCALES[spoken().language])


def short_day(which: date) -> str:
    """`2 Mar`, 3/2: where there is little room."""
    pattern = {"en": "d MMM", "zh": "M/d"}[spoken().language]
    return dates.format_date(which, pattern, locale=LOCALES[spoken().language])


def month(which: date, short: bool = False) -> str:
    """`February 2026`, or `Feb`."""
    pattern = {"en": "LLL" if short else "LLLL y", "zh": "M月" if short else "y年M月"}[spoken().language]
    return dates.format_date(which, pattern, locale=LOCALES[spoken().language])


def duration(length: timedelta) -> str:
    """`35 minutes`, `2 hours`; the largest unit that says it well."""
    return dates.format_timedelta(length, threshold=2.0, locale=LOCALES[spoken().language])


def exactly(length: timedelta, *, days: bool = True) -> str:
    """`1 hour 30 minutes`, `3 days`: all of it; `days` False: a day of support hours has not 24 of them."""
    left = int(length.total_seconds())
    size_of_words: Literal["long", "short"] = "long" if spoken().language == "en" else "short"
    parts = []
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1)):
        if unit == "day" and (left % size or not days):
            continue  # 36 hours are no day and a half
        number, left = divmod(left, size)
        if number:
            parts.append(
                units.format_unit(number, unit, length=size_of_words, locale=LOCALES[spoken().language])
            )
    joined = (" " if spoken().language == "en" else "").join(parts)
    return joined or units.format_unit(0, "minute", length=size_of_words, locale=LOCALES[spoken().language])


def brief(length: timedelta) -> str:
    """`45s`, `12m`, `2h 10m`, `3d 4h`: the two largest units, cut, for tables and pictures."""
    left = int(length.total_seconds())
    parts = list[tuple[int, str]]()
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1)):
        number, left = divmod(left, size)
        if number or parts:
            parts.append((number, unit))
    shown = [part for part in parts[:2] if part[0] and part[1] != "second"] or parts[:1] or [(0, "minute")]
    language = spoken().language
    if language == "en":
        return " ".join(
            units.format_unit(n, unit, length="narrow", locale=LOCALES[language]) for n, unit in shown
        )
    return "".join(units.format_unit(n, unit, length="short", locale=LOCALES[language]) for n, unit in shown)


def days(first: date, last: date) -> str:
    """`March 2026`, `2026`, `1–15 Mar 2026`."""
    following = last + timedelta(days=1)
    if (first.day, first.month) == (following.day, following.month) == (
        1,
        1,
    ) and following.year == first.year + 1:
        return dates.format_date(
            first, "y" if spoken().language == "en" else "y年", locale=LOCALES[spoken().language]
        )
    if first.day == following.day == 1 and (first.year, first.month) == (last.year, last.month):
        return month(first)
    return dates.format_interval(first, last, "yMMMd", locale=LOCALES[spoken().language])
