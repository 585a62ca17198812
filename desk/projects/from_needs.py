"""A new customer's need becomes what it is, with the tap by which a head takes it over (CUS-3, CUS-7).

installation ─▶ applied for as a project (PRJ-1)      training, data, a question ─▶ a ticket, judged and routed as usual (SCO-1)
something missing ─▶ requirement (REQ-1)              to buy, a price ─▶ with sales, with a clock (REQ-3)
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import customers
from desk.customers import Customer
from desk.people import Person
from desk.projects import process
from desk.projects.process import Application
from desk.projects.project import OVER, Project
from desk.requirements import process as requirement_process
from desk.requirements.process import AskedRequirement
from desk.requirements.requirement import Requirement
from desk.sales import first_visit_needs, first_visits
from desk.sales.first_visit_needs import KIND_NAMES, Need, NeedKind
from desk.sales.first_visits import FirstVisit
from desk.scope import requests
from desk.ticket import Ticket
from i18n import _
from kb.base.entry import ProblemType

TICKETS = {
    NeedKind.TRAINING: ProblemType.TRAINING,
    NeedKind.DATA: ProblemType.OTHER,
    NeedKind.OTHER: ProblemType.OTHER,
}
SUBTYPES = {NeedKind.DATA: "takein"}  # data work is a special service with a form of its own (SCO-10)
Record = Project | Requirement | Ticket


async def take_over(session: AsyncSession, need: Need, by: Person, now: datetime) -> Record | None:
    """What it has become; None when nobody there is on file whom a ticket could be for. Raises Stale when it is taken already."""
    await first_visit_needs.take_over(session, need, by, now)
    customer = await session.get_one(Customer, need.customer_id)
    made = await _becomes(session, need, customer, by, now)
    need.becomes = made.ref if made is not None else ""
    return made


async def _becomes(
    session: AsyncSession, need: Need, customer: Customer, by: Person, now: datetime
) -> Record | None:
    visit = await session.get_one(FirstVisit, need.first_visit_id)
    contact = await session.get(Person, visit.contact_id)
    there = contact if contact is not None and contact.active and contact.customer_id == customer.id else None
    there = there or next(iter(await customers.contacts(session, customer)), None)
    words = need.words or _(KIND_NAMES[need.kind])
    if need.kind is NeedKind.IMPLEMENTATION:
        return await _project(session, visit, customer, words, there, by, now)
    if need.kind in TICKETS:
        if there is None:
            return None
        kind, subtype = TICKETS[need.kind], SUBTYPES.get(need.kind, "")
        return await requests.file(
            session, there, words, now, customer.id, kind=kind, subtype=subtype, product=visit.product
        )
    asked = AskedRequirement(
        words, there, customer, product=visit.product, cast_by=by, commercial=need.kind is NeedKind.PURCHASE
    )
    return await requirement_process.hear(session, asked, now)


async def _project(
    session: AsyncSession, visit: FirstVisit, customer: Customer, words: str, contact: Person | None, by: Person, now: datetime,
) -> Project:  # fmt: skip
    """The one that is open, or one that is applied for, of what was sold; who approves it names the template, or sends it back."""
    products = [each.product for each in first_visits.sold_together(visit, customer)]
    theirs = Project.customer_id == customer.id, Project.state.not_in(OVER)
    known = await session.scalar(select(Project).where(*theirs).order_by(Project.id.desc()).limit(1))
    if known is not None:
        return known
    wanted = Application(
        customer, _("Implementation at {customer}").format(customer=customer.name)[:80], words[:400],
        "", products or list(customer.products), contact.id if contact else None,
    )  # fmt: skip
    return await process.apply(session, wanted, by, now)


async def made(session: AsyncSession, need: Need) -> Record | None:
    """What it has become."""
    table, _colon, number = need.becomes.partition(":")
    tables: dict[str, type[Record]] = {"project": Project, "requirement": Requirement, "ticket": Ticket}
    return await session.get(tables[table], int(number)) if table in tables else None
