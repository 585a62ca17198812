"""Items of a plan done one by one: by the customer or by us (PRJ-2). A form of ours is then confirmed by the customer: `item_forms.py` (PRJ-12)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from desk.events import Event
from desk.people import Person
from desk.projects import changes, data, delays, people, process
from desk.projects.plan import Item, Side
from desk.projects.project import STATE_NAMES, Project, ProjectState
from desk.projects.steps import Part
from desk.projects.waiting import DOABLE
from desk.steps import moved_on
from errors import BadInput, Blocked, NotAllowed, Stale
from i18n import _

DOERS = {Side.OURS: {Part.CONSULTANT, Part.MANAGER}, Side.THEIRS: {Part.CUSTOMER, Part.MANAGER}}

WORDS = "_words"  # among the answers: what was said instead of a file


async def check_doer(session: AsyncSession, project: Project, item: Item, by: Person) -> None:
    """Raises NotAllowed for the other side, Stale when nothing is to be done now; ours wait for the preparations."""
    if DOERS[item.side].isdisjoint(await people.parts_of(session, project, by)):
        raise NotAllowed(_("This is for the other side to do."))
    if project.state is ProjectState.PREPARING and item.side is Side.OURS:
        raise Stale(_("The preparations are not confirmed yet; nobody begins on site before that."))
    if project.state not in DOABLE:
        raise moved_on(project.number, project.state, STATE_NAMES)
    if item.is_done:
        raise Stale(_("This has been done already. Thank you!"))


async def complete(
    session: AsyncSession,
    project: Project,
    item: Item,
    by: Person,
    now: datetime,
    *,
    file: int | None = None,
    answers: Mapping[str, Any] | None = None,
    version: int | None = None,
) -> None:
    """The item is done; a form of ours only once the customer has confirmed it (PRJ-12)."""
    await check_doer(session, project, item, by)
    if item.wants_data and Part.CUSTOMER in await people.parts_of(session, project, by):
        await _check_data(session, project)
    item.file_id = file or item.file_id
    item.answers, item.form_version = {**item.answers, **(answers or {})}, version
    item.help_at, item.done_by, item.fills = None, by.id, item.fills + 1
    if item.form and item.side is Side.OURS:
        item.confirmed_by = None
        return await write(session, project, item, Event.PROJECT_ITEM_FILLED, by, now)
    item.done_on = await process.today(session, project, now)
    await write(session, project, item, Event.PROJECT_ITEM_DONE, by, now)
    return await goes_on(session, project, now)


async def goes_on(session: AsyncSession, project: Project, now: datetime) -> None:
    """Whether a change is done by it; nobody looks each morning any more at a project that has passed: what stands behind moves at once."""
    if project.state is ProjectState.PASSED:
        await delays.recount(session, project, now)
    await changes.look_whether_done(session, project, now)


async def _check_data(session: AsyncSession, project: Project) -> None:
    """Raises Blocked while nothing was sent, or lines of the newest files are wrong."""
    sent = await data.of(session, project)
    if not sent:
        raise Blocked(_("Nothing was sent yet. Please fill in a template and send it; or ask for help."))
    if wrong := next((row for row in sent if not row.counts), None):
        table = _(data.TABLE_NAMES[wrong.kind])
        raise Blocked(
            _("{table}: some lines are wrong. Please correct them, or leave them out.").format(table=table)
        )


async def ask_help(
    session: AsyncSession, project: Project, item: Item, words: str, by: Person, now: datetime
) -> None:
    """The manager has it at once; the day stays."""
    await check_doer(session, project, item, by)
    item.help_at = now
    await write(session, project, item, Event.PROJECT_ITEM_HELP, by, now, why=words)


async def put_off(
    session: AsyncSession, project: Project, item: Item, day: date, by: Person, now: datetime
) -> None:
    """The doer names a day of their own: no nudge before it; what stands behind it moves when it is late."""
    await check_doer(session, project, item, by)
    if day <= await process.today(session, project, now):
        raise BadInput(_("That day is over. Which day from tomorrow on?"))
    item.promised_on = day
    await write(session, project, item, Event.PROJECT_ITEM_LATER, by, now)


async def write(
    session: AsyncSession, project: Project, item: Item, event: Event, by: Person, now: datetime, **data: Any
) -> None:
    await process.write(session, project, event, by.id, now, item=item.id, **data)
