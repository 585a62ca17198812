"""Who may reach a ticket, and what belongs to it."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.access.customers import may_see_customer
from desk.access.reading import looked_after, reads_region
from desk.complaints import responsible
from desk.complaints.complaint import Complaint
from desk.dispatch.orders import Dispatch
from desk.hotline import consultations
from desk.hotline.consultations import Consultation
from desk.hotline.remote_support import RemoteWork
from desk.hotline.staff_group import Topic
from desk.journal import JournalEntry
from desk.people import Person, Role
from desk.roles import DESK, MANAGERS, URGERS
from desk.scope import process as scope_process
from desk.sla import emergencies
from desk.sla.alerts import Alert
from desk.sla.emergencies import Emergency
from desk.ticket import Ticket
from desk.tickets.incidents import Incident
from desk.tickets.urging import Urging
from errors import NotAllowed, NotFound
from i18n import _


async def access_ticket(session: AsyncSession, person: Person, ticket_id: int) -> Ticket:
    """Raises NotFound alike for what does not exist and what is somebody else's."""
    ticket = await session.get(Ticket, ticket_id)
    if ticket is not None and await _may_see(session, person, ticket):
        return ticket
    raise NotFound(_("I cannot find that ticket among yours."))


async def _may_see(session: AsyncSession, person: Person, ticket: Ticket) -> bool:
    complaint = await session.get(Complaint, ticket.id) if ticket.complaint else None
    if complaint is not None and ticket.contact_id != person.id:
        return await responsible.may_read(session, person, complaint)
    asked = person.is_staff and await consultations.is_asked(session, person, ticket.id)
    return asked or await _takes_part(session, person, ticket) or await _looks_after(session, person, ticket)


async def _looks_after(session: AsyncSession, person: Person, ticket: Ticket) -> bool:
    """Its customer's account manager hears of it, and may read it (CUS-8)."""
    if ticket.complaint or ticket.customer_id is None or not person.has(Role.ACCOUNT_MANAGER):
        return False
    query = select(Ticket.id).where(Ticket.id == ticket.id, looked_after(person))
    return await session.scalar(query) is not None


async def _takes_part(session: AsyncSession, person: Person, ticket: Ticket) -> bool:
    return (
        ticket.contact_id == person.id
        or (person.has(*DESK) and reads_region(person, ticket.region))
        or (person.is_staff and person.id in (ticket.owner_id, ticket.assignee_id))
        or (person.has(Role.ENGINEER) and await _sent_there(session, person, ticket))
        or (person.is_staff and await emergencies.is_member(session, person, ticket.id))
        or await scope_process.may_read(session, person, ticket)
        or (person.has(*DESK) and await _has_acted(session, person, ticket))
    )


async def _has_acted(session: AsyncSession, person: Person, ticket: Ticket) -> bool:
    """Who had it before may read on, wherever it is."""
    theirs = JournalEntry.ticket_id == ticket.id, JournalEntry.by == person.id
    return await session.scalar(select(JournalEntry.id).where(*theirs).limit(1)) is not None


async def _sent_there(session: AsyncSession, person: Person, ticket: Ticket) -> bool:
    query = (
        select(Dispatch.id).where(Dispatch.ticket_id == ticket.id, Dispatch.engineer_id == person.id).limit(1)
    )
    return await session.scalar(query) is not None


async def access_own_ticket(session: AsyncSession, person: Person, ticket_id: int) -> Ticket:
    """For what only the customer's contact may do: confirm, cancel, reopen."""
    ticket = await access_ticket(session, person, ticket_id)
    if ticket.contact_id != person.id:
        raise NotAllowed(_("Only the customer can do that."))
    return ticket


async def access_reply(session: AsyncSession, person: Person, ticket_id: int) -> Ticket:
    """For staff who may speak to the customer; a colleague who was only consulted answers the one who asked."""
    ticket = await access_ticket(session, person, ticket_id)
    if ticket.complaint or await _takes_part(session, person, ticket):
        return ticket
    if await consultations.is_asked(session, person, ticket_id):
        raise NotAllowed(
            _("You were asked by a colleague: press ✍️ Answer there. The customer is not written to.")
        )
    raise NotAllowed(_("This is for the staff member who works on the ticket."))


