"""The words that times are said with, in both languages: numbers, parts of the day, units, patterns; every pattern is linear."""

import re
import unicodedata

from errors import BadInput
from i18n import _
from i18n.number_words import DIGITS, ENGLISH

LONGEST = 100  # characters of a sentence that says a time

_NUMBER = re.compile(
    "[〇零一二两三四五六七八九十]{1,6}(?=个?(?:点|时|小时|钟头|分|刻|日|号|月|天|周|星期|礼拜|半))|(?<=[点时])[〇零一二三四五六七八九十]+|(?<=[月])[一二三四五六七八九十]+|(?<=差)[一二两三四五六七八九十]+"
)
_AFTER = ("点", "时")  # 八点三五 is read digit by digit
_WORDS = {word: str(number) for number, word in enumerate(ENGLISH)} | {
    "twenty": "20",
    "thirty": "30",
    "forty": "40",
    "fifteen": "15",
    "forty-five": "45",
    "ninety": "90",
}
_ENGLISH = re.compile(rf"\b(?:{'|'.join(sorted(_WORDS, key=len, reverse=True))})\b")
WEEK_ZH = "一二三四五六日"
_SIMPLE = str.maketrans("週點時兩後號個鐘禮這過", "周点时两后号个钟礼这过")


def plain_words(text: str) -> str:
    """The text in small letters and half width, with numbers as digits and days of the week as `周1` to `周7`."""
    words = unicodedata.normalize("NFKC", text[: LONGEST + 1]).strip().lower().translate(_SIMPLE)
    if len(words) > LONGEST:
        raise BadInput(_("Please write a day and a time, like: tomorrow 14:00, or 3-5 14:00."))
    words = re.sub(
        "(?:周|星期|礼拜)([一二三四五六日天])(?!个)",
        lambda found: f"周{WEEK_ZH.find(found[1]) % 7 + 1} ",
        words,
    )
    words = words.replace("廿", "二十").replace("卅", "三十")
    words = re.sub(r"\b(?:(?:a|one) )?fortnight\b", "2 weeks", words)
    words = _NUMBER.sub(
        lambda found: _chinese(found[0], before_unit=words[found.start() - 1 : found.start()] not in _AFTER),
        words,
    )
    return _ENGLISH.sub(
        lambda found: _WORDS[found[0]], words.replace("o'clock", "点").replace("o’clock", "点")
    )


def _chinese(text: str, *, before_unit: bool) -> str:
    """二十五 → 25; what is no number stays, and so does 两三, which is one or the other."""
    tens, ten, ones = text.lstrip("〇零").partition("十")
    if not ten and len(tens) == 2 and before_unit:
        return text
    if not ten:
        return "".join(str(DIGITS[sign]) for sign in text)
    if len(tens) > 1 or len(ones) > 1:
        return text
    return str((DIGITS[tens] if tens else 1) * 10 + (DIGITS[ones] if ones else 0))


