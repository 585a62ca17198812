"""Two records of one person become one (CUS-4): all that hangs on the record they came with follows them.

Every column that names a person is decided about here; a test finds those that are not.
"""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from desk import journal
from desk.customers import Customer
from desk.events import Event
from desk.people import Person, PersonRole
from desk.sla import recalculation
from desk.ticket import Ticket
from desk.training import enrolments
from store import Base

# what a customer's contact leaves behind, as table.column
FOLLOWS = (
    "account.person_id",
    "certificate.person_id",
    "complaint.contact_id",
    "complaint.verified_by",
    "enrolment.by",
    "enrolment.person_id",
    "job.person_id",
    "exam_attempt.person_id",
    "exam_candidate.person_id",
    "feedback.person_id",
    "first_visit.contact_id",
    "first_visit.done_by",
    "invite.person_id",
    "journal.by",
    "live_chat.contact_id",
    "membership.person_id",
    "need.said_by",
    "outbox.person_id",
    "outcome.person_id",
    "project.contact_id",
    "project.signed_by",
    "project_change.asked_by",
    "project_data.confirmed_by",
    "project_data.sent_by",
    "project_item.confirmed_by",
    "project_plan.agreed_by",
    "project_stage.said_by",
    "quote.said_by",
    "recommendation.settled_by",
    "release_choice.said_by",
    "remote_work.answered_by",
    "talk.person_id",
    "talk_case.person_id",
    "ticket.contact_id",
    "ticket_message.person_id",
    "visit_back.contact_id",
    "voice.person_id",
)
# names staff, who are never merged
OF_STAFF = (
    "alert.acknowledged_by",
    "alert.recipients",
    "appointment.engineer_id",
    "assessment.person_id",
    "assessment.recorded_by",
    "assessment.withdrawn_by",
    "branch_report.answered_by",
    "branch_report.written_by",
    "campaign.created_by",
    "complaint.answered_by",
    "complaint.confirmed_by",
    "complaint.named_id",
    "complaint.person_id",
    "complaint.received_by",
    "complaint_task.created_by",
    "complaint_task.done_by",
    "complaint_task.owner_id",
    "consultation.asked_by",
    "consultation.asked_to",
    "contract.sales_manager_id",
    "customer_data.engineer_id",
    "customer_loss.back_by",
    "customer_loss.said_by",
    "dispatch.engineer_id",
    "dispatch.requested_by",
    "document.added_by",
    "emergency.members",
    "entry.approved_by",
    "entry.changed_by",
    "entry.written_by",
    "entry_version.by",
    "evaluation.by_id",
    "exam.created_by",
    "exam_candidate.by",
    "exam_question.approved_by",
    "fee.holder_id",
    "feedback.answered_by",
    "feedback.holder_id",
    "first_visit.holder_id",
    "first_visit.submitted_by",
    "held_alert.person_id",
    "leave.person_id",
    "live_chat.staff_id",
    "need.holder_id",
    "need.recipients",
    "need.taken_by",
    "outcome.heard_by",
    "project.applied_by",
    "project.asked_by",
    "project.head_id",
    "project.manager_id",
    "project.progress_id",
    "project.quality_id",
    "project_assessment.person_id",
    "project_beyond.raised_by",
    "project_beyond.recipients",
    "project_beyond.taken_by",
    "project_data.imported_by",
    "project_finding.decided_by",
    "project_finding.noted_by",
    "project_item.done_by",
    "project_item.person_id",
    "project_log.confirmed_by",
    "project_log.person_id",
    "project_member.person_id",
    "project_plan.approved_by",
    "project_review.person_id",
    "project_risk.owner_id",
    "project_stage.offered_by",
    "proposal.decided_by",
    "proposal.proposed_by",
    "qualification.given_by",
    "qualification.person_id",
    "quote.proposed_by",
    "quote.signed_by",
    "release.announced_by",
    "release.made_by",
    "release.withdrawn_by",
    "remote_work.asked_by",
    "renewal.answered_by",
    "report_acknowledgement.person_id",
    "requirement.holder_id",
    "requirement.recipients",
    "scope_case.decided_by",
    "scope_case.holder_id",
    "scope_case.recipients",
    "search.person_id",
    "shift.person_id",
    "solution.by",
    "staff_group.made_by",
    "staff_group.members",
    "swap.offered_by",
    "swap.offered_to",
    "talk_case.kept_by",
    "ticket.assignee_id",
    "ticket.owner_id",
    "training_class.created_by",
    "training_class.trainer_id",
    "urging.answered_by",
    "urging.asked_by",
    "visit_back.answered_by",
    "visit_back.caller_id",
    "voice.cast_by",
)
SPEAKS = ("person_id", "contact_id")  # of FOLLOWS: whose row it is; others only name who did something
# belongs to the record itself: its roles end with it, and what was merged into it points on
ITSELF = ("person.merged_into_id", "person_role.person_id")


