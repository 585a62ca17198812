"""The views of a text: what of it is compared. Each is a bag of features with weights.

letters   Chinese characters one by one and in pairs; Latin words in pieces of 2 to 4 letters
sounds    Chinese syllables, near sounds merged, one by one and in pairs; the consonants of Latin words
words     Latin stems, one by one and in pairs
meaning   words and phrases that mean the same as one feature (`kb/thesaurus.py`)
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from math import log

from kb import thesaurus
from kb.sounds import syllable
from kb.words import STOP, stem

Bag = dict[str, float]

_CHUNK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
_PAIR_WEIGHT = 0.5
_VOWELS = re.compile(r"[aeiouyhw]+")
_DOUBLED = re.compile(r"(.)\1+")
_ALIKE = str.maketrans("ckqzjdvgb", "kkksstfkp")


def letters(text: str, words: tuple[str, ...]) -> Bag:
    found = Counter[str]()
    for chunk in _CHUNK.findall(text):
        found.update(chunk)
        found.update(_pairs(list(chunk), ""))
    for word in words:
        framed = f" {word} "
        found.update(framed[at : at + size] for size in (2, 3, 4) for at in range(len(framed) - size + 1))
    return _weighted(found)


def sounds(text: str, words: tuple[str, ...]) -> Bag:
    found = Counter[str]()
    for chunk in _CHUNK.findall(text):
        heard = [syllable(char) for char in chunk]
        found.update(heard)
        found.update(_pairs(heard))
    found.update("'" + skeleton(word) for word in words if word not in STOP)
    return _weighted(found)


def skeleton(word: str) -> str:
    """The first letter and the consonants, those that sound alike merged: what survives a slip in a vowel."""
    rest = _VOWELS.sub("", word[1:].replace("ph", "f").translate(_ALIKE))
    return word[:1] + _DOUBLED.sub(r"\1", rest)


def words(_text: str, found_words: tuple[str, ...]) -> Bag:
    stems = [stem(word) for word in found_words]
    bag = _weighted(Counter(stems))
    bag.update((pair, _PAIR_WEIGHT * weight) for pair, weight in _weighted(Counter(_pairs(stems))).items())
    return bag


def meaning(text: str, found_words: tuple[str, ...]) -> Bag:
    found = Counter(thesaurus.concepts_en(tuple(stem(word) for word in found_words if word not in STOP)))
    for chunk in _CHUNK.findall(text):
        found.update(thesaurus.concepts_zh(chunk))
    return _weighted(found)


VIEWS: dict[str, Callable[[str, tuple[str, ...]], Bag]] = {
    "letters": letters,
    "sounds": sounds,
    "words": words,
    "meaning": meaning,
}


def _pairs(items: Sequence[str], between: str = " ") -> Iterator[str]:
    return (one + between + two for one, two in pairwise(items))


def _weighted(found: Counter[str]) -> Bag:
    return {feature: 1 + log(times) for feature, times in found.items() if feature}
