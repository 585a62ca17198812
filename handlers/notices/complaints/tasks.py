"""Notices of calls, measures and assessments after a complaint, to their owners and the complaint manager (COM-3, COM-5, COM-7)."""

from collections.abc import Iterable
from functools import partial

from desk.complaints import responsible
from desk.complaints.complaint import Complaint
from desk.complaints.staff_assessments import Assessment
from desk.complaints.tasks import Task
from desk.people import Person
from handlers.chat.message import Message, Priority
from handlers.complaints import assessing, tasks
from handlers.notices.notice import Notice, cards_for, numbered


async def _cards(
    notice: Notice, task: Task, people: Iterable[Person], priority: Priority, *, fresh: bool = True
) -> list[Message]:
    made = partial(tasks.card, notice.session, task, now=notice.now)
    return await cards_for(people, made, fresh=fresh, quiet=not fresh, priority=priority)


async def given(notice: Notice) -> list[Message]:
    """To its owner; said again as long as it is not done."""
    task = await notice.session.get_one(Task, notice.entry.record_id)
    owner = await notice.session.get_one(Person, task.owner_id)
    return await _cards(notice, task, [owner], Priority.ALERT)


async def overdue(notice: Notice) -> list[Message]:
    """The complaint manager is told, too."""
    task = await notice.session.get_one(Task, notice.entry.record_id)
    complaint = await notice.session.get_one(Complaint, task.complaint_id)
    owner = await notice.session.get_one(Person, task.owner_id)
    people = [
        owner,
        *(p for p in await responsible.responsible_staff(notice.session, complaint) if p is not owner),
    ]
    return await _cards(notice, task, people, Priority.ALERT)


async def done(notice: Notice) -> list[Message]:
    """The owner's card shows it; the complaint manager gets the result."""
    task = await notice.session.get_one(Task, notice.entry.record_id)
    complaint = await notice.session.get_one(Complaint, task.complaint_id)
    owner = await notice.session.get_one(Person, task.owner_id)
    keepers = [p for p in await responsible.responsible_staff(notice.session, complaint) if p is not owner]
    return [
        *await _cards(notice, task, [owner], Priority.NOTICE, fresh=False),
        *await _cards(notice, task, keepers, Priority.NOTICE),
    ]


async def assessed(notice: Notice) -> list[Message]:
    """The one concerned is told at once."""
    assessment = await notice.session.get_one(Assessment, notice.entry.record_id)
    return await _assessment(notice, assessment, [await notice.session.get_one(Person, assessment.person_id)])


async def assessment_commented(notice: Notice) -> list[Message]:
    """Who recorded it reads the comment; the other's card shows it."""
    assessment = await notice.session.get_one(Assessment, notice.entry.record_id)
    numbers = (assessment.recorded_by, assessment.person_id)
    people = await numbered(notice, numbers)
    return await _assessment(notice, assessment, people)


async def _assessment(notice: Notice, assessment: Assessment, people: Iterable[Person]) -> list[Message]:
    made = partial(assessing.card, notice.session, assessment, now=notice.now)
    return await cards_for(people, made, fresh=True, priority=Priority.NOTICE)
