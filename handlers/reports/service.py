"""The monthly service report as a document and as a table, of the whole company or of a branch (STA-3)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from charts import draw
from desk.figures import By, Figures, Period
from desk.figures.meanings import MEANINGS
from desk.figures.scope import BY_NAMES
from desk.reports.monthly_reports import MonthlyReport
from documents.pdf import PdfDocument
from documents.xlsx import XlsxDocument
from handlers.figures.formatting import lines, promises, shown
from handlers.figures.picture import kept, over_time, tiles
from handlers.figures.table import meanings as meanings_sheet
from handlers.figures.table import sheet
from handlers.reports.heading import changed, compared, exam_columns, exams, feedback, from_head, title, under
from i18n import _, days, spoken

COLUMNS = ("handled", "open", "handling_median", "handling_high", "in_time", "satisfaction")  # of a breakdown
WIDTHS = (5, 2, 2, 3, 3, 2, 2)
PICTURE = 0.8  # of the width of the text


def document(report: MonthlyReport) -> bytes:
    """The PDF, in the language that is spoken now."""
    numbers = report.numbers
    whole, before = Figures(**numbers["whole"]), Figures(**numbers["before"])
    paper = PdfDocument(title(report), under(report), _made(report))
    if words := from_head(report):
        paper.heading(_("From the head of the branch"))
        paper.facts(words)
    if changes := changed(report):
        paper.heading(_("Changed since it was told"))
        paper.table((_("figure"), _("as told"), _("counted now")), changes, (4, 2, 2))
    paper.picture(draw(over_time(*zip(*_parts(numbers), strict=True)), tiles=tiles(whole, before)), PICTURE)
    paper.heading(_("The month in words"))
    for line in lines(whole):
        paper.text(line)
    _figures(paper, report, [whole, before, Figures(**numbers["year_before"])])
    _besides(paper, report)
    if promises(whole):
        paper.heading(_("Promises"))
        paper.picture(draw(kept(whole)), PICTURE)
        rows = [[name, str(good), str(bad)] for name, good, bad in promises(whole)]
        paper.table((_("promise"), _("Kept"), _("Broken")), rows, (4, 1, 1))
    paper.heading(_("What each figure means"))
    paper.facts([(_(meaning.name), _(meaning.meaning)) for meaning in MEANINGS.values()])
    return paper.content()


def _figures(paper: PdfDocument, report: MonthlyReport, figures: list[Figures]) -> None:
    """All figures beside other months, and some of them by group."""
    paper.heading(_("Beside other months"))
    paper.table(
        ["", *compared(report.month)],
        [[_(MEANINGS[name].name), *(shown(name, f) for f in figures)] for name in MEANINGS],
        (4, 2, 2, 2),
    )
    for by, groups in _groups(report.numbers).items():
        paper.heading(_("By {what}").format(what=_(BY_NAMES[by])))
        rows = [[name, *(shown(column, f) for column in COLUMNS)] for name, f in groups]
        paper.table([_(BY_NAMES[by]), *(_(MEANINGS[column].name) for column in COLUMNS)], rows, WIDTHS)


def _besides(paper: PdfDocument, report: MonthlyReport) -> None:
    """What customers said, and the exams of the month."""
    if said := feedback(report):
        paper.heading(_("Praise, opinions, suggestions"))
        rows = [[kind, str(given), str(answered)] for kind, given, answered in said]
        paper.table(("", _("came in"), _("answered so far")), rows, (4, 1, 1))
    if taken := exams(report):
        paper.heading(_("Exams"))
        paper.table(exam_columns(), [[name, *map(str, counts)] for name, *counts in taken], (4, 2, 2, 2, 2))


def table(report: MonthlyReport) -> bytes:
    """The XLSX file, in the language that is spoken now."""
    numbers, book = report.numbers, XlsxDocument(_made(report))
    names = compared(report.month)
    figures = [Figures(**numbers[part]) for part in ("whole", "before", "year_before")]
    sheet(book, _("Figures"), title(report), dict(zip(names, figures, strict=True)))
    for by, groups in _groups(numbers).items():
        sheet(book, _(BY_NAMES[by]), _(BY_NAMES[by]), dict(groups))
    book.sheet(_("Over time"), (_("period"), _("Filed"), _("Solved"), _("Cancelled")),
               [(days(part.first, part.last), f.filed, f.solved, f.cancelled) for part, f in _parts(numbers)])  # fmt: skip
    book.sheet(_("Promises"), (_("promise"), _("Kept"), _("Broken")), promises(figures[0]))
    if said := feedback(report):
        book.sheet(_("Praise and suggestions"), (_("kind"), _("came in"), _("answered so far")), said)
    if taken := exams(report):
        book.sheet(_("Exams"), exam_columns(), taken)
    if words := from_head(report):
        book.sheet(_("From the branch"), (_("part"), _("words")), words)
    if changes := changed(report):
        book.sheet(_("Changed"), (_("figure"), _("as told"), _("counted now")), changes)
    meanings_sheet(book)
    return book.content()


def _made(report: MonthlyReport) -> Any:
    assert report.made_at is not None
    return report.made_at


def _parts(numbers: Mapping[str, Any]) -> list[tuple[Period, Figures]]:
    return [
        (Period(date.fromisoformat(first), date.fromisoformat(last)), Figures(**row))
        for first, last, row in numbers["parts"]
    ]


def _groups(numbers: Mapping[str, Any]) -> dict[By, list[tuple[str, Figures]]]:
    """By each way in which there is anything to tell apart; the names as they were then."""
    language = spoken().language
    return {
        By(by): [(names[language], Figures(**row)) for names, row in groups]
        for by, groups in numbers["groups"].items()
        if groups
    }
