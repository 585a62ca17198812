"""A point in time as people write it: `14:00`, `tomorrow 2pm`, `3-5 14:00`, `下周三下午两点半`, `an hour and a half`.

It is right, or it is asked for again: whatever is left of the sentence may hold no number and no other word of time.
Libraries that read dates guess where this one asks, and few know both languages.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from desk.calendars.hours import periods, periods_text
from errors import BadInput
from handlers.chat.incoming import Said
from handlers.chat.questions import Choice, Question
from i18n import _, spoken


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
    """In the zone of the one who speaks. Raises BadInput for what is no time, could be two, or is over."""
    here = now.astimezone(ZoneInfo(spoken().zone))
    try:
        at = _Sentence(_plain(text), here).read(usual)
    except (ValueError, OverflowError):
        raise BadInput(_("Please write a day and a time, like: tomorrow 14:00, or 3-5 14:00.")) from None
    if at <= here:
        raise BadInput(_("That time is over already."))
    return at.astimezone(UTC)


LONGEST = 100  # characters of a sentence that says a time

_DIGITS = {
    sign: number
    for number, signs in enumerate(("〇零", "一", "二两", "三", "四", "五", "六", "七", "八", "九"))
    for sign in signs
}
_NUMBER = re.compile(
    "[〇零一二两三四五六七八九十]{1,6}(?=个?(?:点|时|小时|钟头|分|刻|日|号|月|天|周|星期|礼拜|半))|(?<=[点时])[〇零一二三四五六七八九十]+|(?<=[月])[一二三四五六七八九十]+|(?<=差)[一二两三四五六七八九十]+"
)
_WORDS = {
    word: str(number)
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        ]
    )
} | {"twenty": "20", "thirty": "30", "forty": "40", "fifteen": "15", "forty-five": "45", "ninety": "90"}
_ENGLISH = re.compile(rf"\b(?:{'|'.join(sorted(_WORDS, key=len, reverse=True))})\b")
WEEK_ZH = "一二三四五六日"
_SIMPLE = str.maketrans("週點時兩後號個鐘禮這過", "周点时两后号个钟礼这过")


def _plain(text: str) -> str:
    """Small letters, half width, numbers as digits; days of the week as `周1` to `周7`."""
    words = unicodedata.normalize("NFKC", text[: LONGEST + 1]).strip().lower().translate(_SIMPLE)
    if len(words) > LONGEST:
        raise BadInput(_("Please write a day and a time, like: tomorrow 14:00, or 3-5 14:00."))
    words = re.sub(
        "(?:周|星期|礼拜)([一二三四五六日天])(?!个)",
        lambda found: f"周{WEEK_ZH.find(found[1]) % 7 + 1}",
        words,
    )
    words = _NUMBER.sub(lambda found: _chinese(found[0]), words)
    return _ENGLISH.sub(
        lambda found: _WORDS[found[0]], words.replace("o'clock", "点").replace("o’clock", "点")
    )


def _chinese(text: str) -> str:
    """二十五 → 25; what is no number stays."""
    tens, ten, ones = text.lstrip("〇零").partition("十")
    if not ten:
        return "".join(str(_DIGITS[sign]) for sign in text)
    if len(tens) > 1 or len(ones) > 1:
        return text
    return str((_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0))


MORNING, NOON, AFTERNOON, EVENING, NIGHT, EARLY = "morning", "noon", "afternoon", "evening", "night", "early"
_PARTS = {
    "凌晨": EARLY, "清晨": MORNING, "早晨": MORNING, "早上": MORNING, "上午": MORNING, "早": MORNING, "中午": NOON, "正午": NOON,
    "午后": AFTERNOON, "下午": AFTERNOON, "傍晚": EVENING, "晚上": EVENING, "晚间": EVENING, "晚": EVENING, "夜里": NIGHT,
    "夜间": NIGHT, "半夜": NIGHT, "深夜": NIGHT, "夜": NIGHT, "in the morning": MORNING, "morning": MORNING, "in the afternoon": AFTERNOON,
    "afternoon": AFTERNOON, "in the evening": EVENING, "evening": EVENING, "at night": NIGHT, "tonight": EVENING, "night": NIGHT,
    "at noon": NOON, "noon": NOON, "midday": NOON,
}  # fmt: skip
_PART = re.compile(
    "|".join(rf"\b{word}\b" if word.isascii() else word for word in sorted(_PARTS, key=len, reverse=True))
)

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
_NTH = r"(\d{1,2})(?:st|nd|rd|th)?"
_DAYS = (
    "mon(?:day)?",
    "tue(?:s(?:day)?)?",
    "wed(?:s|nesday)?",
    "thu(?:rs?(?:day)?)?",
    "fri(?:day)?",
    "sat(?:urday)?",
    "sun(?:day)?",
)
_DAY_NAMES = [re.compile(name) for name in _DAYS]
_WEEKDAY = "(" + "|".join(_DAYS) + ")"
_NEAR = {
    "大大后天": 4, "大后天": 3, "后天": 2, "后日": 2, "明天": 1, "明日": 1, "明儿": 1, "明(?=[早晚上下中])": 1, "今天": 0, "今日": 0, "今儿": 0, "今(?=[早晚上下中])": 0,
    "当天": 0, r"(?:the )?day after tomorrow": 2, r"tomorrow|tmrw?|tmw": 1, r"today|this (?=morning|afternoon|evening)": 0, r"(?=\btonight)": 0,
}  # fmt: skip
_NEAR_WORDS = [
    (re.compile(rf"\b(?:{word})(?![a-z])" if word.isascii() and "(?=" not in word else word), ahead)
    for word, ahead in _NEAR.items()
]
_UNITS = {"minutes": r"分钟?|minutes?|mins?|m", "quarters": "刻钟?", "hours": r"个?小时|个?钟头|hours?|hrs?|h", "days": r"天|days?", "weeks": r"个?(?:周|星期|礼拜)|weeks?", "months": r"个月|months?"}  # fmt: skip
_AHEAD = re.compile(
    r"(?<![点时差\d])(?:\b(?:in|within|after)\s+|再?过\s*)?(?:(\d{1,3})(?:\.(5))?|(半)|\b(an?|half an?)\b)\s*(?:"
    + "|".join(f"(?P<{name}>{unit})" for name, unit in _UNITS.items())
    + r")(?![a-z])(半|\s*and a half)?(?:\s*(?:and )?(\d{1,2})\s*(?:分钟?|min(?:ute)?s?|m)(?![a-z]))?\s*(之后|以后|过后|后|from now|later)?"
)
_HALF = re.compile(r"(\d{1,3})个半(小时|钟头)")

_CLOCKS = (
    re.compile(r"(?P<h>\d{1,2})\s*[:.]\s*(?P<m>[0-5]\d)\s*(?P<half>[ap])\.?m\b\.?"),
    re.compile(r"(?P<h>\d{1,2})\s*:\s*(?P<m>[0-5]\d)(?::[0-5]\d)?(?![\d:])"),
    re.compile(r"(?P<h>\d{1,2})\s*(?P<half>[ap])\.?m\b\.?"),
    re.compile(r"差\s*(?P<to>\d{1,2}|1?刻)(?:\s*分)?\s*(?P<h>\d{1,2})点整?"),
    re.compile(r"(?P<h>\d{1,2})点\s*差\s*(?P<to>\d{1,2}|1?刻)\s*分?"),
    re.compile(
        r"(?P<h>\d{1,2})\s*(?:点钟?|时)\s*(?:(?P<q>[123])刻|(?P<m>\d{1,2})分?|(?P<halfpast>半)|整|过)?(?![\d点])"
    ),
    re.compile(r"\bhalf past (?P<h>\d{1,2})\b(?P<halfpast>)"),
    re.compile(r"\b(?P<m>5|10|20|25|quarter|15) past (?P<h>\d{1,2})\b"),
    re.compile(r"\b(?:a )?(?P<to>5|10|20|25|quarter|15) to (?P<h>\d{1,2})\b"),
    re.compile(r"\b(?:at|by|until|till|after|before)\s+(?P<h>\d{1,2})(?!\s*[\d:./-])\b"),
)
_UNTIL = re.compile(r"(?<!\s)\s*(?:到|至|-|–|—|~|\bto\b|\btill?\b|\buntil\b|\band\b)\s*$")
_FILLER = re.compile(
    r"请|麻烦|我|您|你|他|她|们|给|打|电话|再|来|去|上门|可以|方便|行|好的?|吧|吗|呢|啊|哦|左右|大概|大约|约|之前|前|到|在|的|那天|这个?|是|会|要|想|就|会议|联系|回电|见|点钟|钟|整"
    r"|\b(?:please|pls|at|on|by|until|till|around|about|the|i|we|will|can|could|would|call|back|ok|okay|yes|is|it|be|for|fine|good|works?|me|us|you|him|her|them|him|let's|lets|come|visit|then|sharp|thanks?|of|a|an|and|to|in)\b"
)
_TIMELY = re.compile(
    r"\d|周|星期|礼拜|月|日|号|天|年|点|时|分|刻|昨|前天|节|春节|国庆|中秋|元旦|除夕|圣诞|劳动|端午|清明|假|底|初|末|旬|后|或|还是|不|别|每|除|大|第|农历|阴历|隔|时区|北京|当地"
    r"|\b(?:weeks?|months?|years?|days?|hours?|minutes?|yesterday|ago|last|next|weekend|end|or|not|except|every|christmas|easter|new year|midnight|after|before|eod|cob|utc|gmt|bst|c?est|cet|[ep][sd]t|z|first|second|third|fourth|previous|following|other|half|quarter|past|minus|plus)\b"
)


@dataclass
class _Sentence:
    """What is not understood yet, read piece by piece."""

    words: str
    here: datetime

    def read(self, usual: time | None) -> datetime:
        ahead = self._ahead()
        if isinstance(ahead, datetime):
            self._check_rest(strictly=True)
            return ahead
        day = ahead or self._day()
        if ahead and self._day():
            raise ValueError("two days")
        part = self._part()
        clock, next_day = self._clock(part, day)
        self._check_rest(strictly=day is None)
        if clock is None:
            if day is None or usual is None or part:
                raise ValueError("no time")
            clock = usual
        day = (day or self.here.date()) + timedelta(days=next_day)
        return datetime.combine(day, clock, self.here.tzinfo)

    def _take(self, pattern: str | re.Pattern[str]) -> re.Match[str] | None:
        """Found and taken out. Raises ValueError when it stands there twice."""
        found = re.search(pattern, self.words)
        if found:
            self.words = self.words[: found.start()] + " " + self.words[found.end() :]
        return found

    def _check_rest(self, *, strictly: bool) -> None:
        """A number or a word of time that was not understood may change everything; without a day any word may."""
        rest = _FILLER.sub(" ", self.words)
        if _TIMELY.search(rest) or (strictly and re.search(r"\w", rest)):
            raise ValueError("not understood")

    def _ahead(self) -> datetime | date | None:
        """`in 2 hours` is a moment, `3天后` a day."""
        half = _HALF.search(self.words)
        if half:
            self.words = self.words.replace(half[0], f"{int(half[1])}.5小时")
        found = _AHEAD.search(self.words)
        if not found:
            return None
        unit = next(name for name in _UNITS if found[name])
        length = float(found[1] or 0) + (
            0.5 if found[2] or found[3] or (found[4] or "").startswith("half") else 0
        )
        length += (0.5 if found[11] else 0) + (1 if found[4] in ("a", "an") else 0)
        if unit in ("days", "weeks", "months"):
            if not (found[13] or re.match(r"in\b|再?过", found[0])) or length != int(length) or found[12]:
                raise ValueError("no length")
            self._take(_AHEAD)
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
        self._take(_AHEAD)
        size = {"minutes": 1, "quarters": 15, "hours": 60}[unit]
        return self.here + timedelta(minutes=length * size + int(found[12] or 0))

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
        if found := self._take(rf"\b{_NTH}(?: of)? {_MONTH},? (\d{{4}})\b"):
            return date(int(found[3]), _month(found[2]), int(found[1]))
        if found := self._take(rf"\b{_MONTH} {_NTH},? (\d{{4}})\b"):
            return date(int(found[3]), _month(found[1]), int(found[2]))
        return None

    def _month_and_day(self) -> date | None:
        if found := self._take(r"(今年|明年)?(?<!\d)(\d{1,2})月(\d{1,2})(?:[日号]|(?![\d点]))"):
            return self._coming(int(found[2]), int(found[3]), found[1])
        if found := self._take(rf"\b{_NTH}(?: of)? {_MONTH}(?![a-z])"):
            return self._coming(_month(found[2]), int(found[1]))
        if found := self._take(rf"\b{_MONTH} {_NTH}\b(?!\s*:)"):
            return self._coming(_month(found[1]), int(found[2]))
        if found := self._take(r"(?<![\d:])(\d{1,2})([-/.])(\d{1,2})(?![\d:]|\s*[ap]\.?m)"):
            return self._numbers(int(found[1]), int(found[3]), found[2])
        return None

    def _numbers(self, one: int, two: int, separator: str) -> date:
        """The month first, as our own examples are; with a stroke or a dot English has both orders."""
        if one > 12:
            one, two = two, one
        elif separator != "-" and spoken().language == "en" and one != two and two <= 12:
            raise ValueError("two days")
        return self._coming(one, two)

    def _coming(self, month: int, number: int, year: str = "") -> date:
        today = self.here.date()
        day = date(today.year + (year == "明年"), month, number)
        if day >= today or year:
            return day
        return day.replace(year=day.year + 1)

    def _near(self) -> date | None:
        days = {ahead for word, ahead in _NEAR_WORDS if self._take(word)}
        if len(days) > 1:
            raise ValueError("two days")
        return self.here.date() + timedelta(days=days.pop()) if days else None

    def _weekday(self) -> date | None:
        today = self.here.date()
        monday = today - timedelta(days=today.weekday())
        if found := self._take(r"(下下|下|这|本)个?周([1-7])(?!\d)"):
            weeks = {"下下": 2, "下": 1}.get(found[1], 0)
            return monday + timedelta(weeks=weeks, days=int(found[2]) - 1)
        if found := self._take(rf"\b(next|this) {_WEEKDAY}\b|\b{_WEEKDAY} (?:of )?(next|this) week\b"):
            weeks = 1 if "next" in (found[1], found[4]) else 0
            return monday + timedelta(weeks=weeks, days=_number(found[2] or found[3]))
        if found := self._take(r"周([1-7])(?!\d)"):
            return self._following(int(found[1]) - 1)
        if found := self._take(rf"\b(?:(?:this )?coming )?{_WEEKDAY}\b"):
            return self._following(_number(found[1]))
        return None

    def _following(self, weekday: int) -> date:
        today = self.here.date()
        return today + timedelta(days=(weekday - today.weekday()) % 7 or 7)

    def _of_month(self) -> date | None:
        """`25号`, `下个月5号`, `the 25th`: of this month, or of the next when it is over."""
        if found := self._take(
            r"(?:(下个?月|next month,?(?: on)?(?: the)?|本月|这个月)\s*)?(?<!\d)(\d{1,2})(?:[号日]|(?:st|nd|rd|th)\b(?: of)?)(?: (next month|this month))?"
        ):
            said, number, today = found[1] or found[3] or "", int(found[2]), self.here.date()
            ahead = said.startswith(("下", "next")) or (not said and number < today.day)
            first = today.replace(day=1) + relativedelta(months=int(ahead))
            if number > monthrange(first.year, first.month)[1]:
                raise ValueError("no such day")
            return first.replace(day=number)
        return None

    def _part(self) -> str:
        """The part of the day; the words that name it may stand on both sides of the hour."""
        parts = set()
        while found := self._take(_PART):
            parts.add(_PARTS[found[0]])
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
        hour, minute, half, bare = first
        return self._settled(hour, minute, half, bare, part, day)

    _at: int = field(default=0, init=False)
    _colon: bool = field(default=False, init=False)  # 2:00 can be in the night, too

    def _one_clock(self) -> tuple[int, int, str, bool] | None:
        """The first one: hour, minute, a or p, and whether nothing says which half of the day it is."""
        matches = [
            (found.start(), number, found)
            for number, one in enumerate(_CLOCKS)
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
    return _MONTHS.index(name[:3]) + 1


def _number(weekday: str) -> int:
    return next(number for number, name in enumerate(_DAY_NAMES) if name.fullmatch(weekday))


@dataclass(frozen=True)
class Day(Choice):
    """One of the days offered, or any other as 2026-03-15 or 3-15."""

    today: date = date.min

    def heard(self, said: Said) -> str:
        try:
            return super().heard(said)
        except BadInput:
            return _read_day(said.text, self.today).isoformat()


def _read_day(text: str, today: date) -> date:
    """The next such day. Raises BadInput."""
    found = re.fullmatch(r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?", text.strip())
    try:
        if found is None:
            raise ValueError
        named = date(int(found[1] or today.year), int(found[2]), int(found[3]))
        return named.replace(year=today.year + 1) if not found[1] and named < today else named
    except ValueError:
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