MORNING, NOON, AFTERNOON, EVENING, NIGHT, EARLY = "morning", "noon", "afternoon", "evening", "night", "early"
PARTS = {
    "凌晨": EARLY, "清晨": MORNING, "早晨": MORNING, "早上": MORNING, "上午": MORNING, "早": MORNING, "中午": NOON, "正午": NOON,
    "午后": AFTERNOON, "下午": AFTERNOON, "傍晚": EVENING, "晚上": EVENING, "晚间": EVENING, "晚": EVENING, "夜里": NIGHT,
    "夜间": NIGHT, "半夜": NIGHT, "深夜": NIGHT, "夜": NIGHT, "in the morning": MORNING, "morning": MORNING, "in the afternoon": AFTERNOON,
    "afternoon": AFTERNOON, "in the evening": EVENING, "evening": EVENING, "at night": NIGHT, "tonight": EVENING, "night": NIGHT,
    "at noon": NOON, "noon": NOON, "midday": NOON,
}  # fmt: skip
PART = re.compile(
    "|".join(rf"\b{word}\b" if word.isascii() else word for word in sorted(PARTS, key=len, reverse=True))
)

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
NTH = r"(\d{1,2})(?:st|nd|rd|th)?"
_DAYS = (
    "mon(?:day)?",
    "tue(?:s(?:day)?)?",
    "wed(?:s|nesday)?",
    "thu(?:rs?(?:day)?)?",
    "fri(?:day)?",
    "sat(?:urday)?",
    "sun(?:day)?",
)
DAY_NAMES = [re.compile(name) for name in _DAYS]
WEEKDAY = "(" + "|".join(_DAYS) + ")"
_NEAR = {
    "大大后天": 4, "大后天": 3, "后天": 2, "后日": 2, "后儿": 2, "明天": 1, "明日": 1, "明儿": 1, "明(?=[早晚上下中])": 1, "今天": 0, "今日": 0, "今儿": 0, "今(?=[早晚上下中])": 0,
    "当天": 0, r"(?:the )?day after tomorrow": 2, r"tomorrow|tmrw?|tmw": 1, r"today|this (?=morning|afternoon|evening)": 0, r"(?=\btonight)": 0,
}  # fmt: skip
NEAR_WORDS = [
    (re.compile(rf"\b(?:{word})(?![a-z])" if word.isascii() and "(?=" not in word else word), ahead)
    for word, ahead in _NEAR.items()
]
UNITS = {"minutes": r"分钟?|minutes?|mins?|m", "quarters": "刻钟?", "hours": r"个?小时|个?钟头|hours?|hrs?|h", "days": r"天|days?", "weeks": r"个?(?:周|星期|礼拜)|weeks?", "months": r"个月|months?"}  # fmt: skip
AHEAD = re.compile(
    r"(?<![点时差\d])(?:\b(?:in|within|after)\s+|再?过\s*)?(?:(\d{1,3})(?:\.(5))?|(半)|\b(an?|half an?)\b)\s*(?:"
    + "|".join(f"(?P<{name}>{unit})" for name, unit in UNITS.items())
    + r")(?![a-z])(半|\s*and a half)?(?:\s*(?:and )?(\d{1,2})\s*(?:分钟?|min(?:ute)?s?|m)(?![a-z]))?\s*(之后|以后|过后|后|from now|later)?"
)
HALF = re.compile(r"(\d{1,3})(?:个半(?:小时|钟头)| and a half hours?)")

CLOCKS = (
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
FILLER = re.compile(
    r"请|麻烦|我|您|你|他|她|们|给|打|电话|再|来|去|上门|可以|方便|行|好的?|吧|吗|呢|啊|哦|左右|大概|大约|约|之前|前|到|在|的|那天|这个?|是|会|要|想|就|会议|联系|回电|见|点钟|钟|整"
    r"|\b(?:no later than|at the latest)\b"
    r"|\b(?:please|pls|at|on|by|until|till|around|about|the|i|we|will|can|could|would|call|back|ok|okay|yes|is|it|be|for|fine|good|works?|me|us|you|him|her|them|him|let's|lets|come|visit|then|sharp|thanks?|of|a|an|and|to|in)\b"
)
TIMELY = re.compile(
    r"\d|周|星期|礼拜|月|日|号|天|年|点|时|分|刻|昨|前天|节|春节|国庆|中秋|元旦|除夕|圣诞|劳动|端午|清明|假|底|初|末|旬|后|或|还是|不|别|没|每|除|上|饭|午休|班|[今明](?= )|大|第|农历|阴历|隔|时区|北京|当地"
    r"|\b(?:weeks?|months?|years?|days?|hours?|minutes?|yesterday|ago|since|last|next|weekend|end|or|not|except|every|christmas|xmas|easter|thanksgiving|halloween|diwali|ramadan|new year|midnight|after|before|eod|cob|utc|gmt|bst|c?est|cet|[ep][sd]t|z|first|second|third|fourth|previous|following|other|half|quarter|past|minus|plus|no|never|but|bad|busy|unable|away|unavailable|cannot|lunch(?:time)?|breakfast|dinner|weekly|monthly|daily|fridays|mondays)\b"
    rf"|n['’]t\b|'t\b|\b{WEEKDAY}\b|\b[a-z]+ time\b"
)
