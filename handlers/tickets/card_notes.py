"""What colleagues and the customer have said about the work on a ticket: a few lines on its card (HOT-5, HOT-9, HOT-11)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk.dispatch import orders
from desk.hotline import consultations, remote_support
from desk.hotline.consultations import Consultation, ConsultationState
from desk.hotline.remote_support import STATE_NAMES
from desk.people import Person
from desk.ticket import Ticket
from desk.tickets import urging
from handlers.tickets.urging import said
from i18n import _, moment, ngettext
from i18n.joining import cut, labelled

CONTACTS = 2  # after so many that did not solve it, a visit is suggested (HOT-5)
SHOWN = 3  # questions to colleagues; the others are in the history
SHORT = 300  # characters of what was changed


async def suggests_visit(session: AsyncSession, ticket: Ticket) -> bool:
    return (
        ticket.is_open and ticket.failed_contacts >= CONTACTS and not await orders.underway(session, ticket)
    )


async def lines(session: AsyncSession, ticket: Ticket, now: datetime) -> list[str]:
    """The latest questions with their answers, the customer's word on remote work, and what comes next."""
    found = [
        await _line(session, each, now)
        for each in (await consultations.of_ticket(session, ticket.id))[-SHOWN:]
    ]
    for each in await urging.of_ticket(session, ticket.id):
        found += await said(session, each, now)
    if work := await remote_support.latest(session, ticket.id):
        at = work.ended_at or work.began_at or work.answered_at or work.asked_at
        found.append(
            _("🖥 remote work: {state} ({time})").format(
                state=_(STATE_NAMES[work.state]), time=moment(at, now)
            )
        )
        if work.changed:
            found.append(_("Changed on the system: {what}").format(what=cut(work.changed, SHORT)))
    if await suggests_visit(session, ticket):
        found.append(
            ngettext(
                "💡 {n} contact has not solved it: a visit is the next step.",
                "💡 {n} contacts have not solved it: a visit is the next step.",
                ticket.failed_contacts,
            ).format(n=ticket.failed_contacts)
        )
    return ["", *(line for line in found if line)] if any(found) else []


async def _line(session: AsyncSession, consultation: Consultation, now: datetime) -> str:
    name = (await session.get_one(Person, consultation.asked_to)).name
    if consultation.state is ConsultationState.ANSWERED:
        return "💡 " + labelled(name, consultation.lines[-1][1])
    if consultation.state is ConsultationState.WITHDRAWN:
        return ""
    by, key = consultation.next_at, consultation.tracker_key
    until = _("until {time}").format(time=moment(by, now)) if by else ""
    told = labelled(f"🔑 {key}", consultation.tracker_status) if consultation.tracker_status else f"🔑 {key}"
    return " ".join(x for x in (_("❓ {name} is asked").format(name=name), until, told if key else "") if x)
