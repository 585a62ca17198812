"""What the columns and words of another program's table mean here: proposed from its heads, confirmed by a person (KB-6)."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from rapidfuzz import process

from kb.files.reading import Row, Sheet, TableKind, plain_name

NEAR = 88  # similarity (0-100) from which a head is proposed for a column
FEW = 40  # different words of a column that may be a choice

_WITHIN = re.compile(r"[(\[（]([^()\[\]（）]{1,60})[)\]）]")


@dataclass(frozen=True)
class Meaning:
    """`columns`: head → column, "" for one that is not used; `words`: column → word → what it is here; `usual`: column → value of lines that say none."""

    columns: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    usual: Mapping[str, str] = field(default_factory=dict)

    def of_kind(self, kind: TableKind) -> TableKind:
        return replace(kind, meant={plain_name(head): column for head, column in self.columns.items()})

    def applied(self, sheet: Sheet) -> Sheet:
        """The rows with their words as they are here."""
        return replace(sheet, rows=[self._row(row) for row in sheet.rows])

    def _row(self, row: Row) -> Row:
        cells = dict(row.cells)
        for column, words in self.words.items():
            known = {plain_word(word): value for word, value in words.items()}
            cells[column] = known.get(plain_word(row[column]), cells.get(column, ""))
        for column, value in self.usual.items():
            cells[column] = cells.get(column) or value
        return replace(row, cells=cells) if cells else row

    @classmethod
    def kept(cls, fields: Mapping[str, Any] | None) -> "Meaning":
        return cls(**fields) if fields else cls()


def plain_word(text: str) -> str:
    return " ".join(text.casefold().split())


def proposed(heads: Sequence[str], kind: TableKind) -> dict[str, str]:
    """Each head with its column, or "": by its name, by what stands in its brackets, by likeness; each column once."""
    names = {plain_name(name): column for column, also in kind.columns.items() for name in (column, *also)}
    found: dict[str, str] = {}
    for guess in (_by_name, _by_remark, _by_likeness):
        for head in heads:
            column = guess(head, names)
            if not found.get(head) and column and column not in found.values():
                found[head] = column
    return {head: found.get(head, "") for head in heads}


def _by_name(head: str, names: Mapping[str, str]) -> str:
    return names.get(plain_name(head), "")


def _by_remark(head: str, names: Mapping[str, str]) -> str:
    within = _WITHIN.search(head)
    return names.get(plain_name(within[1]), "") if within else ""


def _by_likeness(head: str, names: Mapping[str, str]) -> str:
    near = process.extractOne(plain_name(head), list(names), score_cutoff=NEAR)
    return names[near[0]] if near else ""


def words_of(sheet: Sheet, column: str, known: Collection[str]) -> list[tuple[str, int]]:
    """The words of a column that are none of these, the most frequent first, with how many lines have them."""
    plain = set(map(plain_word, known))
    said = Counter(row[column] for row in sheet.rows if row[column] and plain_word(row[column]) not in plain)
    return said.most_common(FEW)
