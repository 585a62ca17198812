"""Generates typing errors: letters dropped, doubled, exchanged; in Chinese also homophones."""

import random
from collections import defaultdict
from functools import cache

from kb.text.normalise import language_of
from kb.text.pinyin import syllable


def slipped(text: str, chance: random.Random, times: int, homophones: float = 0.0) -> str:
    """The text with so many slips; a very short one as it is. `homophones`: of the slips in Chinese."""
    for _time in range(times if len(text) > 4 else 0):
        at = chance.randrange(len(text) - 1)
        if language_of(text[at]) == "zh" and chance.random() < homophones:
            text = text[:at] + chance.choice(_alike(text[at])) + text[at + 1 :]
            continue
        changed = (text[at + 1] + text[at], "", text[at] * 2 + text[at + 1], text[at + 1])
        text = text[:at] + chance.choice(changed) + text[at + 2 :]
    return text


def _alike(char: str) -> list[str]:
    return _by_sound().get(syllable(char)) or [char]


@cache
def _by_sound() -> dict[str, list[str]]:
    """The 3,755 common characters of GB 2312 by their merged syllable."""
    found = defaultdict[str, list[str]](list)
    for high in range(0xB0, 0xD8):
        for low in range(0xA1, 0xFF):
            char = bytes((high, low)).decode("gb2312", "ignore")
            if char:
                found[syllable(char)].append(char)
    return dict(found)
