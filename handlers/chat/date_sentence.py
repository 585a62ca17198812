"""A sentence that says a point in time, read piece by piece: what is understood is taken out, and nothing of time may be left."""

import re
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from desk.calendars.public_holidays import HOME, is_working_day
from errors import BadInput
from handlers.chat import date_limits, date_named
from handlers.chat.date_limits import Limit, NotExactError
from handlers.chat.date_words import (
    AFTERNOON,
    AHEAD,
    CLOCKS,
    DAY_NAMES,
    EARLY,
    EVENING,
    FILLER,
    HALF,
    MONTH,
    MONTHS,
    MORNING,
    NEAR_WORDS,
    NIGHT,
    NOON,
    NTH,
    PART,
    PARTS,
    TIMELY,
    UNITS,
    WEEKDAY,
)
from i18n import _, spoken

A_DAY, NOON_TIME = timedelta(days=1), time(12)
_INSIDE = re.compile(r"\s*[之以]?内(?!容)")


@dataclass
class Sentence:
    """What is not understood yet, read piece by piece."""

    words: str
    here: datetime
    wanted: Limit = Limit.EXACT
    says_day: bool = field(default=False, init=False)  # and not only a clock time
    _limit: Limit = field(default=Limit.EXACT, init=False)
    _beside: bool = field(default=False, init=False)  # before or after that day
    _within: bool = field(default=False, init=False)

    def read(self, usual: time | None) -> datetime:
        """Raises NotExactError for a limit that is not `wanted`."""
        named = [day for one in (self._holiday, self._end) if (day := one())]
        ahead = self._anchored() or self._ahead()
        if len(named) > 1 or (named and ahead):
            raise ValueError("two days")
        self._hear_limit(ahead)
        if isinstance(ahead, datetime):
            self._check_rest(strictly=True)
            return self._as_wanted(ahead)
        return self._as_wanted(self._on_a_day(named[0] if named else ahead, usual))

    def _hear_limit(self, ahead: datetime | date | None) -> None:
        """Before *and* in so many days is ago."""
        limit, self._beside, self.words = date_limits.limit(self.words)
        if ahead and limit is Limit.BY and not self._within:
            raise ValueError("ago")
        if limit is not Limit.EXACT:
            if self._limit not in (limit, Limit.EXACT):
                raise ValueError("between two limits")
            self._limit = limit

    def _as_wanted(self, at: datetime) -> datetime:
        if self._limit is not Limit.EXACT and self._limit is not self.wanted:
            raise NotExactError(self._limit, at)
        return at

    def _on_a_day(self, ahead: date | None, usual: time | None) -> datetime:
        day = ahead or self._day()
        if ahead and self._day():
            raise ValueError("two days")
        part = self._part()
        self.says_day = day is not None
        clock, next_day = self._clock(part, day)
        self._check_rest(strictly=day is None)
        if clock is None:
            if day is None or usual is None or part:
                if day is not None and self._limit not in (self.wanted, Limit.EXACT):
                    raise NotExactError(self._limit, datetime.combine(day, NOON_TIME, self.here.tzinfo))
                raise ValueError("no time")
            clock, day = usual, self._beyond(day)
        if self._this_weekday and datetime.combine(self.here.date(), clock, self.here.tzinfo) > self.here:
            today, later = (f"{each.month}-{each.day}" for each in (self.here, self.here + timedelta(days=7)))
            raise BadInput(
                _("Today, or in a week? Please write it with the date, {today} or {later}.").format(
                    today=today, later=later
                )
            )
        day = (day or self.here.date()) + timedelta(days=next_day)
        return datetime.combine(day, clock, self.here.tzinfo)

    def _beyond(self, day: date) -> date:
        """Of *before Friday* and *after Friday*, where no hour is said."""
        if not self._beside or self._limit is not self.wanted:
            return day
        if self._limit is Limit.BY:
            return day - A_DAY
        day += A_DAY
        while not is_working_day(HOME, day):
            day += A_DAY
        return day

    def _take(self, pattern: str | re.Pattern[str]) -> re.Match[str] | None:
        """Found and taken out. Raises ValueError when it stands there twice."""
        found = re.search(pattern, self.words)
        if found:
            self.words = self.words[: found.start()] + " " + self.words[found.end() :]
        return found

    def _check_rest(self, *, strictly: bool) -> None:
        """A number or a word of time that was not understood may change everything; without a day any word may."""
        rest = FILLER.sub(" ", self.words)
        if TIMELY.search(rest) or (strictly and re.search(r"\w", rest)):
            raise ValueError("not understood")

    def _ahead(self) -> datetime | date | None:
        """`in 2 hours` is a moment, `3天后` a day."""
        half = HALF.search(self.words)
        if half:
            self.words = self.words.replace(half[0], f"{int(half[1])}.5小时")
        found = AHEAD.search(self.words)
        if not found:
            return None
        unit = next(name for name in UNITS if found[name])
        length = float(found[1] or 0) + (
            0.5 if found[2] or found[3] or (found[4] or "").startswith("half") else 0
        )
        length += (0.5 if found[11] else 0) + (1 if found[4] in ("a", "an") else 0)
        if re.fullmatch(r"再?过\s*2天", found[0].strip()):
            raise ValueError("some days, as it is said")
        self._within = found[0].startswith("within") or bool(_INSIDE.match(self.words, found.end()))
        if self._within:
            self._limit = Limit.BY
        if unit in ("days", "weeks", "months"):
            says_ahead = found[13] or self._within or re.match(r"in\b|再?过", found[0])
            if not says_ahead or length != int(length) or found[12]:
                raise ValueError("no length")
            self._take(AHEAD)
            return self.here.date() + relativedelta(**{unit: int(length)})  # type: ignore[arg-type]
        if (
            unit == "minutes"
            and found[0].strip() != self.words.strip()
            and not found[13]
            and "点" in self.words
        ):
            return None
        if found["minutes"] in ("m",) and not found[1]:
            return None
        self._take(AHEAD)
        size = {"minutes": 1, "quarters": 15, "hours": 60}[unit]
        return self.here + timedelta(minutes=length * size + int(found[12] or 0))

    def _anchored(self) -> date | None:
        """`a week from Friday`, `一周后的今天`."""
        if found := self._take(r"(?<!\d)(\d{1,2})个?(周|星期|礼拜|天)[之以]?后的?今天"):
            return self.here.date() + timedelta(days=int(found[1]) * (1 if found[2] == "天" else 7))
        found = self._take(
            rf"\b(an?|\d{{1,2}}) (day|week|month)s?(?: from(?: now)?(?: on)?)? (?:(today|tomorrow)|{WEEKDAY})\b"
        )
        if not found:
            return None
        start = self.here.date() + timedelta(days=found[3] == "tomorrow")
        if found[4]:
            start = self._following(_number(found[4]))
            if self._this_weekday:
                raise ValueError("two days")
        count = 1 if found[1].startswith("a") else int(found[1])
        return start + relativedelta(**{f"{found[2]}s": count})  # type: ignore[arg-type]

    def _holiday(self) -> date | None:
        if not (found := date_named.holiday(self.words, self.here.date())):
            return None
        day, side, self.words = found
        if side:
            self._limit = Limit.FROM if side == date_named.AFTER else Limit.BY
        return day

    def _end(self) -> date | None:
        if not (found := date_named.end_of_month(self.words, self.here.date())):
            return None
        day, self.words = found
        return day

    def _day(self) -> date | None:
        found = [
            day
            for one in (self._full, self._month_and_day, self._near, self._weekday, self._of_month)
            if (day := one())
        ]
        if len(found) > 1:
            raise ValueError("two days")
        return found[0] if found else None

    def _full(self) -> date | None:
        if found := self._take(
            r"(?<!\d)(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?:[日号]|(?!\d))"
        ):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := self._take(rf"\b{NTH}(?: of)? {MONTH},? (\d{{4}})\b"):
            return date(int(found[3]), _month(found[2]), int(found[1]))
        if found := self._take(rf"\b{MONTH} {NTH},? (\d{{4}})\b"):
            return date(int(found[3]), _month(found[1]), int(found[2]))
        return None

    def _month_and_day(self) -> date | None:
        if found := self._take(r"(今年|明年)?(?<!\d)(\d{1,2})月(\d{1,2})(?:[日号]|(?![\d点]))"):
            return self._coming(int(found[2]), int(found[3]), found[1])
        if found := self._take(rf"\b{NTH}(?: of)? {MONTH}(?![a-z])"):
            return self._coming(_month(found[2]), int(found[1]))
        if found := self._take(rf"\b{MONTH} {NTH}\b(?!\s*:)"):
            return self._coming(_month(found[1]), int(found[2]))
        if found := self._take(r"(?<![\d:])(\d{1,2})([-/.])(\d{1,2})(?![\d:]|\s*[ap]\.?m)"):
            return self._coming(*month_and_day(int(found[1]), int(found[3]), found[2]))
        return None

    def _coming(self, month: int, number: int, year: str = "") -> date:
        today = self.here.date()
        day = date(today.year + (year == "明年"), month, number)
        if day >= today or year:
            return day
        return day.replace(year=day.year + 1)

    def _near(self) -> date | None:
        days = {ahead for word, ahead in NEAR_WORDS if self._take(word)}
        if len(days) > 1:
            raise ValueError("two days")
        return self.here.date() + timedelta(days=days.pop()) if days else None

    def _weekday(self) -> date | None:
        today = self.here.date()
        monday = today - timedelta(days=today.weekday())
        if found := self._take(r"(下下|下|这|本)个?周([1-7])(?!\d)"):
            weeks = {"下下": 2, "下": 1}.get(found[1], 0)
            return monday + timedelta(weeks=weeks, days=int(found[2]) - 1)
        if found := self._take(rf"\b(next|this) {WEEKDAY}\b|\b{WEEKDAY} (?:of )?(next|this) week\b"):
            weeks = 1 if "next" in (found[1], found[4]) else 0
            return monday + timedelta(weeks=weeks, days=_number(found[2] or found[3]))
        if found := self._take(r"周([1-7])(?!\d)"):
            return self._following(int(found[1]) - 1)
        if found := self._take(rf"\b(?:(?:this )?coming )?{WEEKDAY}\b"):
            return self._following(_number(found[1]))
        return None

    def _following(self, weekday: int) -> date:
        """On that very day of the week it may be today."""
        today = self.here.date()
        self._this_weekday = weekday == today.weekday()
        return today + timedelta(days=(weekday - today.weekday()) % 7 or 7)

    _this_weekday: bool = field(default=False, init=False)

    def _of_month(self) -> date | None:
        """`25号`, `下个月5号`, `the 25th`: of this month, or of the next when it is over."""
        if found := self._take(
            r"(?:(下下?个?月|next month,?(?: on)?(?: the)?|本月|这个月)\s*)?(?<!\d)(\d{1,2})(?:[号日]|(?:st|nd|rd|th)\b(?: of)?)(?: (next month|this month))?"
        ):
            said, number, today = found[1] or found[3] or "", int(found[2]), self.here.date()
            ahead = said.startswith(("下", "next")) or (not said and number < today.day)
            months = 2 if said.startswith("下下") else int(ahead)
            first = today.replace(day=1) + relativedelta(months=months)
            if number > monthrange(first.year, first.month)[1]:
                raise ValueError("no such day")
            return first.replace(day=number)
        return None

    def _part(self) -> str:
        """The part of the day; the words that name it may stand on both sides of the hour."""
        parts = set()
        while found := self._take(PART):
            parts.add(PARTS[found[0]])
        if len(parts - {NOON}) > 1 or (NOON in parts and len(parts) > 1):
            raise ValueError("two parts of the day")
        return parts.pop() if parts else ""

    def _clock(self, part: str, day: date | None) -> tuple[time | None, int]:
        """The clock time, and 1 when it is the end of the day; of `from … to …` the beginning."""
        first = self._one_clock()
        if first is None:
            return (time(12), 0) if part == NOON else (None, 0)
        before = self.words[: self._at]
        second = self._one_clock()
        if second is not None:
            low, high = sorted((self._at, len(before)))
            if not re.fullmatch(
                r"\s*(?:到|至|-|–|—|~|to|till?|until|and)\s*", self.words[low:high].strip() or "x"
            ):
                raise ValueError("two times")
            self.words = self.words[:low] + self.words[high:].replace("到", " ", 1)
            self._limit = Limit.EXACT  # from … to …
        hour, minute, half, bare = first
        return self._settled(hour, minute, half, bare, part, day)

    _at: int = field(default=0, init=False)
    _colon: bool = field(default=False, init=False)  # 2:00 can be in the night, too

    def _one_clock(self) -> tuple[int, int, str, bool] | None:
        """The first one: hour, minute, a or p, and whether nothing says which half of the day it is."""
        matches = [
            (found.start(), number, found)
            for number, one in enumerate(CLOCKS)
            if (found := one.search(self.words))
        ]
        if not matches:
            return None
        _start, _number_of, found = min(matches, key=lambda each: (each[0], each[1]))
        self._at, self._colon = found.start(), ":" in found[0]
        self.words = self.words[: found.start()] + " " + self.words[found.end() :]
        named = found.groupdict()
        hour, minute = int(named["h"]), _minutes(named)
        if named.get("to"):
            hour, minute = hour - 1, 60 - _quarter(named["to"])
        return (
            hour,
            minute,
            named.get("half") or "",
            not found[0].startswith("0") and not (":" in found[0] and hour > 12),
        )

    def _settled(
        self, hour: int, minute: int, half: str, bare: bool, part: str, day: date | None
    ) -> tuple[time, int]:
        if half:
            if (
                not 1 <= hour <= 12
                or (part in (AFTERNOON, EVENING) and half == "a")
                or (part == MORNING and half == "p")
            ):
                raise ValueError("no such hour")
            return time(hour % 12 + 12 * (half == "p"), minute), 0
        if hour == 24 and minute == 0:
            return time(), 1
        if hour > 12 or not bare:
            return time(hour, minute), 0
        if not part:
            return self._unsaid(hour, minute, day), 0
        return _in_part(hour, minute, part)

    def _unsaid(self, hour: int, minute: int, day: date | None) -> time:
        """Nobody comes at two in the morning; six and seven can be both, and at night everything can."""
        late = self.here.hour >= 18 and day in (None, self.here.date())
        if hour in (0, 6, 7) or (late and hour < 12) or (hour < 6 and self._colon):
            raise ValueError("two times")
        return time(hour + 12 if hour < 6 else hour, minute)


