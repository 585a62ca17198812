"""The texts of all entries, as the search sees them: numbered rows, one or a few for each entry."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.base.entry import Entry
from kb.search.arrays import Growing
from kb.search.index import Index
from kb.search.ngrams import Symbols, grams
from kb.text.english import Spelling, tokens
from kb.text.normalise import error_codes, language_of, normalise

_AT_ONCE = 10_000  # entries in one batch
_COMPACT = 2_000  # dead rows (of removed entries) before the index is compacted
_PARTS = 4  # of an entry
_BEGUN = 0.6  # weight of an error code of which the question has only the beginning


@dataclass(frozen=True, slots=True)
class Problem:
    """What the search knows of an entry. `learnt`: customers' words that it answered, as good as `variants`."""

    code: str
    question: str
    variants: tuple[str, ...] = ()
    symptoms: str = ""
    solution: tuple[str, ...] = ()
    product: str = ""
    module: str = ""
    kind: str = "other"
    language: str = "en"
    learnt: tuple[str, ...] = ()

    @classmethod
    def of(cls, entry: Entry) -> "Problem":
        return cls.from_content({name: getattr(entry, name) for name in cls.__dataclass_fields__})

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> "Problem":
        """From fields named as an entry's; the language is guessed when it is not said."""
        known = {name: content[name] for name in cls.__dataclass_fields__ if name in content}
        lists = {name: tuple(known.get(name, ())) for name in ("variants", "learnt", "solution")}
        return cls(**{"language": language_of(content["question"]), **known, **lists})


@dataclass(slots=True, eq=False, weakref_slot=True)
class Place:
    """An entry and its wordings, normalised."""

    problem: Problem
    wordings: tuple[str, ...]


@dataclass
class Texts:
    """Every row belongs to one place; removed places leave dead rows until they are too many."""

    index: Index = field(default_factory=Index)
    symbols: Symbols = field(default_factory=Symbols)
    spelling: Spelling = field(default_factory=Spelling)
    places: list[Place | None] = field(default_factory=list)
    by_code: dict[str, int] = field(default_factory=dict)
    by_error: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    _new: dict[str, Problem] = field(default_factory=dict)  # not in the rows yet
    _bounds: Growing = field(
        default_factory=lambda: Growing(np.int64)
    )  # of the parts of each place, five numbers
    _owners: Growing = field(default_factory=lambda: Growing(np.int32))  # row → place
    _alive: Growing = field(default_factory=lambda: Growing(np.bool_))
    _dead: int = 0

    def __len__(self) -> int:
        return len(self.by_code) + len(self._new)

    @property
    def owners(self) -> NDArray[np.int32]:
        """Row → place."""
        return self._owners.values

    @property
    def alive(self) -> NDArray[np.bool_]:
        return self._alive.values

    def bounds(self, numbers: Sequence[int]) -> NDArray[np.int64]:
        """For each of these places: where its wordings begin, its symptoms, its steps, what it is about, and the end."""
        return np.asarray(self._bounds.values.reshape(-1, _PARTS + 1)[np.asarray(numbers, np.int64)])

    def get(self, code: str) -> Problem | None:
        number = self.by_code.get(code)
        place = self.places[number] if number is not None else None
        return place.problem if place else self._new.get(code)

    def add(self, problem: Problem) -> None:
        """Takes the entry in, in place of the one with its code."""
        self.remove(problem.code)
        self._new[problem.code] = problem
        if len(self._new) >= _AT_ONCE:
            self._take_new()

    def remove(self, code: str) -> None:
        self._new.pop(code, None)
        number = self.by_code.pop(code, None)
        place = self.places[number] if number is not None else None
        if number is None or place is None:
            return
        self.places[number] = None
        bounds = self.bounds([number])[0]
        rows = range(bounds[0], bounds[-1])
        self.index.remove(rows)
        self._alive.values[rows.start : rows.stop] = False
        texts, _sizes = _rows(place.problem)
        self.spelling.forget(word for text in texts for word in tokens(text))
        for error in _codes(texts):
            self.by_error[error].discard(number)
        self._dead += len(rows)
        if self._dead > max(_COMPACT, len(self._alive) // 2):
            self._compact()

    def settle(self) -> None:
        """Puts what was added into the rows."""
        if self._new:
            self._take_new()
        self.index.cover()

    def erroneous(self, typed: Collection[str]) -> dict[int, float]:
        """Places that name the error code: 1 for the whole code, less for one that is only begun."""
        found = dict[int, float]()
        for code in typed:
            exact = self.by_error.get(code)
            if exact:
                found.update(dict.fromkeys(exact, 1.0))
                continue
            for known, numbers in self.by_error.items():
                if known.startswith(code):
                    found.update({number: max(found.get(number, 0.0), _BEGUN) for number in numbers})
        return found

    def _take_new(self) -> None:
        rows, owners, ends = list[str](), list[int](), list[int]()
        for problem in self._new.values():
            number = len(self.places)
            texts, sizes = _rows(problem)
            ends += accumulate(sizes, initial=len(self._owners) + len(rows))
            rows += texts
            owners += [number] * len(texts)
            self.places.append(Place(problem, tuple(texts[: sizes[0]])))
            self.by_code[problem.code] = number
            for error in _codes(texts):
                self.by_error[error].add(number)
        said = [(text, tokens(text)) for text in rows]
        self.spelling.learn(word for _text, words in said for word in words)
        self.index.add(grams(said, self.symbols.learnt), np.array(owners))
        self._bounds.extend(np.array(ends))
        self._owners.extend(np.array(owners, np.int32))
        self._alive.extend(np.ones(len(owners), np.bool_))
        self._new = {}

    def _compact(self) -> None:
        """Drops the dead rows and renumbers places and rows."""
        alive = self.alive.copy()
        self.index.kept(alive)
        there = [number for number, place in enumerate(self.places) if place is not None]
        bounds = self.bounds(there)
        bounds -= np.cumsum(~alive)[bounds[:, :1]]
        self._bounds = Growing(np.int64, bounds.ravel())
        self._owners = Growing(np.int32, np.repeat(np.arange(len(there)), bounds[:, -1] - bounds[:, 0]))
        self._alive = Growing(np.bool_, np.ones(len(self._owners), np.bool_))
        self._dead = 0
        self.places = [self.places[number] for number in there]
        self.by_code, self.by_error = {}, defaultdict(set)
        for number, place in enumerate(self.places):
            assert place is not None
            self.by_code[place.problem.code] = number
            for error in _codes(_rows(place.problem)[0]):
                self.by_error[error].add(number)


def _rows(problem: Problem) -> tuple[list[str], tuple[int, ...]]:
    """The texts in the order of their rows; and how many are wordings, symptoms, steps, and what it is about."""
    about = f"{problem.product} {problem.module}".strip()
    parts = (
        (problem.question, *problem.variants, *problem.learnt),
        (problem.symptoms,) if problem.symptoms else (),
        problem.solution,
        (about,) if about else (),
    )
    return [normalise(text) for part in parts for text in part], tuple(len(part) for part in parts)


def _codes(texts: Sequence[str]) -> tuple[str, ...]:
    return error_codes(" \n ".join(texts))
