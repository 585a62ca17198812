"""What is to be done besides the answer: the general manager's call, corrective and preventive measures (COM-3, COM-5).

Each has an owner and a time, is reminded of before it, alerted after it, and followed until it is done.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import journal, policies
from desk.calendars import regions
from desk.complaints import responsible
from desk.complaints.complaint import Complaint
from desk.customers import Customer
from desk.events import Event
from desk.people import Person, Role, with_role
from desk.roster import leave
from errors import BadInput, Stale
from i18n import N_, _
from store import Base, Due, Versioned


class TaskKind(StrEnum):
    CALL = "call"
    CORRECTIVE = "corrective"
    PREVENTIVE = "preventive"


KIND_NAMES = {
    TaskKind.CALL: N_("call to a key customer"),
    TaskKind.CORRECTIVE: N_("corrective measure"),
    TaskKind.PREVENTIVE: N_("preventive measure"),
}


class Task(Due, Base, Versioned):
    """`due_at`: the next reminder; after `limit_at` it comes again and again."""

    __tablename__ = "complaint_task"

    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), index=True)
    kind: Mapped[TaskKind]
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    words: Mapped[str] = mapped_column(default="")
    limit_at: Mapped[datetime]
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    done_at: Mapped[datetime | None]
    done_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    result: Mapped[str] = mapped_column(default="")

    @property
    def ref(self) -> str:
        return f"complaint_task:{self.id}"


async def of(session: AsyncSession, complaint: Complaint) -> list[Task]:
    return list(
        await session.scalars(select(Task).where(Task.complaint_id == complaint.id).order_by(Task.id))
    )


async def ask_for_call(session: AsyncSession, complaint: Complaint, now: datetime) -> None:
    """A key customer hears from the general manager in person (COM-3)."""
    customer = await session.get(Customer, complaint.customer_id) if complaint.customer_id else None
    people = [p for p in await with_role(session, Role.GENERAL_MANAGER) if p.id not in complaint.concerned]
    if customer is None or customer.category != "key" or not people:
        return
    gone = await leave.away(session, now)
    owner = next((p for p in people if p.id not in gone), people[0])
    support = (await regions.hours_of(session, complaint.region)).support
    limit = support.add(now, await policies.value(session, policies.COMPLAINT_CALL))
    task = Task(
        complaint_id=complaint.id, kind=TaskKind.CALL, owner_id=owner.id, limit_at=limit, created_at=now
    )
    task.due_at = limit
    await _add(session, task, None, now)


async def add(
    session: AsyncSession,
    complaint: Complaint,
    kind: TaskKind,
    owner: Person,
    words: str,
    limit_at: datetime,
    by: Person,
    now: datetime,
) -> Task:
    """A measure with its owner and its day (COM-5). Raises BadInput for a day that is over, Stale for what is not valid."""
    if complaint.valid is not True:
        raise Stale(_("Measures follow from what is confirmed as valid."))
    if limit_at <= now:
        raise BadInput(_("That day is over. Which day from tomorrow on?"))
    task = Task(
        complaint_id=complaint.id, kind=kind, owner_id=owner.id, words=words, limit_at=limit_at, created_at=now,
        created_by=by.id,
    )  # fmt: skip
    early = limit_at - await policies.value(session, policies.MEASURE_REMIND)
    task.due_at = early if early > now else limit_at
    await _add(session, task, by.id, now)
    return task


async def _add(session: AsyncSession, task: Task, by: int | None, now: datetime) -> None:
    session.add(task)
    await session.flush()
    await _write(session, task, Event.COMPLAINT_TASK_GIVEN, by, now)


async def done(session: AsyncSession, task: Task, result: str, by: Person, now: datetime) -> None:
    """The task is done. Raises Stale when it has been done already."""
    if task.done_at is not None:
        raise Stale(_("This has been done already. Thank you!"))
    task.done_at, task.done_by, task.result, task.due_at = now, by.id, result, None
    await _write(session, task, Event.COMPLAINT_TASK_DONE, by.id, now)


async def fall_due(session: AsyncSession, task: Task, now: datetime) -> None:
    """Reminds its owner; when it is overdue, the complaint manager too, until it is done."""
    complaint = await session.get_one(Complaint, task.complaint_id)
    await _not_left_behind(session, task, complaint)
    if now < task.limit_at:
        task.due_at = task.limit_at
        return await _write(session, task, Event.COMPLAINT_TASK_REMINDED, None, now)
    if task.kind is TaskKind.CALL and complaint.withdrawn_at:
        task.due_at = None
        return None
    hours = await regions.hours_of(session, complaint.region)
    if task.kind is TaskKind.CALL:
        task.due_at = hours.support.add(now, await policies.value(session, policies.COMPLAINT_CALL))
        return await _write(session, task, Event.COMPLAINT_TASK_REMINDED, None, now)
    task.due_at = hours.working.next_morning(now)
    return await _write(session, task, Event.COMPLAINT_TASK_OVERDUE, None, now)


async def _not_left_behind(session: AsyncSession, task: Task, complaint: Complaint) -> None:
    """Tasks of somebody who has left the company go to the complaint manager."""
    owner = await session.get_one(Person, task.owner_id)
    people = [] if owner.active else await responsible.responsible_staff(session, complaint)
    task.owner_id = people[0].id if people else task.owner_id


async def _write(session: AsyncSession, task: Task, event: Event, by: int | None, now: datetime) -> None:
    await journal.write(session, task, event, by=by, now=now, ticket_id=task.complaint_id, kind=task.kind)