def month_and_day(one: int, two: int, separator: str) -> tuple[int, int]:
    """The month first, as our own examples are; with a stroke or a dot English has both orders. Raises ValueError."""
    if one > 12:
        return two, one
    if separator != "-" and spoken().language == "en" and one != two and two <= 12:
        raise ValueError("two days")
    return one, two


def _in_part(hour: int, minute: int, part: str) -> tuple[time, int]:
    if part == EVENING and hour == 12:
        return time(0, minute), 1
    allowed = {
        EARLY: (0, range(7)), MORNING: (0, range(5, 13)), NOON: (12, (1, 2)), AFTERNOON: (12, range(1, 8)), EVENING: (12, range(5, 12)), NIGHT: (12, range(8, 12)),
    }  # fmt: skip
    plus, hours = allowed[part]
    if part in (NOON, AFTERNOON) and hour in (11, 12):
        return time(hour, minute), 0
    if part == EARLY and hour == 12:
        return time(0, minute), 0
    if hour not in hours:
        raise ValueError("no such hour")
    return time(hour + plus, minute), 0


def _minutes(named: dict[str, str | None]) -> int:
    if named.get("q"):
        return int(named["q"] or 0) * 15
    if named.get("halfpast") is not None:
        return 30
    return _quarter(named.get("m") or "0")


def _quarter(text: str) -> int:
    return 15 if text in ("quarter", "刻", "1刻") else int(text)


def _month(name: str) -> int:
    return MONTHS.index(name[:3]) + 1


def _number(weekday: str) -> int:
    return next(number for number, name in enumerate(DAY_NAMES) if name.fullmatch(weekday))
