"""Clues in a customer's words: how urgent it is, whether it works now, an error code (INT-1, INT-3)."""

import re

from desk.ticket import Urgency

_DOWN = re.compile(
    r"全(部|都|公司).{0,6}(瘫痪|用不了|停)|系统.{0,4}(瘫痪|崩溃|全挂|宕机)|瘫痪|停产|停工|所有人.{0,6}(不能|用不了|无法|进不去)"
    r"|(everything|whole system|entire system|server|system) (is )?(completely )?(down|dead)|nobody can (work|log|sign)|production (has )?stopped|all (users|of us) (are )?(locked out|down)",
    re.IGNORECASE,
)
_CODE = re.compile(r"\b(?=[A-Za-z0-9-]*\d)[A-Za-z]{1,5}-?\d{3,6}\b|\b0x[0-9A-Fa-f]{4,8}\b")
_WORKS = re.compile(
    r"好了|可以了|解决了|行了|搞定|成功了|没(有)?问题了|正常了|\b(works|working|solved|fixed|sorted) ?(now)?\b",
    re.IGNORECASE,
)
_FAILS = re.compile(
    r"还(是|没|不)|没(有)?(解决|好|修好|用)|未解决|不行|没反应|\b(not|isn't|still|doesn't|didn't|won't|nope)\b",
    re.IGNORECASE,
)
_NOT_URGENT = re.compile(
    r"不(着)?急|不影响|没(什么|有)?影响|不碍事|not urgent|no hurry|no rush|minor", re.IGNORECASE
)
_URGENT = re.compile(
    r"急|重要|很?影响|都在等|等着用|urgent|asap|important|badly|serious|(are|is) waiting", re.IGNORECASE
)


def solved(text: str) -> bool | None:
    """Whether somebody says that it works now, or that it does not; None when their words are about something else."""
    if _FAILS.search(text):
        return False
    return True if _WORKS.search(text) else None


def urgency(text: str) -> Urgency | None:
    """Where the words are clear; shown for correction (INT-3)."""
    return Urgency.VERY_URGENT if _DOWN.search(text) else None


def effect(text: str) -> Urgency | None:
    """How work is affected, in words: an answer, or what stands in the problem when nothing is asked (INT-3)."""
    if _NOT_URGENT.search(text):
        return Urgency.GENERAL
    return urgency(text) or (Urgency.URGENT if _URGENT.search(text) else None)


def error_code(text: str) -> str:
    """The first thing in it that looks like an error code; "" when there is none (INT-1)."""
    found = _CODE.search(text)
    return found[0].upper() if found else ""
