"""The figures as a file: whole, by group, over time, promises by kind, and what each figure means."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from desk.figures import Figures
from desk.figures.meanings import MEANINGS
from desk.figures.scope import BY_NAMES
from documents.xlsx import XlsxDocument
from handlers.figures.formatting import promises
from handlers.figures.view import CountedView
from i18n import _, days

FORMATS = {"number": "#,##0", "length": "0.00", "share": "0.0%", "score": "0.00"}
HOUR = 3600
Row = Sequence[str | float | None]


def written(look: CountedView, made_at: datetime) -> bytes:
    """The XLSX file, in the language that is spoken now."""
    book = XlsxDocument(made_at)
    whole = {_("All together"): look.whole, _("The period before"): look.before}
    sheet(book, _("Figures"), look.title, whole)
    sheet(book, _(BY_NAMES[look.by]), _(BY_NAMES[look.by]), look.groups)
    parts = zip(look.parts, look.over_time, strict=True)
    heads = (_("period"), _("Filed"), _("Solved"), _("Cancelled"), _("Solved by the problem base"))
    rows = [(days(part.first, part.last), f.filed, f.solved, f.cancelled, f.base_solved) for part, f in parts]
    book.sheet(_("Over time"), heads, rows)
    book.sheet(_("Promises"), (_("promise"), _("Kept"), _("Broken")), promises(look.whole))
    meanings(book)
    return book.content()


def sheet(book: XlsxDocument, name: str, corner: str, rows: Mapping[str, Figures]) -> None:
    """One row a group; lengths in hours."""
    heads = [corner, *(heading(key) for key in MEANINGS)]
    formats = ["", *(FORMATS[meaning.unit] for meaning in MEANINGS.values())]
    book.sheet(name, heads, [row(label, f) for label, f in rows.items()], formats)


def heading(key: str) -> str:
    meaning = MEANINGS[key]
    return _("{name} (hours)").format(name=_(meaning.name)) if meaning.unit == "length" else _(meaning.name)


def row(label: str, f: Figures) -> Row:
    values = [(meaning.value(f), meaning.unit) for meaning in MEANINGS.values()]
    return [label, *(v / HOUR if v is not None and unit == "length" else v for v, unit in values)]


def meanings(book: XlsxDocument) -> None:
    rows = [(_(meaning.name), _(meaning.meaning)) for meaning in MEANINGS.values()]
    book.sheet(_("Meanings"), (_("figure"), _("meaning")), rows)
