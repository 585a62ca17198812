"""Wordings weighed against one another: kernel ridge regression over the nearest rows, one class an entry.

A word that all candidates share counts for little here, however rare it is in the base; many wordings of one entry
that say the same count once. Rows are compared in their short form (`View.sketches`), which is good enough for that.
"""

import numpy as np
from numpy.typing import NDArray

from kb.texts import Place, Texts

Matrix = NDArray[np.float64]

_ROWS = 96  # at most
_NEAR = (1.0, 2.5)  # how quickly likeness fades: a broad look and a narrow one
_LOOSE = 0.2  # how much a wording may be contradicted by its neighbours


def rivals(texts: Texts, places: list[Place], blend: Matrix, shares: Matrix) -> tuple[Matrix, Matrix]:
    """For each place, by the broad and by the narrow look: about 1 if the question is one of its wordings, else 0."""
    rows, owners = _nearest(places, blend)
    alike = np.zeros((len(rows), len(rows)), np.float32)
    for share, view in zip(shares, texts.views.values(), strict=True):
        if share:
            short = view.sketches(rows)
            alike += np.float32(share) * (short @ short.T)
    classes = (owners[:, None] == np.arange(len(places))).astype(np.float32)
    broad, narrow = (_told(near, alike, blend[rows], classes) for near in _NEAR)
    return broad, narrow


def _nearest(places: list[Place], blend: Matrix) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The wordings (and symptoms) nearest to the question, and which place each belongs to."""
    rows = np.concatenate([np.arange(place.first, place.steps) for place in places])
    owners = np.repeat(np.arange(len(places)), [place.steps - place.first for place in places])
    if len(rows) > _ROWS:
        kept = np.argsort(-blend[rows], kind="stable")[:_ROWS]
        rows, owners = rows[kept], owners[kept]
    return rows, owners


def _told(near: float, alike: NDArray[np.float32], asked: Matrix, classes: NDArray[np.float32]) -> Matrix:
    kernel = np.exp(2 * near * (alike - 1))
    np.fill_diagonal(kernel, 1 + _LOOSE)
    weights = np.linalg.solve(kernel, classes)
    return np.asarray(np.exp(2 * near * (asked - 1)) @ weights, np.float64)
