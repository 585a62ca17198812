"""Who may reach which row, one condition a line. A row reaches a person only through here.

What regions mean for reading is a policy (`access.regions`). By default staff with a region read the tickets and customers of that
region, those of no region, and whatever they take part in; heads and staff without a region read all, and so does whoever is on
duty, by day and at night, for the shift answers for every region.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import policies
from desk.complaints import responsible
from desk.complaints.assessments import Assessment
from desk.complaints.complaint import Complaint
from desk.complaints.tasks import Task
from desk.customers import Contract, Customer
from desk.dispatch.appointments import Appointment
from desk.dispatch.customer_data import CustomerData
from desk.dispatch.orders import Dispatch
from desk.hotline import consultations
from desk.hotline.consultations import Consultation
from desk.hotline.remote_support import RemoteWork
from desk.hotline.staff_group import Topic
from desk.journal import JournalEntry
from desk.people import Account, Person, Role
from desk.roster import shifts
from desk.roster.swaps import Swap
from desk.sales.renewals import Renewal
from desk.scope import people as scope_people
from desk.scope import process as scope_process
from desk.scope import quotes
from desk.scope.case import ScopeCase
from desk.scope.fees import Fee
from desk.scope.quotes import Quote
from desk.sla import emergencies
from desk.sla.alerts import Alert
from desk.sla.emergencies import Emergency
from desk.surveys.feedback import READERS as FEEDBACK_READERS
from desk.surveys.feedback import Feedback
from desk.surveys.visit_backs import VisitBack
from desk.ticket import Ticket
from desk.tickets.incidents import Incident
from errors import NotAllowed, NotFound
from i18n import _
from kb.base.entry import Entry
from kb.learning.proposals import Proposal

DESK = (Role.SPECIALIST, Role.SERVICE_MANAGER, Role.GENERAL_MANAGER, Role.QUALITY_SUPERVISOR, Role.ADMIN)
EDITORS = (Role.EDITOR, Role.ADMIN)  # of the problem base
CALLERS = (Role.SPECIALIST, Role.SERVICE_MANAGER)  # who ask by phone what was not answered in chat
PLANNERS = (
    Role.ACCOUNT_MANAGER,
    Role.QUALITY_SUPERVISOR,
    Role.SERVICE_MANAGER,
    Role.GENERAL_MANAGER,
    Role.ADMIN,
)
SURVEYORS = (Role.QUALITY_SUPERVISOR, Role.SERVICE_MANAGER, Role.GENERAL_MANAGER, Role.ADMIN)
MANAGERS = (Role.SERVICE_MANAGER, Role.GENERAL_MANAGER, Role.ADMIN)
REGISTRARS = (
    Role.SPECIALIST,
    Role.ACCOUNT_MANAGER,
    Role.ENGINEER,
    Role.TRAINER,
    Role.CONSULTANT,
    *MANAGERS,
)  # who register what comes by telephone or letter (INT-10)
VISITORS = (Role.ENGINEER, *MANAGERS)  # who have visits on site to look up
CONFIRM = (*CALLERS, *MANAGERS)  # who say which of several people on file somebody is
ENTERS = (Role.QUALITY_SUPERVISOR, Role.GENERAL_MANAGER, Role.ADMIN)  # who enter what headquarters forwards
SELLERS = scope_people.SELLERS
TEAM = (*MANAGERS, Role.SALES_MANAGER, Role.SALES_HEAD)  # who say who answers for a customer (CUS-8)
SUBMITTERS = (*SELLERS, *MANAGERS, Role.ACCOUNT_MANAGER)  # who hand over a sold customer (CUS-6)
KEEPERS = (*TEAM, Role.ACCOUNT_MANAGER, Role.SALES)  # of what a customer owns (CUS-11)
HEADS = (*MANAGERS, Role.QUALITY_SUPERVISOR, Role.SALES_MANAGER, Role.SALES_HEAD)  # of all regions


async def look(session: AsyncSession, person: Person, now: datetime) -> None:
    """Before anything is read for them: whether they read beyond their own region just now."""
    if person.is_staff and person.region and not person.has(*HEADS):
        anywhere = await policies.value(session, policies.READS) == "all"
        person.reads_all = anywhere or person in await shifts.on_duty(session, now)


def reads_all(person: Person) -> bool:
    return person.reads_all or person.has(*HEADS) or person.region == ""


def reads_region(person: Person, region: str) -> bool:
    return reads_all(person) or region in ("", person.region)


def visible(person: Person) -> ColumnElement[bool]:
    """The tickets that are listed and found: of desk staff those they read, of others their own; complaints are for their keepers."""
    own = or_(Ticket.owner_id == person.id, Ticket.assignee_id == person.id)
    if person.has(*responsible.OWNERS):
        return Ticket.id > 0
    if not person.has(*DESK):
        return own
    here = Ticket.id > 0 if reads_all(person) else Ticket.region.in_(("", person.region))
    return or_(own, and_(Ticket.complaint.is_(False), here))


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
    return asked or await _takes_part(session, person, ticket)


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
    """For those who may speak to the customer; who was only asked about the ticket answers the colleague."""
    ticket = await access_ticket(session, person, ticket_id)
    if ticket.complaint or await _takes_part(session, person, ticket):
        return ticket
    raise NotAllowed(
        _("You were asked by a colleague: press ✍️ Answer there. The customer is not written to.")
    )


async def access_inquiry(session: AsyncSession, person: Person, inquiry_id: int) -> Consultation:
    """For the two who talk, whoever owns the ticket, and those who manage."""
    inquiry = await session.get(Consultation, inquiry_id)
    if inquiry is not None and person.is_staff:
        ticket = await session.get_one(Ticket, inquiry.ticket_id)
        theirs = person.id in (inquiry.asked_by, inquiry.asked_to, ticket.owner_id)
        if (theirs or person.has(*MANAGERS)) and await _may_see(session, person, ticket):
            return inquiry
    raise NotFound(_("This question is between others."))


async def access_remote(session: AsyncSession, person: Person, work_id: int) -> RemoteWork:
    """For the customer who is asked, and for those who work on the ticket."""
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
    """For who may write to its customer: those who work on it, and those who settle whether it is in scope (SCO-2)."""
    ticket = await access_ticket(session, person, ticket_id)
    if not ticket.complaint and await scope_process.settles(session, person, ticket):
        return ticket
    return await access_work(session, person, ticket_id)


async def access_topic(session: AsyncSession, person: Person, topic: Topic) -> Ticket:
    """For every member of staff in the desk's room, where all of them see it; complaints are not for there."""
    ticket = await session.get_one(Ticket, topic.ticket_id)
    if person.is_staff and not ticket.complaint:
        return ticket
    raise NotAllowed(_("This is not for this group. Please write to me in private."))


