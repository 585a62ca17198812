"""A day or a time as a limit: *by Friday*, *周五之前*, *from Friday on*. It is that day only where a limit is asked for."""

import re
from datetime import date
from enum import StrEnum


class Limit(StrEnum):
    """What a question asks for, and what words say."""

    EXACT = ""
    BY = "by"  # then, or earlier
    FROM = "from"  # then, or later


class NotExactError(ValueError):
    """A limit, where a day or a time is asked for, or the other limit."""

    def __init__(self, limit: Limit, day: date) -> None:
        super().__init__(limit)
        self.limit, self.day = limit, day


BESIDE = "beside"  # the day itself is not meant: *before Friday*
# Each with what it leaves; "|" is no word, and keeps numbers apart
_SAID: tuple[tuple[str, str, Limit], ...] = (
    (r"下班[之以]?前|\b(?:by )?(?:the )?(?:eod|cob|end of (?:the )?day|close of business)\b", "|", Limit.BY),
    (r"最晚|最迟|不晚于|不迟于|截止到?|截至|直到|为止|^到(?!时)|及?[之以]前|前(?![天日年面])|[之以]?内(?!容)", "|", Limit.BY),
    (r"\b(?:no later than|not later than|at the latest|within|due)\b|^(?:un)?till?\b", "|", Limit.BY),
    (r"\bby (?!then)", " at ", Limit.BY),
    (rf"(?P<{BESIDE}>\b(?:(?:sometime|any ?time|some time) )?(?<!not )before\b)", " at ", Limit.BY),
    (r"不早于|最早|(?<!一)从|(?<!一)起(?![来码])|开始|往后", "|", Limit.FROM),
    (r"\b(?:starting(?: from| on)?|beginning(?: on)?|as of|not before|no earlier than|not earlier than|from)\b|\bonwards?$|\bon$", " ", Limit.FROM),
    (rf"(?P<{BESIDE}>(?<=[点日号 底末\d半])\s?(?:[之以]后|后(?![天日儿]))|(?<=[今明后]天)(?:[之以]后|后)|(?<!day )(?<!week )\bafter (?!next))", " at ", Limit.FROM),
)  # fmt: skip
_LIMITS = [(re.compile(pattern), left, limit) for pattern, left, limit in _SAID]


def limit(words: str) -> tuple[Limit, bool, str]:
    """Which one is said, whether the day itself is out of it, and the rest of the words. Raises ValueError for both."""
    said, beside = set[Limit](), False
    for pattern, left, which in _LIMITS:
        if found := pattern.search(words):
            said.add(which)
            beside = beside or bool(found.groupdict().get(BESIDE))
            words = pattern.sub(left, words)
    if len(said) > 1:
        raise ValueError("between two limits")
    return said.pop() if said else Limit.EXACT, beside, words
