"""The complaint process: received, confirmed, answered by the department, verified, closed (COM-1 to COM-5).

Each step is taken here only, by the people named in `desk/complaints/responsible.py`.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk import customers, policies
from desk import ticket as desk_ticket
from desk.calendars import regions
from desk.complaints import responsible, transitions
from desk.complaints.complaint import Cause, Complaint, ComplaintSource, ComplaintState, Department, Measure
from desk.customers import Customer
from desk.events import Event
from desk.hotline import routing
from desk.people import Person, Role, with_role
from desk.sla import alerts, clocks, escalation
from desk.sla.clocks import ClockKind
from desk.ticket import Ticket
from desk.tickets import lifecycle, ownership, resolution
from errors import BadInput, Stale
from i18n import _
from kb.base.entry import ProblemType

GRAVE = 2  # fault level up to which a complaint needs an answer at once


@dataclass(frozen=True)
class DepartmentAnswer:
    """What the department has found, and what it answers (COM-3)."""

    cause: Cause
    cause_words: str
    person_id: int | None
    measure: Measure
    answer: str


async def open(  # noqa: A001 - complaints.open
    session: AsyncSession,
    contact: Person,
    words: str,
    now: datetime,
    *,
    source: ComplaintSource = ComplaintSource.CUSTOMER,
    by: Person | None = None,
    about: Ticket | None = None,
    reference: str = "",
    named: int | None = None,
    company: Customer | None = None,
) -> Complaint:
    """A complaint of `contact`, received `by` a colleague or by the desk; the complaint manager is alerted (COM-1, INT-8).

    One about the quality supervisor (`named`, or called by name) goes past them.
    """
    customer = (None if about else company) or await customers.of(session, about or contact)
    ticket = await _its_ticket(session, contact, customer, words, about, now)
    complaint = Complaint(
        id=ticket.id, state=ComplaintState.RECEIVED, source=source, reference=reference, description=words, received_at=now,
        about_ticket_id=about.id if about else None, contact_id=contact.id, customer_id=ticket.customer_id,
        region=customer.region if customer else "", product=ticket.product, received_by=by.id if by else None,
        named_id=named or await responsible.named_in(session, words),
    )  # fmt: skip
    session.add(complaint)
    await session.flush()
    await _entrust(session, complaint, ticket)
    await lifecycle.move(
        session, ticket, desk_ticket.TicketState.ASSIGNED, Event.TICKET_ENTRUSTED, by=None, now=now
    )
    await transitions.write(session, complaint, Event.COMPLAINT_OPENED, now, by.id if by else contact.id)
    await escalation.raise_alert(session, ticket.id, None, transitions.ALERT, ticket.level, now, now)
    if (customer is not None and customer.category == "key") or (about is not None and about.level <= GRAVE):
        await answer_at_once(session, complaint, by.id if by else contact.id, now)
    return complaint


async def _its_ticket(
    session: AsyncSession,
    contact: Person,
    customer: Customer | None,
    words: str,
    about: Ticket | None,
    now: datetime,
) -> Ticket:
    """The ticket that carries the complaint's number and clocks."""
    ticket = Ticket(
        contact_id=contact.id, customer_id=customer.id if customer else None, description=words,
        kind=ProblemType.OTHER, product=about.product if about else "", complaint=True,
    )  # fmt: skip
    await lifecycle.file(session, ticket, now)
    return ticket


async def answer_at_once(session: AsyncSession, complaint: Complaint, by: int, now: datetime) -> None:
    """A key customer's, one about a grave fault, or what the one responsible says so of: the branch's head hears, too (COM-8)."""
    if complaint.at_once_at is not None:
        raise Stale(_("The head of the branch has been told already."))
    complaint.at_once_at = now
    await transitions.write(session, complaint, Event.COMPLAINT_AT_ONCE, now, by)


async def _entrust(session: AsyncSession, complaint: Complaint, ticket: Ticket) -> None:
    keepers = await responsible.responsible_staff(session, complaint)
    ticket.assignee_id = keepers[0].id if keepers else None


async def pass_on(session: AsyncSession, complaint: Complaint, by: Person, now: datetime) -> None:
    """It is about the one who was to confirm it: they read no more of it, and the next one is alerted."""
    if complaint.state is not ComplaintState.RECEIVED:
        raise transitions.moved_on(complaint)
    complaint.named_id = by.id
    ticket = await transitions.ticket_of(session, complaint)
    await _entrust(session, complaint, ticket)
    await transitions.write(session, complaint, Event.COMPLAINT_PASSED_ON, now, by.id)
    await alerts.end_about(session, complaint.id, transitions.ALERT, now)
    await escalation.raise_alert(session, ticket.id, None, transitions.ALERT, ticket.level, now, now)


async def relate(
    session: AsyncSession, complaint: Complaint, about: Ticket | None, by: Person, now: datetime
) -> None:
    """Which of the customer's tickets it is about; None: of none."""
    complaint.about_ticket_id = about.id if about else None
    complaint.product = about.product if about else complaint.product
    await transitions.write(session, complaint, Event.COMPLAINT_RELATED, now, by.id)


async def hand_to(
    session: AsyncSession, complaint: Complaint, department: Department, why: str, by: Person, now: datetime
) -> None:
    """Another department is responsible; its time goes on."""
    complaint.department = department
    await transitions.move(
        session, complaint, ComplaintState.HANDLING, Event.COMPLAINT_MOVED, now, by.id, why=why
    )


