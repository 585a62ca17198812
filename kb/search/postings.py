"""Posting lists: for one segment (a range of rows), the rows by gram. Segments are immutable; short ones are merged."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.search.arrays import slices

Numbers = NDArray[np.int64]
Vector = NDArray[np.float32]

_AT_ONCE = 40_000  # rows sorted in one batch
_EVERYWHERE = 100_000  # rows; a gram in more rows than this is treated as a stop word and not listed
_LOOKED_AT = 400_000  # postings read for one question at most; the rarest grams come first
_MERGE_RATIO = 4  # a segment shorter than 4 times the next one is merged with it


@dataclass(frozen=True)
class Postings:
    """Of some rows: for the gram `grams[i]`, from `starts[i]` on, which rows have it and its part of each."""

    rows: range
    grams: NDArray[np.int32]
    starts: Numbers
    owners: NDArray[np.int32]
    parts: NDArray[np.float16]

    def scores(self, grams: Numbers, weights: Vector) -> Vector:
        """By row: the sum of its parts of these grams, each with its weight; the rarest first, as far as time allows."""
        at = np.searchsorted(self.grams, grams)
        there = np.searchsorted(self.grams, grams, side="right") > at
        at, weights = at[there], weights[there]
        lengths = self.starts[at + 1] - self.starts[at]
        rarest = np.argsort(lengths, kind="stable")
        rarest = rarest[: max(1, np.searchsorted(np.cumsum(lengths[rarest]), _LOOKED_AT))]
        items, numbers = slices(self.starts[at[rarest]], self.starts[at[rarest] + 1])
        told = self.parts[items] * weights[rarest][numbers]
        return np.bincount(self.owners[items] - self.rows.start, told, len(self.rows)).astype(np.float32)


def postings(
    rows: range, starts: Numbers, grams: NDArray[np.int32], parts: Callable[[range], Vector]
) -> Postings:
    """Of these rows: where the grams of each start in `grams`, and the end; `parts` of the grams of some rows."""
    counts = np.zeros(int(grams.max(initial=0)) + 1, np.int64)
    for piece in _pieces(rows):
        counts += np.bincount(grams[starts[piece.start] : starts[piece.stop]], minlength=len(counts))
    counts[counts > _EVERYWHERE] = 0
    ends = np.cumsum(counts)
    free = ends - counts
    owners, weighed = np.empty(ends[-1], np.int32), np.empty(ends[-1], np.float16)
    for piece in _pieces(rows):
        bounds = starts[piece.start : piece.stop + 1]
        mine = grams[bounds[0] : bounds[-1]].astype(np.int64)
        listed = np.flatnonzero(counts[mine])
        both = np.sort((mine[listed] << 32) + listed)  # faster by far than sorting the order alone
        ordered, order = both >> 32, both & 0xFFFFFFFF
        begins = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]][: len(ordered)])
        lengths = np.diff(np.r_[begins, len(ordered)])
        places = np.arange(len(ordered)) + np.repeat(free[ordered[begins]] - begins, lengths)
        owners[places] = np.repeat(np.arange(piece.start, piece.stop), np.diff(bounds))[order]
        weighed[places] = parts(piece)[order]
        free[ordered[begins]] += lengths
    there = np.flatnonzero(counts)
    return Postings(rows, there.astype(np.int32), np.r_[0, ends[there]], owners, weighed)


def _pieces(rows: range) -> Iterator[range]:
    for first in range(rows.start, rows.stop, _AT_ONCE):
        yield range(first, min(first + _AT_ONCE, rows.stop))


def joined(stretches: list[range]) -> list[range]:
    """The stretches, short ones joined: each is some times as long as the next."""
    found = list[range]()
    for stretch in stretches:
        found.append(stretch)
        while len(found) > 1 and len(found[-2]) < _MERGE_RATIO * len(found[-1]):
            last = found.pop()
            found[-1] = range(found[-1].start, last.stop)
    return found
