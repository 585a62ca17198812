"""Days that are called by a name: holidays, and the last ones of a month or a year. What may be another day is refused.

A holiday of several days is no day; the first working day after it and the last one before it are, once the year's exchanged
days are published.
"""

import re
from calendar import monthrange
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from desk.calendars.public_holidays import HOME, festival, is_published, is_working_day, published
from errors import BadInput
from handlers.chat.date_words import MONTH, MONTHS
from i18n import _

A_DAY = timedelta(days=1)
BEFORE, AFTER = "before", "after"

Named = str | tuple[int, int]  # as the package calls it, or month and day

_FIXED: dict[str, Named] = {
    r"元旦节?|(?<!chinese )\bnew year['’]?s day\b": (1, 1),
    r"平安夜|\b(?:christmas|xmas) eve\b": (12, 24),
    r"圣诞节?|\b(?:christmas|xmas)(?: day)?\b(?! eve)": (12, 25),
    r"\bboxing day\b": (12, 26),
    r"跨年夜|(?<!chinese )\bnew year['’]?s eve\b": (12, 31),
}
_DAYS: dict[str, Named] = {
    r"清明节?|\b(?:qingming|tomb[- ]sweeping)(?: festival| day)?\b": "清明节",
    r"端午节?|\bdragon boat(?: festival| day)?\b": "端午节",
    r"中秋节?|\bmid[- ]autumn(?: festival| day)?\b": "中秋节",
    r"除夕夜?|大年30|大年三十|\bchinese new year['’]?s eve\b": "农历除夕",
    r"大年初一|正月初一|\bchinese new year['’]?s day\b": "春节",
}
_SEVERAL_DAYS: dict[str, Named] = {
    r"春节|过年|\bchinese new year\b(?!['’]?s)|\bspring festival\b": "春节",
    r"国庆节?|\bnational day\b|\bgolden week\b": "国庆节",
    r"五一劳动节|劳动节|五一节?|\bmay day\b|\blabou?r day\b": "劳动节",
}
_PERIOD = r"(?:小?长假|假期|放假|节?假|(?: festival)? holidays?)?"
_SIDES = rf"(?P<year>[今明]年的?)?(?:(?P<{BEFORE}>\bbefore )|(?P<{AFTER}>\bafter ))?(?:the )?(?:NAME){_PERIOD}(?:过?完?(?P<behind>[之以]?后(?!天))|(?P<ahead>[之以]?前(?!天)))?"
_HOLIDAYS = [
    (re.compile(_SIDES.replace("NAME", name)), what, names is _SEVERAL_DAYS)
    for names in (_FIXED, _DAYS, _SEVERAL_DAYS)
    for name, what in names.items()
]
_END = "(?:底|末|最后1天)"
_END_OF_MONTH_ZH = re.compile(rf"(下下|下|这|本|当)?个?(?:(?<!\d)(\d{{1,2}}))?月份?的?{_END}")
_END_OF_YEAR_ZH = re.compile(rf"(?:([今明本])年?)?年的?{_END}")
_ENDS = r"(?:the )?(?:very )?(?:end|last day) of (?:the |this )?"
_END_OF_MONTH = re.compile(
    rf"\b{_ENDS}(?:(next )?month|{MONTH})(?![a-z])|\b(?:the )?month(?:['’]s)?[- ]end\b|\beom\b"
)
_END_OF_YEAR = re.compile(rf"\b{_ENDS}(next )?year\b|\b(?:the )?year(?:['’]s)?[- ]end\b")


def holiday(words: str, today: date) -> tuple[date, str, str] | None:
    """The day, whether it was BEFORE or AFTER it, and the rest of the words. Raises ValueError for several days."""
    for pattern, what, several in _HOLIDAYS:
        if found := pattern.search(words):
            side = (
                BEFORE
                if found[BEFORE] or found["ahead"]
                else AFTER
                if found[AFTER] or found["behind"]
                else ""
            )
            if several and not side:
                raise ValueError("several days")
            rest = f"{words[: found.start()]} {words[found.end() :]}"
            return _meant(what, side, today, found["year"] or ""), side, rest
    return None


def _meant(what: Named, side: str, today: date, said: str) -> date:
    """The coming one; of what is before or after a holiday, the coming one of those."""
    years = (today.year, today.year + 1)
    for year in years[1:] if said.startswith("明") else years:
        first = date(year, *what) if isinstance(what, tuple) else festival(what, year)
        if first is None:
            break
        day = _beside(first, side) if side else first
        if day >= today:
            return day
    raise ValueError("not known")


def _beside(first: date, side: str) -> date:
    """The last working day before the holiday, or the first one after it."""
    step = A_DAY if side == AFTER else -A_DAY
    day = first + step
    while not is_working_day(HOME, day):
        day += step
    for year in {first.year, day.year}:
        if not is_published(HOME, year) and first in published(HOME, first.year).names:
            raise BadInput(
                _(
                    "The holidays of {year} are not announced yet. Please write the date, like 2026-03-15."
                ).format(year=year)
            )
    return day


def end_of_month(words: str, today: date) -> tuple[date, str] | None:
    """The last day of a month or a year, and the rest of the words."""
    for pattern, last in _LAST:
        if found := pattern.search(words):
            return last(found, today), f"{words[: found.start()]} {words[found.end() :]}"
    return None


def _of_month_zh(found: re.Match[str], today: date) -> date:
    return _last_of(today, int(found[2] or 0), {"下下": 2, "下": 1}.get(found[1], 0))


def _of_month(found: re.Match[str], today: date) -> date:
    return _last_of(today, MONTHS.index(found[2][:3]) + 1 if found[2] else 0, 1 if found[1] else 0)


def _of_year(found: re.Match[str], today: date) -> date:
    return date(today.year + (found[1] in ("明", "next ")), 12, 31)


def _last_of(today: date, month: int, ahead: int) -> date:
    if month:
        first = date(today.year + (month < today.month), month, 1)
    else:
        first = today.replace(day=1) + relativedelta(months=ahead)
    return first.replace(day=monthrange(first.year, first.month)[1])


_LAST = (
    (_END_OF_MONTH_ZH, _of_month_zh),
    (_END_OF_YEAR_ZH, _of_year),
    (_END_OF_MONTH, _of_month),
    (_END_OF_YEAR, _of_year),
)
