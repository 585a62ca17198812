"""The inverted index: all rows (texts) by n-gram, in all views. Rows can be added and removed.

A gram weighs by how few entries have it, not how few rows: ten wordings of one entry do not make its words common.
First `nearest` finds rows quickly and roughly, by lists of who has a gram; then `compare` looks at some rows exactly.
Weights are computed from the current frequencies at query time, so a growing base needs no re-weighting.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kb.search.arrays import Growing, distinct, slices
from kb.search.ngrams import VIEWS, Grams, view_of, weight_of
from kb.search.postings import Postings, joined, postings
from kb.search.similarity import Asked, Compared

Vector = NDArray[np.float32]
Numbers = NDArray[np.int64]
Grown = NDArray[np.int32]

_GRAM = 0xFFFFFFFF  # mask of the gram in a packed (row, gram) number
_MAX_POSTING_LISTS = 12  # posting lists before they are merged into one
_COMMON, _MANY = 0.3, 100  # a gram that a larger share of so many entries has tells nothing


@dataclass
class Index:
    """Rows are numbered as they come; those of entries that are gone stay until they are dropped (`kept`)."""

    # Of the vocabulary: its keys in order, and the gram of each; by gram, what is known of it.
    _keys: Numbers = field(default_factory=lambda: np.zeros(0, np.int64))
    _numbers: Grown = field(default_factory=lambda: np.zeros(0, np.int32))
    _views: Growing = field(default_factory=lambda: Growing(np.int8))
    _weights: Growing = field(default_factory=lambda: Growing(np.float32))
    _entries_with: Growing = field(default_factory=lambda: Growing(np.float32))
    # Of the rows: their grams, where those of each start (and the end), and the lists of who has a gram.
    _grams: Growing = field(default_factory=lambda: Growing(np.int32))
    _starts: Growing = field(default_factory=lambda: Growing(np.int64, [0]))
    _postings: list[Postings] = field(default_factory=list)
    _entries: int = 0
    _rarity: Vector | None = None  # by gram: its weight, by the frequencies of now; computed when needed
    _scratch: Grown = field(
        default_factory=lambda: np.zeros(0, np.int32)
    )  # by gram; reused between queries, content undefined

    def __len__(self) -> int:
        """How many rows, dropped entries' ones counted."""
        return len(self._starts) - 1

    def add(self, found: Grams, owners: Numbers) -> None:
        """New rows; `owners` says for each which entry it is of, all rows of an entry at once."""
        pairs = distinct((found.rows << 32) + self._learnt(found.keys))
        rows, grams = pairs >> 32, pairs & _GRAM
        self._starts.extend(self._starts[-1] + np.cumsum(np.bincount(rows, minlength=len(owners))))
        self._grams.extend(grams.astype(np.int32))
        entries = len(distinct(owners))
        if entries < len(owners):
            grams = distinct((owners[rows] << 32) + grams) & _GRAM
        self._entries_with.values[:] += np.bincount(grams, minlength=len(self._views))
        self._entries += entries
        self._rarity = None
        if len(self._scratch) < len(self._views):
            self._scratch = np.zeros(len(self._views) * 5 // 4, np.int32)

    def remove(self, rows: range) -> None:
        """Takes the rows of an entry out of the count; the owner never asks for them again."""
        grams = distinct(self._grams[self._starts[rows.start] : self._starts[rows.stop]])
        self._entries_with.values[grams] -= 1
        self._entries -= 1
        self._rarity = None

    def kept(self, rows: NDArray[np.bool_]) -> None:
        """Keeps these rows, drops the others, and renumbers."""
        starts = self._starts.values
        lengths = np.diff(starts)
        items = np.repeat(rows, lengths)
        self._grams = Growing(np.int32, self._grams.values[items])
        self._starts = Growing(np.int64, np.r_[0, np.cumsum(lengths[rows])])
        self._postings = []

    def cover(self) -> None:
        """Lists who has a gram for the rows that are in no list yet."""
        covered = self._postings[-1].rows.stop if self._postings else 0
        if covered < len(self):
            self._postings = [*self._postings, self._listed(range(covered, len(self)))]
        if len(self._postings) > _MAX_POSTING_LISTS:
            self.tidy()

    def tidy(self) -> None:
        """Joins short lists into long ones."""
        old = {one.rows: one for one in self._postings}
        self._postings = [old.get(rows) or self._listed(rows) for rows in joined(list(old))]

    def asked(self, found: Grams) -> Asked:
        """A question in the terms of the base."""
        keys = distinct(found.keys)
        known, grams = self._known(keys)
        views, weights = view_of(keys), weight_of(keys)
        weights[known] = self._rare()[grams]
        weights[~known] *= _rarity(np.zeros(1, np.float32), self._entries)
        squares = np.bincount(views, weights**2, len(VIEWS))
        unseen = np.bincount(views[~known], weights[~known] ** 2, len(VIEWS))
        telling = self._entries_with[grams] <= max(_MANY, _COMMON * self._entries)
        return Asked(
            grams[telling],
            weights[known][telling],
            views[known][telling],
            np.sqrt(squares),
            unseen / np.maximum(squares, 1e-9),
        )

    def nearest(self, asked: Asked, alive: NDArray[np.bool_], count: int) -> Numbers:
        """The `count` rows most like the question on the whole, nearly; the most like first."""
        weights = (asked.weights * (asked.shares / np.maximum(asked.lengths, 1e-6))[asked.views]).astype(
            np.float32
        )
        scores = np.zeros(len(self), np.float32)
        for one in self._postings:
            scores[one.rows.start : one.rows.stop] = one.scores(asked.grams, weights)
        scores *= alive
        best = float(scores.max(initial=0))
        rows = np.zeros(0, np.int64)
        for share in (0.6, 0.4, 0.2, 0.0):  # the best rows alone are ordered, for all of them would take long
            if len(rows) < count:
                rows = np.flatnonzero(scores > share * best)
        if len(rows) > count:
            rows = rows[np.argpartition(scores[rows], -count)[-count:]]
        return np.asarray(rows[np.argsort(-scores[rows], kind="stable")])

    def compare(self, asked: Asked, rows: Numbers) -> Compared:
        """The question against each of these rows, exactly."""
        items, places = slices(self._starts[rows], self._starts[rows + 1])
        return self._compared(asked, self._grams[items], places, len(rows))

    def together(self, compared: Compared, owners: Numbers, count: int) -> Compared:
        """The question against `count` groups of the rows, each taken as one text. `owners`: row → group, in order."""
        pairs = distinct((owners[compared.rows] << 32) + compared.grams)
        return self._compared(compared.asked, (pairs & _GRAM).astype(np.int32), pairs >> 32, count)

    def _compared(self, asked: Asked, grams: NDArray[np.int32], rows: Numbers, count: int) -> Compared:
        views, weights = self._views[grams], self._rare()[grams]
        cells, size = rows * len(VIEWS) + views, count * len(VIEWS)
        norms = np.maximum(np.sqrt(np.bincount(cells, weights**2, size)), 1e-6)
        places = self._places(asked.grams, grams)
        met = np.flatnonzero(places >= 0)
        places, parts = places[met], weights[met] / norms[cells[met]]
        dots = np.bincount(cells[met], parts * asked.weights[places], size).reshape(count, len(VIEWS)).T
        cosines = dots / np.maximum(asked.lengths, 1e-6)[:, None]
        by_view = norms.reshape(count, len(VIEWS)).T
        return Compared(asked, cosines, by_view, rows, grams, weights, views, met, places, parts)

    def _listed(self, rows: range) -> Postings:
        return postings(rows, self._starts.values, self._grams.values, self._parts)

    def _parts(self, rows: range) -> Vector:
        """The weights of these rows' grams; each row has length 1 in each view."""
        starts = self._starts[rows.start : rows.stop + 1]
        grams = self._grams[starts[0] : starts[-1]]
        weights = self._rare()[grams]
        cells = np.repeat(np.arange(len(rows)), np.diff(starts)) * len(VIEWS) + self._views[grams]
        norms = np.sqrt(np.bincount(cells, weights**2))
        return np.asarray(weights / np.maximum(norms[cells], 1e-6))

    def _known(self, keys: Numbers) -> tuple[NDArray[np.bool_], Numbers]:
        """Which keys the base has, and the grams of those."""
        if not len(self._keys):
            return np.zeros(len(keys), np.bool_), np.zeros(0, np.int64)
        at = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        known = self._keys[at] == keys
        return known, self._numbers[at[known]].astype(np.int64)

    def _learnt(self, keys: Numbers) -> Numbers:
        """The grams of keys, new ones numbered."""
        order = np.argsort(keys)
        ordered = keys[order]
        first = np.r_[True, ordered[1:] != ordered[:-1]][: len(keys)]
        once = ordered[first]
        known, grams = self._known(once)
        new = once[~known]
        numbers = np.zeros(len(once), np.int64)
        numbers[known] = grams
        numbers[~known] = len(self._views) + np.arange(len(new))
        at = np.searchsorted(self._keys, new)
        self._keys = np.insert(self._keys, at, new)
        self._numbers = np.insert(self._numbers, at, numbers[~known])
        self._views.extend(view_of(new))
        self._weights.extend(weight_of(new))
        self._entries_with.extend(np.zeros(len(new), np.float32))
        result = np.empty(len(keys), np.int64)
        result[order] = numbers[np.cumsum(first) - 1]
        return result

    def _rare(self) -> Vector:
        """By gram: its weight."""
        if self._rarity is None:
            self._rarity = _rarity(self._entries_with.values, self._entries) * self._weights.values
        return self._rarity

    def _places(self, asked: Numbers, grams: NDArray[np.int32]) -> Numbers:
        """Of each gram: its place among those asked, -1 for none."""
        self._scratch[grams] = -1
        self._scratch[asked] = np.arange(len(asked))
        return np.asarray(self._scratch[grams], np.int64)


def _rarity(entries_with: Vector, entries: int) -> Vector:
    return np.log1p((entries + 1) / (entries_with + 0.5)).astype(np.float32)