async def access_dispatch(session: AsyncSession, person: Person, order_id: int) -> Dispatch:
    """For the engineer it was given to, and for those who manage it."""
    order = await session.get(Dispatch, order_id)
    if order is not None and ((order.engineer_id == person.id and person.is_staff) or person.has(*MANAGERS)):
        return order
    raise NotFound(_("This order is with somebody else now."))


async def access_own_dispatch(session: AsyncSession, person: Person, order_id: int) -> Dispatch:
    """For the contact whose visit it was."""
    order = await session.get(Dispatch, order_id)
    if order is not None and (await session.get_one(Ticket, order.ticket_id)).contact_id == person.id:
        return order
    raise NotFound(_("I cannot find that visit among yours."))


async def access_taken_data(session: AsyncSession, person: Person, number: int) -> CustomerData:
    """For the contact whose data it is, the engineer who has it, and those who manage."""
    taken = await session.get(CustomerData, number)
    if taken is not None:
        owner = (await session.get_one(Ticket, taken.ticket_id)).contact_id
        if person.id in (owner, taken.engineer_id) or person.has(*MANAGERS):
            return taken
    raise NotFound(_("I cannot find that among yours."))


async def access_appointment(session: AsyncSession, person: Person, appointment_id: int) -> Appointment:
    """For the customer's contact and the engineer, who agree on it."""
    appointment = await session.get(Appointment, appointment_id)
    if appointment is not None:
        ticket = await session.get_one(Ticket, appointment.ticket_id)
        if person.id == ticket.contact_id or (person.is_staff and person.id == appointment.engineer_id):
            return appointment
    raise NotFound(_("I cannot find that appointment among yours."))