async def answer(
    session: AsyncSession, complaint: Complaint, finding: DepartmentAnswer, by: Person, now: datetime
) -> None:
    """Cause, person and measure stand in the file, the answer goes to the customer, who is asked whether it settles it (COM-3, COM-4)."""
    complaint.cause, complaint.cause_words = finding.cause, finding.cause_words
    complaint.person_id, complaint.measure = finding.person_id, finding.measure
    complaint.answer, complaint.answered_at, complaint.answered_by = finding.answer, now, by.id
    await transitions.move(session, complaint, ComplaintState.ANSWERED, Event.COMPLAINT_ANSWERED, now, by.id)
    await clocks.meet(session, complaint.id, ClockKind.COMPLAINT_RESPONSE, now)
    await clocks.start(
        session, await transitions.ticket_of(session, complaint), ClockKind.COMPLAINT_VERIFICATION, now
    )
    hours = await regions.hours_of(session, complaint.region)
    complaint.due_at = hours.support.add(now, await policies.value(session, policies.COMPLAINT_ASK_AGAIN))
    if finding.measure is Measure.RENEWED_SERVICE:
        await _serve_again(session, complaint, by, now)


async def _serve_again(session: AsyncSession, complaint: Complaint, by: Person, now: datetime) -> None:
    """Its ticket is reopened, and not assigned to the person it is about (COM-3, DIS-8)."""
    ticket = await session.get(Ticket, complaint.about_ticket_id) if complaint.about_ticket_id else None
    if ticket is None:
        return
    if desk_ticket.TicketState.REOPENED in desk_ticket.MOVES[ticket.state]:
        await resolution.reopen(session, ticket, by=by.id, why="", now=now)
    if ticket.is_open and ticket.assignee_id in complaint.concerned:
        people = [p for p in await with_role(session, Role.SPECIALIST) if p.id not in complaint.concerned]
        if best := await routing.ranked(session, people, ticket, now):
            await ownership.assign(session, ticket, best[0].person, by=by.id, now=now, why="")


async def verify(
    session: AsyncSession,
    complaint: Complaint,
    resolved: bool | None,
    words: str,
    by: Person,
    now: datetime,
) -> None:
    """The customer's verdict, in their own press or as they told it `by`; not resolved goes to headquarters (COM-4)."""
    if complaint.state is not ComplaintState.ANSWERED:
        raise transitions.moved_on(complaint)
    complaint.verified_at, complaint.verified_by = now, by.id
    complaint.resolved, complaint.verdict, complaint.due_at = resolved, words, None
    await clocks.meet(session, complaint.id, ClockKind.COMPLAINT_VERIFICATION, now)
    if resolved is False:
        complaint.headquarters_at, complaint.due_at = (
            now,
            await transitions.next_morning(session, complaint, now),
        )
        await transitions.move(
            session, complaint, ComplaintState.HEADQUARTERS, Event.COMPLAINT_TO_HEADQUARTERS, now, by.id
        )
    else:
        await transitions.finish(session, complaint, Event.COMPLAINT_VERIFIED, now, by.id)


async def next_date(
    session: AsyncSession, complaint: Complaint, at: datetime, words: str, by: Person, now: datetime
) -> None:
    """How it stands at headquarters, and when it is looked at next."""
    if complaint.state is not ComplaintState.HEADQUARTERS:
        raise transitions.moved_on(complaint)
    if at <= now:
        raise BadInput(_("That day is over. Which day from tomorrow on?"))
    complaint.due_at = at
    await transitions.write(
        session, complaint, Event.COMPLAINT_NEXT_DATE, now, by.id, why=words, at=at.isoformat()
    )


async def conclude(
    session: AsyncSession, complaint: Complaint, settled: bool, words: str, by: Person, now: datetime
) -> None:
    """Headquarters has brought it to an end; the customer hears the result."""
    if complaint.state is not ComplaintState.HEADQUARTERS:
        raise transitions.moved_on(complaint)
    complaint.settled = settled
    await transitions.finish(session, complaint, Event.COMPLAINT_CONCLUDED, now, by.id, why=words)


async def reported(
    session: AsyncSession, complaint: Complaint, words: str, by: Person, now: datetime
) -> None:
    """Headquarters has heard what came of the complaint it forwarded (COM-5)."""
    if complaint.state is not ComplaintState.REPORTING:
        raise transitions.moved_on(complaint)
    complaint.reported_at = now
    await clocks.meet(session, complaint.id, ClockKind.HEADQUARTERS, now)
    await transitions.close(session, complaint, Event.COMPLAINT_REPORTED, now, by.id, why=words)


async def withdraw(session: AsyncSession, complaint: Complaint, by: Person, now: datetime) -> None:
    """The customer takes it back."""
    if complaint.state in (ComplaintState.REPORTING, ComplaintState.CLOSED):
        raise transitions.moved_on(complaint)
    complaint.withdrawn_at = now
    await transitions.finish(session, complaint, Event.COMPLAINT_WITHDRAWN, now, by.id)


async def fall_due(session: AsyncSession, complaint: Complaint, now: datetime) -> None:
    """The customer is asked a second time; what is at headquarters is looked at each working day until a date is set."""
    complaint.due_at = None
    if complaint.state is ComplaintState.ANSWERED:
        await transitions.write(session, complaint, Event.COMPLAINT_ASKED_AGAIN, now, None)
    elif complaint.state is ComplaintState.HEADQUARTERS:
        complaint.due_at = await transitions.next_morning(session, complaint, now)
        await transitions.write(session, complaint, Event.COMPLAINT_DATE_DUE, now, None)
