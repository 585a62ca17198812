"""Intents beside problem reports: a human, a complaint, stop, small talk; and anger. In both languages.

Only what is clear in itself counts; everything else is a problem in the customer's own words. How people put it is
in `intents.toml`.
"""

import re
import tomllib
from enum import StrEnum
from pathlib import Path

from rapidfuzz.distance import OSA

from errors import BadInput
from handlers.chat.replies import yes_or_no
from i18n import N_, _
from kb.text.normalise import language_of, plain


class Intent(StrEnum):
    HUMAN = "human"
    COMPLAIN = "complain"
    SOLVED = "solved"  # it works by now
    STOP = "stop"
    THANKS = "thanks"  # or another sign that all is well
    REGARDS = "regards"  # good wishes
    CHAT = "chat"  # nothing that wants an answer: "?", "haha", "one moment"
    GREETING = "greeting"
    PRAISE = "praise"  # of somebody's work; like training it is known by examples alone
    TRAINING = "training"


SMALL_TALK = {
    Intent.THANKS: N_("You are welcome! I am here day and night."),
    Intent.REGARDS: N_("Thank you, the same to you! Just write whenever something comes up."),
    Intent.CHAT: N_(
        "I am the assistant of the service desk. Write “human” at any time, and a person takes over."
    ),
    Intent.GREETING: N_("Yes, I am here."),
}
SHORT = 60  # characters; small talk is no longer
EXPLAINED = {"zh": 8, "en": 24}  # characters beside the wish; more say what it is about
OFTEN_MISTYPED = ("human", "person", "agent", "speak", "talk", "complain", "complaint", "thanks", "manager")

_table = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf8"))


def _filled(line: str) -> str:
    """With its {parts} in their places."""
    return re.sub(r"\{([a-z_]+)\}", lambda name: str(_table["parts"][name[1]]), line)


_ANYWHERE = {
    Intent(kind): re.compile("|".join(map(_filled, lines))) for kind, lines in _table["anywhere"].items()
}
_ALONE = [
    (kind, re.compile(rf"(?:{phrase})(?!(?<=[a-z])[a-z]) ?"))
    for kind, phrases in _table["alone"].items()
    for phrase in phrases
]
_ANGER = re.compile("|".join(_filled(line) for lines in _table["anger"].values() for line in lines))
_UNHAPPY = re.compile("[😡🤬😤👎😭😢😞😩😱💔🆘😠😫🙁☹😖😣]")
_THANKED = re.compile("谢|thank|thx", re.IGNORECASE)
_APPLAUSE = re.compile("[👍👌🙏👏💪🤝🌹🌷💐❤💖✅]")


def of(text: str) -> Intent | None:
    """What somebody clearly wants besides reporting a problem; None: nothing."""
    said = words(text)
    for kind, pattern in _ANYWHERE.items():
        if pattern.search(said):
            return kind
    if not text.strip():
        return None  # a picture speaks for itself
    if not said and _UNHAPPY.search(text):
        return None
    if not said:
        return Intent.THANKS if _APPLAUSE.search(text) else Intent.CHAT
    kinds = _made_of(said) if len(said) <= SHORT else set()
    return next((kind for kind in Intent if kind in kinds), None)


def words(text: str) -> str:
    """The words alone, with the slips of the finger set right in those that matter here."""
    letters = re.sub(r"['’`]", "", plain(text))
    letters = re.sub(r"([a-z])\1{2,}", r"\1", letters)
    return " ".join(_corrected(word) for word in re.split(r"[\W_]+", letters) if word)


def _corrected(word: str) -> str:
    if not (word.isascii() and len(word) >= 4) or word in OFTEN_MISTYPED:
        return word
    for meant in OFTEN_MISTYPED:
        swapped = sorted(word) == sorted(meant)
        if word[0] == meant[0] and OSA.distance(word, meant) == 1 and (swapped or len(word) > 4 < len(meant)):
            return meant
    return word


def _made_of(said: str) -> set[str]:
    """The kinds of small talk and short wishes that make up the whole of it; nothing when something else is left."""
    kinds, at = set[str](), 0
    while at < len(said):
        kind, end = max(_at(said, at), key=lambda found: found[1], default=("", at))
        if end == at:
            return set()
        kinds.add(kind)
        at = end
    return kinds


def _at(said: str, at: int) -> list[tuple[str, int]]:
    return [(kind, found.end()) for kind, phrase in _ALONE if (found := phrase.match(said, at))]


def angry(text: str) -> bool:
    """Words of anger: the complaint path is offered, never forced (INT-8)."""
    return bool(_ANGER.search(plain(text)))


def calm(text: str) -> str:
    """The same without the words of anger, which say nothing about the problem."""
    return _ANGER.sub(" ", plain(text)) if angry(text) else text


def says_something(text: str) -> bool:
    """Whether it can be a problem or an answer at all: more than small talk and mere anger."""
    rest = words(calm(text))
    return len(rest) > 1 and (len(rest) > SHORT or not _made_of(rest))


def explained(text: str) -> bool:
    """Whether a wish for a person, or to complain, says already what it is about."""
    pattern = _ANYWHERE.get(of(text) or Intent.CHAT)
    beside = pattern.sub("", words(text)) if pattern else ""
    return len(beside) > EXPLAINED[language_of(text)]


def is_mere_yes(text: str) -> bool:
    """Whether what shows that all is well says yes, and thanks nobody."""
    return bool(yes_or_no(text)) and not _THANKED.search(text)


def decline_small_talk(text: str) -> None:
    """Raises BadInput with a kind word: thanks, “?” or mere anger is no answer to an open question."""
    kind = of(text)
    if kind is Intent.THANKS and is_mere_yes(text):
        raise BadInput(_("Please answer in your words, or press a button."))
    if kind in SMALL_TALK:
        raise BadInput(_(SMALL_TALK[kind]))
    if angry(text) and not says_something(text):
        raise BadInput(_("Let us take it one step at a time."))
