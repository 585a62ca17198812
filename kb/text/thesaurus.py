"""The thesaurus: synonyms of the domain, English and Chinese, one concept a line of `thesaurus.txt`."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from kb.text.english import stem, tokens

_NUMBER = "#"  # any number: how many, not which
_EVERYDAY = "# everyday English"
_FILE = Path(__file__).with_name("thesaurus.txt")


@dataclass(frozen=True)
class Phrases:
    """Phrases of one language → their concepts; `sizes`: by first word or character, how long they are, longest first."""

    concepts: dict[Hashable, list[str]] = field(default_factory=lambda: defaultdict(list))
    sizes: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, phrase: Any, concept: str) -> None:
        if concept not in self.concepts[phrase]:
            self.concepts[phrase].append(concept)
        sizes = set(self.sizes[phrase[0]]) | {len(phrase)}
        self.sizes[phrase[0]] = sorted(sizes, reverse=True)

    def found(self, said: Sequence[str]) -> list[str]:
        """The concepts of the longest phrases, from left to right; a word that is not listed is its own concept."""
        result = list[str]()
        position = 0
        while position < len(said):
            first = said[position]
            for size in self.sizes.get(first, ()):
                phrase = said[position : position + size]
                if phrase in self.concepts:
                    result += self.concepts[phrase]
                    position += size
                    break
            else:
                result.append(_NUMBER if first.isdigit() else first)
                position += 1
        return result


@cache
def _phrases() -> tuple[Phrases, Phrases]:
    """English, as tuples of stems, and Chinese, as strings."""
    english, chinese = Phrases(), Phrases()
    for number, line in enumerate(_FILE.read_text("utf-8").splitlines()):
        plain = line.split("#")[0].strip()
        for word in filter(None, (part.strip() for part in plain.split(","))):
            if word.isascii():
                english.add(tuple(stem(token) for token in tokens(word)), f"={number}")
            else:
                chinese.add(word, f"={number}")
    return english, chinese


def concepts_en(stems: tuple[str, ...]) -> list[str]:
    return _phrases()[0].found(stems)


def concepts_zh(chunk: str) -> list[str]:
    return _phrases()[1].found(chunk)


@cache
def everyday() -> frozenset[str]:
    """The concepts of everyday language, which name nothing of the trade."""
    lines = _FILE.read_text("utf-8").splitlines()
    return frozenset(f"={number}" for number in range(lines.index(_EVERYDAY), len(lines)))
