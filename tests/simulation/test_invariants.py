"""Every invariant of the simulation can be broken: what was written by one short run is falsified, thing by thing."""

import asyncio
import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.delivery.rows import FAILED, SENT, WAITING
from bot.incoming import inbox
from desk.customers import Contract
from desk.dispatch.appointments import Appointment
from desk.events import Event
from desk.hotline.consultations import Consultation
from desk.hotline.consultations import ConsultationState as Asked
from desk.projects.delays import Delay
from desk.projects.logs import Log
from desk.projects.plan import Item, Side
from desk.projects.project import Project, ProjectState
from desk.requirements.requirement import Voice
from desk.scope.case import ScopeCase, ScopeState
from desk.scope.fees import Fee
from desk.scope.quote_rows import Quote, QuoteState
from desk.surveys.visit_backs import VisitBackKind
from desk.ticket import Ticket, TicketState
from desk.training.classes import ClassState, TrainingClass
from desk.training.enrolment import Enrolment
from simulation import behaviour, invariants, world
from simulation.record import LogLine
from simulation.run import StillLoop
from simulation.snapshot import Look, Rows
from simulation.world import Plan

pytestmark = pytest.mark.timeout(300)  # a month of the desk takes a while on a loaded machine
PLAN = Plan(customers=3, months=3, seed=9)
LIVELY = {  # so that a few weeks have something of everything
    "PROBLEMS_A_MONTH": 3,
    "EXPIRED": 0.4,
    "WISHES_A_MONTH": 4,
    "STAFF_ACTIONS": {
        "trainer": ((20, "/training", ("new_class",)),),
        "project_manager": ((1.5, "/project", ("apply_for_project",)),),
    },
}
HOUR = timedelta(hours=1)
PAUSE = timedelta(days=2)  # between two looks whether there is something of everything
ROWS = [field.name for field in fields(Look) if field.type is Rows]


@dataclass
class Past:
    """What a run has left behind: as bytes, and rows that cannot be changed, only replaced."""

    kept: bytes
    rows: dict[str, Any]

    @classmethod
    def of(cls, seen: Look) -> "Past":
        rows = {name: getattr(seen, name) for name in ROWS}
        none: dict[str, Any] = dict.fromkeys(ROWS, ())
        return cls(pickle.dumps(replace(seen, **none)), rows)

    def look(self) -> Look:
        """Fresh, so that each test may falsify its own."""
        seen: Look = pickle.loads(self.kept)
        return replace(seen, **self.rows)


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Past:
    folder = tmp_path_factory.mktemp("simulation")
    with pytest.MonkeyPatch.context() as patch, asyncio.Runner(loop_factory=StillLoop) as runner:
        for name, value in LIVELY.items():
            patch.setattr(behaviour, name, value)
        patch.setitem(behaviour.TICKET_VERBS, "on_site", 12)
        return runner.run(_lived(folder))


async def _lived(folder: Path) -> Past:
    """Until there is something of everything: when that is, is chance."""
    async with world.opened(PLAN, folder) as desk:
        seen = await desk.look()
        while _missing(seen) and desk.clock.now() < PLAN.end:
            await desk.until(desk.clock.now() + PAUSE)
            seen = await desk.look()
        return Past.of(seen)


def _missing(seen: Look) -> list[str]:
    return [what for what, found in _everything(seen) if not found]


def _everything(seen: Look) -> Iterator[tuple[str, object]]:
    """That something is there of, or not."""
    for what in ("tickets", "alerts", "orders", "cases", "fees", "requirements", "classes", "projects"):
        yield what, getattr(seen, what)
    invited = {visit.kind for visit in seen.visits if visit.invited_at}
    yield "a cycle visit-back", VisitBackKind.CYCLE in invited
    yield "a service visit-back", VisitBackKind.SERVICE in invited
    yield "a solved ticket", any(seen.events("ticket.resolved"))
    yield "a closed ticket", any(ticket.state is TicketState.CLOSED for ticket in seen.tickets)
    yield "a clock that ran out", any(seen.events("clock.broken"))
    yield "a promise that was kept", any(clock.met and not clock.breached_at for clock in seen.clocks)
    yield "an ordinary ticket that was taken", _taken(seen)


def other(rows: Sequence[Any], changed: Any, **values: Any) -> list[Any]:
    """The rows, one of them with other values."""
    return [SimpleNamespace(**{**row._mapping, **values}) if row is changed else row for row in rows]


