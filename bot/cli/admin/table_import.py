"""The tables of the command line, offered to administrators in chat (KB-6)."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.customers import table as customers
from bot.cli.kb import catalogue
from bot.cli.kb.tables import brought_in
from bot.cli.kit.importing import ImportReport, Take, rows_in
from bot.cli.scope import scope
from bot.cli.staff import join, roster
from bot.cli.surveys import survey_table
from bot.cli.training import questions
from bot.cli.training import training as training_commands
from desk.people import Role
from desk.roles import TRAINERS
from desk.scope import service_table
from desk.surveys import survey_catalogue
from desk.training import tables as training
from errors import Refused
from handlers.admin.table_import import NAMES, Bring, Table, offered
from handlers.admin.table_import import TableReport as Told
from kb.files.fields import BASE
from kb.files.reading import Row, Sheet, TableKind

WHOLE = 10_000  # rows: several lines make one survey
Begin = Callable[[ImportReport], tuple[Take, Callable[[Row], None]]]


def offer() -> None:
    """Once, when the desk opens."""
    both, makers = (Role.ADMIN, Role.EDITOR), TRAINERS
    offered(
        {
            "customers": Table(NAMES["customers"], TableKind(customers.COLUMNS), _rows(_customers)),
            "staff": Table(NAMES["staff"], TableKind(join.COLUMNS, ("name", "roles")), _rows(_staff)),
            "roster": Table(
                NAMES["roster"], TableKind(roster.COLUMNS, ("name", "starts_at", "ends_at")), _rows(_roster)
            ),
            "catalogue": Table(
                NAMES["catalogue"], TableKind(catalogue.COLUMNS, ("kind", "code")), _rows(_codes), both
            ),
            "services": Table(
                NAMES["services"], TableKind(service_table.COLUMNS, service_table.REQUIRED), _rows(_services)
            ),
            "courses": Table(
                NAMES["courses"], TableKind(training.COURSES, ("code",)), _rows(_courses), makers
            ),
            "classes": Table(
                NAMES["classes"], TableKind(training.CLASSES, ("course", "sittings")), _rows(_classes), makers
            ),
            "trainees": Table(
                NAMES["trainees"], TableKind(training.TRAINEES, ("class", "name")), _rows(_trainees), makers
            ),
            "questions": Table(NAMES["questions"], questions.KIND, _rows(_questions), makers),
            "surveys": Table(NAMES["surveys"], survey_table.TABLE, _surveys, batch=WHOLE),
            "problems": Table(NAMES["problems"], BASE, _problems, both),
        }
    )


def _rows(begin: Begin) -> Bring:
    """Row by row; the rows before are remembered, so that no two lines of the file say different things."""

    async def bring(session: AsyncSession, sheet: Sheet, start: int, now: datetime, by: int) -> Told:
        report = ImportReport()
        take, remember = begin(report)
        for row in sheet.rows[:start]:
            remember(row)
        await rows_in(session, sheet.rows[start:], now, take, report)
        bad = [(int(each["line"]), str(each["reason"])) for each in report.bad]
        return Told(report.new, report.changed, report.unchanged, len(bad), bad, report.notices)

    return bring


def _customers(report: ImportReport) -> tuple[Take, Callable[[Row], None]]:
    importing = customers.Customers(report)
    return importing.take, importing.remember


def _staff(_report: ImportReport) -> tuple[Take, Callable[[Row], None]]:
    hiring = join.Hiring()
    return hiring.take, hiring.remember


def _roster(_report: ImportReport) -> tuple[Take, Callable[[Row], None]]:
    return roster.take, _nothing


def _codes(_report: ImportReport) -> tuple[Take, Callable[[Row], None]]:
    return catalogue.take, _nothing


def _services(_report: ImportReport) -> tuple[Take, Callable[[Row], None]]:
    return scope.take, _nothing


def _courses(_report: ImportReport) -> tuple[Take, Callable[[Row], None]]:
    return training_commands.take_course, _nothing


def _classes(_report: ImportReport) -> tuple[Take, Callable[[Row], None]]:
    return training_commands.take_class, _nothing


def _trainees(_report: ImportReport) -> tuple[Take, Callable[[Row], None]]:
    return training_commands.take_trainee, _nothing


def _questions(_report: ImportReport) -> tuple[Take, Callable[[Row], None]]:
    return questions.take_question, _nothing


async def _surveys(session: AsyncSession, sheet: Sheet, _start: int, now: datetime, _by: int) -> Told:
    """Each is a new version of its code, unless it says the same as before."""
    told, before = (
        Told(),
        {code: version for code, (version, _data) in (await survey_catalogue.latest(session)).items()},
    )
    for line, data in survey_table.surveys(sheet):
        try:
            code, version = await survey_catalogue.take_in(session, survey_table.usable(data), now)
        except Refused as reason:
            told = told.joined(Told(wrong=1, bad=[(line, str(reason))]))
        else:
            told.new += code not in before
            told.unchanged += before.get(code) == version
            told.changed += code in before and before[code] != version
    return told


def _nothing(_row: Row) -> None:
    """Each line is imported independently."""


async def _problems(session: AsyncSession, sheet: Sheet, start: int, now: datetime, by: int) -> Told:
    """A code that stood above is told as such."""
    fresh = Sheet(sheet.rows[start:], sheet.ignored, sheet.notices)
    report = await brought_in(session, fresh, now, by)
    bad = [(each.line, each.reason) for each in report.bad]
    return Told(report.new, report.changed, report.unchanged, len(bad), bad, report.notices)
