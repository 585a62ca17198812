"""The report of an evaluation: what was decided, of how many customers, and why; a document and a table (REQ-5)."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from desk.files import File
from desk.people import Person
from desk.requirements import people
from desk.requirements.counting import CHOICES, MARK_NAMES, EvaluationMark
from desk.requirements.requirement import STATE_NAMES, Evaluation, Requirement, RequirementState
from handlers.chat.message import Message, Priority
from handlers.requirements import formatting
from i18n import N_, _, company_day, day, speaking, spoken
from i18n.joining import labelled

HEADS = (
    N_("requirement"),
    N_("title"),
    N_("voices"),
    N_("outcome"),
    N_("quarter"),
    N_("why"),
    *MARK_NAMES.values(),
)
PDF, XLSX = "application/pdf", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Line:
    """One evaluation, as the files need it."""

    number: str
    title: str
    voices: int
    outcome: str
    charge: str
    target: str
    why: str
    marks: dict[str, str]


async def lines(session: AsyncSession, numbers: list[int]) -> list[Line]:
    made = []
    for number in numbers:
        evaluation = await session.get_one(Evaluation, number)
        requirement = await session.get_one(Requirement, evaluation.requirement_id)
        cast = await people.voices(session, requirement)
        made.append(
            Line(
                requirement.number, requirement.title, len({v.customer_id or -(v.person_id or 0) for v in cast}),
                evaluation.outcome, requirement.charge, requirement.target, evaluation.why, evaluation.marks,
            )
        )  # fmt: skip
    return made


async def message(
    session: AsyncSession, numbers: list[int], by: Person, reader: Person, now: datetime
) -> Message:
    """The report of evaluations as a message with its files, in the language that is spoken now, which is to be the reader's (REQ-5)."""
    told = await lines(session, numbers)
    text = [labelled(f"{line.number} {line.title}", _outcome(line)) for line in told]
    return Message(
        reader.id,
        "\n".join([_("Evaluated by {name}:").format(name=by.name), *text]),
        title=f"📑 {_title(now)}",
        priority=Priority.NOTICE,
        drawn=partial(_files, told, by.name, now, spoken().language),
    )


def _title(now: datetime) -> str:
    return _("Evaluation of requirements, {date}").format(date=day(company_day(now)))


def _outcome(line: Line) -> str:
    state = _(STATE_NAMES[RequirementState(line.outcome)])
    return f"{state} · {formatting.quarter(line.target)}" if line.target else state


def _row(line: Line) -> list[str]:
    marks = [_(CHOICES[mark][line.marks[mark]]) if mark in line.marks else "" for mark in EvaluationMark]
    state = _(STATE_NAMES[RequirementState(line.outcome)])
    return [
        line.number,
        line.title,
        str(line.voices),
        state,
        formatting.quarter(line.target),
        line.why,
        *marks,
    ]


def _files(told: list[Line], by: str, now: datetime, language: str) -> list[File]:
    from documents.pdf import PdfDocument  # with fpdf2 and openpyxl, much to load
    from documents.xlsx import XlsxDocument

    with speaking(language):
        paper, book = (
            PdfDocument(_title(now), _("Evaluated by {name}").format(name=by), now),
            XlsxDocument(now),
        )
        heads, rows = [_(head) for head in HEADS], [_row(line) for line in told]
        paper.table(heads[:6], [row[:6] for row in rows], (2, 5, 2, 3, 2, 5))
        paper.heading(_("Marks"))
        paper.table([heads[0], *heads[6:]], [[row[0], *row[6:]] for row in rows])
        book.sheet(_("Evaluation"), heads, rows)
        name = f"{_('requirements')}-{company_day(now).isoformat()}"
        return [
            File.holding(paper.content(), f"{name}.pdf", PDF),
            File.holding(book.content(), f"{name}.xlsx", XLSX),
        ]
