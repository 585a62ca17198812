"""One view of all texts, inverted: from a feature to the rows (texts) that have it. Grows and shrinks a text at a time.

A feature weighs by how few entries have it, not how few texts: ten wordings of one entry do not make its word
common. Rows are scored by the cosine of weighted bags, so a text scores 1 against itself.
"""

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]
Numbers = NDArray[np.int64]
Bag = Mapping[str, float]

SKETCH = 256  # dimensions of the short form of a text, in which texts are compared with one another
_DOUBT = 0.1  # how little a single mention has to weigh to count as none
_COMMON, _MANY = (
    0.3,
    100,
)  # a feature that a larger share of so many entries has is not looked up: it tells nothing
_NO_ROWS, _NO_PARTS = np.zeros(0, np.int64), np.zeros(0, np.float32)
_SETTLE = 1.15  # growth after which old rows are weighed anew


@dataclass(frozen=True)
class Scores:
    """A text against all rows of a view.

    `cosines` by row; `length` of the text itself; `unknown`, the share of it that no row has. The rest is every
    meeting of a feature of the text with a row: `rows`, `parts` (the feature's part of the row, which has length 1),
    `features` (numbers within the text), and `asked`, the feature's part of the text.
    """

    cosines: Vector
    length: float
    unknown: float
    rows: Numbers
    parts: Vector
    features: Numbers
    asked: Vector

    def within(self, rows: NDArray[np.bool_]) -> "Scores":
        """Only the meetings with some rows."""
        kept = rows[self.rows]
        return replace(self, rows=self.rows[kept], parts=self.parts[kept], features=self.features[kept])

    def evidence(self, owners: Numbers, count: int) -> NDArray[np.float64]:
        """For each of `count` groups of rows, what its rows together say for it: naive Bayes, each feature's mentions
        summed with diminishing returns. `owners`: row → group, or -1 for none."""
        groups = owners[self.rows]
        mine = groups >= 0
        cells = self.features[mine] * count + groups[mine]
        mentions = np.bincount(cells, weights=self.parts[mine], minlength=len(self.asked) * count)
        return np.asarray(self.asked @ np.log1p(mentions.reshape(len(self.asked), count) / _DOUBT))