async def access_alert(session: AsyncSession, person: Person, alert_id: int) -> Alert:
    """For those who were alerted, and for those who manage; about a complaint for those who may read it (COM-1)."""
    alert = await session.get(Alert, alert_id)
    told = alert is not None and person.is_staff and person.id in alert.told
    if alert is not None and (told or person.has(*MANAGERS, Role.QUALITY_SUPERVISOR)):
        complaint = await session.get(Complaint, alert.ticket_id)
        if complaint is None or await responsible.may_read(session, person, complaint):
            return alert
    raise NotFound(_("This alert is not yours to handle."))


async def access_complaint(session: AsyncSession, person: Person, complaint_id: int) -> Complaint:
    """For whoever keeps complaints, and the head of the department that answers it; never for whom it is about."""
    complaint = await session.get(Complaint, complaint_id)
    if complaint is not None and await responsible.may_read(session, person, complaint):
        return complaint
    raise NotFound(_("I cannot find that complaint."))


async def access_complaint_keeping(session: AsyncSession, person: Person, complaint_id: int) -> Complaint:
    """For the quality supervisor and the general manager: confirm, verify, follow up."""
    complaint = await access_complaint(session, person, complaint_id)
    if await responsible.may_keep(session, person, complaint):
        return complaint
    raise NotAllowed(_("This is for the quality supervisor."))


async def access_complaint_answer(session: AsyncSession, person: Person, complaint_id: int) -> Complaint:
    """For the head of the responsible department."""
    complaint = await access_complaint(session, person, complaint_id)
    if person in await responsible.heads(session, complaint):
        return complaint
    raise NotAllowed(_("This is for the head of the responsible department."))


async def access_complaint_task(session: AsyncSession, person: Person, task_id: int) -> Task:
    """For the one it was given to, and whoever keeps the complaint."""
    task = await session.get(Task, task_id)
    if task is not None and person.is_staff and task.owner_id == person.id:
        return task
    if task is not None:
        await access_complaint_keeping(session, person, task.complaint_id)
        return task
    raise NotFound(_("I cannot find that."))


async def access_own_assessment(session: AsyncSession, person: Person, assessment_id: int) -> Assessment:
    """For the one concerned."""
    assessment = await session.get(Assessment, assessment_id)
    if assessment is not None and assessment.person_id == person.id:
        return assessment
    raise NotFound(_("I cannot find that."))


async def access_assessment(session: AsyncSession, person: Person, assessment_id: int) -> Assessment:
    """For the one concerned, and whoever keeps the complaint."""
    assessment = await session.get(Assessment, assessment_id)
    if assessment is None:
        raise NotFound(_("I cannot find that."))
    if assessment.person_id != person.id:
        await access_complaint_keeping(session, person, assessment.complaint_id)
    return assessment


async def access_own_complaint(session: AsyncSession, person: Person, complaint_id: int) -> Complaint:
    """For the customer's contact who made it."""
    complaint = await session.get(Complaint, complaint_id)
    if complaint is not None and complaint.contact_id == person.id:
        return complaint
    raise NotFound(_("I cannot find that complaint."))


async def access_emergency(session: AsyncSession, person: Person, emergency_id: int) -> Emergency:
    """For the response group."""
    emergency = await session.get(Emergency, emergency_id)
    if emergency is not None and person.is_staff and person.id in emergency.members:
        return emergency
    raise NotFound(_("You have not been called to this."))


async def access_incident(session: AsyncSession, person: Person, incident_id: int) -> Incident:
    """For those who manage, and whoever works on its first report."""
    incident = await session.get(Incident, incident_id)
    if incident is not None:
        await access_work(session, person, incident.master_id)
        return incident
    raise NotFound(_("I cannot find that incident."))


