"""What means the same: words and phrases of the trade, English and Chinese, one concept a line of `thesaurus.txt`."""

from collections import defaultdict
from functools import cache
from pathlib import Path

from kb.words import stem, tokens

_NUMBER = "#"  # any number: how many, not which
_FILE = Path(__file__).with_name("thesaurus.txt")


@cache
def _phrases() -> tuple[dict[tuple[str, ...], tuple[str, ...]], dict[str, tuple[str, ...]], int, int]:
    """English stems and Chinese strings → their concepts; and the length of the longest of each."""
    english = defaultdict[tuple[str, ...], list[str]](list)
    chinese = defaultdict[str, list[str]](list)
    for number, line in enumerate(_FILE.read_text("utf-8").splitlines()):
        plain = line.split("#")[0].strip()
        for word in filter(None, (part.strip() for part in plain.split(","))):
            concept = f"={number}"
            if word.isascii():
                english[tuple(stem(token) for token in tokens(word))].append(concept)
            else:
                chinese[word].append(concept)
    return (
        {key: tuple(dict.fromkeys(value)) for key, value in english.items()},
        {key: tuple(dict.fromkeys(value)) for key, value in chinese.items()},
        max(map(len, english), default=1),
        max(map(len, chinese), default=1),
    )


def concepts_en(stems: tuple[str, ...]) -> list[str]:
    """The concepts of the longest phrases; a word nobody listed stands for itself."""
    english, _chinese, longest, _ = _phrases()
    found = list[str]()
    position = 0
    while position < len(stems):
        for size in range(min(longest, len(stems) - position), 0, -1):
            concepts = english.get(stems[position : position + size])
            if concepts:
                found.extend(concepts)
                position += size
                break
        else:
            found.append(_NUMBER if stems[position].isdigit() else stems[position])
            position += 1
    return found


def concepts_zh(chunk: str) -> list[str]:
    """The concepts of the longest strings, from left to right; other characters stand for themselves."""
    _english, chinese, _, longest = _phrases()
    found = list[str]()
    position = 0
    while position < len(chunk):
        for size in range(min(longest, len(chunk) - position), 0, -1):
            concepts = chinese.get(chunk[position : position + size])
            if concepts:
                found.extend(concepts)
                position += size
                break
        else:
            found.append(chunk[position])
            position += 1
    return found
