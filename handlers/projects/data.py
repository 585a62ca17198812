"""The customer's data in chat: template out, file back, checked line by line by a job, the trial import confirmed (PRJ-13)."""

import asyncio
from datetime import UTC, datetime
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from desk.access import access_data, access_item, access_project
from desk.files import File
from desk.people import Person
from desk.projects import data, items, people
from desk.projects.data import LAYOUTS, TABLE_NAMES, DataFile, DataTable
from desk.projects.steps import Part
from errors import NotAllowed, NotFound
from handlers.chat import own_files
from handlers.chat.cards import button, verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.jobs import job
from handlers.chat.message import Button, Message
from handlers.chat.questions import Choice
from handlers.chat.turn import Turn
from handlers.projects.planning import Number
from handlers.projects.talks import sent_file
from handlers.surveys.form_questions import Photo
from i18n import _, dated, ngettext, speaking, spoken
from i18n.joining import labelled
from kb.files.reading import taken

MADE = datetime(2026, 1, 1, tzinfo=UTC)  # a template is the same file each time
MANY = 10**6  # lines of an import


@verb
async def data_template(turn: Turn, number: int, version: int, extra: str) -> None:
    """`extra`: which table; an XLSX with its columns."""
    _item, _project = await access_item(turn.session, turn.person, number)
    if extra not in list(DataTable):
        raise NotFound(_("I do not know this button any more. Just write me what you need."))
    await draw_data_template(turn, extra)


@job()
async def draw_data_template(turn: Turn, kind: str) -> None:
    name = _(TABLE_NAMES[DataTable(kind)])
    chinese = spoken().language == "zh"
    heads = [also[0] if chinese else column for column, also in LAYOUTS[DataTable(kind)].columns.items()]
    text = _("Please fill in one line each and send it back; the first two columns must not be empty.")
    turn.reply(Message(turn.person.id, text, title=f"📄 {name}", drawn=partial(template, name, heads)))


def template(name: str, heads: list[str]) -> list[File]:
    from documents.xlsx import XlsxDocument

    book = XlsxDocument(MADE)
    book.sheet(name, heads, [])
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return [File.holding(book.content(), f"{name}.xlsx", kind)]


@verb
async def send_data(turn: Turn, number: int, version: int, extra: str) -> None:
    item, project = await access_item(turn.session, turn.person, number)
    await items.check_doer(turn.session, project, item, turn.person)
    await start(turn, sends_data, {"item": item.id})


@flow
async def sends_data(talk: Talk) -> None:
    """Which table, and its file; it is checked beside the step."""
    item, project = await access_item(talk.turn.session, talk.person, talk.args["item"])
    await items.check_doer(talk.turn.session, project, item, talk.person)
    options = [(kind, _(name)) for kind, name in TABLE_NAMES.items()]
    kind = await talk.ask("table", Choice(_("Which table is it?"), options=options))
    await talk.ask("file", Photo(_("Please send the file: XLSX or CSV.")))
    number = await talk.once("number", lambda: sent_file(talk))
    await check_data(talk.turn, item.id, kind, number)
    talk.say(_("Thank you. I check it line by line; the result comes by itself."))


@job(queue_key="tables")
async def check_data(turn: Turn, number: int, kind: str, file: int) -> None:
    """Read by the one reader of tables; the result is kept with the file that it is of."""
    item, _project = await access_item(turn.session, turn.person, number)
    layout = LAYOUTS[DataTable(kind)]
    _name, content = await own_files.content(turn, file)
    sheet = await asyncio.to_thread(taken, content, layout.kind)
    found = data.check(sheet.rows, layout)

    async def keep(session: AsyncSession) -> None:
        with speaking(turn.person.language, turn.person.zone):
            await data.keep(session, item, DataTable(kind), file, found, turn.person.id, turn.now)

    turn.keeps.append(keep)


@dated
async def card(session: AsyncSession, row: DataFile, viewer: Person, now: datetime) -> Message:
    """Good lines and totals, bad ones with their reason; what each side may do next."""
    project = await access_project(session, viewer, row.project_id)
    parts = await people.parts_of(session, project, viewer)
    counts = await data.newest(session, row) is row
    good = ngettext("{n} line is good", "{n} lines are good", row.good).format(n=row.good)
    lines = [
        f"✅ {good}",
        *[f"Σ {labelled(name, total)}" for name, total in row.totals.items()],
        *(
            [ngettext("⚠️ {n} line is not:", "⚠️ {n} lines are not:", row.wrong).format(n=row.wrong)]
            if row.wrong
            else []
        ),
        *[_("line {line}: {reason}").format(line=line, reason=reason) for line, reason in row.bad],
        *([_("These lines stay out.")] if row.waived_at else []),
        *([_("Trial import: {n} lines").format(n=row.imported)] if row.imported is not None else []),
        *([_("✅ confirmed")] if row.confirmed_at else []),
        *([] if counts else [_("A newer file of this table has come.")]),
    ]
    title = f"📊 {_(TABLE_NAMES[row.kind])} · {row.number}"
    return Message(
        viewer.id, "\n".join(lines), title=title, rows=_rows(row, parts) if counts else [], card=row.ref, about=project.ref,
        files=(row.file_id,) if viewer.is_staff and not row.confirmed_at else (),
    )  # fmt: skip


def _rows(row: DataFile, parts: set[Part]) -> list[list[Button]]:
    n, found = row.id, list[list[Button]]()
    if Part.CUSTOMER in parts and row.wrong and row.waived_at is None:
        found.append([button(_("✏️ Correct and send again"), "send_data", row.item_id)])
        if row.good:
            found.append([button(_("These lines may stay out"), "waive_data", n)])
    if Part.CUSTOMER in parts and row.imported is not None and row.confirmed_at is None:
        found.append([button(_("✅ The numbers are right"), "confirm_data", n)])
    if not {Part.CONSULTANT, Part.MANAGER}.isdisjoint(parts) and row.counts and row.confirmed_at is None:
        found.append([button(_("📥 Trial import done"), "data_imported", n)])
    return found


async def _as(turn: Turn, number: int, *wanted: Part) -> DataFile:
    row = await access_data(turn.session, turn.person, number)
    project = await access_project(turn.session, turn.person, row.project_id)
    if set(wanted).isdisjoint(await people.parts_of(turn.session, project, turn.person)):
        raise NotAllowed(_("This is for the other side to do."))
    return row


@verb
async def waive_data(turn: Turn, number: int, version: int, extra: str) -> None:
    await data.waive(turn.session, await _as(turn, number, Part.CUSTOMER), turn.person, turn.now)


@verb
async def confirm_data(turn: Turn, number: int, version: int, extra: str) -> None:
    await data.confirm(turn.session, await _as(turn, number, Part.CUSTOMER), turn.person, turn.now)


@verb
async def data_imported(turn: Turn, number: int, version: int, extra: str) -> None:
    row = await _as(turn, number, Part.CONSULTANT, Part.MANAGER)
    await data.check_newest(turn.session, row)
    await start(turn, tells_import, {"data": row.id})


@flow
async def tells_import(talk: Talk) -> None:
    """How many lines the trial import has taken; the customer confirms the numbers."""
    row = await _as(talk.turn, talk.args["data"], Part.CONSULTANT, Part.MANAGER)
    options = [(str(row.good), str(row.good))]
    lines = await talk.ask("lines", Number(_("How many lines were imported?"), most=MANY, options=options))
    await data.imported(talk.turn.session, row, int(lines), talk.person, talk.turn.now)