def one(rows: Iterable[Any], fits: Callable[[Any], Any] = lambda row: True) -> Any:
    return next(row for row in rows if fits(row))


def never_came_in(seen: Look) -> None:
    seen.inbox = seen.inbox[:-1]


def was_set_aside(seen: Look) -> None:
    seen.inbox = other(seen.inbox, seen.inbox[3], state=inbox.FAILED)


def words_are_lost(seen: Look) -> None:
    seen.ticket_messages = seen.ticket_messages[1:]


def words_are_kept_twice(seen: Look) -> None:
    seen.ticket_messages = [*seen.ticket_messages, seen.ticket_messages[0]]


def still_waits_to_be_sent(seen: Look) -> None:
    seen.outbox = other(seen.outbox, seen.outbox[5], state=WAITING)


def failed_without_a_reason(seen: Look) -> None:
    reachable = one(
        seen.outbox, lambda row: seen.addresses.get(row.account_id, "") not in {"", *seen.record.blockers}
    )
    seen.outbox = other(seen.outbox, reachable, state=FAILED)


def never_arrived(seen: Look) -> None:
    seen.record.delivered.pop(seen.outbox[5].id)


def arrived_in_another_chat(seen: Look) -> None:
    seen.record.delivered[seen.outbox[5].id] = ["1"]


def arrived_twice(seen: Look) -> None:
    seen.record.delivered[seen.outbox[5].id] *= 2


def solved_and_forgotten(seen: Look) -> None:
    seen.tickets[0].state, seen.tickets[0].due_at = TicketState.RESOLVED, None


def open_and_nobody_was_told(seen: Look) -> None:
    ticket = seen.tickets[0]
    ticket.state = TicketState.IN_PROGRESS
    seen.outbox = [row for row in seen.outbox if row.about != ticket.ref]


def another_owner(seen: Look) -> None:
    ticket = one(seen.tickets, lambda ticket: ticket.owner_id)
    ticket.owner_id = (ticket.owner_id or 0) + 1


def a_move_that_may_not_be(seen: Look) -> None:
    entry = one(seen.events("ticket.resolved"))
    seen.journal = other(seen.journal, entry, data={**entry.data, "after": "new"})


def a_move_behind_the_back(seen: Look) -> None:
    seen.orders[0].state = type(seen.orders[0].state)("declined")


def asked_and_never_shown(seen: Look) -> None:
    asked = Consultation(
        id=7, ticket_id=1, asked_by=1, asked_to=2, asked_at=seen.now - 48 * HOUR, state=Asked.OPEN
    )
    seen.consultations = [asked]


def promised_in_two_places(seen: Look) -> None:
    hours = [(seen.now, seen.now + 2 * HOUR), (seen.now + HOUR, seen.now + 3 * HOUR)]
    seen.appointments = [
        Appointment(id=n, ticket_id=1, engineer_id=2, starts_at=starts, ends_at=ends)
        for n, (starts, ends) in enumerate(hours)
    ]


def touched_without_a_yes(seen: Look) -> None:
    begun = SimpleNamespace(
        at=seen.now, event="remote.running", record="remote:7", ticket_id=1, by=1, data={}
    )
    seen.journal = [*seen.journal, begun]


def a_clock_runs_on(seen: Look) -> None:
    closed = {ticket.id for ticket in seen.tickets if ticket.state is TicketState.CLOSED}
    one(seen.clocks, lambda clock: clock.ticket_id in closed).ended_at = None


def a_promise_is_broken_in_silence(seen: Look) -> None:
    clock = one(seen.clocks, lambda clock: clock.met and not clock.breached_at and not clock.paused_at)
    clock.limit_at = clock.ended_at - HOUR if clock.ended_at else clock.limit_at


def a_breach_a_second_late(seen: Look) -> None:
    entry = one(seen.events("clock.broken"))
    seen.journal = other(seen.journal, entry, at=entry.at + timedelta(seconds=1))


def an_alert_to_nobody(seen: Look) -> None:
    alert = seen.alerts[0]
    alert.ended_at = None
    seen.outbox = [row for row in seen.outbox if row.card != alert.ref]
    seen.held, seen.journal = [], [entry for entry in seen.journal if entry.event != "person.morning"]


