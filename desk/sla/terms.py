"""What was promised to this customer: their contract's own terms, else the policy's (SLA-1, CUS-2)."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from desk import policies
from desk.calendars import regions
from desk.calendars.time_limits import Term, limit, sensible
from desk.customers import Customer
from desk.ticket import Ticket
from errors import BadInput
from i18n import N_, _, company_day
from i18n.joining import listed


class ClockKind(StrEnum):
    """What a clock watches (SLA-1)."""

    FIRST_RESPONSE = "first_response"
    CALL_BACK = "call_back"
    ACCEPTANCE = "acceptance"
    ARRIVAL = "arrival"
    RESTORED = "restored"
    NEXT_NEWS = "next_news"
    RESOLUTION = "resolution"
    COMPLAINT_RESPONSE = "complaint_response"
    COMPLAINT_VERIFICATION = "complaint_check"
    HEADQUARTERS = "headquarters"


KIND_NAMES = {
    ClockKind.FIRST_RESPONSE: N_("first response"),
    ClockKind.CALL_BACK: N_("call-back"),
    ClockKind.ACCEPTANCE: N_("acceptance of the dispatch"),
    ClockKind.ARRIVAL: N_("arrival on site"),
    ClockKind.NEXT_NEWS: N_("next news to the customer"),
    ClockKind.RESTORED: N_("service restored"),
    ClockKind.RESOLUTION: N_("solution in chat"),
    ClockKind.COMPLAINT_RESPONSE: N_("answer to the complaint"),
    ClockKind.COMPLAINT_VERIFICATION: N_("asking whether the complaint is settled"),
    ClockKind.HEADQUARTERS: N_("feedback to headquarters"),
}
POLICIES = {
    ClockKind.FIRST_RESPONSE: policies.FIRST_RESPONSE,
    ClockKind.CALL_BACK: policies.CALL_BACK,
    ClockKind.ACCEPTANCE: policies.ACCEPTANCE,
    ClockKind.ARRIVAL: policies.ARRIVAL,
    ClockKind.NEXT_NEWS: policies.NEXT_NEWS,
    ClockKind.RESTORED: policies.RESTORED,
    ClockKind.RESOLUTION: policies.RESOLUTION,
    ClockKind.COMPLAINT_RESPONSE: policies.COMPLAINT_RESPONSE,
    ClockKind.COMPLAINT_VERIFICATION: policies.COMPLAINT_VERIFICATION,
    ClockKind.HEADQUARTERS: policies.HEADQUARTERS,
}


ENGINEER = "engineer"


def responsible_role(kind: str) -> str:
    """Whose promise it is: what several of one person on one ticket are late with is one alert (SLA-3)."""
    if kind in (ClockKind.ACCEPTANCE, ClockKind.ARRIVAL):
        return ENGINEER
    of_complaint = (ClockKind.COMPLAINT_RESPONSE, ClockKind.COMPLAINT_VERIFICATION, ClockKind.HEADQUARTERS)
    return kind if kind in of_complaint else "desk"


async def term_for(session: AsyncSession, ticket: Ticket, kind: ClockKind, now: datetime) -> Term:
    """The term of a clock for the ticket's fault level and its customer, as it stands now."""
    customer = await session.get(Customer, ticket.customer_id) if ticket.customer_id else None
    today = company_day(now)
    contract = customer.contract_on(today) if customer else None
    own = contract.promises.get(kind) if contract else None
    promised = limit(own) if own else await policies.value(session, POLICIES[kind])
    return promised.at(ticket.level, await policies.value(session, policies.DAY_AND_NIGHT))


async def region_of(session: AsyncSession, ticket: Ticket) -> str:
    """The region whose service hours its clocks use: the customer's present region; "" for prospects."""
    customer = await session.get(Customer, ticket.customer_id) if ticket.customer_id else None
    return customer.region if customer else ""


def promise(text: str) -> tuple[str, str]:
    """`arrival=2h calendar`, as a contract has it. Raises BadInput."""
    name, _equals, length = (part.strip() for part in text.partition("="))
    if name not in list(ClockKind):
        raise BadInput(
            _("There is no time limit {name}. There are: {names}.").format(name=name, names=listed(ClockKind))
        )
    limit(length)
    sensible(length)
    return name, length


async def reaction_by(session: AsyncSession, ticket: Ticket, now: datetime) -> datetime:
    """By when the assignee is to have reacted, in the customer's support hours unless it is grave (HOT-2)."""
    within = await policies.value(session, policies.REACTION)
    if ticket.level <= await policies.value(session, policies.DAY_AND_NIGHT):
        return now + within
    return (await regions.hours_of(session, await region_of(session, ticket))).support.add(now, within)
