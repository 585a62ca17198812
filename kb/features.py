"""From a question to candidates, and what speaks for each of them, as numbers.

First all rows are scored at once in every view; then the entries of the best rows are looked at closely.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from kb.normalise import error_codes, language_of, normalise
from kb.texts import Place, Texts
from kb.views import VIEWS
from kb.words import tokens

Matrix = NDArray[np.float64]

CANDIDATES = 16  # entries that are looked at closely
_ROWS = 160  # best rows from which they are taken
_RIVALS = 96  # rows that are weighed against one another
_SHARE = {"letters": 0.3, "sounds": 0.2, "words": 0.3, "meaning": 0.2}
_PARTS = ("wording", "symptoms", "steps", "whole")
_NEAR, _LOOSE = 2.0, 0.2  # how local the weighing is, and how much it forgives

NAMES = (
    "rivals", "blend", "whole",
    *(f"{view}.{part}" for view in _SHARE for part in _PARTS),
    "covered", "ratio", "sorted", "partial", "code", "code_elsewhere", "length", "wordings", "entries",
)  # fmt: skip


@dataclass(frozen=True)
class Question:
    """What was asked, in its views."""

    text: str
    words: tuple[str, ...]
    corrected: tuple[str, ...]
    codes: tuple[str, ...]
    language: str


@dataclass(frozen=True)
class Candidates:
    """Entries by place number, with a row of features each (`NAMES`), best blend first."""

    question: Question
    numbers: list[int]
    places: list[Place]
    features: Matrix


def understand(text: str, texts: Texts) -> Question | None:
    """None when there is nothing in it that could be searched."""
    plain = normalise(text)
    words = tokens(plain)
    if not any(char.isalnum() for char in plain):
        return None
    return Question(
        text=plain,
        words=words,
        corrected=texts.spelling.corrected(words),
        codes=error_codes(text[:2000]),
        language=language_of(plain),
    )


def measure(question: Question, texts: Texts, products: Collection[str] = ()) -> Candidates:
    """The candidates and their features. No entries: no candidates."""
    owners, alive = texts.settle()
    scores = np.zeros((len(VIEWS), len(owners)), np.float64)
    shares = np.zeros(len(VIEWS))
    for at, (name, view) in enumerate(VIEWS.items()):
        bag = view(question.text, question.corrected)
        if bag:
            scores[at], _length = texts.views[name].scores(bag)
            shares[at] = _SHARE[name]
    shares /= max(shares.sum(), 1e-9)
    blend = shares @ scores
    blend[~alive] = -1
    errors = texts.erroneous(question.codes)
    numbers = _best(blend, owners, texts, errors, products)
    places = [place for number in numbers if (place := texts.places[number]) is not None]
    features = _features(question, texts, places, numbers, scores, shares, blend, errors)
    return Candidates(question, numbers, places, features)


def _best(
    blend: Matrix,
    owners: NDArray[np.int64],
    texts: Texts,
    errors: dict[int, float],
    products: Collection[str],
) -> list[int]:
    """The places of the best rows; those with the error code always; other products' behind the customer's."""
    count = min(_ROWS, len(blend))
    rows = np.argpartition(blend, len(blend) - count)[-count:] if count else np.zeros(0, np.int64)
    rows = rows[np.argsort(-blend[rows], kind="stable")]
    ordered = dict.fromkeys(errors) | dict.fromkeys(owners[rows[blend[rows] > 0]].tolist())
    if products:
        ordered = dict.fromkeys(sorted(ordered, key=lambda number: foreign(texts.places[number], products)))
    return list(ordered)[:CANDIDATES]


def foreign(place: Place | None, products: Collection[str]) -> bool:
    """Whether the entry is about a product that the customer does not have."""
    return bool(place and products and place.problem.product and place.problem.product not in products)


def _features(
    question: Question,
    texts: Texts,
    places: list[Place],
    numbers: list[int],
    scores: Matrix,
    shares: Matrix,
    blend: Matrix,
    errors: dict[int, float],
) -> Matrix:
    if not places:
        return np.zeros((0, len(NAMES)))
    bounds = np.array([(p.first, p.symptoms, p.steps, p.whole) for p in places])
    rows = np.concatenate([np.arange(place.first, place.whole + 1) for place in places])
    starts = _starts(bounds)
    near = np.vstack([scores[:, rows], blend[rows]])
    best = np.maximum.reduceat(near, starts, axis=1).reshape(len(near), len(places), len(_PARTS))
    wordings = np.concatenate([np.arange(place.first, place.steps) for place in places])
    rivals = _rivals(texts, wordings, blend, shares, places)
    total = len(texts)
    features = np.zeros((len(places), len(NAMES)))
    for at, place in enumerate(places):
        row = blend[place.first : place.symptoms]
        wording = place.wordings[int(row.argmax())]
        features[at] = (
            rivals[at],
            best[-1, at, 0],
            best[-1, at, 3],
            *best[:-1, at, :].ravel(),
            0.0,
            fuzz.ratio(question.text, wording) / 100,
            fuzz.token_sort_ratio(question.text, wording) / 100,
            fuzz.partial_ratio(question.text, wording) / 100,
            errors.get(numbers[at], 0.0),
            float(bool(errors) and numbers[at] not in errors),
            min(len(question.text), 200) / 100,
            float(np.log1p(len(place.wordings))),
            float(np.log1p(total)),
        )
    return features


def _starts(bounds: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where each part of each place begins in the rows laid end to end."""
    lengths = bounds[:, 3] - bounds[:, 0] + 1
    offsets = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    return np.asarray((bounds - bounds[:, :1] + offsets[:, None]).ravel(), np.int64)


def _rivals(
    texts: Texts, rows: NDArray[np.int64], blend: Matrix, shares: Matrix, places: list[Place]
) -> Matrix:
    """Wordings weighed against one another: kernel ridge regression over the nearest rows, one class an entry.

    A word that all candidates share then counts for little, whatever its rarity in the base.
    """
    if len(rows) > _RIVALS:
        rows = rows[np.argpartition(blend[rows], len(rows) - _RIVALS)[-_RIVALS:]]
    alike = np.zeros((len(rows), len(rows)))
    for share, view in zip(shares, texts.views.values(), strict=True):
        if share:
            short = view.sketches(rows)
            alike += share * (short @ short.T)
    kernel = np.exp(_NEAR * (alike - 1))
    kernel[np.diag_indices_from(kernel)] = 1 + _LOOSE
    classes = np.array([[float(place.first <= row <= place.whole) for place in places] for row in rows])
    weights = np.linalg.solve(kernel, classes)
    return np.asarray(np.exp(_NEAR * (blend[rows] - 1)) @ weights)
