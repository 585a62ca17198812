"""N-grams of a text in several views (words, characters, pinyin …). A gram is a number: its view and its symbols.

letters   Chinese characters one by one and in pairs; Latin words in pieces of 2 to 4 letters
sounds    Chinese syllables, near sounds merged, one by one and in pairs; the consonants of Latin words
words     Latin stems, one by one and in pairs
meaning   words and phrases that mean the same as one symbol (`kb/text/thesaurus.py`)

Many texts are done at once, for most of it is arithmetic on arrays.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, count
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.text import thesaurus
from kb.text.english import STOP, stem
from kb.text.normalise import chinese
from kb.text.pinyin import syllable

Numbers = NDArray[np.int64]
Text = tuple[str, tuple[str, ...]]  # normalised, and its Latin words

VIEWS = ("letters", "sounds", "words", "meaning")

_CJK_FROM, _GAP = 0x3400, ord(" ")
_VIEW_AT, _SORT_AT = 60, 56  # bits below the view in a packed gram
_SYMBOL = 28  # bits of one symbol of a pair
_ONE, _TWO, _WORD = (
    1,
    2,
    3,
)  # sorts: of one symbol, of two, of a whole word; Latin pieces are 2 more than their length
_STRANGE = 1 << 27  # numbers from here on: words that no text has

_VOWELS = re.compile(r"[aeiouyhw]+")
_DOUBLED = re.compile(r"(.)\1+")
_ALIKE = str.maketrans("ckqzjdvgb", "kkksstfkp")


@dataclass(frozen=True)
class Grams:
    """Grams of several texts, a pair of numbers each: the gram and its text's row. Not ordered, some twice."""

    keys: Numbers
    rows: Numbers


