"""What a short question is about: the state of one's own ticket, or a fact about the company. How people put it is in `short_questions.toml`.

Only the whole of what was said counts: "where is my ticket" is asked of us, "where is my ticket printed" of the program.
"""

import re
import tomllib
from enum import StrEnum
from pathlib import Path

from handlers.intake import intents


class Topic(StrEnum):
    STATUS = "status"
    HOURS = "hours"
    ADDRESS = "address"
    TELEPHONE = "telephone"
    ABOUT = "about"  # who we are
    BOT = "bot"  # is it a person who answers
    PRICE = "price"
    HELP = "help"
    CONTRACT = "contract"  # until when they have service
    CONTACTS = "contacts"  # who answers for them
    DATA = "data"  # what is kept about them, and what is sent to them


LONGEST = 60  # characters; a question that says more is about more

_table = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf8"))


def _filled(line: str) -> str:
    """With its {parts} in their places."""
    return re.sub(r"\{([a-z_]+)\}", lambda name: str(_table["parts"][name[1]]), line)


def _pattern(topic: str, language: str) -> re.Pattern[str]:
    parts = _table["parts"]
    phrases = "|".join(map(_filled, _table[topic][language]))
    return re.compile(f"{parts['before_' + language]}(?:{phrases}){parts['after_' + language]}")


_PATTERNS = {topic: tuple(_pattern(topic.value, language) for language in ("zh", "en")) for topic in Topic}


_ASKS = re.compile(r"[?？吗么呢没]|^(?:is|has|have|are|did|was)\b", re.IGNORECASE)


def topic(text: str) -> Topic | None:
    """None for everything that is not one of these questions from beginning to end."""
    if len(text) > LONGEST:
        return None
    said = intents.words(text)
    found = next((one for one, known in _PATTERNS.items() if any(p.fullmatch(said) for p in known)), None)
    return None if found is Topic.STATUS and _is_told(text) else found


def _is_told(text: str) -> bool:
    """ "解决了吗" asks how it stands, "解决了，谢谢" tells it."""
    return _ASKS.search(text.strip()) is None and intents.of(text) is intents.Intent.SOLVED
