"""Second stage: features of the candidates from sentence embeddings (`encoder.py`), for the ranking.

The vectors of an entry are made beforehand, in the background; where those of a candidate are not there yet, the first
look stands. The question itself is encoded when it is asked.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from kb.search import encoder, features
from kb.search.arrays import Growing, Numbers
from kb.search.corpus import Place
from kb.search.embeddings import Sensed, beside, texts_of
from kb.search.encoder import Vectors
from kb.search.features import Candidates, PreparedQuestion, ahead

Matrix = NDArray[np.floating[Any]]
Packed = NDArray[np.int8]  # vectors of length 1, times _FULL

_OWN = (
    "encoder.wording", "encoder.three", "encoder.symptoms", "encoder.steps",
    "encoder.rivals", "encoder.rivals.near", "encoder.twin",
)  # fmt: skip
_AHEAD = ("encoder.wording", "encoder.three", "encoder.rivals", "encoder.rivals.near")
OWN = (*_OWN, *(f"{name}.ahead" for name in _AHEAD))
NAMES = (*features.NAMES, *OWN)
_AHEAD_AT = [_OWN.index(name) for name in _AHEAD]

_FULL = 508.0  # scale of int8 vectors: by measurement no component of the 512 exceeds 1/4; larger ones are clipped
_SPARE = 1_000  # texts without an entry before they are removed
_ROWS = 64  # candidates' rows nearest to the question that enter the kernel matrix
_NEAR = (1.5, 4.0)  # exponent of the kernel: how fast similarity falls
_LOOSE = 0.2  # ridge regularisation: how far a fitted value may differ from its label


@dataclass(frozen=True)
class Foreign:
    """An entry in another language than the question; `like`: the cosine of its nearest wording; `same`: how like it is to each
    of some candidates in the question's language."""

    place: Place
    like: float
    three: float  # the mean of its three nearest wordings
    same: tuple[float, ...] = ()


