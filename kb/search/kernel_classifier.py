"""Kernel ridge regression over the nearest rows; each entry is a class.

A word that all candidates share counts for little here, however rare it is in the base; many wordings of one entry
that say the same count once.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.search.embeddings import Sensed
from kb.search.similarity import Compared

Matrix = NDArray[np.floating[Any]]

_ROWS = 96  # at most
_SENSE = 0.35  # weight of the embedding similarity beside word similarity
_NEAR = (
    1.0,
    2.5,
    1.0,
)  # exponent of the kernel: how fast similarity falls: in a broad look, a narrow one, one at the sense alone
_LOOSE = 0.2  # ridge regularisation: how far a fitted value may differ from its label


def rivals(
    compared: Compared, owners: NDArray[np.int64], telling: NDArray[np.bool_], sensed: Sensed
) -> Matrix:
    """By look and candidate: about 1 if the question is one of its wordings, else 0. `owners`: row → candidate;
    `telling`: the rows that are asked, wordings and symptoms."""
    rows = np.flatnonzero(telling)
    asked = (1 - _SENSE) * compared.blend[rows] + _SENSE * sensed.cosines
    kept = np.argsort(-asked, kind="stable")[:_ROWS] if len(rows) > _ROWS else np.arange(len(rows))
    by_sense = sensed.rows[kept] @ sensed.rows[kept].T
    alike = (1 - _SENSE) * compared.alike(rows[kept]) + _SENSE * by_sense
    classes = (owners[rows[kept]][:, None] == np.arange(owners.max() + 1)).astype(np.float32)
    kernels = np.stack(
        [near * (rows_alike - 1) for near, rows_alike in zip(_NEAR, (alike, alike, by_sense), strict=True)]
    )
    looks = np.stack(
        [near * (one[kept] - 1) for near, one in zip(_NEAR, (asked, asked, sensed.cosines), strict=True)]
    )
    kernels = np.exp(2 * kernels).astype(np.float32)
    kernels[:, range(len(kept)), range(len(kept))] = 1 + _LOOSE
    weights = np.linalg.solve(kernels, classes)
    return np.asarray((np.exp(2 * looks)[:, None] @ weights)[:, 0], np.float64)