class Symbols:
    """Words, numbered as they are met."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = defaultdict(count().__next__)

    def learnt(self, words: Iterable[str]) -> list[int]:
        """The numbers of words of the base; new ones get one."""
        return list(map(self._numbers.__getitem__, words))

    def known(self, words: Iterable[str]) -> list[int]:
        """The numbers of words of a question; those that the base does not have get numbers that it does not use."""
        numbers = self._numbers
        return [numbers.get(word, _STRANGE + at) for at, word in enumerate(words)]


def view_of(keys: Numbers) -> Numbers:
    """The place in `VIEWS` of each gram."""
    return keys >> _VIEW_AT


def weight_of(keys: Numbers) -> NDArray[np.float32]:
    """How much a gram counts beside others that are as rare: a pair of words half, for its words count too."""
    words, pair = VIEWS.index("words"), _TWO
    return np.where(keys >> _SORT_AT == (words << _VIEW_AT - _SORT_AT) + pair, 0.5, 1.0).astype(np.float32)


def grams(texts: Sequence[Text], numbered: Callable[[Iterable[str]], list[int]]) -> Grams:
    """All grams of the texts, the first text being row 0. `numbered` is a method of `Symbols`."""
    codes, rows = _codes([_line(plain, words) for plain, words in texts])
    symbols = [_symbols(plain, words) for plain, words in texts]
    found = [
        *_letters(codes, rows),
        *_syllables(codes, rows),
        *_singles("sounds", _WORD, *_sequence([numbered(one.skeletons) for one in symbols])),
        *_singles("words", _ONE, *(words := _sequence([numbered(one.stems) for one in symbols]))),
        *_pairs("words", *words, words[1][1:] == words[1][:-1]),
        *_singles("meaning", _ONE, *_sequence([numbered(one.concepts) for one in symbols])),
    ]
    return Grams(np.concatenate(found[::2]), np.concatenate(found[1::2]))


def _line(plain: str, words: tuple[str, ...]) -> str:
    """What has letters: Chinese chunks and words, each framed by spaces."""
    return f" {' '.join([*chinese(plain), *words])} "


def _codes(lines: list[str]) -> tuple[Numbers, Numbers]:
    """The characters of all lines, and the row of each."""
    codes = np.frombuffer("".join(lines).encode("utf-32-le"), np.uint32).astype(np.int64)
    return codes, np.repeat(np.arange(len(lines)), [len(line) for line in lines])


def _sequence(found: list[list[int]]) -> tuple[Numbers, Numbers]:
    rows = np.repeat(np.arange(len(found)), [len(one) for one in found])
    return np.fromiter(chain.from_iterable(found), np.int64, len(rows)), rows


def _gram(view: str, sort: int, symbols: Numbers) -> Numbers:
    return symbols + (VIEWS.index(view) << _VIEW_AT) + (sort << _SORT_AT)


def _singles(view: str, sort: int, symbols: Numbers, rows: Numbers) -> tuple[Numbers, Numbers]:
    return _gram(view, sort, symbols), rows


def _pairs(
    view: str, symbols: Numbers, rows: Numbers, together: NDArray[np.bool_]
) -> tuple[Numbers, Numbers]:
    """Of neighbours; `together` says of each but the last whether it and the next one are a pair."""
    return _gram(view, _TWO, ((symbols[:-1] << _SYMBOL) + symbols[1:])[together]), rows[1:][together]


def _letters(codes: Numbers, rows: Numbers) -> list[Numbers]:
    cjk, gap = codes >= _CJK_FROM, codes == _GAP
    found = [
        *_singles("letters", _ONE, codes[cjk], rows[cjk]),
        *_pairs("letters", codes, rows, cjk[1:] & cjk[:-1]),
    ]
    latin = ~cjk & ~gap
    edge = latin | gap
    for size in (2, 3, 4):
        count = max(len(codes) - size + 1, 0)
        inside = edge[:count] & edge[size - 1 :]
        for at in range(1, size - 1):
            inside &= latin[at : at + count]
        if size == 2:
            inside &= latin[:count] | latin[1:]
        packed = np.zeros(int(inside.sum()), np.int64)
        for at in range(size):
            packed = (packed << 7) + codes[at : at + count][inside]
        found += [_gram("letters", 2 + size, packed), rows[:count][inside]]
    return found


def _syllables(codes: Numbers, rows: Numbers) -> list[Numbers]:
    cjk = codes >= _CJK_FROM
    heard = np.where(cjk, _heard()[np.where(cjk, codes, 0)], 0)
    return [
        *_singles("sounds", _ONE, heard[heard > 0], rows[heard > 0]),
        *_pairs("sounds", heard, rows, cjk[1:] & cjk[:-1]),
    ]


@cache
def _heard() -> Numbers:
    """By character: the number of its merged syllable, 0 if it has none."""
    numbers = {"": 0}
    return np.array([numbers.setdefault(syllable(chr(code)), len(numbers)) for code in range(0x10000)])


class _Symbols(NamedTuple):
    """Of one text, by view."""

    skeletons: tuple[str, ...]
    stems: tuple[str, ...]
    concepts: tuple[str, ...]


@lru_cache(maxsize=20_000)
def _symbols(plain: str, words: tuple[str, ...]) -> _Symbols:
    """Most texts of a base are those of the base before: a change of an entry, or a start, looks up few again."""
    telling = [word for word in words if word not in STOP]
    concepts = thesaurus.concepts_en(tuple(stem(word) for word in telling))
    for chunk in chinese(plain):
        concepts += thesaurus.concepts_zh(chunk)
    return _Symbols(
        tuple(skeleton(word) for word in telling), tuple(stem(word) for word in words), tuple(concepts)
    )


@lru_cache(maxsize=50_000)
def skeleton(word: str) -> str:
    """The first letter and the consonants, similar sounds merged: it tolerates a typing error in a vowel."""
    rest = _VOWELS.sub("", word[1:].replace("ph", "f").translate(_ALIKE))
    return word[:1] + _DOUBLED.sub(r"\1", rest)
