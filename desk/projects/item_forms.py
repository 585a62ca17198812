"""A form that we have filled in is confirmed by the customer, or disputed and filled in again (PRJ-12)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk.events import Event
from desk.people import Person
from desk.projects import people, process
from desk.projects.items import goes_on, write
from desk.projects.plan import Item
from desk.projects.project import Project
from desk.projects.steps import Part
from errors import NotAllowed, Stale
from i18n import _


async def confirm(session: AsyncSession, project: Project, item: Item, by: Person, now: datetime) -> None:
    """The customer confirms the form that we have filled in (PRJ-12)."""
    await _check_confirmer(session, project, item, by)
    item.confirmed_by, item.done_on = by.id, await process.today(session, project, now)
    await write(session, project, item, Event.PROJECT_ITEM_CONFIRMED, by, now)
    await goes_on(session, project, now)


async def dispute(
    session: AsyncSession, project: Project, item: Item, words: str, by: Person, now: datetime
) -> None:
    """Something in the form is not right: it is filled in again (PRJ-12)."""
    await _check_confirmer(session, project, item, by)
    item.answers = {}
    await write(session, project, item, Event.PROJECT_ITEM_DISPUTED, by, now, why=words)


async def _check_confirmer(session: AsyncSession, project: Project, item: Item, by: Person) -> None:
    if Part.CUSTOMER not in await people.parts_of(session, project, by):
        raise NotAllowed(_("Only the customer can do that."))
    if not item.wants_confirmation:
        raise Stale(_("This has been confirmed already. Thank you!"))
