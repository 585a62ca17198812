"""The digest as a table: figures, questions without an answer, and what each figure means (KB-6)."""

from collections.abc import Sequence
from datetime import datetime

from desk.reports.digest import MEANINGS, NAMES, DigestFigures
from documents.xlsx import XlsxDocument
from i18n import _


def written(
    heading: str,
    rows: Sequence[tuple[str, DigestFigures]],
    unanswered: Sequence[tuple[str, int]],
    made_at: datetime,
) -> bytes:
    """The XLSX file, in the language that is spoken now."""
    book = XlsxDocument(made_at)
    book.sheet(_("Figures"), [heading, *(_(name) for name in NAMES.values())], map(_figures, rows))
    book.sheet(_("Without an answer"), [_("question"), _("times")], unanswered)
    meanings = [(_(NAMES[name]), _(meaning)) for name, meaning in MEANINGS.items()]
    book.sheet(_("Meanings"), [_("figure"), _("meaning")], meanings)
    return book.content()


def _figures(row: tuple[str, DigestFigures]) -> Sequence[str | int]:
    name, figures = row
    return [name, *(getattr(figures, part) for part in NAMES)]
