"""From a question to candidates, and what speaks for each of them, as numbers.

First all rows are scored at once in every view; then the entries of the best rows are looked at closely.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from kb.index import Scores
from kb.normalise import error_codes, language_of, normalise
from kb.rivals import rivals
from kb.texts import Place, Texts
from kb.views import VIEWS
from kb.words import tokens

Matrix = NDArray[np.float64]

CANDIDATES = 16  # entries that are looked at closely
_ROWS = 160  # best rows from which they are taken
SHARE = {"letters": 0.3, "sounds": 0.2, "words": 0.3, "meaning": 0.2}
_PARTS = ("wording", "symptoms", "steps", "whole")

# Of each candidate on its own ...
_OWN = (
    "rivals", "rivals.near", "blend.wording", "blend.symptoms", "blend.steps", "blend.whole", "blend.three",
    *(f"{view}.{part}" for view in VIEWS for part in (*_PARTS, "three", "covered", "told", "told.all")),
    "told", "told.all",
    "ratio", "sorted", "partial", "same", "error",
)  # fmt: skip
# ... how far it is ahead of the best other, or behind ...
_AHEAD = ("rivals", "rivals.near", "told", "told.all", *(f"{view}.told" for view in VIEWS), "blend.wording", "blend.whole", "blend.three", "words.covered", "meaning.covered",
          "letters.covered", "words.wording", "letters.wording", "sounds.wording", "meaning.wording", "ratio")  # fmt: skip
# ... and of the question and the base.
_COMMON = (
    "wordings",
    "entries",
    "length",
    "chinese",
    *(f"{view}.unknown" for view in VIEWS),
    "error.elsewhere",
)
NAMES = (*_OWN, *(f"{name}.ahead" for name in _AHEAD), *_COMMON)
_AHEAD_AT = [_OWN.index(name) for name in _AHEAD]


@dataclass(frozen=True)
class Question:
    """What was asked, in the form in which it is compared."""

    text: str
    corrected: tuple[str, ...]
    codes: tuple[str, ...]
    language: str


@dataclass(frozen=True)
class Candidates:
    """Entries by place, with a row of features each (`NAMES`)."""

    question: Question
    places: list[Place]
    features: Matrix


@dataclass(frozen=True)
class _Scored:
    """All rows, scored: one line a view, and the blend of them."""

    views: list[Scores]
    shares: Matrix
    cosines: Matrix
    blend: Matrix


def understand(text: str, texts: Texts) -> Question | None:
    """None when there is nothing in it that could be searched."""
    plain = normalise(text)
    if not any(char.isalnum() for char in plain):
        return None
    return Question(
        text=plain,
        corrected=texts.spelling.corrected(tokens(plain)),
        codes=error_codes(plain),
        language=language_of(plain),
    )


def measure(question: Question, texts: Texts, products: Collection[str] = ()) -> Candidates:
    """The candidates and their features. No entries: no candidates."""
    owners, alive = texts.settle()
    scored = _scored(question, texts, alive)
    errors = texts.erroneous(question.codes)
    numbers = _best(scored.blend, owners, texts, errors, products)
    found = [(number, place) for number in numbers if (place := texts.places[number]) is not None]
    places = [place for _number, place in found]
    if not places:
        return Candidates(question, [], np.zeros((0, len(NAMES))))
    codes = np.array([errors.get(number, 0.0) for number, _place in found])
    return Candidates(question, places, _features(question, texts, places, scored, codes))


def _scored(question: Question, texts: Texts, alive: NDArray[np.bool_]) -> _Scored:
    views = [
        texts.views[name].scores(view(question.text, question.corrected)) for name, view in VIEWS.items()
    ]
    shares = np.array([SHARE[name] * bool(one.length) for name, one in zip(VIEWS, views, strict=True)])
    shares /= max(float(shares.sum()), 1e-9)
    cosines = np.array([one.cosines for one in views], np.float64)
    return _Scored(views, shares, cosines, np.where(alive, shares @ cosines, -1.0))


def _best(
    blend: Matrix,
    owners: NDArray[np.int64],
    texts: Texts,
    errors: dict[int, float],
    products: Collection[str],
) -> list[int]:
    """The places of the best rows; those with the error code first; other products' behind the customer's."""
    rows = np.flatnonzero(blend > 0)
    if len(rows) > _ROWS:
        rows = rows[blend[rows] >= np.partition(blend[rows], -_ROWS)[-_ROWS]]
    rows = rows[np.argsort(-blend[rows], kind="stable")]
    ordered = list(dict.fromkeys([*errors, *owners[rows].tolist()]))
    if products:
        ordered.sort(key=lambda number: foreign(texts.places[number], products))
    return ordered[:CANDIDATES]


def foreign(place: Place | None, products: Collection[str]) -> bool:
    """Whether the entry is about a product that the customer does not have."""
    return bool(place and products and place.problem.product and place.problem.product not in products)


def _features(
    question: Question, texts: Texts, places: list[Place], scored: _Scored, codes: Matrix
) -> Matrix:
    rows = np.concatenate([np.arange(place.first, place.whole + 1) for place in places])
    near = np.vstack([scored.cosines[:, rows], scored.blend[rows]])
    starts = _starts(places)
    best = np.maximum.reduceat(near, starts, axis=1).reshape(len(near), len(places), len(_PARTS))
    three = np.array(
        [_best_three(near[:, at:end]) for at, end in zip(starts[::4], starts[1::4], strict=True)]
    ).T
    covered = _covered(texts, places, scored)
    told, told_all = _told(places, scored)
    local, closer = rivals(texts, places, scored.blend, scored.shares)
    fuzzy = np.array([_fuzzy(question.text, place, scored.blend) for place in places]).T
    own = [local, closer, *best[-1].T, three[-1]]
    for view in range(len(scored.views)):
        own += [*best[view].T, three[view], covered[view], told[view], told_all[view]]
    own += [scored.shares @ told, scored.shares @ told_all]
    columns = np.array([*own, *fuzzy, codes])
    common = [*_common(question, scored, len(texts)), float(codes.max() == 1.0)]
    wordings = np.log1p([len(place.wordings) for place in places])
    return np.vstack(
        [columns, _ahead(columns[_AHEAD_AT]), wordings, *(np.full(len(places), one) for one in common)]
    ).T


def _starts(places: list[Place]) -> NDArray[np.int64]:
    """Where each part of each place begins in the rows laid end to end."""
    bounds = np.array([(place.first, place.symptoms, place.steps, place.whole) for place in places])
    lengths = bounds[:, 3] - bounds[:, 0] + 1
    offsets = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    return np.asarray((bounds - bounds[:, :1] + offsets[:, None]).ravel(), np.int64)


def _best_three(near: Matrix) -> Matrix:
    """The mean of the three most like wordings, missing ones counted as nothing like."""
    return np.asarray(np.sort(near, axis=1)[:, -3:].sum(axis=1) / 3)


def _covered(texts: Texts, places: list[Place], scored: _Scored) -> Matrix:
    """By view: how much of the question's weight the entry has anywhere in it; repeated words may pass 1."""
    wholes = np.array([place.whole for place in places])
    lines = []
    for view, one, cosines in zip(texts.views.values(), scored.views, scored.cosines, strict=True):
        share = cosines[wholes] * view.lengths(wholes) / max(one.length, 1e-6)
        lines.append(np.minimum(share, 1.5))
    return np.array(lines)


