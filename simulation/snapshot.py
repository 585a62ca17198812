"""A look at the desk while it is at rest: all that it has written, read once, for the invariants to judge."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.rows import Outgoing
from bot.incoming.inbox import Incoming
from desk.customers import Customer
from desk.dispatch.appointments import Appointment
from desk.dispatch.orders import Dispatch
from desk.hotline.consultations import Consultation
from desk.hotline.messages import TicketMessage
from desk.hotline.remote_support import RemoteWork
from desk.journal import JournalEntry
from desk.people import Account, Person
from desk.projects.change import ProjectChange
from desk.projects.delays import Delay
from desk.projects.logs import Log
from desk.projects.plan import Item, PlanVersion, Stage
from desk.projects.project import Project
from desk.requirements.requirement import Requirement, Voice
from desk.scope.case import ScopeCase
from desk.scope.fees import Fee
from desk.scope.quote_rows import Quote
from desk.sla.alerts import Alert
from desk.sla.clocks import Clock
from desk.sla.deferred_alerts import HeldAlert
from desk.surveys.campaigns import Campaign
from desk.surveys.visit_backs import VisitBack
from desk.ticket import Ticket
from desk.training.classes import TrainingClass
from desk.training.enrolment import Enrolment
from kb.base.outcomes import Outcome
from simulation.record import Record
from store import Base

T = TypeVar("T", bound=Base)
Rows = Sequence[Any]  # of some columns
SENT = (
    Outgoing.id, Outgoing.person_id, Outgoing.account_id, Outgoing.state, Outgoing.card, Outgoing.about, Outgoing.edits,
    Outgoing.due_at, Outgoing.created_at, Outgoing.error,
)  # fmt: skip
WRITTEN = (
    JournalEntry.id, JournalEntry.at, JournalEntry.by, JournalEntry.record, JournalEntry.ticket_id, JournalEntry.event,
    JournalEntry.data,
)  # fmt: skip


@dataclass(frozen=True)
class Broken:
    """A rule that does not hold, and for whom."""

    rule: str
    what: str
    ticket: int | None = None
    person: int | None = None


Found = Iterator[Broken]


@dataclass
class Look:
    """What the desk has written, and what the world has seen of it (`record`)."""

    record: Record
    start: datetime  # of the simulation
    now: datetime
    marks: dict[str, str]  # the chat of each customer → the secret word of theirs that no other chat may show
    tickets: list[Ticket]
    clocks: list[Clock]
    alerts: list[Alert]
    held: list[HeldAlert]
    orders: list[Dispatch]
    appointments: list[Appointment]
    consultations: list[Consultation]
    remote: list[RemoteWork]
    cases: list[ScopeCase]
    quotes: list[Quote]
    fees: list[Fee]
    requirements: list[Requirement]
    voices: list[Voice]
    classes: list[TrainingClass]
    enrolments: list[Enrolment]
    projects: list[Project]
    changes: list[ProjectChange]
    plans: list[PlanVersion]
    stages: list[Stage]
    items: list[Item]
    logs: list[Log]
    shifts: list[Delay]
    campaigns: list[Campaign]
    visits: list[VisitBack]
    customers: list[Customer]
    people: list[Person]
    addresses: dict[int, str]  # of accounts
    whose: dict[str, int]  # address → person
    inbox: Rows
    outbox: Rows
    journal: Rows
    ticket_messages: Rows  # account, message
    outcomes: Rows  # result

    def events(self, *names: str) -> Iterator[Any]:
        return (entry for entry in self.journal if entry.event in names)


async def look(
    session: AsyncSession, record: Record, start: datetime, now: datetime, marks: dict[str, str]
) -> Look:
    """Reads everything; the desk must be at rest."""
    accounts = await _all(session, Account)
    return Look(
        record, start, now, marks,
        tickets=await _all(session, Ticket),
        clocks=await _all(session, Clock),
        alerts=await _all(session, Alert),
        held=await _all(session, HeldAlert),
        orders=await _all(session, Dispatch),
        appointments=await _all(session, Appointment),
        consultations=await _all(session, Consultation),
        remote=await _all(session, RemoteWork),
        cases=await _all(session, ScopeCase),
        quotes=await _all(session, Quote),
        fees=await _all(session, Fee),
        requirements=await _all(session, Requirement),
        voices=await _all(session, Voice),
        classes=await _all(session, TrainingClass),
        enrolments=await _all(session, Enrolment),
        projects=await _all(session, Project),
        changes=await _all(session, ProjectChange),
        plans=await _all(session, PlanVersion),
        stages=await _all(session, Stage),
        items=await _all(session, Item),
        logs=await _all(session, Log),
        shifts=await _all(session, Delay),
        campaigns=await _all(session, Campaign),
        visits=await _all(session, VisitBack),
        customers=await _all(session, Customer),
        people=await _all(session, Person),
        addresses={account.id: account.address for account in accounts},
        whose={account.address: account.person_id for account in accounts},
        inbox=(await session.execute(select(Incoming.key, Incoming.state, Incoming.error))).all(),
        outbox=(await session.execute(select(*SENT).order_by(Outgoing.id))).all(),
        journal=(await session.execute(select(*WRITTEN).order_by(JournalEntry.id))).all(),
        ticket_messages=(await session.execute(select(TicketMessage.account_id, TicketMessage.message))).all(),
        outcomes=(await session.execute(select(Outcome.result))).all(),
    )  # fmt: skip


async def _all(session: AsyncSession, table: type[T]) -> list[T]:
    return list(await session.scalars(select(table).order_by(table.id)))  # type: ignore[attr-defined]
