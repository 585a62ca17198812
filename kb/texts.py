"""The texts of all entries, as the search sees them: numbered rows, a few for each entry, in several views."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.entries import Entry
from kb.index import View
from kb.normalise import error_codes, language_of, normalise
from kb.views import VIEWS, Bag
from kb.words import Spelling, tokens

_COMPACT = 2_000  # dead rows that are put up with


@dataclass(frozen=True)
class Problem:
    """What the search knows of an entry."""

    code: str
    question: str
    variants: tuple[str, ...] = ()
    symptoms: str = ""
    solution: tuple[str, ...] = ()
    product: str = ""
    module: str = ""
    kind: str = "other"
    language: str = "en"

    @classmethod
    def of(cls, entry: Entry) -> "Problem":
        return cls.from_content({name: getattr(entry, name) for name in cls.__dataclass_fields__})

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> "Problem":
        """From fields named as an entry's; the language is guessed when it is not said."""
        known = {name: content[name] for name in cls.__dataclass_fields__ if name in content}
        lists = {name: tuple(known.get(name, ())) for name in ("variants", "solution")}
        return cls(**{"language": language_of(content["question"]), **known, **lists})


@dataclass
class Place:
    """Where an entry's rows are: wordings, then symptoms, then steps, then one row of everything."""

    problem: Problem
    wordings: tuple[str, ...]
    first: int
    symptoms: int
    steps: int
    whole: int
    words: tuple[tuple[str, ...], ...] = ()
    codes: tuple[str, ...] = ()


@dataclass
class Texts:
    """Every row belongs to one place; removed places leave dead rows until they are too many."""

    views: dict[str, View] = field(default_factory=lambda: {name: View() for name in VIEWS})
    spelling: Spelling = field(default_factory=Spelling)
    places: list[Place | None] = field(default_factory=list)
    by_code: dict[str, int] = field(default_factory=dict)
    by_error: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    _owner: list[int] = field(default_factory=list)  # row → place
    _owners: NDArray[np.int64] | None = None
    _alive: NDArray[np.bool_] | None = None
    _dead: int = 0

    def __len__(self) -> int:
        return len(self.by_code)

    @property
    def rows(self) -> int:
        """Dead ones counted."""
        return len(self._owner)

    def get(self, code: str) -> Problem | None:
        number = self.by_code.get(code)
        place = self.places[number] if number is not None else None
        return place.problem if place else None

    def add(self, problem: Problem) -> None:
        """Takes the entry in, in place of the one with its code."""
        self.remove(problem.code)
        number, first = len(self.places), len(self._owner)
        texts, place = _rows(problem, first)
        self._owner.extend([number] * len(texts))
        self.places.append(place)
        self.by_code[problem.code] = number
        self.spelling.learn(word for found in place.words for word in found)
        for error in place.codes:
            self.by_error[error].add(number)
        for name, view in self.views.items():
            view.add_entry({first + row: bag for row, bag in enumerate(_bags(name, texts))})
        self._owners = self._alive = None

    def remove(self, code: str) -> None:
        number = self.by_code.pop(code, None)
        place = self.places[number] if number is not None else None
        if number is None or place is None:
            return
        self.places[number] = None
        texts, _place = _rows(place.problem, place.first)
        for name, view in self.views.items():
            view.remove_entry(_bags(name, texts))
        self.spelling.forget(word for found in place.words for word in found)
        for error in place.codes:
            self.by_error[error].discard(number)
        self._dead += len(texts)
        self._owners = self._alive = None
        if self._dead > max(_COMPACT, len(self._owner) // 2):
            self._compact()

    def settle(self) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Row → place, and whether the row is alive; the views weighed by now."""
        if self._owners is None or self._alive is None:
            for view in self.views.values():
                view.settle()
            self._owners = np.array(self._owner, np.int64)
            self._alive = np.array([place is not None for place in self.places], np.bool_)[self._owners]
        return self._owners, self._alive

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
                    found.update({number: max(found.get(number, 0.0), 0.6) for number in numbers})
        return found

    def _compact(self) -> None:
        problems = [place.problem for place in self.places if place is not None]
        self.__init__()  # type: ignore[misc]
        for problem in problems:
            self.add(problem)


def _rows(problem: Problem, first: int) -> tuple[list[str], Place]:
    """The texts in the order of their rows. Symptoms and steps always have a row, perhaps an empty one."""
    wordings = tuple(normalise(text) for text in (problem.question, *problem.variants))
    symptoms, steps = normalise(problem.symptoms), [normalise(step) for step in problem.solution] or [""]
    about = [normalise(problem.product), normalise(problem.module)]
    whole = " \n ".join((*about, *wordings, symptoms, *steps))
    texts = [*wordings, symptoms, *steps, whole]
    place = Place(
        problem=problem,
        wordings=wordings,
        first=first,
        symptoms=first + len(wordings),
        steps=first + len(wordings) + 1,
        whole=first + len(texts) - 1,
        words=tuple(tokens(text) for text in texts[:-1]),
        codes=error_codes(whole),
    )
    return texts, place


def _bags(view: str, texts: list[str]) -> list[Bag]:
    return [VIEWS[view](text, tokens(text)) for text in texts]
