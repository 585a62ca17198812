"""Who gets a ticket: the specialist on duty, within the product and the load (HOT-1, HOT-8)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import customers, roster, tickets
from desk.people import Person, Role, with_role
from desk.tickets import OPEN, Ticket


@dataclass(frozen=True)
class Choice:
    """Somebody who could do it, with what speaks for them; `why` goes into the journal."""

    person: Person
    knows_product: bool
    same_region: bool
    load: int

    @property
    def rank(self) -> tuple[bool, bool, int, int]:
        return (not self.knows_product, not self.same_region, self.load, self.person.id)

    @property
    def why(self) -> str:
        parts = ["product"] * self.knows_product + ["region"] * self.same_region
        return ", ".join([*parts, f"load {self.load}"])


async def load(session: AsyncSession, person: Person) -> int:
    """Open tickets they work on."""
    query = select(func.count()).where(Ticket.assignee_id == person.id, Ticket.state.in_(OPEN))
    return (await session.scalar(query)) or 0


async def ranked(session: AsyncSession, people: list[Person], ticket: Ticket) -> list[Choice]:
    """The best one first: knows the product, is in the region, has the least to do."""
    customer = await session.get(customers.Customer, ticket.customer_id) if ticket.customer_id else None
    region = customer.region if customer else ""
    choices = [
        Choice(
            person,
            knows_product=bool(ticket.product) and ticket.product in person.products,
            same_region=bool(region) and person.region == region,
            load=await load(session, person),
        )
        for person in people
    ]
    return sorted(choices, key=lambda choice: choice.rank)


async def assign(session: AsyncSession, ticket: Ticket, now: datetime) -> Person | None:
    """To the specialist on duty; with nobody on duty, to the specialists; else it waits and the manager is told.

    Very urgent ones outside duty go the same way: somebody is always called (INT-7).
    """
    people = await roster.on_duty(session, now) or await with_role(session, Role.SPECIALIST)
    choices = await ranked(session, people, ticket)
    if not choices:
        await tickets.note(session, ticket, "ticket.unassigned", by=None, now=now)
        return None
    best = choices[0]
    await tickets.assign(session, ticket, best.person, by=None, now=now, why=best.why)
    return best.person
