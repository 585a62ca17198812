"""Text classifier for type and sub-type of a request: kernel ridge regression on the catalogue's examples (INT-11).

Kernel ridge regression over n-grams of the examples, as the search does it for wordings (`kernel_classifier.py`), with one class a
type and one a sub-type. It is trained again when the catalogue has changed; this takes some 10 ms.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from kb.base.entry import ProblemType
from kb.base.subtypes import Subtype
from kb.search.ngrams import VIEWS, Numbers, Symbols, grams
from kb.search.similarity import SHARE
from kb.text.english import tokens
from kb.text.normalise import normalise

_NEAR = 2.0  # exponent of the kernel: how fast similarity falls
_LOOSE = 0.3  # ridge regularisation: how far a fitted value may differ from its label
_LONGEST = 400  # characters read at most
SURE_ENOUGH = 0.08  # margin above chance from which a type is proposed
_VIEW_AT = 60  # bits below the view in a packed gram
Matrix = NDArray[np.float32]


@dataclass(frozen=True)
class About:
    """The type, None when the words say too little; and the sub-types, the likeliest first."""

    kind: ProblemType | None
    codes: tuple[str, ...]

    def of(self, kind: ProblemType, catalogue: Collection[Subtype]) -> str:
        """The likeliest sub-type of this type; "" when the words say too little."""
        mine = {each.code for each in catalogue if each.kind is kind and self.kind}
        return next((code for code in self.codes if code in mine), "")


class Proposer:
    """The examples of a catalogue, ready to be compared."""

    def __init__(self, catalogue: Sequence[Subtype]) -> None:
        self._subtypes = [each for each in catalogue if each.active and each.examples]
        self._kinds = list(dict.fromkeys(each.kind for each in self._subtypes))
        texts = [text for each in self._subtypes for text in each.examples]
        owners = np.repeat(np.arange(len(self._subtypes)), [len(each.examples) for each in self._subtypes])
        self._symbols = Symbols()
        found = grams(_texts(texts), self._symbols.learnt)
        self._grams = np.unique(found.keys)
        counted = self._counted(found.keys, found.rows, len(texts))
        self._weights = np.log(1 + len(texts) / np.maximum(counted.sum(axis=0), 1)).astype(np.float32)
        self._rows = self._weighed(counted)
        by_kind = np.array([self._kinds.index(each.kind) for each in self._subtypes], np.int64)
        classes = np.hstack([owners[:, None] == np.arange(len(self._subtypes)), by_kind[owners][:, None] == np.arange(len(self._kinds))]).astype(np.float32)  # fmt: skip
        kernel = _likeness(self._rows @ self._rows.T) + _LOOSE * np.eye(len(texts), dtype=np.float32)
        self._answers = np.linalg.solve(kernel, classes - classes.mean(axis=0))

    def propose(self, text: str) -> About:
        """What it is about; nothing for words that no example has anything of."""
        found = grams(_texts([text[:_LONGEST]]), self._symbols.known)
        counted = self._counted(found.keys, found.rows, 1)
        if not counted.any():
            return About(None, ())
        scores = (_likeness(self._weighed(counted) @ self._rows.T) @ self._answers)[0]
        subtypes, kinds = scores[: len(self._subtypes)], scores[len(self._subtypes) :]
        best = int(np.argmax(kinds))
        order = [self._subtypes[at] for at in np.argsort(-subtypes, kind="stable")]
        if kinds[best] < SURE_ENOUGH:
            return About(None, tuple(each.code for each in order))
        kind = self._kinds[best]
        mine = [each.code for each in order if each.kind is kind]
        return About(kind, (*mine, *(each.code for each in order if each.kind is not kind)))

    def _counted(self, keys: Numbers, rows: Numbers, count: int) -> Matrix:
        """By text and known gram: whether it is in it."""
        at = np.minimum(np.searchsorted(self._grams, keys), len(self._grams) - 1)
        known = self._grams[at] == keys
        counted = np.zeros((count, len(self._grams)), np.float32)
        counted[rows[known], at[known]] = 1
        return counted

    def _weighed(self, counted: Matrix) -> Matrix:
        """Each view has the same weight, however many grams it has; rows have length 1."""
        rows, views = counted * self._weights, self._grams >> _VIEW_AT
        for view in range(len(VIEWS)):
            mine = views == view
            lengths = np.linalg.norm(rows[:, mine], axis=1, keepdims=True)
            rows[:, mine] *= np.float32(np.sqrt(SHARE[view])) / np.maximum(lengths, 1e-6)
        return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6))


def _likeness(cosines: Matrix) -> Matrix:
    return np.asarray(np.exp(_NEAR * (cosines - 1)))


def _texts(texts: Sequence[str]) -> list[tuple[str, tuple[str, ...]]]:
    plain = [normalise(text) for text in texts]
    return [(text, tuple(tokens(text))) for text in plain]


@lru_cache(maxsize=2)
def proposer(catalogue: tuple[Subtype, ...]) -> Proposer:
    """Made once for a catalogue."""
    return Proposer(catalogue)
