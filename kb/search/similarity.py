"""Similarity of a question to some rows: cosine in each view, and evidence by group of rows."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kb.search.ngrams import VIEWS

Vector = NDArray[np.float32]
Numbers = NDArray[np.int64]
Matrix = NDArray[np.float64]

SHARE = np.array([0.3, 0.2, 0.3, 0.2])  # of the views, in how like two texts are on the whole
_SKETCH_BITS = 9
_SKETCH = (
    1 << _SKETCH_BITS
)  # dimensions of the short form of a row, in which rows are compared with one another
_DOUBT = 0.1  # smoothing of the evidence, log(1 + weight / _DOUBT): how little weight already counts


@dataclass(frozen=True)
class Asked:
    """A question's grams that the base has, and by view its `lengths` and the share of it that is `unknown`."""

    grams: Numbers
    weights: Vector
    views: Numbers
    lengths: Matrix
    unknown: Matrix

    @property
    def shares(self) -> Matrix:
        """Of the views, in this question: one that says nothing of it counts nothing."""
        shares = SHARE * (self.lengths > 0)
        return np.asarray(shares / max(float(shares.sum()), 1e-9))


@dataclass(frozen=True)
class Compared:
    """A question against some rows: `cosines` by view and row, `norms` likewise.

    The rest is every gram of the rows: the row (by its place among the rows), the gram's number, weight and view; and of
    those that the question has too (`met`): their place among its grams, and their weight in the row (length 1).
    """

    asked: Asked
    cosines: Matrix
    norms: Matrix
    rows: Numbers
    grams: NDArray[np.int32]
    weights: Vector
    views: NDArray[np.int8]
    met: Numbers
    places: Numbers
    parts: Vector

    @cached_property
    def blend(self) -> Matrix:
        return np.asarray(self.asked.shares @ self.cosines)

    def evidence(self, owners: Numbers, count: int) -> Matrix:
        """By view and group: what the rows of each of `count` groups together say for it, as naive Bayes does: each
        gram's mentions summed with diminishing returns. `owners`: row → group, or -1 for none."""
        asked, groups = self.asked, owners[self.rows[self.met]]
        mine = groups >= 0
        cells = self.places[mine] * count + groups[mine]
        mentions = np.bincount(cells, self.parts[mine], len(asked.grams) * count)
        told = np.log1p(mentions.reshape(len(asked.grams), count) / _DOUBT) * asked.weights[:, None]
        by_view = (asked.views == np.arange(len(VIEWS))[:, None]) @ told
        return np.asarray(by_view / np.maximum(asked.lengths, 1e-6)[:, None])

    def alike(self, rows: Numbers) -> Matrix:
        """How like one another some of the rows are, on the whole: their blended cosines, nearly (by short forms)."""
        where = np.full(self.cosines.shape[1], -1)
        where[rows] = np.arange(len(rows))
        owners = where[self.rows]
        kept = np.flatnonzero(owners >= 0)
        views, owners = self.views[kept].astype(np.int64), owners[kept]
        parts = self.weights[kept] / self.norms[views, self.rows[kept]]
        parts = parts * np.sqrt(self.asked.shares)[views]
        mixed = self.grams[kept].astype(np.uint32) * np.uint32(2654435761)
        cells = owners * _SKETCH + (mixed >> (32 - _SKETCH_BITS))
        short = np.bincount(cells, np.where(mixed & 0x8000, parts, -parts), len(rows) * _SKETCH)
        short = short.reshape(len(rows), _SKETCH).astype(np.float32)
        return np.asarray(short @ short.T)
