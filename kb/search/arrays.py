"""Small tools for arrays of numbers."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

Numbers = NDArray[np.int64]


class Growing:
    """An array that grows at its end, seldom copied."""

    def __init__(self, kind: DTypeLike, values: Sequence[Any] | NDArray[Any] = ()) -> None:
        self._room: NDArray[Any] = np.array(values, kind)
        self._size = len(values)

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, at: Any) -> Any:
        return self._room[: self._size][at]

    @property
    def values(self) -> NDArray[Any]:
        """All of it; valid until it grows."""
        return self._room[: self._size]

    def extend(self, more: NDArray[Any]) -> None:
        size = self._size + len(more)
        if size > len(self._room):
            room = np.empty(max(size, len(self._room) * 5 // 4), self._room.dtype)
            room[: self._size] = self.values
            self._room = room
        self._room[self._size : size] = more
        self._size = size


def slices(starts: Numbers, ends: Numbers) -> tuple[Numbers, Numbers]:
    """Some slices of an array laid end to end: the index of each item, and the number of its slice."""
    lengths = ends - starts
    owners = np.repeat(np.arange(len(starts)), lengths)
    before = np.cumsum(lengths) - lengths
    return np.arange(len(owners)) + (starts - before)[owners], owners


def distinct(values: Numbers) -> Numbers:
    """Each value once, in order. By sorting, for the hash table of `np.unique` is ten times as slow here."""
    ordered = np.sort(values)
    return np.asarray(ordered[np.r_[True, ordered[1:] != ordered[:-1]][: len(ordered)]])


def highest(values: NDArray[Any], owners: Numbers, count: int, most: int) -> NDArray[Any]:
    """The highest `most` values of each of `count` owners, in no order; minus infinity where there are fewer.

    The last axis of `values` is by item; `owners` are in order.
    """
    starts = np.searchsorted(owners, np.arange(count))
    places = np.arange(len(owners)) - starts[owners]
    room = np.full((*values.shape[:-1], count, max(most, int(places.max(initial=0)) + 1)), -np.inf)
    room[..., owners, places] = values
    return room[..., -most:] if room.shape[-1] == most else np.partition(room, -most, axis=-1)[..., -most:]