async def access_visit_back(session: AsyncSession, person: Person, visit_back_id: int) -> VisitBack:
    """For the contact who was asked, and for staff who ask by phone once it is their turn."""
    visit_back = await session.get(VisitBack, visit_back_id)
    by_phone = visit_back is not None and visit_back.answers_by_phone and person.has(*CALLERS)
    if visit_back is not None and (visit_back.contact_id == person.id or by_phone):
        return visit_back
    raise NotFound(_("This survey is not yours."))


async def access_feedback(session: AsyncSession, person: Person, number: int) -> Feedback:
    """For the quality supervisor and those above, and the head whom it was passed on to (VIS-8)."""
    row = await session.get(Feedback, number)
    if row is not None and person.is_staff and (person.has(*FEEDBACK_READERS) or row.holder_id == person.id):
        return row
    raise NotFound(_("I cannot find that."))


async def access_renewal(session: AsyncSession, person: Person, number: int) -> Renewal:
    """For the sales manager of the contract or of the customer, and those who say who that is."""
    row = await session.get(Renewal, number)
    if row is not None and person.is_staff:
        contract = await session.get_one(Contract, row.contract_id)
        customer = await session.get_one(Customer, row.customer_id)
        if person.has(*TEAM) or person.id in (contract.sales_manager_id, customer.sales_manager_id):
            return row
    raise NotFound(_("I cannot find that renewal among yours."))


async def access_entry(session: AsyncSession, person: Person, entry_id: int) -> Entry:
    """For staff to read, in whatever state."""
    entry = await session.get(Entry, entry_id)
    if entry is not None and person.is_staff:
        return entry
    raise NotFound(_("I cannot find that entry."))


async def access_entry_work(session: AsyncSession, person: Person, entry_id: int) -> Entry:
    """For those who keep it right: the editors, and its owner."""
    entry = await access_entry(session, person, entry_id)
    if person.has(*EDITORS) or entry.owner_id == person.id:
        return entry
    raise NotAllowed(_("Only an editor or the owner of the entry can do that."))


async def access_proposal(session: AsyncSession, person: Person, proposal_id: int) -> Proposal:
    """For editors."""
    proposal = await session.get(Proposal, proposal_id)
    if proposal is not None and person.has(*EDITORS):
        return proposal
    raise NotFound(_("This proposal is for the editors of the problem base."))


async def access_swap(session: AsyncSession, person: Person, swap_id: int) -> Swap:
    """For the two whose shifts it is about."""
    swap = await session.get(Swap, swap_id)
    if swap is not None and person.is_staff and person.id in (swap.offered_by, swap.offered_to):
        return swap
    raise NotFound(_("This swap is between others."))


async def access_scope(session: AsyncSession, person: Person, case_id: int) -> ScopeCase:
    """For whoever has it or had it, sales, and those who manage."""
    case = await session.get(ScopeCase, case_id)
    if case is not None and person.is_staff and (person.id in case.told or person.has(*SELLERS, *MANAGERS)):
        return case
    raise NotFound(_("I cannot find that."))


async def access_scope_decision(session: AsyncSession, person: Person, case_id: int) -> ScopeCase:
    """For the one who was asked, and those who manage (SCO-1)."""
    case = await access_scope(session, person, case_id)
    if person.id == case.holder_id or person.has(*MANAGERS):
        return case
    raise NotAllowed(_("Somebody else decides this."))


async def access_scope_sales(session: AsyncSession, person: Person, case_id: int) -> ScopeCase:
    """For sales and those above (SCO-2)."""
    case = await access_scope(session, person, case_id)
    if person.id == case.holder_id or person.has(*SELLERS, Role.GENERAL_MANAGER, Role.ADMIN):
        return case
    raise NotAllowed(_("This is for sales."))


async def access_signature(session: AsyncSession, person: Person, case_id: int) -> tuple[ScopeCase, Quote]:
    """For those who may give the second signature, never who proposed it (SCO-2)."""
    case = await access_scope(session, person, case_id)
    quote = await quotes.latest(session, case)
    if quote is not None and person in await scope_people.signers(session, quote.proposed_by):
        return case, quote
    raise NotAllowed(_("This is for somebody else to sign."))


