"""Phrases as examples in a TOML file: a section is a meaning, with phrases in each language. Which is a text most like?

By n-grams of its language at once; by sentence vectors too, and by the examples of both languages, as soon as those are made.
"""

import asyncio
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.search import encoder
from kb.search.examples import Examples
from kb.text.normalise import language_of, normalise, plain

_AT_ONCE = 16  # phrases encoded in one batch
_SENSED = dict[str, Examples]()  # by file, when its vectors are made


@cache
def sections(file: str) -> dict[str, dict[str, list[str]]]:
    """Section → language → phrases."""
    return tomllib.loads((Path(__file__).parent / file).read_text("utf8"))


def scores(file: str, text: str, without: tuple[str, ...] = ()) -> dict[str, float] | None:
    """By section, how much more than chance speaks for it; None for words that no example has anything of."""
    names = tuple(name for name in sections(file) if name not in without)
    return _named(names, _examples(file, language_of(plain(text)), names).scores(text))


def sensed(file: str, text: str) -> dict[str, float] | None:
    """The same by sentence vectors too; None as long as there are none."""
    examples = _SENSED.get(file)
    if examples is None or not encoder.ready():
        return None
    return _named([*sections(file)], examples.scores(text, encoder.vector(normalise(text))))


async def prepare(file: str) -> None:
    """Makes the vectors of the examples, in the background; without the encoder there are none."""
    if not await asyncio.to_thread(encoder.load):
        return
    languages = next(iter(sections(file).values()))
    texts, classes = _told(file, [*languages], [*sections(file)])
    wanted = [normalise(text) for text in texts]
    batches = [wanted[start : start + _AT_ONCE] for start in range(0, len(wanted), _AT_ONCE)]
    made = [await asyncio.to_thread(encoder.vectors, batch) for batch in batches]
    _SENSED[file] = await asyncio.to_thread(Examples, texts, classes, np.concatenate(made))


@cache
def _examples(file: str, language: str, names: tuple[str, ...]) -> Examples:
    return Examples(*_told(file, [language], names))


def _told(file: str, languages: Sequence[str], names: Sequence[str]) -> tuple[list[str], NDArray[np.bool_]]:
    """The phrases of these languages and sections, and by phrase and section whether it is one of it."""
    every = [
        (text, name) for language in languages for name in names for text in sections(file)[name][language]
    ]
    classes = np.array([[name == each for each in names] for _text, name in every])
    return [text for text, _name in every], classes


def _named(names: Sequence[str], found: NDArray[np.float32] | None) -> dict[str, float] | None:
    return None if found is None else dict(zip(names, map(float, found), strict=True))
