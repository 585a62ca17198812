"""Customers at risk of being lost, each with why: derived from contracts, scores, complaints, promises and contact (STA-5).

Nothing of it is stored: it is gone as soon as its cause is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, join, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import contracts, policies
from desk.calendars import regions
from desk.complaints.complaint import Complaint, ComplaintState
from desk.contracts import ContractState, Spans
from desk.customers import Contract, Customer
from desk.dispatch.orders import Dispatch
from desk.figures.counting import SCORE
from desk.hotline.messages import TicketMessage
from desk.people import Person
from desk.sales import account_team, losses, renewals
from desk.sales.losses import SERVICE
from desk.sla.clocks import Clock
from desk.surveys.visit_backs import VisitBack
from desk.ticket import Ticket
from i18n import _, company_day, day, ngettext
from i18n.joining import labelled


class RiskSign(StrEnum):
    """In the order of their weight."""

    DECLINED = "declined"
    LAPSED = "lapsed"
    ENDS_SOON = "ends_soon"
    COMPLAINTS = "complaints"
    LOW_SCORES = "low_scores"
    BREACHES = "breaches"
    NO_CONTACT = "no_contact"


@dataclass(frozen=True)
class CustomerAtRisk:
    """`signs`: each with its words, in the language that is spoken now."""

    customer: Customer
    signs: Mapping[RiskSign, str]

    @property
    def why(self) -> list[str]:
        return list(self.signs.values())


@dataclass(frozen=True)
class _Facts:
    """By the customer's number."""

    low_scores: Mapping[int, int]
    complaints: Mapping[int, int]
    breaches: Mapping[int, int]
    contact: Mapping[int, datetime]


async def at_risk(
    session: AsyncSession,
    now: datetime,
    region: str = "",
    only: Customer | None = None,
    theirs: Person | None = None,
) -> list[CustomerAtRisk]:
    """The gravest first: by the number of signs, key customers before others, then by the weight of the signs.

    `theirs`: only those whose account manager or sales manager this person is.
    """
    since = now - await policies.value(session, policies.CHURN_LOOKS_BACK)
    found = await _customers(session, company_day(since), region, only, theirs)
    if not found:
        return []
    facts = await _facts(session, since, only)
    spans = await renewals.spans(session)
    risks = []
    for customer in found:
        hours = await regions.hours_of(session, customer.region)
        today = hours.working.local_date(now)
        signs = _of_contracts(customer, today, spans) | await _of_service(session, customer, facts, now)
        if signs:
            risks.append(CustomerAtRisk(customer, {sign: signs[sign] for sign in RiskSign if sign in signs}))
    risks.sort(key=_gravest)
    return risks


def _gravest(risk: CustomerAtRisk) -> tuple[int, bool, list[int], str]:
    signs = [list(RiskSign).index(sign) for sign in risk.signs]
    return -len(signs), risk.customer.category != "key", signs, risk.customer.name


async def of(session: AsyncSession, customer: Customer, now: datetime) -> CustomerAtRisk | None:
    return next(iter(await at_risk(session, now, only=customer)), None)


async def _customers(
    session: AsyncSession, since: date, region: str, only: Customer | None, theirs: Person | None
) -> Sequence[Customer]:
    """Whose service runs, is to come, or ended lately, and who are not lost."""
    served = select(Contract.customer_id).where(Contract.kind.in_(SERVICE), Contract.ends_on >= since)
    query = select(Customer).where(Customer.lost_on.is_(None), Customer.id.in_(served))
    if region:
        query = query.where(Customer.region == region)
    if only is not None:
        query = query.where(Customer.id == only.id)
    if theirs is not None:
        query = query.where(account_team.answered_for(theirs))
    return list(await session.scalars(query.order_by(Customer.id)))


