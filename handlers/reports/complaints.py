"""The monthly complaint analysis as a document and as a table (COM-6): trend, causes, who is concerned, what was done."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from charts import BAD, OPEN, PLAIN, Bars, Part, draw, pareto
from desk.complaints.complaint import (
    CAUSE_NAMES,
    DEPARTMENT_NAMES,
    MEASURE_NAMES,
    SOURCE_NAMES,
    STATE_NAMES,
    Cause,
    ComplaintState,
    Department,
    Measure,
)
from desk.complaints.tasks import KIND_NAMES, TaskKind
from desk.reports.monthly_reports import MonthlyReport
from documents.pdf import PdfDocument
from documents.xlsx import XlsxDocument
from handlers.figures.formatting import NOTHING, value
from handlers.reports.heading import compared, title, under
from i18n import N_, _, company_day, day, month, spoken

ROWS = {
    "received": N_("Received"), "valid": N_("Valid"), "not_valid": N_("Not valid"), "undecided": N_("Not decided yet"),
    "in_time": N_("Valid, every promise kept"), "answer": N_("From receipt to answer (median)"),
    "resolved": N_("Settled, as the customer says"), "headquarters": N_("Went to headquarters"), "open": N_("Not closed yet"),
}  # fmt: skip
MEANINGS = {
    "received": N_("complaints that came in within the month, from whomever"),
    "valid": N_("confirmed by the quality supervisor by the day of the report; only these count"),
    "not_valid": N_("about what was never promised; explained to the customer and archived"),
    "undecided": N_("not confirmed either way by the day of the report"),
    "in_time": N_("of the valid ones, those of which no time limit was broken"),
    "answer": N_("of the valid ones that were answered, nights included; half took no longer"),
    "resolved": N_("of the valid ones, those of which the customer said so when asked"),
    "headquarters": N_("of the valid ones, those that were not settled here"),
    "open": N_("of all received, those not closed by the day of the report"),
}
UNKNOWN = N_("not found yet")
NAMES: dict[str, dict[Any, str]] = {
    "causes": dict(CAUSE_NAMES), "departments": dict(DEPARTMENT_NAMES), "sources": dict(SOURCE_NAMES), "remedies": dict(MEASURE_NAMES),
}  # fmt: skip
PARTS = {
    "causes": N_("Causes"), "departments": N_("Departments"), "products": N_("Products"), "regions": N_("Regions"),
    "sources": N_("How they reached us"), "remedies": N_("What the customer got"),
}  # fmt: skip
REGISTER = (N_("complaint"), N_("received"), N_("valid"), N_("department"), N_("cause"), N_("what the customer got"), N_("state"))  # fmt: skip
MEASURES = (N_("complaint"), N_("measure"), N_("owner"), N_("until"), N_("state"))


def document(report: MonthlyReport) -> bytes:
    """The PDF, in the language that is spoken now."""
    assert report.made_at is not None
    numbers = report.numbers
    paper = PdfDocument(title(report), under(report), report.made_at)
    paper.picture(draw(_trend(numbers["months"])), 0.9)
    paper.heading(_("Beside other months"))
    paper.table(["", *compared(report.month)], _beside(numbers), (4, 2, 2, 2))
    if numbers["causes"]:
        paper.picture(
            pareto(_("Causes of the valid complaints, and their share together"), counts(numbers, "causes")),
            0.9,
        )
    for part, name in PARTS.items():
        if numbers[part]:
            paper.heading(_(name))
            paper.table(
                ("", _("complaints")), [[label, str(n)] for label, n in counts(numbers, part)], (4, 1)
            )
    if numbers["measures"]:
        paper.heading(_("Corrective and preventive measures"))
        paper.table([_(name) for name in MEASURES], _measures(numbers), (3, 5, 4, 3, 4))
    paper.heading(_("Register"))
    if numbers["register"]:
        paper.table([_(name) for name in REGISTER], _register(numbers), (3, 4, 3, 4, 4, 4, 4))
    else:
        paper.text(_("There were no complaints this month."))
    paper.heading(_("What each figure means"))
    paper.facts([(_(ROWS[name]), _(meaning)) for name, meaning in MEANINGS.items()])
    return paper.content()


def table(report: MonthlyReport) -> bytes:
    """The XLSX file, in the language that is spoken now."""
    assert report.made_at is not None
    numbers, book = report.numbers, XlsxDocument(report.made_at)
    rows = [
        [month(date.fromisoformat(first)), *(row[name] for name in ROWS)] for first, row in numbers["months"]
    ]
    book.sheet(_("Months"), [title(report), *(_(name) for name in ROWS.values())], rows)
    for part, name in PARTS.items():
        book.sheet(_(name), (_(name), _("complaints")), counts(numbers, part))
    book.sheet(_("Measures"), [_(name) for name in MEASURES], _measures(numbers))
    book.sheet(_("Register"), [_(name) for name in REGISTER], _register(numbers))
    book.sheet(
        _("Meanings"),
        (_("figure"), _("meaning")),
        [(_(ROWS[name]), _(text)) for name, text in MEANINGS.items()],
    )
    return book.content()


def words(report: MonthlyReport) -> list[str]:
    """The month in a few lines, for the message."""
    now, before, year_before = _three(report.numbers)
    lines = [
        _("Received {received}: valid {valid}, not valid {not_valid}, not decided {undecided}").format(**now),
        _("Valid the month before: {before}; a year before: {year_before}").format(before=before["valid"], year_before=year_before["valid"]),
    ]  # fmt: skip
    if now["valid"]:
        lines.append(
            _("Every promise kept: {n} of {valid}; settled: {resolved}").format(n=now["in_time"], **now)
        )
    if causes := counts(report.numbers, "causes"):
        lines.append(_("Most frequent cause: {cause} ({n})").format(cause=causes[0][0], n=causes[0][1]))
    return lines


def _three(numbers: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    """This month, the one before, the same one of the year before."""
    months = [row for _first, row in numbers["months"]]
    return months[-1], months[-2], months[0]


def _beside(numbers: dict[str, Any]) -> list[list[str]]:
    units = {"answer": "length"}
    return [[_(name), *(value(row[key], units.get(key, "number")) for row in _three(numbers))] for key, name in ROWS.items()]  # fmt: skip


def _trend(months: Sequence[tuple[str, dict[str, Any]]]) -> Bars:
    def of(name: str) -> list[int]:
        return [row[name] for _first, row in months]

    return Bars(
        _("Complaints, month by month"),
        [month(date.fromisoformat(first), short=True) for first, _row in months],
        [Part(_("Valid"), BAD, of("valid")), Part(_("Not valid"), PLAIN, of("not_valid")), Part(_("Not decided yet"), OPEN, of("undecided"))],
    )  # fmt: skip


def counts(numbers: dict[str, Any], part: str) -> list[tuple[str, int]]:
    """With their names."""
    if part in ("products", "regions"):
        return [(names[spoken().language], n) for names, n in numbers[part]]
    return [(_(NAMES[part].get(key, UNKNOWN)), n) for key, n in numbers[part]]


def _measures(numbers: dict[str, Any]) -> list[list[str]]:
    return [
        [
            line["number"],
            _(KIND_NAMES[TaskKind(line["kind"])]),
            line["owner"],
            _day(line["limit"]),
            _measure_state(line),
        ]
        for line in numbers["measures"]
    ]


def _measure_state(line: dict[str, Any]) -> str:
    if line["done"]:
        late = _("done late, {day}") if line["late"] else _("done {day}")
        return late.format(day=_day(line["done"]))
    return _("overdue") if line["late"] else _("under way")


def _day(at: str) -> str:
    which = company_day(datetime.fromisoformat(at))
    return day(which, which)


def _register(numbers: dict[str, Any]) -> list[list[str]]:
    valid = {True: _("yes"), False: _("no"), None: NOTHING}
    return [
        [
            line["number"],
            _day(line["received"]),
            valid[line["valid"]],
            _(DEPARTMENT_NAMES[Department(line["department"])]) if line["department"] else NOTHING,
            _(CAUSE_NAMES[Cause(line["cause"])]) if line["cause"] else NOTHING,
            _(MEASURE_NAMES[Measure(line["remedy"])]) if line["remedy"] else NOTHING,
            _(STATE_NAMES[ComplaintState(line["state"])]),
        ]
        for line in numbers["register"]
    ]
