"""Candidate generation: from a question to candidate entries, each with its feature vector.

First the rows most like the question are found, roughly; then the entries of the best of them are looked at closely.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from kb.search.arrays import highest, slices
from kb.search.corpus import Place, Texts
from kb.search.embeddings import Sensed, Senses
from kb.search.kernel_classifier import rivals
from kb.search.ngrams import VIEWS, grams
from kb.search.similarity import Compared
from kb.text.english import tokens
from kb.text.normalise import error_codes, language_of, normalise

Matrix = NDArray[np.float64]
Numbers = NDArray[np.int64]

CANDIDATES = 24  # candidates that get features
_ROWS = 240  # best rows from which the candidates are taken
_PARTS = ("wording", "symptoms", "steps", "about")

# Of each candidate on its own ...
_OWN = (
    "rivals", "rivals.near", "rivals.sense",
    "sense.wording", "sense.three", "sense.symptoms", "sense.steps",
    *(f"{view}.{part}" for view in ("blend", *VIEWS) for part in ("wording", "symptoms", "steps", "three", "whole")),
    *(f"{view}.{part}" for view in VIEWS for part in ("covered", "told", "told.all")),
    "told", "told.all",
    "ratio", "sorted", "partial", "same", "error",
)  # fmt: skip
# ... how far it is ahead of the best other, or behind ...
_AHEAD = (
    "rivals", "rivals.near", "rivals.sense", "sense.wording", "sense.three", "told", "told.all", *(f"{view}.told" for view in VIEWS),
    "blend.wording", "blend.whole", "blend.three", "words.covered", "meaning.covered", "letters.covered",
    "words.wording", "letters.wording", "sounds.wording", "meaning.wording", "ratio",
)  # fmt: skip
# ... and of the question and the base.
_COMMON = (
    "wordings",
    "entries",
    "length",
    "chinese",
    *(f"{view}.unknown" for view in VIEWS),
    "error.elsewhere",
)
_SCORERS = (fuzz.ratio, fuzz.token_sort_ratio, fuzz.partial_ratio)
NAMES = (*_OWN, *(f"{name}.ahead" for name in _AHEAD), *_COMMON)
_AHEAD_AT = [_OWN.index(name) for name in _AHEAD]


@dataclass(frozen=True)
class PreparedQuestion:
    """What was asked, in the form in which it is compared."""

    text: str
    corrected: tuple[str, ...]
    codes: tuple[str, ...]
    language: str

    @property
    def sense(self) -> str:
        """The text that is embedded: Chinese as it is, other languages with spelling corrected."""
        return self.text if self.language == "zh" else " ".join(self.corrected)


@dataclass(frozen=True)
class Candidates:
    """Entries by place, with a row of features each, named `names`."""

    question: PreparedQuestion
    places: list[Place]
    features: Matrix
    names: tuple[str, ...] = NAMES
    vector: NDArray[np.float32] | None = None  # of the question, after a second look


@dataclass(frozen=True)
class _Rows:
    """All rows of the candidates: which candidate each is of, and which of the `_PARTS` it is."""

    rows: Numbers
    owners: Numbers
    parts: Numbers

    @classmethod
    def of(cls, bounds: Numbers) -> "_Rows":
        rows, pieces = slices(bounds[:, :-1].ravel(), bounds[:, 1:].ravel())
        return cls(rows, pieces // len(_PARTS), pieces % len(_PARTS))


def understand(text: str, texts: Texts) -> PreparedQuestion | None:
    """None when there is nothing in it that could be searched."""
    plain = normalise(text)
    if not any(char.isalnum() for char in plain):
        return None
    return PreparedQuestion(
        text=plain,
        corrected=texts.spelling.corrected(tokens(plain)),
        codes=error_codes(plain),
        language=language_of(plain),
    )


def measure(
    question: PreparedQuestion, texts: Texts, senses: Senses, products: Collection[str] = ()
) -> Candidates:
    """The candidates and their features. No entries: no candidates."""
    texts.settle()
    asked = texts.index.asked(grams([(question.text, question.corrected)], texts.symbols.known))
    errors = texts.erroneous(question.codes)
    found = texts.index.nearest(asked, texts.alive, _ROWS)
    numbers = _best(texts.owners[found].tolist(), texts, errors, products)
    places = [place for number in numbers if (place := texts.places[number]) is not None]
    if not places:
        return Candidates(question, [], np.zeros((0, len(NAMES))))
    rows = _Rows.of(texts.bounds(numbers))
    compared = texts.index.compare(asked, rows.rows)
    whole = texts.index.together(compared, rows.owners, len(places))
    codes = np.array([errors.get(number, 0.0) for number in numbers])
    sensed = senses.asked(question.sense, places)
    return Candidates(
        question, places, _features(question, len(texts), places, rows, compared, whole, sensed, codes)
    )


def _best(owners: list[int], texts: Texts, errors: dict[int, float], products: Collection[str]) -> list[int]:
    """The places of the best rows; those with the error code first; other products' behind the customer's."""
    ordered = list(dict.fromkeys([*errors, *owners]))
    if products:
        ordered.sort(key=lambda number: foreign(texts.places[number], products))
    return ordered[:CANDIDATES]


def foreign(place: Place | None, products: Collection[str]) -> bool:
    """Whether the entry is penalty (logits): the entry is about a product that the customer does not have."""
    return bool(place and products and place.problem.product and place.problem.product not in products)


def _features(
    question: PreparedQuestion,
    entries: int,
    places: list[Place],
    rows: _Rows,
    compared: Compared,
    whole: Compared,
    sensed: Sensed,
    codes: Matrix,
) -> Matrix:
    count, wording = len(places), rows.parts == 0
    lines, wholes = (np.vstack([one.blend, one.cosines]) for one in (compared, whole))
    best = _best_parts(lines, rows, count)
    three = _best_three(lines[:, wording], rows.owners[wording], count)
    own = [*rivals(compared, rows.owners, rows.parts < 2, sensed), *sensed.features]
    for line in range(len(lines)):
        own += [*best[:, :3, line].T, three[line], wholes[line]]
    told = compared.evidence(np.where(wording, rows.owners, -1), count)
    told_all = compared.evidence(np.where(rows.parts < 3, rows.owners, -1), count)
    for of_view in zip(_covered(whole), told, told_all, strict=True):
        own += of_view
    own += [compared.asked.shares @ told, compared.asked.shares @ told_all]
    own += [*_fuzzy(question.text, places, rows, compared.blend), codes]
    columns = np.array(own)
    wordings = np.log1p([len(place.wordings) for place in places])
    common = [np.full(count, one) for one in _common(question, compared, entries)]
    elsewhere = np.full(count, float(codes.max() == 1.0))
    return np.vstack([columns, ahead(columns[_AHEAD_AT]), wordings, *common, elsewhere]).T


def _best_parts(lines: Matrix, rows: _Rows, count: int) -> Matrix:
    """By candidate, part and line: the highest, or 0."""
    cells = rows.owners * len(_PARTS) + rows.parts  # in order
    starts = np.flatnonzero(np.r_[True, cells[1:] != cells[:-1]])
    best = np.zeros((count * len(_PARTS), len(lines)))
    best[cells[starts]] = np.maximum(np.maximum.reduceat(lines, starts, axis=1), 0).T
    return best.reshape(count, len(_PARTS), len(lines))


def _best_three(lines: Matrix, owners: Numbers, count: int) -> Matrix:
    """By line and candidate: the mean of the three most like wordings, missing ones counted as nothing like."""
    return np.asarray(np.maximum(highest(lines, owners, count, 3), 0).sum(axis=-1) / 3)


def _covered(whole: Compared) -> Matrix:
    """By view: how much of the question's weight the entry has anywhere in it."""
    return np.asarray(whole.cosines * whole.norms / np.maximum(whole.asked.lengths, 1e-6)[:, None])


def _fuzzy(text: str, places: list[Place], rows: _Rows, blend: Matrix) -> Matrix:
    """How near the most like wording is, letter by letter."""
    near = np.where(rows.parts == 0, blend, -1.0)
    starts = np.searchsorted(rows.owners, np.arange(len(places)))
    wordings = [
        place.wordings[int(near[start : start + len(place.wordings)].argmax())]
        for place, start in zip(places, starts, strict=True)
    ]
    likeness = [[scorer(text, wording) / 100 for wording in wordings] for scorer in _SCORERS]
    return np.array([*likeness, [text == wording for wording in wordings]])


def ahead(columns: Matrix) -> Matrix:
    """Each value minus the best of the other candidates'."""
    if columns.shape[1] == 1:
        return columns
    ordered = np.sort(columns, axis=1)
    first, second = ordered[:, -1:], ordered[:, -2:-1]
    return columns - np.where(columns == first, second, first)


def _common(question: PreparedQuestion, compared: Compared, entries: int) -> list[float]:
    return [
        float(np.log1p(entries)),
        float(np.log1p(len(question.text))),
        float(question.language == "zh"),
        *compared.asked.unknown,
    ]