async def access_fee(session: AsyncSession, person: Person, fee_id: int) -> Fee:
    """For whoever agreed on it, sales and those above (SCO-9)."""
    fee = await session.get(Fee, fee_id)
    if fee is not None and person.is_staff and (person.id == fee.holder_id or scope_people.may_sell(person)):
        return fee
    raise NotFound(_("I cannot find that."))


async def access_own_quote(session: AsyncSession, person: Person, quote_id: int) -> tuple[ScopeCase, Quote]:
    """For the contact it was made to."""
    quote = await session.get(Quote, quote_id)
    if quote is not None:
        case = await session.get_one(ScopeCase, quote.case_id)
        if (await session.get_one(Ticket, case.ticket_id)).contact_id == person.id:
            return case, quote
    raise NotFound(_("I cannot find that among yours."))


def require_staff(person: Person) -> None:
    """Raises NotAllowed for those who do not work here."""
    if not person.is_staff:
        raise NotAllowed(_("This is for our staff."))


async def may_see_customer(session: AsyncSession, person: Person, customer_id: int) -> bool:
    """The desk, whoever looks after customers of the region, and those who work or have worked on a ticket of theirs."""
    customer = None if reads_all(person) else await session.get(Customer, customer_id)
    near = customer is None or reads_region(person, customer.region)
    if near and person.has(*DESK, Role.ACCOUNT_MANAGER, *SELLERS):
        return True
    sent = select(Dispatch.ticket_id).where(Dispatch.engineer_id == person.id)
    own = or_(Ticket.owner_id == person.id, Ticket.assignee_id == person.id, Ticket.id.in_(sent))
    query = select(Ticket.id).where(Ticket.customer_id == customer_id, own).limit(1)
    return person.is_staff and await session.scalar(query) is not None


async def access_person(session: AsyncSession, person: Person, number: int) -> Person:
    """Somebody's place in the file: staff for administrators, contacts for those who manage."""
    found = await session.get(Person, number)
    keepers = (Role.ADMIN,) if found and found.roles - {Role.CONTACT} else MANAGERS
    if found is not None and found.roles and person.has(*keepers):
        return found
    raise NotFound(_("I cannot find that."))


async def access_badge(session: AsyncSession, person: Person, number: int) -> Person:
    """One's own photo and staff number, or of a colleague, for administrators."""
    found = person if person.id == number else await access_person(session, person, number)
    if found.is_staff:
        return found
    raise NotFound(_("I cannot find that."))


async def access_account(session: AsyncSession, person: Person, number: int) -> Account:
    """One's own, or of somebody whose file one keeps."""
    account = await session.get(Account, number)
    if account is None:
        raise NotFound(_("I cannot find that."))
    if account.person_id != person.id:
        await access_person(session, person, account.person_id)
    return account


async def may_see_contact(session: AsyncSession, viewer: Person, contact: Person) -> bool:
    """A customer's contacts like the customer; of a prospect the desk, and whoever works for them."""
    if contact.is_staff or not viewer.is_staff:
        return False
    if contact.customer_id is not None:
        return await may_see_customer(session, viewer, contact.customer_id)
    own = or_(Ticket.owner_id == viewer.id, Ticket.assignee_id == viewer.id)
    query = select(Ticket.id).where(Ticket.contact_id == contact.id, own).limit(1)
    return viewer.has(*DESK) or await session.scalar(query) is not None


async def access_customer(session: AsyncSession, person: Person, customer_id: int) -> Customer:
    """The customer's file."""
    customer = await session.get(Customer, customer_id)
    if customer is not None and await may_see_customer(session, person, customer_id):
        return customer
    raise NotFound(_("I cannot find that customer among yours."))


def require(person: Person, *roles: Role) -> None:
    """Raises NotAllowed unless the person holds one of the roles."""
    if not person.has(*roles):
        raise NotAllowed(_("You cannot do that. If you should, please ask an administrator."))
