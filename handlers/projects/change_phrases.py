"""Words of a customer that ask for another scope or date of their project: «上线推迟两周», “we need to postpone the go-live”."""

import re

LONGEST = 400  # characters that are looked at
_ASKS = re.compile(
    r"(?:推迟|延期|延后|往后推|顺延|提前|改期|变更|调整|更改).{0,12}?(?:上线|项目|实施|验收|计划|工期|范围|进场|调研|培训日期)"
    r"|(?:上线|项目|实施|验收|计划|工期|范围|进场).{0,12}?(?:推迟|延期|延后|往后推|顺延|提前|改期|变更|调整|改到|改成)"
    r"|\b(?:postpone|delay|bring forward|move|change|reschedule|extend)\b.{0,20}?\b(?:go.?live|project|implementation|acceptance|plan|scope)\b"
    r"|\b(?:go.?live|project|implementation|scope)\b.{0,20}?\b(?:postponed|delayed|later|moved|changed|extended|rescheduled)\b",
    re.IGNORECASE,
)
_TROUBLE = re.compile(r"怎么|如何|报错|错误|为什么|什么时候|\b(?:how|error|why|when|fails?)\b", re.IGNORECASE)


def asks(text: str) -> bool:
    said = text[:LONGEST]
    return bool(_ASKS.search(said)) and not _TROUBLE.search(said)
