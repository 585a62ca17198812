"""What is counted, and by what: a period, perhaps of one person, product or region only; and how each table knows that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, FromClause, func, join, literal, null, outerjoin

from desk.complaints.complaint import Complaint
from desk.customers import Customer
from desk.dispatch.orders import Dispatch
from desk.figures.periods import Period
from desk.sla.clocks import Clock
from desk.surveys.visit_backs import VisitBack
from desk.ticket import Ticket
from desk.tickets.solutions import Solution
from i18n import N_
from kb.base.entry import Entry
from kb.base.outcomes import Outcome
from store.columnar import copied

Key = str | int | None

copied(
    Ticket.id, Ticket.contact_id, Ticket.customer_id, Ticket.owner_id, Ticket.assignee_id, Ticket.complaint, Ticket.state,
    Ticket.kind, Ticket.subtype, Ticket.level, Ticket.source, Ticket.product, Ticket.module, Ticket.region, Ticket.repeat_of,
    Ticket.filed_at, Ticket.replied_at, Ticket.resolved_at, Ticket.closed_at,
)  # fmt: skip
copied(
    Solution.id,
    Solution.ticket_id,
    Solution.at,
    Solution.by,
    Solution.first,
    Solution.first_contact,
    Solution.undone_at,
)
copied(Dispatch.id, Dispatch.ticket_id, Dispatch.engineer_id, Dispatch.engineer_region, Dispatch.done_at)
copied(Clock.id, Clock.ticket_id, Clock.kind, Clock.met, Clock.ended_at, Clock.breached_at, Clock.undone_at)
copied(
    VisitBack.id, VisitBack.ticket_id, VisitBack.customer_id, VisitBack.region, VisitBack.kind, VisitBack.state,
    VisitBack.invited_at, VisitBack.answered_at, VisitBack.answers, VisitBack.over_at, VisitBack.late_at,
)  # fmt: skip
copied(
    Complaint.id, Complaint.customer_id, Complaint.product, Complaint.region, Complaint.valid, Complaint.received_at,
    Complaint.confirmed_at,
)  # fmt: skip
copied(Customer.id, Customer.region)
copied(Entry.id, Entry.code, Entry.module, Entry.kind)
copied(
    Outcome.id, Outcome.entry_code, Outcome.customer_id, Outcome.person_id, Outcome.product, Outcome.region, Outcome.source,
    Outcome.result, Outcome.at,
)  # fmt: skip


class By(StrEnum):
    """How figures are broken down."""

    PERSON = "person"
    PRODUCT = "product"
    MODULE = "module"
    REGION = "region"
    CUSTOMER = "customer"
    KIND = "kind"
    LEVEL = "level"
    SOURCE = "source"
    SUBTYPE = "subtype"


BY_NAMES = {
    By.PERSON: N_("staff member"),
    By.PRODUCT: N_("product"),
    By.MODULE: N_("module"),
    By.REGION: N_("region"),
    By.CUSTOMER: N_("customer"),
    By.KIND: N_("type of problem"),
    By.LEVEL: N_("fault level"),
    By.SOURCE: N_("how it came"),
    By.SUBTYPE: N_("what it is about"),
}


@dataclass(frozen=True)
class Scope:
    """A period, and what it is narrowed to: `{By.REGION: "华东"}`."""

    period: Period
    only: Mapping[By, Key] = field(default_factory=dict)

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        return self.period.bounds

    def within(self, period: Period) -> "Scope":
        return replace(self, period=period)

    def narrowed(self, by: By, key: Key) -> "Scope":
        return replace(self, only={**self.only, by: key})


@dataclass(frozen=True)
class Source:
    """Where something is counted, and what it knows of each way to break it down."""

    table: FromClause
    groups: Mapping[By, ColumnElement[Any]]
    always: Sequence[ColumnElement[bool]] = ()

    def knows(self, scope: Scope, by: By | None) -> bool:
        return {*scope.only, *([by] if by else [])} <= set(self.groups)

    def group(self, by: By | None) -> ColumnElement[Any]:
        return self.groups[by] if by else literal(0)

    def narrowed(self, scope: Scope) -> Sequence[ColumnElement[bool]]:
        only = [self.groups[by].is_not_distinct_from(key) for by, key in scope.only.items()]
        return [*self.always, *only]


def between(moment: Any, bounds: tuple[datetime, datetime]) -> ColumnElement[bool]:
    found: ColumnElement[bool] = (moment >= bounds[0]) & (moment < bounds[1])
    return found


def _unsorted(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """SQLite would read a whole table in the order of this column's index, to save the sorting of a few groups."""
    return func.coalesce(column, null())


_REGION = func.coalesce(Customer.region, "")
_OF_A_TICKET: Mapping[By, ColumnElement[Any]] = {
    By.PERSON: func.coalesce(Ticket.assignee_id, Ticket.owner_id),
    By.PRODUCT: func.coalesce(Ticket.product, ""),
    By.MODULE: func.coalesce(Ticket.module, ""),
    By.REGION: func.coalesce(Ticket.region, ""),
    By.CUSTOMER: _unsorted(Ticket.__table__.c.customer_id),
    By.KIND: Ticket.__table__.c.kind,
    By.LEVEL: Ticket.__table__.c.level,
    By.SOURCE: Ticket.__table__.c.source,
    By.SUBTYPE: func.coalesce(Ticket.subtype, ""),
}
_NO_COMPLAINT = [Ticket.complaint.is_(False)]  # complaints are counted by themselves
TICKETS = Source(Ticket.__table__, _OF_A_TICKET, _NO_COMPLAINT)
SOLUTIONS = Source(
    join(Solution, Ticket, Ticket.id == Solution.ticket_id),
    {**_OF_A_TICKET, By.PERSON: func.coalesce(Solution.by, Ticket.assignee_id, Ticket.owner_id)},
    _NO_COMPLAINT,
)
VISITS = Source(  # of the engineer
    join(Dispatch, Ticket, Ticket.id == Dispatch.ticket_id),
    {
        **_OF_A_TICKET,
        By.PERSON: Dispatch.__table__.c.engineer_id,
        By.REGION: func.coalesce(Dispatch.engineer_region, ""),
    },
)
CLOCKS = Source(join(Clock, Ticket, Ticket.id == Clock.ticket_id), _OF_A_TICKET)
SURVEYS = Source(
    outerjoin(VisitBack, Ticket, Ticket.id == VisitBack.ticket_id).outerjoin(
        Customer, Customer.id == VisitBack.customer_id
    ),
    {
        **_OF_A_TICKET,
        By.REGION: func.coalesce(Ticket.region, VisitBack.region, _REGION),
        By.CUSTOMER: _unsorted(VisitBack.__table__.c.customer_id),
    },
)
BASE = Source(
    outerjoin(Outcome, Entry, Entry.code == Outcome.entry_code).outerjoin(
        Customer, Customer.id == Outcome.customer_id
    ),
    {
        By.PRODUCT: func.coalesce(Outcome.product, ""),
        By.MODULE: func.coalesce(Entry.module, ""),
        By.REGION: func.coalesce(Outcome.region, _REGION),
        By.CUSTOMER: Outcome.__table__.c.customer_id,
        By.KIND: func.coalesce(Entry.kind, ""),
        By.SOURCE: Outcome.__table__.c.source,
    },
)
COMPLAINTS = Source(
    outerjoin(Complaint, Customer, Customer.id == Complaint.customer_id),
    {
        By.PRODUCT: func.coalesce(Complaint.product, ""),
        By.REGION: func.coalesce(Complaint.region, ""),
        By.CUSTOMER: Complaint.__table__.c.customer_id,
    },
)