def _of_contracts(customer: Customer, today: date, spans: Spans) -> dict[RiskSign, str]:
    """Of the last service period of theirs, if nothing follows it."""
    served = [c for c in customer.contracts if c.kind in SERVICE]
    last = max(served, key=lambda c: c.last_day, default=None)
    if last is None:
        return {}
    state = contracts.state(last, customer.contracts, today, spans)
    told = labelled(last.number, contracts.why(last, customer.contracts, today, spans))
    if state in (ContractState.LAPSED, ContractState.UNDECIDED, ContractState.TERMINATED):
        return {RiskSign.LAPSED: told}
    if last.declined_on is not None:
        return {RiskSign.DECLINED: told}
    return {RiskSign.ENDS_SOON: told} if state is ContractState.ENDS_SOON else {}


async def _of_service(
    session: AsyncSession, customer: Customer, facts: _Facts, now: datetime
) -> dict[RiskSign, str]:
    signs: dict[RiskSign, str] = {}
    if n := facts.complaints.get(customer.id, 0):
        signs[RiskSign.COMPLAINTS] = ngettext("{n} open complaint", "{n} open complaints", n).format(n=n)
    low = facts.low_scores.get(customer.id, 0)
    if low and low >= await policies.value(session, policies.CHURN_LOW_SCORES):
        signs[RiskSign.LOW_SCORES] = ngettext("{n} low score", "{n} low scores", low).format(n=low)
    late = facts.breaches.get(customer.id, 0)
    if late and late >= await policies.value(session, policies.CHURN_BREACHES):
        signs[RiskSign.BREACHES] = ngettext("{n} broken promise", "{n} broken promises", late).format(n=late)
    silence = await policies.value(session, policies.CHURN_SILENCE)
    if losses.served_until(customer, company_day(now)) is None:
        return signs
    begun = min(c.starts_on for c in customer.contracts if c.kind in SERVICE)
    last = facts.contact.get(customer.id)
    heard = company_day(last) if last else None
    known = max(
        begun, company_day(customer.created_at)
    )  # what was before they were on file nobody knows here
    if (heard or known) < company_day(now - silence):
        signs[RiskSign.NO_CONTACT] = (
            _("no contact since {date}").format(date=day(heard, company_day(now)))
            if heard
            else _("no contact yet, in service since {date}").format(date=day(begun, company_day(now)))
        )
    return signs


async def _facts(session: AsyncSession, since: datetime, only: Customer | None) -> _Facts:
    low = VisitBack.answered_at > since, await policies.value(session, policies.SURVEY_BAD) >= SCORE
    broken = join(Clock, Ticket, Ticket.id == Clock.ticket_id)
    unsettled = Complaint.state != ComplaintState.CLOSED
    return _Facts(
        await _by_customer(session, VisitBack.customer_id, func.count(), only, VisitBack, *low),
        await _by_customer(session, Complaint.customer_id, func.count(), only, Complaint, unsettled),
        await _by_customer(
            session, Ticket.customer_id, func.count(), only, broken, Clock.breached_at > since
        ),
        await _contact(session, only),
    )


async def _contact(session: AsyncSession, only: Customer | None) -> dict[int, datetime]:
    """When each was last heard of: in chat, by a request on any way, by an answered survey, by a visit."""
    said = join(TicketMessage, Person, Person.id == TicketMessage.person_id)
    visited = join(Dispatch, Ticket, Ticket.id == Dispatch.ticket_id)
    found: dict[int, datetime] = {}
    for column, moment, source in (
        (Person.customer_id, TicketMessage.at, said),
        (Ticket.customer_id, Ticket.filed_at, Ticket),
        (VisitBack.customer_id, VisitBack.answered_at, VisitBack),
        (Ticket.customer_id, Dispatch.arrived_at, visited),
    ):
        for number, at in (await _by_customer(session, column, func.max(moment), only, source)).items():
            if at is not None:
                found[number] = max(at, found.get(number, at))
    return found


async def _by_customer(
    session: AsyncSession, column: Any, value: Any, only: Customer | None, source: Any, *those: Any
) -> dict[int, Any]:
    mine = column == only.id if only is not None else column.is_not(None)
    query = select(column, value).select_from(source).where(mine, *those).group_by(column)
    return {row[0]: row[1] for row in await session.execute(query)}