def a_visit_back_is_missing(seen: Look) -> None:
    seen.visits.remove(one(seen.visits, lambda visit: visit.kind is VisitBackKind.CYCLE and visit.invited_at))


def invited_on_another_day(seen: Look) -> None:
    """All of them: one that another survey kept waiting may be on another day."""
    for visit in seen.visits:
        if visit.kind is VisitBackKind.CYCLE and visit.invited_at:
            visit.invited_at += timedelta(days=1)


def a_visit_back_of_no_cycle(seen: Look) -> None:
    one(
        seen.visits, lambda visit: visit.kind is VisitBackKind.CYCLE and visit.invited_at
    ).nominal -= timedelta(days=3)


def invited_twice(seen: Look) -> None:
    seen.journal = [*seen.journal, one(seen.events("visit_back.invited"))]


def invited_at_night(seen: Look) -> None:
    visit = one(seen.visits, lambda visit: visit.kind is VisitBackKind.SERVICE and visit.invited_at)
    visit.invited_at = visit.invited_at + 14 * HOUR if visit.invited_at else None


def not_followed_up(seen: Look) -> None:
    seen.visits.remove(one(seen.visits, lambda visit: visit.ticket_id))


def shown_to_another_customer(seen: Look) -> None:
    mine, theirs = next(iter(seen.marks)), "zqabcde"
    seen.record.lines.append(LogLine(seen.now, mine, f"← 账套名 {theirs}"))


def shown_another_ones_ticket(seen: Look) -> None:
    stranger = list(seen.marks)[-1]
    seen.record.lines.append(LogLine(seen.now, stranger, "← K-1001"))


def told_to_another_customer(seen: Look) -> None:
    row = one(
        seen.outbox, lambda row: row.about == "ticket:1" and row.person_id == seen.tickets[0].contact_id
    )
    address = one(seen.marks, lambda address: seen.whose.get(address) not in (None, row.person_id))
    seen.outbox = other(seen.outbox, row, person_id=seen.whose[address])


def entry(seen: Look, event: Event, record: str, by: int | None = 1, **data: Any) -> Any:
    """One more of the journal."""
    made = SimpleNamespace(
        id=10**6, at=seen.now, by=by, record=record, ticket_id=None, event=event, data=data
    )
    seen.journal = [*seen.journal, made]
    return made


def a_job_that_fails(seen: Look) -> None:
    seen.record.failures.append("handover_check 1 could not be done")


def _taken(seen: Look) -> list[Ticket]:
    taken = {entry.ticket_id for entry in seen.events(Event.TICKET_TAKEN)}
    plain = (t for t in seen.tickets if t.customer_id and not (t.complaint or t.incident_id))
    return [ticket for ticket in plain if ticket.id in taken and ticket.level > 2]


def out_of_scope_and_taken(seen: Look) -> None:
    ticket = _taken(seen)[0]
    customer = one(seen.customers, lambda customer: customer.id == ticket.customer_id)
    customer.contracts[:] = [Contract(starts_on=date(2020, 1, 1), ends_on=date(2020, 12, 31), products=[])]
    seen.journal = [
        entry
        for entry in seen.journal
        if entry.event not in (Event.TICKET_LEVEL, Event.TICKET_WAITS, Event.SCOPE_SETTLED)
    ]


def a_case(seen: Look, **more: Any) -> ScopeCase:
    values = {"state": ScopeState.OFFERED, "holder_id": 1, "due_at": seen.now + HOUR}
    case = ScopeCase(id=77, ticket_id=seen.tickets[0].id, **{**values, **more})
    seen.cases = [*seen.cases, case]
    return case


def offered_free_by_one_alone(seen: Look) -> None:
    a_case(seen)
    quote = Quote(
        id=77,
        case_id=77,
        state=QuoteState.OFFERED,
        free=True,
        total_minor=0,
        list_minor=100,
        proposed_by=1,
        special=False,
    )
    seen.quotes = [*seen.quotes, quote]


def paid_before_it_is_done(seen: Look) -> None:
    fee = Fee(
        id=7, ticket_id=1, quoted_at=seen.now, agreed_at=seen.now, done_at=seen.now, paid_at=seen.now - HOUR
    )
    seen.fees = [*seen.fees, fee]


def with_nobody(seen: Look) -> None:
    a_case(seen, holder_id=None)