class View:
    """Rows are numbered by the owner, the same in every view."""

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}
        self._rows: list[array[int]] = []
        self._weights: list[array[float]] = []
        self._parts: list[array[float]] = []  # the weights in rows of length 1
        self._entries_with = np.zeros(1024, np.float32)
        self._slots = np.zeros(1024, np.int64)
        self._signs = np.zeros(1024, np.float32)
        self._entries = 0
        self._settled_at = 0
        self._norms = np.zeros(1024, np.float32)
        self._sketches = np.zeros((1024, SKETCH), np.float32)
        self._size = 0

    def add_entry(self, rows: Mapping[int, Bag]) -> None:
        for feature in set[str]().union(*rows.values()):
            number = self._id(feature)  # may replace the array
            self._entries_with[number] += 1
        self._entries += 1
        for row, bag in rows.items():
            self._add_row(row, bag)

    def remove_entry(self, bags: Iterable[Bag]) -> None:
        """Takes its features out of the count; the owner never asks for its rows again, and drops them in time."""
        for feature in set[str]().union(*bags):
            self._entries_with[self._ids[feature]] -= 1
        self._entries -= 1

    def settle(self) -> None:
        """Weighs all rows by the frequencies of now, once the view has grown enough for it to matter."""
        if self._settled_at and self._entries < self._settled_at * _SETTLE:
            return
        self._settled_at = self._entries
        rarity = self._rarity(self._entries_with[: len(self._rows)])
        squares = np.zeros(self._size, np.float32)
        for number, rows in enumerate(self._rows):
            squares[rows] += (np.frombuffer(self._weights[number], np.float32) * rarity[number]) ** 2
        self._norms = np.sqrt(squares)
        self._sketches = np.zeros((self._size, SKETCH), np.float32)
        for number, rows in enumerate(self._rows):
            parts = np.frombuffer(self._parts[number], np.float32)
            parts[:] = np.frombuffer(self._weights[number], np.float32) * rarity[number] / self._norms[rows]
            self._sketches[rows, self._slots[number]] += parts * self._signs[number]

    def scores(self, bag: Bag) -> Scores:
        """How like the text each row is. No rows or no features: zeros."""
        known = [
            (number, weight)
            for feature, weight in bag.items()
            if (number := self._ids.get(feature)) is not None
        ]
        numbers = np.array([number for number, _weight in known], np.int64)
        entries_with = self._entries_with[numbers]
        asked = np.array([weight for _number, weight in known], np.float32) * self._rarity(entries_with)
        unseen = sum(weight * weight for feature, weight in bag.items() if feature not in self._ids)
        unseen *= float(self._rarity(np.zeros(1, np.float32))[0]) ** 2
        own = unseen + float((asked * asked).sum())
        telling = entries_with <= max(_MANY, _COMMON * self._entries)
        asked = asked[telling] / max(own**0.5, 1e-6)
        found = [np.frombuffer(self._rows[number], np.int64) for number in numbers[telling]]
        parts = [np.frombuffer(self._parts[number], np.float32) for number in numbers[telling]]
        rows, values = np.concatenate([*found, _NO_ROWS]), np.concatenate([*parts, _NO_PARTS])
        features = np.repeat(np.arange(len(asked)), [len(part) for part in found])
        cosines = np.bincount(rows, weights=values * asked[features], minlength=self._size).astype(np.float32)
        return Scores(cosines, own**0.5, unseen / max(own, 1e-9), rows, values, features, asked)

    def lengths(self, rows: Numbers) -> Vector:
        return self._norms[rows]

    def sketches(self, rows: Numbers) -> NDArray[np.float32]:
        return self._sketches[rows]

    def _rarity(self, entries_with: Vector) -> Vector:
        return np.log1p((self._entries + 1) / (entries_with + 0.5)).astype(np.float32)

    def _id(self, feature: str) -> int:
        number = self._ids.get(feature)
        if number is None:
            number = self._ids[feature] = len(self._rows)
            self._rows.append(array("q"))
            self._weights.append(array("f"))
            self._parts.append(array("f"))
            if number >= len(self._entries_with):
                self._entries_with = _grown(self._entries_with, number + 1)
                self._slots = _grown(self._slots, number + 1)
                self._signs = _grown(self._signs, number + 1)
            mixed = crc32(feature.encode("utf-8", "surrogatepass"))
            self._slots[number] = (mixed >> 1) % SKETCH
            self._signs[number] = 1 if mixed & 1 else -1
        return number

    def _add_row(self, row: int, bag: Bag) -> None:
        self._size = max(self._size, row + 1)
        if self._size > len(self._norms):
            self._norms = _grown(self._norms, self._size)
            self._sketches = _grown(self._sketches, self._size)
        numbers = np.array([self._id(feature) for feature in bag], np.int64)
        values = np.array(list(bag.values()), np.float32) * self._rarity(self._entries_with[numbers])
        norm = float(np.sqrt((values * values).sum()))
        parts = values / max(norm, 1e-6)
        for number, weight, part in zip(numbers.tolist(), bag.values(), parts.tolist(), strict=True):
            self._rows[number].append(row)
            self._weights[number].append(weight)
            self._parts[number].append(part)
        self._norms[row] = norm
        self._sketches[row] = 0
        np.add.at(self._sketches[row], self._slots[numbers], parts * self._signs[numbers])


def _grown(values: NDArray[Any], needed: int) -> NDArray[Any]:
    larger = np.zeros((max(needed, 2 * len(values)), *values.shape[1:]), values.dtype)
    larger[: len(values)] = values
    return larger
