"""Wordings weighed against one another: kernel ridge regression over the nearest rows, one class an entry.

A word that all candidates share counts for little here, however rare it is in the base; many wordings of one entry
that say the same count once.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.compared import Compared
from kb.sense import Sensed

Matrix = NDArray[np.floating[Any]]

_ROWS = 96  # at most
_SENSE = 0.35  # its share beside words
_NEAR = (1.0, 2.5)  # how quickly likeness fades: a broad look and a narrow one
_LOOSE = 0.2  # how much a wording may be contradicted by its neighbours


def rivals(
    compared: Compared, owners: NDArray[np.int64], telling: NDArray[np.bool_], sensed: Sensed
) -> tuple[Matrix, Matrix, Matrix]:
    """For each candidate, by the broad look, the narrow one, and by sense alone: about 1 if the question is one of its
    wordings, else 0. `owners`: row → candidate; `telling`: the rows that are asked, wordings and symptoms."""
    rows = np.flatnonzero(telling)
    asked = (1 - _SENSE) * compared.blend[rows] + _SENSE * sensed.cosines
    kept = np.argsort(-asked, kind="stable")[:_ROWS] if len(rows) > _ROWS else np.arange(len(rows))
    by_sense = sensed.rows[kept] @ sensed.rows[kept].T
    alike = (1 - _SENSE) * compared.alike(rows[kept]) + _SENSE * by_sense
    classes = (owners[rows[kept]][:, None] == np.arange(owners.max() + 1)).astype(np.float32)
    broad, narrow = (_told(near, alike, asked[kept], classes) for near in _NEAR)
    return broad, narrow, _told(1.0, by_sense, sensed.cosines[kept], classes)


def _told(near: float, alike: Matrix, asked: Matrix, classes: NDArray[np.float32]) -> Matrix:
    kernel = np.exp(2 * near * (alike - 1)).astype(np.float32)
    np.fill_diagonal(kernel, 1 + _LOOSE)
    weights = np.linalg.solve(kernel, classes)
    return np.asarray(np.exp(2 * near * (asked - 1)) @ weights, np.float64)
