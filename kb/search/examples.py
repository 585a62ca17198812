"""Examples of several classes, weighed against one another: which class is a text most like?

Kernel ridge regression over n-grams of the examples, as the search does it for wordings (`kernel_classifier.py`), and over
their sentence vectors where there are some.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kb.search.ngrams import VIEWS, Numbers, Symbols, grams
from kb.search.similarity import SHARE
from kb.text.english import tokens
from kb.text.normalise import normalise

_NEAR = 2.0  # how quickly likeness fades
_LOOSE = 0.3  # how much an example may be contradicted by its neighbours
_LONGEST = 400  # characters that are read
_SENSE = 0.8  # weight of the sentence vectors beside the n-grams (`python -m benchmarks.phrases --choose`)
_VIEW_AT = 60  # bits of a gram below which its symbols are packed
Matrix = NDArray[np.float32]


class Examples:
    """`classes`: by example and class, whether it is one of it; `vectors`: of the texts, by row."""

    def __init__(
        self, texts: Sequence[str], classes: NDArray[np.bool_], vectors: Matrix | None = None
    ) -> None:
        self._symbols, self._vectors = Symbols(), vectors
        found = grams(_texts(texts), self._symbols.learnt)
        self._grams = np.unique(found.keys)
        counted = self._counted(found.keys, found.rows, len(texts))
        self._weights = np.log(1 + len(texts) / np.maximum(counted.sum(axis=0), 1)).astype(np.float32)
        self._rows = self._weighed(counted)
        wanted = classes.astype(np.float32)
        kernel = self._likeness(self._rows, vectors) + _LOOSE * np.eye(len(texts), dtype=np.float32)
        self._answers = np.linalg.solve(kernel, wanted - wanted.mean(axis=0))

    def scores(self, text: str, vector: Matrix | None = None) -> Matrix | None:
        """By class, how much more than chance speaks for it; None for words that no example has anything of. `vector`: of the
        text, where the examples have some."""
        found = grams(_texts([text[:_LONGEST]]), self._symbols.known)
        counted = self._counted(found.keys, found.rows, 1)
        if vector is None and not counted.any():
            return None
        asked = None if vector is None else vector[None]
        return np.asarray((self._likeness(self._weighed(counted), asked) @ self._answers)[0])

    def _likeness(self, rows: Matrix, vectors: Matrix | None) -> Matrix:
        cosines = rows @ self._rows.T
        if self._vectors is not None and vectors is not None:
            cosines = (1 - _SENSE) * cosines + _SENSE * (vectors @ self._vectors.T)
        return np.asarray(np.exp(_NEAR * (cosines - 1)))

    def _counted(self, keys: Numbers, rows: Numbers, count: int) -> Matrix:
        """By text and known gram: whether it is in it."""
        at = np.minimum(np.searchsorted(self._grams, keys), len(self._grams) - 1)
        known = self._grams[at] == keys
        counted = np.zeros((count, len(self._grams)), np.float32)
        counted[rows[known], at[known]] = 1
        return counted

    def _weighed(self, counted: Matrix) -> Matrix:
        """Each view has its share, whatever its number of grams; rows have length 1."""
        rows, views = counted * self._weights, self._grams >> _VIEW_AT
        for view in range(len(VIEWS)):
            mine = views == view
            lengths = np.linalg.norm(rows[:, mine], axis=1, keepdims=True)
            rows[:, mine] *= np.float32(np.sqrt(SHARE[view])) / np.maximum(lengths, 1e-6)
        return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6))


def _texts(texts: Sequence[str]) -> list[tuple[str, tuple[str, ...]]]:
    plain = [normalise(text) for text in texts]
    return [(text, tuple(tokens(text))) for text in plain]
