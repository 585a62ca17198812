"""Whether two reports tell of one trouble: by the search's sense, in whatever words and whichever of our languages.

Within a language their words or their sense are near; across languages, where word vectors lie far apart, they name the
same thing of the trade (`thesaurus.txt`): a login, a dongle, a voucher. What goes wrong (an error, slowness) tells nothing
by itself, for half of all reports have it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from kb.search.embeddings import vectors
from kb.text import thesaurus
from kb.text.english import stem, tokens
from kb.text.jaccard import likeness
from kb.text.normalise import chinese, language_of, normalise

SAME_WORDS = 0.4  # share of what they say
SENSE_AND_WORDS = 0.8  # cosine and share together
SENSE_OF_ONE_THING = {"zh": 0.5, "en": 0.25}  # cosine of two that name the same thing
THINGS_IN_COMMON = 0.5  # of what the shorter one names, in another language
HINTED = 0.6  # of what is enough else, when the same answer was offered to both, and declined


@dataclass(frozen=True)
class _Said:
    text: str
    language: str
    concepts: frozenset[str]


def alike(text: str, others: Sequence[str], hinted: Collection[int] = ()) -> list[bool]:
    """Of each of the others, whether it tells of the same trouble as `text`. `hinted`: where something else says so, too."""
    if not others:
        return []
    said = [_said(each) for each in (text, *others)]
    sense = vectors([one.text for one in said])
    cosines = sense[1:] @ sense[0]
    return [
        _alike(said[0], other, float(cosines[at]), HINTED if at in hinted else 1.0)
        for at, other in enumerate(said[1:])
    ]


def _said(text: str) -> _Said:
    plain = normalise(text)
    found = thesaurus.concepts_en(tuple(stem(word) for word in tokens(plain)))
    for chunk in chinese(plain):
        found += thesaurus.concepts_zh(chunk)
    return _Said(plain, language_of(plain), frozenset(one for one in found if one.startswith("=")))


def _alike(one: _Said, other: _Said, cosine: float, enough: float) -> bool:
    shared = (one.concepts & other.concepts) - thesaurus.troubles()
    if one.language != other.language:
        fewer = min(len(one.concepts), len(other.concepts))
        return bool(shared) and len(one.concepts & other.concepts) >= enough * THINGS_IN_COMMON * fewer
    words = likeness(one.text, other.text)
    near = words >= enough * SAME_WORDS or cosine + words >= SENSE_AND_WORDS
    return near or (bool(shared) and cosine >= enough * SENSE_OF_ONE_THING.get(one.language, 0.5))
