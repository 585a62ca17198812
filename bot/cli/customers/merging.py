"""A contact, or a customer, who is on file twice becomes one record: shown first, done with --yes (CUS-4, CUS-12)."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.kit import names
from bot.cli.kit.common import changing, reading
from bot.cli.kit.show import say
from bot.cli.staff.leave import contact_of
from desk import joining_customers, merging_contacts
from desk.people import Person
from errors import BadInput
from handlers.customers import joining_customers as shown
from handlers.customers.accounts import preview
from i18n import _


async def merge_contacts(customer: str, name: str, into: str, yes: bool) -> None:
    async with reading() as (session, _now):
        came, person = await _both(session, customer, name, into)
        seen = await preview(session, came, person)
    say(seen)
    if not yes:
        return say(_("Nothing has been changed. With --yes it is done."))
    async with changing() as (session, now):
        came, person = await _both(session, customer, name, into)
        await merging_contacts.merge(session, came, person, now)
    return say(_("{name} is one record now.").format(name=person.name))


async def _both(session: AsyncSession, customer: str, name: str, into: str) -> tuple[Person, Person]:
    """Raises BadInput for what cannot be one."""
    came, person = await contact_of(session, customer, name), await contact_of(session, customer, into)
    if came not in await merging_contacts.others(session, person):
        raise BadInput(
            _(
                "{came} cannot go into {name}: two different contacts are needed, and none who works here."
            ).format(came=came.name, name=person.name)
        )
    return came, person


async def join_customers(customer: str, into: str, yes: bool) -> None:
    async with reading() as (session, _now):
        came, stays = await names.customer(session, customer), await names.customer(session, into)
        joining_customers.check(came, stays)
        seen = await shown.preview(session, came, stays)
    say(seen)
    if not yes:
        return say(_("Nothing has been changed. With --yes it is done."))
    async with changing() as (session, now):
        came, stays = await names.customer(session, customer), await names.customer(session, into)
        await joining_customers.join(session, came, stays, None, now)
    return say(_("{name} is one customer now.").format(name=stays.name))
