"""What is open has somebody who acts next, who has its card, and a time; whichever process it belongs to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.delivery.rows import FAILED, SENT
from desk.hotline.messages import SECOND_WAY
from desk.people import Role
from desk.projects.change import ChangeState
from desk.projects.project import Project, ProjectState
from desk.scope.case import ScopeState
from desk.scope.fees import FeeState
from desk.training.classes import UNDERWAY
from simulation.snapshot import Broken, Found, Look


@dataclass(frozen=True)
class Pending:
    """`about` None: the card is nobody's but the holder's to have."""

    ref: str
    holder: int | None
    due_at: datetime | None
    ticket: int | None = None


def nothing_is_stuck(look: Look) -> Found:
    """Nothing is open without a next person, who has its card, and a time that is still to come (SCO-3, REQ-1, PRJ-1)."""
    staff = {person.id for person in look.people if person.is_staff and person.active}
    told = {row.person_id for row in look.outbox if row.card == SECOND_WAY and row.state == SENT}
    shown = {
        (row.card, row.person_id)
        for row in look.outbox
        if row.state == SENT or (row.state == FAILED and row.person_id in told)
    }
    for one in _open(look):
        wrong = ""
        if one.holder not in staff:
            wrong = f"is with {one.holder}"
        elif (one.ref, one.holder) not in shown:
            wrong = f"is with {one.holder}, who has no card of it"
        elif one.due_at is None or one.due_at <= look.now:
            wrong = f"waits until {one.due_at}"
        if wrong:
            yield Broken("stuck", f"{one.ref} {wrong}", one.ticket, one.holder)
    yield from _waits_for_nothing(look)


def _open(look: Look) -> Iterator[Pending]:
    for case in look.cases:
        if case.is_open:
            yield Pending(case.ref, case.holder_id, case.due_at, case.ticket_id)
    for fee in look.fees:
        if fee.state in (FeeState.DONE, FeeState.STOPPED, FeeState.INVOICED):
            yield Pending(fee.ref, fee.holder_id, fee.due_at, fee.ticket_id)
    for one in look.requirements:
        if one.is_open:
            yield Pending(one.ref, one.holder_id, one.due_at)
    for training in look.classes:
        if training.state in UNDERWAY:
            yield Pending(training.ref, training.trainer_id, training.due_at)
    head = next((person.id for person in look.people if person.has(Role.IMPLEMENTATION_HEAD)), None)
    managers = {project.id: project.manager_id for project in look.projects}
    for change in look.changes:
        if change.state is ChangeState.ASKED:
            yield Pending(change.ref, managers.get(change.project_id), change.due_at)
    for project in look.projects:
        if project.state is not ProjectState.ARCHIVED:
            yield Pending(project.ref, _acts_on(project, head), project.due_at)


def _acts_on(project: Project, head: int | None) -> int | None:
    """Before there is a manager, the applicant or the head (PRJ-1)."""
    if project.state is ProjectState.SENT_BACK:
        return project.applied_by
    return project.manager_id or head


def _waits_for_nothing(look: Look) -> Found:
    """A ticket waits for its scope only while that is being settled; work that is agreed on is not over while its fee waits for it."""
    open_ = {case.ticket_id for case in look.cases if case.is_open}
    settled = {
        case.ticket_id for case in look.cases if case.state in (ScopeState.AGREED, ScopeState.IN_SCOPE)
    }
    for ticket in look.tickets:
        if ticket.is_open and ticket.waits_for == "scope" and ticket.id not in open_:
            yield Broken("stuck", f"{ticket.number} waits for a scope that nobody settles", ticket.id)
        if ticket.is_open and ticket.id in settled and not (ticket.assignee_id or ticket.owner_id):
            told = any(row.about == ticket.ref and row.state == SENT for row in look.outbox)
            if not told:
                yield Broken("stuck", f"{ticket.number} is agreed on, and with nobody", ticket.id)
