"""What a ticket is: its states and the moves between them, its type and urgency, its row (TIC-1, INT-2, INT-3).

    new ─▶ assigned ─▶ in progress ─▶ resolved ─▶ closed
            (or triaged first)  │ ▲        │          │
             waiting for … ◀────┘ │        ▼          ▼
             suspended ───────────┴── reopened ◀── not solved

The first staff member who takes it stays its owner to the end (HOT-6); the assignee is who works on it now.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from i18n import N_, plain
from i18n.joining import cut
from kb.base.entry import ProblemType
from store import Base, Due, Versioned


class TicketState(StrEnum):
    NEW = "new"
    TRIAGED = "triaged"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    WAITING_CUSTOMER = "waiting_customer"
    WAITING_THIRD_PARTY = "waiting_third_party"
    SUSPENDED = "suspended"
    RESOLVED = "resolved"
    CLOSED = "closed"
    REOPENED = "reopened"
    CANCELLED = "cancelled"


TITLE = 40  # characters
PAUSES = {TicketState.WAITING_CUSTOMER, TicketState.WAITING_THIRD_PARTY, TicketState.SUSPENDED}
_OPEN = {
    TicketState.NEW,
    TicketState.TRIAGED,
    TicketState.ASSIGNED,
    TicketState.IN_PROGRESS,
    TicketState.REOPENED,
} | PAUSES
MOVES: dict[TicketState, set[TicketState]] = {
    TicketState.NEW: {
        TicketState.TRIAGED,
        TicketState.ASSIGNED,
        TicketState.IN_PROGRESS,
        TicketState.CANCELLED,
        TicketState.WAITING_THIRD_PARTY,
    },
    TicketState.TRIAGED: {TicketState.ASSIGNED, TicketState.IN_PROGRESS, TicketState.CANCELLED},
    TicketState.ASSIGNED: {
        TicketState.ASSIGNED,
        TicketState.IN_PROGRESS,
        TicketState.RESOLVED,
        TicketState.CANCELLED,
    }
    | PAUSES,
    TicketState.IN_PROGRESS: {
        TicketState.IN_PROGRESS,
        TicketState.ASSIGNED,
        TicketState.RESOLVED,
        TicketState.CANCELLED,
    }
    | PAUSES,
    TicketState.WAITING_CUSTOMER: {
        TicketState.IN_PROGRESS,
        TicketState.ASSIGNED,
        TicketState.RESOLVED,
        TicketState.CANCELLED,
    }
    | PAUSES,
    TicketState.WAITING_THIRD_PARTY: {
        TicketState.IN_PROGRESS,
        TicketState.ASSIGNED,
        TicketState.RESOLVED,
        TicketState.CANCELLED,
    }
    | PAUSES,
    TicketState.SUSPENDED: {
        TicketState.IN_PROGRESS,
        TicketState.ASSIGNED,
        TicketState.RESOLVED,
        TicketState.CANCELLED,
    }
    | PAUSES,
    TicketState.RESOLVED: {TicketState.CLOSED, TicketState.REOPENED},
    TicketState.CLOSED: {TicketState.REOPENED},
    TicketState.REOPENED: {
        TicketState.ASSIGNED,
        TicketState.IN_PROGRESS,
        TicketState.RESOLVED,
        TicketState.CANCELLED,
    }
    | PAUSES,
    TicketState.CANCELLED: set(),
}
OPEN = tuple(sorted(_OPEN))
STATE_NAMES = {
    TicketState.NEW: N_("new"),
    TicketState.TRIAGED: N_("looked at"),
    TicketState.ASSIGNED: N_("assigned"),
    TicketState.IN_PROGRESS: N_("in progress"),
    TicketState.WAITING_CUSTOMER: N_("waiting for the customer"),
    TicketState.WAITING_THIRD_PARTY: N_("waiting for a third party"),
    TicketState.SUSPENDED: N_("suspended"),
    TicketState.RESOLVED: N_("solved, to be confirmed"),
    TicketState.CLOSED: N_("closed"),
    TicketState.REOPENED: N_("reopened"),
    TicketState.CANCELLED: N_("cancelled"),
}


PROBLEM_TYPE_NAMES = {
    ProblemType.TECHNICAL: N_("technical fault"),
    ProblemType.APPLICATION: N_("how to use"),
    ProblemType.REQUIREMENT: N_("new requirement"),
    ProblemType.TRAINING: N_("training"),
    ProblemType.OTHER: N_("other"),
}


class TicketSource(StrEnum):
    """How it came: the customer wrote in the chat, or a colleague has registered it (INT-10)."""

    CHAT = "chat"
    PHONE = "phone"
    LETTER = "letter"
    FAX = "fax"
    EMAIL = "e-mail"
    FORUM = "forum"
    COUNTER = "counter"


SOURCE_NAMES = {
    TicketSource.CHAT: N_("chat"),
    TicketSource.PHONE: N_("telephone"),
    TicketSource.LETTER: N_("letter"),
    TicketSource.FAX: N_("fax"),
    TicketSource.EMAIL: N_("e-mail"),
    TicketSource.FORUM: N_("forum"),
    TicketSource.COUNTER: N_("counter"),
}


class Urgency(StrEnum):
    """Impact on the customer's work (INT-3)."""

    GENERAL = "general"
    URGENT = "urgent"
    VERY_URGENT = "very_urgent"


