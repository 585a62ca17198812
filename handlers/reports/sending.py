"""A report on its way to a reader: a few lines, the document and the table, in their language (STA-3, COM-6)."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache, partial

from desk.figures import Figures
from desk.files import File
from desk.people import Person
from desk.reports.monthly_reports import MonthlyReport, What
from handlers.chat.message import Message, Priority, Rows
from handlers.figures.formatting import lines
from handlers.reports import heading
from handlers.reports.acknowledging import buttons
from handlers.reports.heading import file_name, title, whose
from i18n import _, speaking, spoken
from i18n.joining import labelled, listed

MIMES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def message(report: MonthlyReport, reader: Person, lead: str = "", rows: Rows = ()) -> Message:
    """In the language that is spoken now, which is to be the reader's."""
    return Message(
        reader.id,
        "\n".join([whose(report), *([lead] if lead else []), *_words(report)]),
        title=f"📑 {title(report)}",
        priority=Priority.NOTICE,
        rows=[*rows, *buttons(report)],
        drawn=partial(_files, report),
    )


def _files(report: MonthlyReport) -> list[File]:
    return [
        File.holding(content, file_name(report, ending), MIMES[ending])
        for ending, content in made(report, spoken().language).items()
    ]


def made(report: MonthlyReport, language: str) -> Mapping[str, bytes]:
    """Its files by their endings: the same to the byte whenever they are made."""
    assert report.made_at is not None
    return _made(
        report.what, report.month, report.region, json.dumps(report.numbers), report.made_at, language
    )


@lru_cache(maxsize=8)  # all who speak the same language get the same
def _made(
    what: What, month: date, region: str, numbers: str, made_at: datetime, language: str
) -> Mapping[str, bytes]:
    from handlers.reports import complaints, service  # with fpdf2 and openpyxl, much to load

    makers = service if what is What.SERVICE else complaints
    report = MonthlyReport(
        what=what, month=month, region=region, numbers=json.loads(numbers), made_at=made_at
    )
    with speaking(language):
        return {"pdf": makers.document(report), "xlsx": makers.table(report)}


def _words(report: MonthlyReport) -> list[str]:
    from handlers.reports import complaints

    if report.what is What.COMPLAINTS:
        return complaints.words(report)
    said = listed(labelled(kind, given) for kind, given, _answered in heading.feedback(report))
    changes = listed(f"{name} {told} → {now}" for name, told, now in heading.changed(report))
    return [
        *(labelled(name, text) for name, text in heading.from_head(report) if text),
        *([labelled(_("✏️ Changed since it was told"), changes)] if changes else []),
        *lines(Figures(**report.numbers["whole"])),
        *([said] if said else []),
    ]