def with_no_card(seen: Look) -> None:
    a_case(seen)


def with_no_time(seen: Look) -> None:
    staff = one(seen.people, lambda person: person.is_staff)
    case = a_case(seen, holder_id=staff.id, due_at=None)
    shown = other(
        seen.outbox, one(seen.outbox, lambda row: row.state == SENT), card=case.ref, person_id=staff.id
    )
    seen.outbox = [*seen.outbox, *(row for row in shown if isinstance(row, SimpleNamespace))]


def waits_for_a_scope_that_nobody_settles(seen: Look) -> None:
    seen.tickets[0].state, seen.tickets[0].waits_for = TicketState.WAITING_THIRD_PARTY, "scope"


def refused(seen: Look) -> None:
    ticket = seen.tickets[0]
    a_case(seen)
    row = one(
        seen.outbox,
        lambda row: row.about == ticket.ref and row.person_id == ticket.contact_id and row.state == SENT,
    )
    seen.record.lines.append(LogLine(seen.now, "1", "← 您的请求我们无法处理", row.id))


def asked_for(seen: Look) -> None:
    seen.voices = [*seen.voices, Voice(id=777, person_id=seen.tickets[0].contact_id, requirement_id=777)]
    entry(seen, Event.REQUIREMENT_HEARD, "requirement:777", voice=777)
    entry(seen, Event.REQUIREMENT_MOVED, "requirement:777", step="take_up")


def taken_up_and_not_told(seen: Look) -> None:
    asked_for(seen)


def told_while_it_can_be_undone(seen: Look) -> None:
    asked_for(seen)
    entry(seen, Event.REQUIREMENT_TOLD, "requirement:777", voices=[777], moment="taken_up")
    entry(seen, Event.REQUIREMENT_MOVED, "requirement:777", step="refuse")
    entry(seen, Event.REQUIREMENT_TOLD, "requirement:777", voices=[777], moment="no")


def told_twice(seen: Look) -> None:
    asked_for(seen)
    for _n in range(2):
        entry(seen, Event.REQUIREMENT_TOLD, "requirement:777", voices=[777], moment="taken_up")


def told_without_a_message(seen: Look) -> None:
    asked_for(seen)
    entry(seen, Event.REQUIREMENT_TOLD, "requirement:777", voices=[777], moment="taken_up")


def a_class(seen: Look) -> None:
    seen.classes = [TrainingClass(id=7, seats=1, closes_at=seen.now + HOUR, state=ClassState.FINISHED)]
    seen.enrolments = [Enrolment(id=n, class_id=7, person_id=n) for n in (7, 8)]


def a_seat_for_two(seen: Look) -> None:
    a_class(seen)
    entry(seen, Event.ENROLMENT_REGISTERED, "enrolment:7")
    entry(seen, Event.ENROLMENT_OFFERED, "enrolment:8")


def two_seats_for_one(seen: Look) -> None:
    a_class(seen)
    seen.enrolments[1].person_id = 7


def cancelled_and_offered(seen: Look) -> None:
    a_class(seen)
    entry(seen, Event.ENROLMENT_CANCELLED, "enrolment:7")
    entry(seen, Event.ENROLMENT_OFFERED, "enrolment:7")


NEW = 7_000  # a number that no project of the run has


def a_project(seen: Look, **more: Any) -> Project:
    project = Project(
        id=NEW,
        customer_id=seen.customers[0].id,
        applied_at=seen.now - 100 * HOUR,
        state=ProjectState.RUNNING,
        **more,
    )
    seen.projects = [project]
    seen.stages, seen.plans, seen.logs, seen.shifts = [], [], [], []
    days = [(date(2026, 1, 5), date(2026, 1, 6)), (date(2026, 1, 7), date(2026, 1, 8))]
    seen.items = [
        Item(
            id=n,
            project_id=NEW,
            key=f"i{n}",
            days=2,
            after=[f"i{n - 1}"],
            side=Side.OURS,
            first_on=first,
            due_on=last,
            planned_on=last,
        )
        for n, (first, last) in enumerate(days)
    ]
    return project


def a_project_without_a_time(seen: Look) -> None:
    a_project(seen)


def planned_without_a_head(seen: Look) -> None:
    a_project(seen)
    entry(seen, Event.PROJECT_MOVED, f"project:{NEW}", step="submit_plan", why="")


