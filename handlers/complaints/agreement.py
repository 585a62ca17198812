"""What was promised to the one who complains, and what was kept of it: in view while a complaint is confirmed (COM-2)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.complaints.complaint import Complaint
from desk.customers import Customer
from desk.sla import terms
from desk.sla.clocks import KIND_NAMES, Clock, ClockKind
from desk.ticket import Ticket
from handlers.chat.durations import length_of
from i18n import _, company_day, day, moment
from i18n.joining import labelled

PROMISED = (ClockKind.FIRST_RESPONSE, ClockKind.CALL_BACK, ClockKind.ARRIVAL, ClockKind.RESOLUTION)


async def agreement(session: AsyncSession, complaint: Complaint, now: datetime) -> list[str]:
    """Contract, scope, promised times; then the clocks of the ticket it is about."""
    about = complaint.about_ticket_id or complaint.id
    ticket = await session.get_one(Ticket, about)
    promised = [
        "• " + labelled(_(KIND_NAMES[kind]), length_of(await terms.term_for(session, ticket, kind, now)))
        for kind in PROMISED
    ]
    lines = ["", _("What was promised:"), *await _contract(session, complaint), *promised]
    clocks = await session.scalars(select(Clock).where(Clock.ticket_id == about).order_by(Clock.id))
    kept = ["• " + labelled(_(KIND_NAMES[c.kind]), _kept(c, now)) for c in clocks if about != complaint.id]
    return [
        *lines,
        *(["", _("What was kept on {number}:").format(number=ticket.number), *kept] if kept else []),
    ]


async def _contract(session: AsyncSession, complaint: Complaint) -> list[str]:
    """The service period in which the complaint came."""
    customer = await session.get(Customer, complaint.customer_id) if complaint.customer_id else None
    if customer is None:
        return ["• " + _("no contract: not a customer yet")]
    contract = customer.contract_on(company_day(complaint.received_at))
    if contract is None:
        return ["• " + _("no service period on that day")]
    period = _("service period {start} – {end}").format(
        start=day(contract.starts_on), end=day(contract.ends_on)
    )
    return [
        f"• {period}",
        *([_("• in scope: {scope}").format(scope=contract.scope)] if contract.scope else []),
    ]


def _kept(clock: Clock, now: datetime) -> str:
    if clock.breached_at is not None:
        return _("broken at {time}").format(time=moment(clock.breached_at, now))
    if clock.ended_at is not None:
        return _("kept") if clock.met else _("not needed any more")
    return _("due {time}").format(time=moment(clock.limit_at, now))
