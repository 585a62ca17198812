"""Lengths of time in words, as people write them: `45分钟`, `一个半小时`, `1.5h`, `2 working days` become `45m`, `90m`, `90m`, `2wd`."""

import re
import unicodedata

from i18n.number_words import DIGITS, ENGLISH

LONGEST = 200  # characters
_SIMPLE = str.maketrans("時鐘個兩週點", "时钟个两周点")
_PHRASES = (
    (
        re.compile("昼夜计时|昼夜|全天候|日夜|day and night|around the clock|calendar (?:hours|time)"),
        " calendar ",
    ),
    (re.compile("服务时间|(?:of )?support hours"), " support "),
    (re.compile("工作时间|(?:of )?working hours"), " working "),
    (re.compile("half an hour|(?<!个)半个?(?:小时|钟头)"), " 30m "),
    (re.compile(r"\ban hour and a half\b"), " 1.5h "),
    (re.compile(r"\b(\d{1,4}|one|two|three|four|five|six) (hour|day)s? and a half\b"), r" \1.5 \2 "),
    (re.compile(r"\ban? (?=hour|minute|day|week|working)"), "1 "),
    (re.compile(r"\band\b|[、,;及和]"), " "),
)
_SIGNS = re.compile("[零〇一二两三四五六七八九十]{1,4}")
_NAMED = re.compile(r"\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b")
_HOURS_HALF = re.compile(r"(\d)个半(?:小时|钟头)")
_UNITS = (
    (re.compile(r"(?<=[\d半]) ?(?:个?工作日|个?工作天|(?:working|business|work) days?\b)"), "wd"),
    (re.compile(r"(?<=[\d半]) ?(?:分钟|分|(?:minutes?|mins?)\b)"), "m"),
    (re.compile(r"(?<=[\d半]) ?(?:个?(?:小时|钟头)|(?:hours?|hrs?)\b)"), "h"),
    (re.compile(r"(?<=[\d半]) ?(?:个?(?:星期|周|礼拜)|weeks?\b)"), "w"),
    (re.compile(r"(?<=[\d半]) ?(?:天|日|days?\b)"), "d"),
)
_HALF = re.compile(r"(\d{1,4})(?:个半 ?([mh])| ?([hd])半)")
_ONE = re.compile(r"(\d{1,5})(?:\.(\d{1,2}))? ?(wd|[mhdw])(?![a-z])")
_MINUTES = {"m": 1, "h": 60, "d": 1_440, "w": 10_080}


def plain(text: str) -> str:
    """A length in words as the readers of policies take it; what is no length stays as it is."""
    words = " ".join(unicodedata.normalize("NFKC", text[:LONGEST]).casefold().translate(_SIMPLE).split())
    for phrase, short in _PHRASES:
        words = phrase.sub(short, words)
    words = _SIGNS.sub(lambda found: _number(found[0]), words)
    words = _NAMED.sub(lambda found: str(ENGLISH.index(found[0])), words)
    words = _HOURS_HALF.sub(r"\1.5h ", words)
    for unit, short in _UNITS:
        words = unit.sub(short, words)
    words = _HALF.sub(lambda found: f"{found[1]}.5{found[2] or found[3]}", words)
    return " ".join(_ONE.sub(_whole, words).split())


def _number(signs: str) -> str:
    """十五 → 15; 二十 → 20."""
    tens, ten, ones = signs.partition("十")
    if not ten:
        return "".join(str(DIGITS[sign]) for sign in signs)
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return signs
    return str((DIGITS[tens] if tens else 1) * 10 + (DIGITS[ones] if ones else 0))


def _whole(found: re.Match[str]) -> str:
    """Without a fraction: `1.5h` is `90m`. Half a working day is refused."""
    number, fraction, unit = int(found[1]), found[2], found[3]
    if unit == "w" and not fraction:
        return f"{7 * number}d "
    if not fraction:
        return f"{number}{unit} "
    minutes = float(f"{number}.{fraction}") * _MINUTES.get(unit, 0)
    return f"{int(minutes)}m " if minutes and minutes == int(minutes) else found[0]


def summed(words: list[str]) -> list[str]:
    """`1h 30m` is one length when units fall; else they stay several."""
    found = [re.fullmatch(r"(\d{1,5})([mhd])", word) for word in words]
    if len(words) < 2 or not all(found):
        return words
    units = ["dhm".index(each[2]) for each in found if each]
    if units != sorted(set(units)):
        return words
    return [f"{sum(int(each[1]) * _MINUTES[each[2]] for each in found if each)}m"]
