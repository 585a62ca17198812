"""What stands beside a problem, or before it: a short question about the company, a number to call (INT-1)."""

import re

from desk.phones import phone_number
from errors import BadInput
from handlers.intake import intents, short_questions
from handlers.intake.several import SHORTEST
from handlers.intake.short_questions import Topic

CLAUSES = 12  # of a message; who says more tells of a problem
FACTS = (Topic.HOURS, Topic.ADDRESS, Topic.TELEPHONE)  # a price is a talk of its own
_ENDS = re.compile(r"([,，.。;；!！?？\n])")
_LEAD = re.compile(
    r"^\s*(?:另外|此外|还有|再有|再就是|顺便|and also|also|plus|by the way|btw|and)[ ,，:：]?", re.IGNORECASE
)

_NUMBER_ALONE = re.compile(
    r"(?:我的?|本人|手机|联系|电话|号码?|是|my|phone|mobile|cell|number|tel|is|call me at|[\s:：,，.]){0,10}(\+?\d[\d() -]{6,18}\d)[\s.。!！]{0,3}",
    re.IGNORECASE,
)


def number_to_call(text: str) -> str:
    """The telephone number, when nothing else is said; "" for anything else."""
    found = _NUMBER_ALONE.fullmatch(text)
    try:
        return phone_number(found[1]) if found else ""
    except BadInput:
        return ""


def apart(text: str) -> tuple[str, list[Topic]]:
    """The words without the questions about the company in them, and what these ask; all of it as words in anger."""
    pieces = _ENDS.split(text)
    if len(pieces) > 2 * CLAUSES:
        return text, []
    asked = [short_questions.topic(_LEAD.sub("", clause)) for clause in pieces[::2]]
    facts = [fact for fact in asked if fact in FACTS]
    kept = [
        clause + end
        for clause, end, fact in zip(pieces[::2], [*pieces[1::2], ""], asked, strict=True)
        if fact not in FACTS
    ]
    rest = "".join(kept).strip(" \t\n,，;；")
    if not facts or len(rest) < SHORTEST or intents.of(rest) is not None or intents.angry(text):
        return text, []
    return rest, list(dict.fromkeys(facts))