async def access_consultation(session: AsyncSession, person: Person, inquiry_id: int) -> Consultation:
    """For the two who talk, the ticket's owner, and managers."""
    consultation = await session.get(Consultation, inquiry_id)
    if consultation is not None and person.is_staff:
        ticket = await session.get_one(Ticket, consultation.ticket_id)
        theirs = person.id in (consultation.asked_by, consultation.asked_to, ticket.owner_id)
        if (theirs or person.has(*MANAGERS)) and await _may_see(session, person, ticket):
            return consultation
    raise NotFound(_("This question is between others."))


async def access_remote(session: AsyncSession, person: Person, work_id: int) -> RemoteWork:
    """For the customer who is asked, and the staff who work on the ticket."""
    work = await session.get(RemoteWork, work_id)
    if work is None:
        raise NotFound(_("I cannot find that ticket among yours."))
    ticket = await access_ticket(session, person, work.ticket_id)
    if ticket.contact_id != person.id:
        await access_work(session, person, ticket.id)
    return work


async def access_work(session: AsyncSession, person: Person, ticket_id: int) -> Ticket:
    """For staff who may work on it: specialists, managers, those it was given to or called for in an emergency; a complaint has its own way."""
    ticket = await access_ticket(session, person, ticket_id)
    if ticket.complaint:
        raise NotAllowed(
            _("{number} is a complaint, and is settled on its own card.").format(number=ticket.number)
        )
    if person.has(Role.SPECIALIST, *MANAGERS) or (
        person.is_staff and person.id in (ticket.owner_id, ticket.assignee_id)
    ):
        return ticket
    if person.is_staff and await emergencies.is_member(session, person, ticket.id):
        return ticket
    raise NotAllowed(_("This is for the staff member who works on the ticket."))


async def access_customer_talk(session: AsyncSession, person: Person, ticket_id: int) -> Ticket:
    """For staff who may write to its customer: those who work on it, and those who decide on its scope (SCO-2)."""
    ticket = await access_ticket(session, person, ticket_id)
    if not ticket.complaint and await scope_process.settles(session, person, ticket):
        return ticket
    return await access_work(session, person, ticket_id)


async def access_topic(session: AsyncSession, person: Person, topic: Topic) -> Ticket:
    """For every member of staff in the staff group, where all of them see it; complaints are not for there."""
    ticket = await session.get_one(Ticket, topic.ticket_id)
    if person.is_staff and not ticket.complaint:
        return ticket
    raise NotAllowed(_("This is not for this group. Please write to me in private."))


async def access_incident(session: AsyncSession, person: Person, incident_id: int) -> Incident:
    """For managers and the assignee of its first report."""
    incident = await session.get(Incident, incident_id)
    if incident is not None:
        await access_work(session, person, incident.master_id)
        return incident
    raise NotFound(_("I cannot find that incident."))


async def access_emergency(session: AsyncSession, person: Person, emergency_id: int) -> Emergency:
    """For the response group."""
    emergency = await session.get(Emergency, emergency_id)
    if emergency is not None and person.is_staff and person.id in emergency.members:
        return emergency
    raise NotFound(_("You have not been called to this."))


async def access_alert(session: AsyncSession, person: Person, alert_id: int) -> Alert:
    """For the recipients of the alert and managers; about a complaint for people who may read it (COM-1)."""
    alert = await session.get(Alert, alert_id)
    told = alert is not None and person.is_staff and person.id in alert.recipients
    if alert is not None and (told or person.has(*MANAGERS, Role.QUALITY_SUPERVISOR)):
        complaint = await session.get(Complaint, alert.ticket_id)
        if complaint is None or await responsible.may_read(session, person, complaint):
            return alert
    raise NotFound(_("This alert is not yours to handle."))


async def access_urge(session: AsyncSession, person: Person, ticket_id: int) -> Ticket:
    """For account managers and heads who may see its customer; complaints have their own way (TIC-6)."""
    ticket = await session.get(Ticket, ticket_id)
    if ticket is not None and not ticket.complaint and person.has(*URGERS):
        whose = ticket.customer_id
        if person.has(*MANAGERS) or (whose is not None and await may_see_customer(session, person, whose)):
            return ticket
    raise NotFound(_("I cannot find that ticket among yours."))


async def access_urging_work(session: AsyncSession, person: Person, number: int) -> Urging:
    """For the person who may work on the ticket."""
    urging = await session.get(Urging, number)
    if urging is None:
        raise NotFound(_("I cannot find that."))
    await access_work(session, person, urging.ticket_id)
    return urging
