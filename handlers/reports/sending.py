"""A report on its way to a reader: a few lines, the document and the table, in their language (STA-3, COM-6)."""

from functools import partial

from desk.figures import Figures
from desk.hotline.conversation import File
from desk.people import Person
from desk.reports.reports import Report, What
from handlers.figures.shown import lines
from handlers.message import Message, Priority
from handlers.reports.heading import file_name, title, whose
from language import HOME_ZONE, speaking, spoken

MIMES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def message(report: Report, reader: Person) -> Message:
    """In the language that is spoken now, which is to be the reader's."""
    return Message(
        reader.id,
        "\n".join([whose(report), *_words(report)]),
        title=f"📑 {title(report)}",
        priority=Priority.NOTICE,
        drawn=partial(_files, report),
    )


def _files(report: Report) -> list[File]:
    return [
        File(
            kind="document",
            name=file_name(report, ending),
            mime=MIMES[ending],
            size=len(content),
            content=content,
        )
        for ending, content in made(report, spoken().language).items()
    ]


def made(report: Report, language: str) -> dict[str, bytes]:
    """Its files by their endings: the same to the byte whenever they are made."""
    from handlers.reports import complaints, service  # with fpdf2 and openpyxl, much to load

    makers = service if report.what is What.SERVICE else complaints
    with speaking(language, HOME_ZONE):
        return {"pdf": makers.document(report), "xlsx": makers.table(report)}


def _words(report: Report) -> list[str]:
    from handlers.reports import complaints

    return (
        lines(Figures(**report.numbers["whole"])) if report.what is What.SERVICE else complaints.words(report)
    )