def agreed_by_ourselves(seen: Look) -> None:
    a_project(seen)
    for step in ("approve", "submit_plan", "approve_plan", "agree_plan"):
        entry(seen, Event.PROJECT_MOVED, f"project:{NEW}", step=step, why="", by=None)


def on_site_before_all_is_prepared(seen: Look) -> None:
    a_project(seen)
    seen.logs = [Log(id=7, project_id=NEW)]
    entry(seen, Event.PROJECT_LOG_ASKED, "project_log:7")


def accepted_before_it_was_applied_for(seen: Look) -> None:
    a_project(seen, accepted_on=date(2025, 1, 1))


def done_on_a_day_off(seen: Look) -> None:
    a_project(seen)
    seen.items[1].first_on = date(2026, 1, 10)


def begins_before_what_it_waits_for(seen: Look) -> None:
    a_project(seen)
    seen.items[1].first_on = date(2026, 1, 6)
    seen.items[1].days = 3


def a_day_lost_that_nobody_noted(seen: Look) -> None:
    a_project(seen)
    seen.items[1].planned_on = date(2026, 1, 7)


def a_pause_of_another_length(seen: Look) -> None:
    a_project(seen)
    seen.items[1].planned_on = date(2026, 1, 7)
    seen.shifts = [Delay(id=7, project_id=NEW, days=1, from_on=date(2026, 1, 7), until_on=date(2026, 1, 8))]


FALSIFIED: dict[Callable[[Look], None], str] = {
    never_came_in: "handled once",
    was_set_aside: "handled once",
    words_are_lost: "words kept",
    words_are_kept_twice: "words kept",
    still_waits_to_be_sent: "outbox empty",
    failed_without_a_reason: "outbox empty",
    never_arrived: "arrived",
    arrived_in_another_chat: "arrived",
    arrived_twice: "arrived",
    solved_and_forgotten: "waits on somebody",
    open_and_nobody_was_told: "waits on somebody",
    another_owner: "first asker",
    a_move_that_may_not_be: "allowed move",
    a_move_behind_the_back: "allowed move",
    asked_and_never_shown: "asked",
    promised_in_two_places: "two places",
    touched_without_a_yes: "without a yes",
    a_clock_runs_on: "ended is quiet",
    a_promise_is_broken_in_silence: "promise",
    a_breach_a_second_late: "promise",
    an_alert_to_nobody: "alert",
    a_visit_back_is_missing: "visit-back",
    invited_on_another_day: "visit-back",
    a_visit_back_of_no_cycle: "visit-back",
    invited_twice: "visit-back",
    invited_at_night: "visit-back",
    not_followed_up: "follow-up",
    shown_to_another_customer: "not theirs",
    shown_another_ones_ticket: "not theirs",
    told_to_another_customer: "not theirs",
    a_job_that_fails: "fails",
    out_of_scope_and_taken: "without agreement",
    offered_free_by_one_alone: "two signatures",
    paid_before_it_is_done: "fee",
    with_nobody: "stuck",
    with_no_card: "stuck",
    with_no_time: "stuck",
    waits_for_a_scope_that_nobody_settles: "stuck",
    refused: "refused",
    taken_up_and_not_told: "askers",
    told_while_it_can_be_undone: "askers",
    told_twice: "askers",
    told_without_a_message: "askers",
    a_seat_for_two: "seats",
    two_seats_for_one: "seats",
    cancelled_and_offered: "seats",
    a_project_without_a_time: "stuck",
    planned_without_a_head: "approval",
    agreed_by_ourselves: "approval",
    on_site_before_all_is_prepared: "approval",
    accepted_before_it_was_applied_for: "cause",
    done_on_a_day_off: "cause",
    begins_before_what_it_waits_for: "cause",
    a_day_lost_that_nobody_noted: "days lost",
    a_pause_of_another_length: "days lost",
}


def test_the_truth_breaks_no_rule_and_what_is_falsified_is_found(past: Past) -> None:
    """All in one, for the run that is falsified takes a while."""
    seen = past.look()
    assert invariants.broken(seen) == []
    assert _missing(seen) == []
    missed = []
    for falsify, rule in FALSIFIED.items():
        seen = past.look()
        falsify(seen)
        if all(found.rule != rule for invariant in invariants.INVARIANTS for found in invariant(seen)):
            missed.append(falsify.__name__)
    assert missed == []