URGENCY_NAMES = {
    Urgency.GENERAL: N_("🟢 Work goes on"),
    Urgency.URGENT: N_("🟠 Something important does not work"),
    Urgency.VERY_URGENT: N_("🔴 Everything is down"),
}
IN_CHAT = (
    ProblemType.TECHNICAL,
    ProblemType.APPLICATION,
    ProblemType.OTHER,
)  # what can be solved there, if it needs no visit
LEVELS = {Urgency.VERY_URGENT: 1, Urgency.URGENT: 3, Urgency.GENERAL: 4}  # fault level (INT-4)


class Ticket(Due, Base, Versioned):
    """`due_at`: by when the assignee is to have reacted (HOT-2); the reminder to confirm, then the automatic close (TIC-3)."""

    __tablename__ = "ticket"
    __table_args__ = (
        Index("filed_by_contact", "contact_id", "filed_at"),
        Index("filed_when", "filed_at", "resolved_at"),  # what was open at a time is found without the rows
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[TicketState] = mapped_column(default=TicketState.NEW, index=True)
    kind: Mapped[ProblemType] = mapped_column(default=ProblemType.TECHNICAL)
    subtype: Mapped[str] = mapped_column(String(20), default="")  # of the catalogue (INT-11)
    source: Mapped[TicketSource] = mapped_column(default=TicketSource.CHAT)
    urgency: Mapped[Urgency] = mapped_column(default=Urgency.GENERAL)
    level: Mapped[int] = mapped_column(default=4)
    product: Mapped[str] = mapped_column(String(20), default="")
    description: Mapped[str]  # the problem in the customer's own words (INT-1)
    module: Mapped[str] = mapped_column(String(128), default="")  # of the product, as far as the base knew it
    error_code: Mapped[str] = mapped_column(String(40), default="")
    tried: Mapped[list[str]] = mapped_column(default=list)  # codes of entries that did not solve it
    declined: Mapped[list[str]] = mapped_column(
        default=list
    )  # codes of entries that were offered and declined
    solution: Mapped[str] = mapped_column(default="")
    complaint: Mapped[bool] = mapped_column(default=False)  # it carries a complaint (`desk/complaints/`)
    barred_ids: Mapped[list[Any]] = mapped_column(
        default=list
    )  # people it is about: no alert of it goes to them
    region: Mapped[str] = mapped_column(default="")  # of the customer when it was filed
    in_service: Mapped[bool | None]  # inside a service period at filing; None: not a customer's (SCO-1)
    scope: Mapped[dict[str, Any]] = mapped_column(
        default=dict
    )  # the verdict at filing with its facts (SCO-1)
    waits_for: Mapped[str] = mapped_column(String(10), default="")  # "scope": its clocks are paused (SLA-2)
    repeat_of: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"))  # TIC-5
    incident_id: Mapped[int | None] = mapped_column(index=True)  # the known incident it reports
    promised_at: Mapped[datetime | None]  # when the customer was told they would hear (HOT-4)
    filed_at: Mapped[datetime]
    taken_at: Mapped[datetime | None]
    replied_at: Mapped[datetime | None]  # when the customer first heard from a person (STA-1)
    restored_at: Mapped[datetime | None]  # works again, by a way round or by the solution (SLA-5)
    resolved_at: Mapped[datetime | None] = mapped_column(index=True)  # by the solution that stands
    closed_at: Mapped[datetime | None]
    reminded: Mapped[bool] = mapped_column(default=False)
    chased: Mapped[int] = mapped_column(default=0)  # reminders since it waits for the customer (INT-13)
    failed_contacts: Mapped[int] = mapped_column(default=0)  # contacts that did not solve it (HOT-5)
    # the lines of the last hand-over, with "by" and "to" (HOT-13)
    handed_over: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")

    @property
    def ref(self) -> str:
        return f"ticket:{self.id}"

    @property
    def number(self) -> str:
        """What people call it: K-1042; a complaint's own is C-1042."""
        return f"{'C' if self.complaint else 'K'}-{1000 + self.id}"

    @property
    def is_open(self) -> bool:
        return self.state in _OPEN

    @property
    def title(self) -> str:
        """The beginning of their words, as one line that turns nothing around it."""
        line = plain.name(self.description, 2 * TITLE)
        return cut(line, TITLE)
