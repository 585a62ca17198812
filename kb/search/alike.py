"""Whether two reports describe the same problem: duplicate detection across wordings and languages.

    SURE      how it shows is the same, and so is what was being done, and with what; or they are nearly the same words
    PERHAPS   the search's sense, or the same thing of the trade, says that it may be: a person looks

SURE stops the clocks of a report, so anything that only one report names counts against it. Domain terms
are in `text/thesaurus.txt`; symptom words and stop words are in `alike.txt`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from pathlib import Path

from kb.search.embeddings import vectors
from kb.text import thesaurus
from kb.text.english import STOP, stem, tokens
from kb.text.jaccard import likeness
from kb.text.normalise import chinese, language_of, normalise

NEARLY_SAME_WORDS = (
    0.6  # share of common words from which two reports are the same, when neither names a thing
)
PERHAPS_WORDS = 0.4
PERHAPS_BOTH = 0.8  # cosine and share together
PERHAPS_OF_ONE_THING = {"zh": 0.5, "en": 0.25}  # cosine of two that name the same thing
HINTED = 0.6  # factor on the PERHAPS thresholds when both declined the same answer
BLOCKED = "blocked"
SHOWS, DOING, NOTHING = (
    "how it shows",
    "what was being done, or with what",
    "says nothing",
)  # parts of the file
NAME = "@"  # before a name of the file
Chunk = str | tuple[str, ...]  # Chinese; English stems
_FILE = Path(__file__).with_name("alike.txt")


class Alike(IntEnum):
    """How sure it is that two reports tell of the same trouble."""

    NO = 0
    PERHAPS = 1
    SURE = 2


@dataclass(frozen=True)
class _Said:
    text: str
    language: str
    shows: frozenset[str]
    doing: frozenset[str]
    things: frozenset[str]
    rest: frozenset[str]  # what we cannot name


def alike(text: str, others: Sequence[str], hinted: Collection[int] = ()) -> list[Alike]:
    """Of each of the others, whether it tells of the same trouble. `hinted`: where something else says so, too."""
    if not others:
        return []
    said = [_said(each) for each in (text, *others)]
    sense = vectors([one.text for one in said])
    cosines = sense[1:] @ sense[0]
    return [
        _alike(said[0], other, float(cosines[at]), HINTED if at in hinted else 1.0)
        for at, other in enumerate(said[1:])
    ]


def _alike(one: _Said, other: _Said, cosine: float, enough: float) -> Alike:
    words = likeness(one.text, other.text)
    if _sure(one, other, words):
        return Alike.SURE
    if one.shows and other.shows and not one.shows & other.shows:
        return Alike.NO
    shared = (one.things & other.things) | (one.doing & other.doing)
    if one.language != other.language:
        named = min(len(one.things | one.doing), len(other.things | other.doing))
        return Alike(bool(shared) and len(shared) * 2 >= enough * named)
    near = words >= enough * PERHAPS_WORDS or cosine + words >= enough * PERHAPS_BOTH
    same_thing = bool(shared) and cosine >= enough * PERHAPS_OF_ONE_THING.get(one.language, 0.5)
    return Alike(near or same_thing)


def _sure(one: _Said, other: _Said, words: float) -> bool:
    """Nothing speaks against it: what only one of them names may be why it is another trouble."""
    if one.text == other.text:
        return True
    same = one.doing == other.doing and one.things == other.things and one.rest == other.rest
    if not same or one.shows - {BLOCKED} != other.shows - {BLOCKED} or not one.shows & other.shows:
        return False
    return bool((one.doing | one.things) - {"open"}) or words >= NEARLY_SAME_WORDS


def _said(text: str) -> _Said:
    plain = normalise(text)
    chunks: list[Chunk] = [tuple(stem(word) for word in tokens(plain)), *chinese(plain)]
    shows, doing = _named(SHOWS, chunks), _named(DOING, chunks)
    for part in (DOING, SHOWS, NOTHING):  # in this order: 打不开 is more than 不开
        chunks = [left for chunk in chunks for left in _without(part, chunk)]
    left = {each for chunk in chunks for each in _listed(chunk)}
    things = {each for each in left if each.startswith("=")} - thesaurus.everyday()
    rest = left - things - _little()
    return _Said(plain, language_of(plain), shows, doing, frozenset(things), frozenset(rest))


def _listed(chunk: Chunk) -> list[str]:
    return thesaurus.concepts_zh(chunk) if isinstance(chunk, str) else thesaurus.concepts_en(chunk)


def _named(part: str, chunks: Sequence[Chunk]) -> frozenset[str]:
    found = {each for chunk in chunks for each in _phrases()[part].found(chunk)}
    return frozenset(each.removeprefix(NAME) for each in found if each.startswith(NAME))


def _without(part: str, chunk: Chunk) -> list[Chunk]:
    """The pieces of the text that are left once a phrase is taken out."""
    pieces: list[list[str]] = [[]]
    for each in _phrases()[part].found(chunk):
        if each.startswith(NAME):
            pieces.append([])
        else:
            pieces[-1].append(each)
    return ["".join(piece) if isinstance(chunk, str) else tuple(piece) for piece in pieces if piece]


@cache
def _little() -> frozenset[str]:
    return frozenset(stem(word) for word in STOP)


@cache
def _phrases() -> dict[str, thesaurus.Phrases]:
    """Of each part of the file."""
    found, part = dict[str, thesaurus.Phrases](), ""
    for line in _FILE.read_text("utf-8").splitlines():
        if line.startswith("["):
            part = line.strip("[]")
        elif line and not line.startswith("#"):
            name, _colon, phrases = line.partition(":")
            for phrase in filter(None, (each.strip() for each in phrases.split(","))):
                said = tuple(stem(word) for word in tokens(phrase)) if phrase.isascii() else phrase
                found.setdefault(part, thesaurus.Phrases()).add(said, NAME + name)
    return found
