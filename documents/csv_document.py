"""A table as a CSV file: the only writer of one, so that no cell is ever a formula."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from i18n import plain


def csv_document(rows: Iterable[Sequence[object]]) -> bytes:
    """The names of the columns first. With the mark that spreadsheets need for Chinese."""
    out = StringIO(newline="")
    csv.writer(out).writerows([plain.cell(_text(value)) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _text(value: object) -> str:
    return "" if value is None else str(value)
