"""The digest as a table: figures, questions without an answer, and what each figure means (KB-6)."""

from collections.abc import Iterable, Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from desk.digest import MEANINGS, NAMES, Figures
from language import _

WIDE, NARROW = 44, 16  # characters


def written(
    heading: str, rows: Sequence[tuple[str, Figures]], unanswered: Sequence[tuple[str, int]]
) -> bytes:
    """The XLSX file, in the language that is spoken now."""
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    first.title = _("Figures")
    _fill(first, [heading, *(_(name) for name in NAMES.values())], map(_figures, rows))
    _fill(book.create_sheet(_("Without an answer")), [_("question"), _("times")], unanswered)
    meanings = [(_(NAMES[name]), _(meaning)) for name, meaning in MEANINGS.items()]
    _fill(book.create_sheet(_("Meanings")), [_("figure"), _("meaning")], meanings)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _figures(row: tuple[str, Figures]) -> Sequence[str | int]:
    name, figures = row
    return [name, *(getattr(figures, part) for part in NAMES)]


def _fill(sheet: Worksheet, heads: Sequence[str], rows: Iterable[Sequence[str | int]]) -> None:
    for number, row in enumerate([heads, *rows], start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column)
            if isinstance(value, str):
                cell.value, cell.data_type = ILLEGAL_CHARACTERS_RE.sub("", value), "s"  # never a formula
            else:
                cell.value = value
            cell.font = Font(bold=number == 1)
    for column in range(len(heads)):
        sheet.column_dimensions[chr(ord("A") + column)].width = NARROW if column else WIDE
    sheet.freeze_panes = "B2"