def _told(places: list[Place], scored: _Scored) -> tuple[Matrix, Matrix]:
    """By view: what the wordings of each place say for it together, and what all its texts do."""
    wordings = np.full(scored.cosines.shape[1], -1, np.int64)
    texts = wordings.copy()
    for at, place in enumerate(places):
        wordings[place.first : place.symptoms] = at
        texts[place.first : place.whole] = at
    near = [one.within(texts >= 0) for one in scored.views]
    by_wordings, by_texts = (
        [one.evidence(owners, len(places)) for one in near] for owners in (wordings, texts)
    )
    return np.array(by_wordings), np.array(by_texts)


def _fuzzy(text: str, place: Place, blend: Matrix) -> tuple[float, float, float, float]:
    wording = place.wordings[int(blend[place.first : place.symptoms].argmax())]
    return (
        fuzz.ratio(text, wording) / 100,
        fuzz.token_sort_ratio(text, wording) / 100,
        fuzz.partial_ratio(text, wording) / 100,
        float(text == wording),
    )


def _ahead(columns: Matrix) -> Matrix:
    """Each value minus the best of the other candidates'."""
    if columns.shape[1] == 1:
        return columns
    ordered = np.sort(columns, axis=1)
    first, second = ordered[:, -1:], ordered[:, -2:-1]
    return columns - np.where(columns == first, second, first)


def _common(question: Question, scored: _Scored, entries: int) -> list[float]:
    return [
        float(np.log1p(entries)),
        float(np.log1p(len(question.text))),
        float(question.language == "zh"),
        *(one.unknown for one in scored.views),
    ]