class SecondLook:
    """The vectors of entries, as they are ready. `known`: another one, that has the vectors of most texts already."""

    def __init__(self, known: "SecondLook | None" = None) -> None:
        self._by_text = dict[bytes, int]()  # rows of the matrix
        self._matrix = Growing(np.int8)
        self._by_place: WeakKeyDictionary[Place, Numbers] = WeakKeyDictionary()
        self._known = known
        self._all: tuple[list[Place], Vectors, Numbers] | None = None
        self._most = _SPARE  # texts, before those that no entry has any more are dropped
        self.changes = 0  # how often entries got their vectors

    def frozen(self) -> "SecondLook":
        """A snapshot for another thread."""
        other = SecondLook()
        other._by_text, other._matrix = dict(self._by_text), Growing(np.int8, self._matrix.values)
        return other

    def missing(self, places: Iterable[Place | None]) -> list[Place]:
        return [place for place in places if place is not None and place not in self._by_place]

    def unknown(self, places: Sequence[Place]) -> dict[bytes, str]:
        """The texts of these entries that have no vector yet, by their keys."""
        texts = {key_of(text): text for place in places for text in texts_of(place)}
        return {key: text for key, text in texts.items() if key not in self._by_text}

    def used(self) -> frozenset[bytes]:
        """The keys of all texts that an entry has."""
        self._drop()
        return frozenset(self._by_text)

    def take(self, found: Mapping[bytes, Packed]) -> None:
        """Vectors by the keys of their texts."""
        new = {key: packed for key, packed in found.items() if key not in self._by_text}
        self._by_text.update(zip(new, range(len(self._by_text), len(self._by_text) + len(new)), strict=True))
        if new:
            self._matrix.extend(np.concatenate([*new.values()]))

    def learn(self, places: Sequence[Place]) -> None:
        """Makes the vectors of these entries. It takes a millisecond a text: not in a step."""
        texts = self.unknown(places)
        if self._known is not None:
            self.take(self._known.of(texts))
            texts = {key: text for key, text in texts.items() if key not in self._by_text}
        self.take(dict(zip(texts, packed(encoder.vectors([*texts.values()])), strict=True)))
        self.changes += 1
        for place in places:
            rows = [self._by_text[key_of(text)] for text in texts_of(place)]
            self._by_place[place] = np.array(rows, np.int64)
        if len(self._by_text) > self._most:
            self._drop()

    def of(self, keys: Iterable[bytes]) -> dict[bytes, Packed]:
        """The vectors of these texts, of those that are known."""
        matrix = self._vectors()
        return {key: matrix[row] for key in keys if (row := self._by_text.get(key)) is not None}

    def looked(self, candidates: Candidates) -> Candidates | None:
        """The candidates with more features; None if something is not ready."""
        if not encoder.ready() or self.missing(candidates.places):
            return None
        rows = [self._by_place[place] for place in candidates.places]
        found = unpacked(self._vectors()[np.concatenate(rows)])
        asked = encoder.vector(candidates.question.text)
        sensed = beside(asked, found, [len(one) for one in rows], candidates.places)
        own = np.array([*sensed.features, *_compared(sensed, len(rows))])
        more = np.vstack([own, ahead(own[_AHEAD_AT])]).T
        return replace(candidates, features=np.hstack([candidates.features, more]), names=NAMES, vector=asked)

    def elsewhere(
        self,
        question: PreparedQuestion,
        places: Iterable[Place],
        most: int,
        vector: Vectors | None = None,
        own: Sequence[Place] = (),
    ) -> list[Foreign]:
        """The nearest of these entries in another language than the question. `vector`: the question's, if it is made already;
        `own`: entries in its own language."""
        others = [place for place in places if place in self._by_place] if encoder.ready() else []
        if not others:
            return []
        asked = encoder.vector(question.text) if vector is None else vector
        rows, starts = self._wordings(others)
        cosines, ends = rows @ asked, np.append(starts[1:], len(rows))
        nearest = np.argsort(-np.maximum.reduceat(cosines, starts), kind="stable")[:most].tolist()
        pieces = [slice(starts[at], ends[at]) for at in nearest]
        same = self._same([rows[piece] for piece in pieces], own)
        three = [np.sort(cosines[piece])[-3:] for piece in pieces]
        return [
            Foreign(others[at], float(best[-1]), float(best.mean()), likeness)
            for at, best, likeness in zip(nearest, three, same, strict=True)
        ]

    def _wordings(self, places: list[Place]) -> tuple[Vectors, Numbers]:
        """The vectors of their wordings, and where each entry's begin; kept until they are others."""
        if self._all is None or self._all[0] != places:
            every = [self._of(place) for place in places]
            self._all = places, np.concatenate(every), _starts(every)
        return self._all[1:]

    def _same(self, found: Sequence[Vectors], own: Sequence[Place]) -> list[tuple[float, ...]]:
        """How like the wordings of each are to those of each of the own entries: the mean of their nearest."""
        if not own:
            return [()] * len(found)
        mine = [self._of(place) for place in own]
        likeness = np.concatenate(found) @ np.concatenate(mine).T
        nearest = np.maximum.reduceat(likeness, _starts(mine), axis=1)
        sums = np.add.reduceat(nearest, _starts(found), axis=0)
        return [tuple(row) for row in (sums / np.array([len(one) for one in found])[:, None]).tolist()]

    def _of(self, place: Place) -> Vectors:
        """The vectors of its wordings."""
        return unpacked(self._vectors()[self._by_place[place][: len(place.wordings)]])

    def _vectors(self) -> Packed:
        return np.asarray(self._matrix.values.reshape(-1, encoder.DIMENSIONS))

    def _drop(self) -> None:
        """Deletes vectors of texts that no entry has any more: withdrawn words must be gone."""
        used = np.unique(np.concatenate([np.zeros(0, np.int64), *self._by_place.values()]))
        numbers = np.full(len(self._by_text), -1)
        numbers[used] = np.arange(len(used))
        self._matrix = Growing(np.int8, self._vectors()[used].ravel())
        self._by_text = {key: int(numbers[row]) for key, row in self._by_text.items() if numbers[row] >= 0}
        for place, rows in [*self._by_place.items()]:
            self._by_place[place] = numbers[rows]
        self._most = 2 * len(used) + _SPARE


def key_of(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()


def _starts(found: Sequence[Vectors]) -> Numbers:
    """Where each begins when they are laid end to end."""
    return np.cumsum([0, *(len(one) for one in found[:-1])])


def _compared(sensed: Sensed, count: int) -> Matrix:
    """By candidate: kernel ridge regression over the nearest rows (as in `kernel_classifier.py`), broad and narrow; and
    how like the nearest rows of another candidate are to its own."""
    kept = np.argsort(-sensed.cosines, kind="stable")[:_ROWS]
    rows, owners, asked = sensed.rows[kept], sensed.owners[kept], sensed.cosines[kept]
    alike = rows @ rows.T
    classes = (owners[:, None] == np.arange(count)).astype(np.float32)
    kernels = np.exp(2 * np.stack([near * (alike - 1) for near in _NEAR]))
    kernels[:, range(len(kept)), range(len(kept))] = 1 + _LOOSE
    looks = np.exp(2 * np.stack([near * (asked - 1) for near in _NEAR]))
    rivals = (looks[:, None] @ np.linalg.solve(kernels, classes))[:, 0]
    others = np.where(owners[:, None] == owners, -1.0, alike).max(axis=1, initial=-1.0)
    twins = np.zeros(count)
    np.maximum.at(twins, owners, others)
    return np.asarray(np.vstack([rivals, twins]))


def packed(found: Vectors) -> Packed:
    return np.asarray(np.clip(np.round(found * _FULL), -127, 127), np.int8)


def from_bytes(found: Mapping[bytes, bytes]) -> dict[bytes, Packed]:
    """As they are stored; a vector of another length is ignored."""
    return {
        key: np.frombuffer(kept, np.int8) for key, kept in found.items() if len(kept) == encoder.DIMENSIONS
    }


def unpacked(kept: Packed) -> Vectors:
    return np.asarray(kept, np.float32) / np.float32(_FULL)
