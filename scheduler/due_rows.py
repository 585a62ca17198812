"""Does what is due: asks each table with due rows for what is due now, and calls its rule.

Nothing is skipped because it is late: after a stop of a week, what fell due meanwhile is done in the order in
which it fell due. A rule that fails is logged and tried again; the others go on.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, literal_column, select, union_all
from sqlalchemy.exc import InternalError, OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from desk import closing, handing_over
from desk.complaints import process as complaint_process
from desk.complaints import tasks as complaint_tasks
from desk.complaints.complaint import Complaint
from desk.complaints.tasks import Task
from desk.dispatch import appointment_negotiation, customer_data, inspections, recommendations, write_off
from desk.dispatch.appointments import Appointment
from desk.dispatch.customer_data import CustomerData
from desk.dispatch.inspections import Inspection
from desk.dispatch.orders import Dispatch
from desk.dispatch.recommendations import Recommendation
from desk.figures.churn import ChurnReport
from desk.hotline import consultations
from desk.hotline.consultations import Consultation
from desk.knowledge import entry_approval
from desk.projects import changes, deliveries, logs
from desk.projects import due as project_due
from desk.projects import escalation as project_escalation
from desk.projects.change import ProjectChange
from desk.projects.escalation import Escalation
from desk.projects.logs import Log
from desk.projects.plan import Stage
from desk.projects.project import Project
from desk.qualifications import Qualification
from desk.releases import choosing as release_choosing
from desk.releases.release import ReleaseChoice
from desk.reports import acknowledgements, branch_reports, churn_report, digest, making
from desk.reports.acknowledgements import Acknowledgement
from desk.reports.branch_reports import BranchReport
from desk.reports.digest import Digest
from desk.reports.monthly_reports import MonthlyReport
from desk.requirements import quoting as requirement_quoting
from desk.requirements.requirement import Requirement
from desk.roster import gaps, swaps
from desk.roster.gap_checks import GapCheck
from desk.roster.handover_checks import HandoverCheck
from desk.roster.swaps import Swap
from desk.sales import first_visit_checks, first_visit_needs, renewals
from desk.sales.first_visit_needs import Need
from desk.sales.first_visits import FirstVisit
from desk.sales.renewals import Renewal
from desk.scope import fees, quote_answers
from desk.scope.case import ScopeCase
from desk.scope.fees import Fee
from desk.sla import deferred_alerts, emergencies, escalation
from desk.sla.alerts import Alert
from desk.sla.clocks import Clock
from desk.sla.deferred_alerts import HeldAlert
from desk.sla.emergencies import Emergency
from desk.surveys import campaigns, feedback, invitations, visit_plans
from desk.surveys.campaigns import Campaign
from desk.surveys.feedback import Feedback
from desk.surveys.visit_backs import VisitBack
from desk.surveys.visit_plans import Replan
from desk.ticket import Ticket
from desk.tickets import incidents, urging
from desk.tickets.incidents import Incident
from desk.tickets.urging import Urging
from desk.training import attempts as exam_attempts
from desk.training import enrolments as training_enrolments
from desk.training import exam_time, exams, qualifying
from desk.training import running as training_running
from desk.training.attempt import Attempt
from desk.training.classes import TrainingClass
from desk.training.enrolment import Enrolment
from desk.training.exam_time import SignOfLife
from desk.training.exams import ExamCandidate
from kb.base.entry import Entry
from kb.base.outcomes import Outcome
from scheduler import monthly
from scheduler.monthly import Step
from store import Moment, Store, is_conflict
from store.kept import NUMBER

log = logging.getLogger(__name__)
AGAIN = timedelta(minutes=1)  # after a rule has failed
AT_ONCE = 50

Rule = Callable[[AsyncSession, Any, datetime], Awaitable[None]]


@dataclass(frozen=True)
class DueTable:
    """Rows of this table are handed to this rule when they fall due."""

    table: type[Any]  # a mapped class with `Due`
    rule: Rule


DUE_TABLES: Sequence[DueTable] = (
    DueTable(Clock, escalation.clock_due),  # warnings and breaches (SLA-1)
    DueTable(Alert, escalation.fall_due),  # repetitions and the next level (SLA-3)
    DueTable(HeldAlert, deferred_alerts.fall_due),  # what was alerted outside somebody's hours (SLA-3)
    DueTable(Emergency, emergencies.fall_due),  # the response group is called again (SLA-4)
    DueTable(Incident, incidents.fall_due),  # a reminder that people wait for it
    DueTable(Ticket, closing.fall_due),  # nobody reacts (HOT-2); reminder to confirm, close by itself (TIC-3)
    DueTable(Urging, urging.fall_due),  # the time that was set for a ticket (TIC-6)
    DueTable(Dispatch, write_off.fall_due),  # what was passed on is asked after (DIS-6)
    DueTable(CustomerData, customer_data.fall_due),  # a customer's data is to be returned (DIS-7)
    DueTable(Appointment, appointment_negotiation.fall_due),  # reminders of an appointment (DIS-3)
    DueTable(Task, complaint_tasks.fall_due),  # calls and measures after a complaint (COM-3, COM-5)
    DueTable(Complaint, complaint_process.fall_due),  # asked again; the next date at headquarters (COM-4)
    DueTable(ScopeCase, quote_answers.fall_due),  # nobody has settled it; an offer ends (SCO-2)
    DueTable(Fee, fees.fall_due),  # a fee is to be invoiced, or paid (SCO-9)
    DueTable(VisitBack, invitations.fall_due),  # invitation, reminder, call task (VIS-1, VIS-3)
    DueTable(
        Project, project_due.fall_due
    ),  # a reminder, the morning's look, the end of a pause (PRJ-2 to PRJ-4)
    DueTable(
        ProjectChange, changes.fall_due
    ),  # not worked out; whether its offer has ended is looked at (PRJ-1)
    DueTable(Stage, deliveries.fall_due),  # nobody has said whether a deliverable is accepted (PRJ-3)
    DueTable(Log, logs.fall_due),  # a daily log is asked for, missing, or not confirmed (PRJ-8)
    DueTable(
        Escalation, project_escalation.fall_due
    ),  # nobody has taken what is beyond a consultant (PRJ-10)
    DueTable(ReleaseChoice, release_choosing.fall_due),  # told, asked again, asked how it went (REL-2)
    DueTable(Requirement, requirement_quoting.fall_due),  # nobody has acted, a day has come (REQ-1 to REQ-4)
    DueTable(Feedback, feedback.fall_due),  # nobody has answered it (VIS-8)
    DueTable(Campaign, campaigns.fall_due),  # the next ones go out (VIS-6)
    DueTable(TrainingClass, training_running.fall_due),  # reminders, closing, roll call (TRN-2)
    DueTable(Enrolment, training_enrolments.fall_due),  # invitations, offered places (TRN-2)
    DueTable(SignOfLife, exam_time.fall_due),  # the desk is there while an exam is under way (TRN-3)
    DueTable(Attempt, exam_attempts.fall_due),  # its time is short, or up (TRN-3)
    DueTable(ExamCandidate, exams.fall_due),  # a resit is possible (TRN-3)
    DueTable(Qualification, qualifying.fall_due),  # its end is near, or here (TRN-6)
    DueTable(Inspection, inspections.fall_due),  # an inspection is asked for (VIS-5)
    DueTable(Recommendation, recommendations.fall_due),  # what became of it is asked (VIS-7)
    DueTable(Renewal, renewals.fall_due),  # whether a customer renews is asked (SCO-5)
    DueTable(FirstVisit, first_visit_checks.fall_due),  # tried again, late, not answered by sales (CUS-3)
    DueTable(Need, first_visit_needs.fall_due),  # needs of new customers go to the heads (CUS-3)
    DueTable(Replan, visit_plans.fall_due),  # a changed policy or calendar moves all plans (VIS-1)
    DueTable(Entry, entry_approval.fall_due),  # reminder to read it again (KB-5)
    DueTable(Digest, digest.fall_due),  # the month's digest goes out (KB-6)
    DueTable(GapCheck, gaps.fall_due),  # support hours without anybody on duty (HOT-1)
    DueTable(HandoverCheck, handing_over.fall_due),  # a shift ends, a leave begins (HOT-6)
    DueTable(Consultation, consultations.fall_due),  # R&D is to have answered (HOT-9)
    DueTable(Swap, swaps.fall_due),  # an offered shift begins (HOT-1)
    DueTable(MonthlyReport, making.fall_due),  # the month's reports go out (STA-3, COM-6)
    DueTable(Acknowledgement, acknowledgements.fall_due),  # not acknowledged yet (COM-8)
    DueTable(ChurnReport, churn_report.fall_due),  # the half-year's lost customers go out (STA-5)
    DueTable(BranchReport, branch_reports.fall_due),  # not written by the head, or not answered (STA-6)
)


# made once: to put a statement together takes longer than to have it answered
_NEAREST = union_all(*(select(func.min(due_table.table.due_at).label("at")) for due_table in DUE_TABLES))
_nearest = _NEAREST.subquery()
_SIGNS = select(
    select(func.min(_nearest.c.at, type_=Moment)).scalar_subquery(),
    NUMBER.scalar_subquery(),
    select(func.max(Entry.revision)).scalar_subquery(),
    select(func.max(Outcome.id)).scalar_subquery(),
    select(func.max(Ticket.id)).scalar_subquery(),
)
_dues = [
    select(due_table.table.due_at.label("at"), due_table.table.id)
    .where(due_table.table.due_at <= bindparam("now", type_=Moment))
    .order_by(due_table.table.due_at, due_table.table.id)
    .limit(AT_ONCE)
    .subquery()
    for due_table in DUE_TABLES
]
# all tables in one statement: most of them have nothing
_DUE = union_all(*(select(due.c.at, literal_column(str(n)), due.c.id) for n, due in enumerate(_dues)))


class Signs(NamedTuple):
    """By what a tick sees in one statement that it has nothing to do: nothing is due, and the rest is as it was."""

    due: datetime | None
    revision: int | None  # policies, hours …
    entry: int | None  # the last change of the problem base
    outcome: int | None  # the last answer
    ticket: int | None


async def signs(store: Store) -> Signs:
    async with store.looking() as connection:
        return Signs(*(await connection.execute(_SIGNS)).one())


async def run_due(store: Store, step: Step, now: datetime) -> int:
    """Does all that is due, the earliest first, each in a step of its own; how much of it was ours."""
    done = 0
    while ours := [await _one(step, due_table, number, now) for due_table, number in await _due(store, now)]:
        done += sum(ours)
        if not any(ours):
            break
    return done


async def plan_months(store: Store, step: Step, now: datetime) -> bool:
    """Whether there is something new to fall due."""
    try:
        return await monthly.plan(store, step, now)
    except Exception as error:
        if not is_conflict(error):  # another process has planned the same meanwhile
            raise
        return True


async def _due(store: Store, now: datetime) -> list[tuple[DueTable, int]]:
    async with store.looking() as connection:
        found = sorted(map(tuple, await connection.execute(_DUE, {"now": now})))
    return [(DUE_TABLES[due_table], number) for _at, due_table, number in found]


async def _one(step: Step, due_table: DueTable, number: int, now: datetime) -> bool:
    """The row is claimed inside the step: it may have changed, or another process may be at it; then False."""
    try:
        async with step(now) as session:
            row: Any = await session.get(due_table.table, number, with_for_update={"skip_locked": True})
            if row is None or row.due_at is None or row.due_at > now:
                return False
            await due_table.rule(session, row, now)
    except Exception as error:
        if is_conflict(error):
            return True  # to be looked at again, at once
        if isinstance(error, OperationalError | InternalError):  # busy, full, away: with the next tick
            log.warning("%s %s waits for the database: %s", due_table.table.__tablename__, number, error.orig)
            return False
        log.exception("%s %s could not be done; trying again", due_table.table.__tablename__, number)
        async with step(now) as session:
            failed: Any = await session.get(due_table.table, number)
            if failed is not None:
                failed.due_at = now + AGAIN
    return True
