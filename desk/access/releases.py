"""Who may reach a release, and what a customer has chosen of it."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk.access.customers import may_see_customer
from desk.people import Person
from desk.releases import choosing
from desk.releases.release import Release, ReleaseChoice
from desk.roles import RELEASERS
from errors import NotFound
from i18n import _


async def access_release(session: AsyncSession, person: Person, number: int) -> Release:
    """For all staff once it is announced; a draft for those who release (REL-1)."""
    release = await session.get(Release, number)
    if release is not None and person.is_staff and (person.has(*RELEASERS) or release.announced_at):
        return release
    raise NotFound(_("I cannot find that release."))


async def access_release_keeping(session: AsyncSession, person: Person, number: int) -> Release:
    """For those who make, announce and withdraw releases (REL-1)."""
    release = await session.get(Release, number)
    if release is not None and person.has(*RELEASERS):
        return release
    raise NotFound(_("I cannot find that release."))


async def access_choice(session: AsyncSession, person: Person, number: int, now: datetime) -> ReleaseChoice:
    """For contacts of the customer once they are told, and for colleagues who may answer for them (REL-2)."""
    choice = await session.get(ReleaseChoice, number)
    if choice is not None and await choosing.parts_of(session, choice, person, now):
        if not person.is_staff and choice.told_at is not None:
            return choice
        if person.is_staff and await _near(session, choice, person, now):
            return choice
    raise NotFound(_("I cannot find that release."))


async def _near(session: AsyncSession, choice: ReleaseChoice, person: Person, now: datetime) -> bool:
    """Who releases reads all; others the customers they look after, or may read."""
    if person.has(*RELEASERS) or person in await choosing.responsible_staff(session, choice, now):
        return True
    return await may_see_customer(session, person, choice.customer_id)