async def merge(
    session: AsyncSession, came: Person, person: Person, now: datetime, by: int | None = None
) -> None:
    """Two records become one: `came` turns out to be `person`, a contact on file, as `by` says (CUS-12). What was promised to them reaches them there."""
    await session.flush()
    if customer := await session.get(Customer, person.customer_id) if person.customer_id else None:
        await join_customer(session, came, customer)
    await enrolments.merged(session, came, person, now)
    for column in FOLLOWS:
        await _follow(session, column, came, person)
    entries = update(journal.JournalEntry).where(journal.JournalEntry.record == came.ref)
    await session.execute(entries.values(record=person.ref))
    await session.execute(
        update(Person).where(Person.merged_into_id == came.id).values(merged_into_id=person.id)
    )
    await session.execute(delete(PersonRole).where(PersonRole.person_id == came.id))
    _keep_facts(came, person)
    await session.flush()
    await session.refresh(came)
    await recalculation.recount(session, now, person.id, Ticket.contact_id == person.id)
    await journal.write(session, person, Event.PERSON_MERGED, by=by, now=now, number=came.id)


async def _follow(session: AsyncSession, column: str, came: Person, person: Person) -> None:
    attribute = attribute_of(column)
    moved = update(attribute.class_).where(attribute == came.id).values({attribute.key: person.id})
    await session.execute(moved)


def attribute_of(column: str) -> InstrumentedAttribute[Any]:
    """`ticket.contact_id` as it is mapped."""
    table, _dot, name = column.partition(".")
    mapper = next(each for each in Base.registry.mappers if each.local_table.name == table)  # type: ignore[attr-defined]
    return cast(InstrumentedAttribute[Any], mapper.all_orm_descriptors[name])


async def join_customer(session: AsyncSession, came: Person, customer: Customer) -> None:
    """What a prospect has reported, said and taken part in is their customer's now (CUS-4)."""
    rows = select(Ticket).where(Ticket.contact_id == came.id, Ticket.customer_id.is_(None))
    for ticket in await session.scalars(rows):
        ticket.customer_id = customer.id
        ticket.region = ticket.region or customer.region
        ticket.in_service = customer.is_in_service(ticket.filed_at)
    await session.flush()
    for theirs in map(attribute_of, FOLLOWS):
        columns = theirs.class_.__table__.c
        if theirs.key in SPEAKS and "customer_id" in columns and columns["customer_id"].nullable:
            await _belongs_to(session, theirs, came, customer)


async def _belongs_to(
    session: AsyncSession, theirs: InstrumentedAttribute[Any], came: Person, customer: Customer
) -> None:
    """Rows of theirs that had no customer. A region that stands there stays."""
    row: Any = theirs.class_
    facts: dict[str, Any] = {"customer_id": customer.id}
    if "region" in row.__table__.c:
        facts["region"] = func.coalesce(func.nullif(row.region, ""), customer.region)
    await session.execute(update(row).where(theirs == came.id, row.customer_id.is_(None)).values(facts))


async def others(session: AsyncSession, person: Person) -> list[Person]:
    """Which records may be this person, too: contacts of the same customer. What staff hold is handed over, never merged."""
    theirs = Person.customer_id == person.customer_id, Person.id != person.id, Person.active
    people = await session.scalars(select(Person).where(*theirs).order_by(Person.id))
    return [] if person.is_staff or not person.customer_id else [each for each in people if not each.is_staff]


async def held(session: AsyncSession, came: Person) -> dict[str, int]:
    """Counts of rows that would be moved, by column, for the person who decides."""
    counts = {}
    for column in ("ticket.contact_id", "complaint.contact_id", "account.person_id", "visit_back.contact_id"):
        attribute = attribute_of(column)
        query = select(func.count()).select_from(attribute.class_).where(attribute == came.id)
        counts[column] = await session.scalar(query) or 0
    return counts


def _keep_facts(came: Person, person: Person) -> None:
    """The file wins; what it lacks they have told. The empty record only points on."""
    if came.phone and not person.phone:
        person.phone, person.phone_unproven = came.phone, came.phone_unproven
    proven = [*([] if came.phone_unproven else [came.phone]), *came.other_phones.split()]
    more = [
        number for number in proven if number and number not in (person.phone, *person.other_phones.split())
    ]
    if more:
        person.other_phones = f" {' '.join([*person.other_phones.split(), *more])} "
    person.email = person.email or came.email
    came.phone = came.other_phones = came.email = came.organisation = ""
    came.customer_id, came.active, came.merged_into_id = None, False, person.id
