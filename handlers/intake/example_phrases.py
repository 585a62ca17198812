"""Phrases as examples in a TOML file: a section is a meaning, with phrases in each language. Which is a text most like?"""

import tomllib
from functools import cache
from pathlib import Path

import numpy as np

from kb.search.examples import Examples
from kb.text.normalise import language_of, plain


@cache
def sections(file: str) -> dict[str, dict[str, list[str]]]:
    """Section → language → phrases."""
    return tomllib.loads((Path(__file__).parent / file).read_text("utf8"))


def scores(file: str, text: str) -> dict[str, float] | None:
    """By section, how much more than chance speaks for it; None for words that no example has anything of."""
    found = _examples(file, language_of(plain(text))).scores(text)
    return None if found is None else dict(zip(sections(file), map(float, found), strict=True))


@cache
def _examples(file: str, language: str) -> Examples:
    texts = [(text, name) for name, said in sections(file).items() for text in said[language]]
    classes = np.array([[name == each for each in sections(file)] for _text, name in texts])
    return Examples([text for text, _name in texts], classes)
