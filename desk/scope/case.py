"""What is kept of a request that is not plainly in scope, until it is settled (SCO-1 to SCO-4).

    cannot tell ─▶ with the decider ─▶ in scope: it goes on
                          └▶ out of scope ─┐
    out of scope, or the period is over ───┴▶ with sales ─▶ (second signature) ─▶ offered ─▶ agreed: it goes on
                                                   ▲                                 ├▶ to be talked over ─▶ with sales
                                                   └── taken up again ── standing ◀──┘ not now
There is no state in which anything is refused.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from desk.ticket import Ticket
from i18n import N_
from store import Base, Due, Versioned


class Verdict(StrEnum):
    IN = "in"
    OUT = "out"
    UNKNOWN = "unknown"
    SPECIAL = "special"  # in scope, and a service with a form of its own that is agreed to first (SCO-10)


class Ground(StrEnum):
    """What a verdict stands on."""

    COVERED = "covered"
    PROSPECT = "prospect"
    NO_PERIOD = "no_period"
    OVER = "over"
    EXCLUDED = "excluded"
    DEPENDS = "depends"
    UNMAPPED = "unmapped"
    USED_UP = "used_up"
    DECIDED = "decided"
    MISUSE = "misuse"
    FORCE_MAJEURE = "force_majeure"
    BUILD = "build"  # a requirement that is built for a fee (REQ-2)
    CHANGE = "change"  # of a running project (PRJ-1)
    UPGRADE = "upgrade"  # the right to new versions has ended (REL-2)


class ScopeState(StrEnum):
    DECIDING = "deciding"
    SALES = "sales"
    SIGNING = "signing"
    OFFERED = "offered"
    STANDING = "standing"
    AGREED = "agreed"
    IN_SCOPE = "in_scope"
    WITHDRAWN = "withdrawn"


STATE_NAMES = {
    ScopeState.DECIDING: N_("scope to be decided"),
    ScopeState.SALES: N_("with sales"),
    ScopeState.SIGNING: N_("second signature wanted"),
    ScopeState.OFFERED: N_("offered to the customer"),
    ScopeState.STANDING: N_("not now, says the customer"),
    ScopeState.AGREED: N_("agreed"),
    ScopeState.IN_SCOPE: N_("in scope"),
    ScopeState.WITHDRAWN: N_("withdrawn"),
}
OPEN = (
    ScopeState.DECIDING, ScopeState.SALES, ScopeState.SIGNING, ScopeState.OFFERED, ScopeState.STANDING,
)  # fmt: skip


MARKS = (Ground.MISUSE, Ground.FORCE_MAJEURE)  # causes that are found at work (SCO-6)


def is_in_scope(ticket: Ticket) -> bool:
    """Whether it is in scope, as it was judged last; what was never judged goes on."""
    return bool(ticket.scope.get("verdict", Verdict.IN) == Verdict.IN)


class ScopeCase(Due, Base, Versioned):
    """`due_at`: somebody was to have settled it; an offer ends; what stands by has stood long enough."""

    __tablename__ = "scope_case"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), unique=True)
    verdict: Mapped[Verdict]
    ground: Mapped[Ground]
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    item_code: Mapped[str] = mapped_column(String(40), default="")
    state: Mapped[ScopeState] = mapped_column(default=ScopeState.DECIDING, index=True)
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)  # who is to act
    recipients: Mapped[list[Any]] = mapped_column(default=list)  # numbers of the staff who have its card
    escalation_level: Mapped[int] = mapped_column(default=0)  # how often it was late
    words: Mapped[str] = mapped_column(default="")  # of the colleague who decided
    opened_at: Mapped[datetime]
    limit_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]

    @property
    def ref(self) -> str:
        return f"scope_case:{self.id}"

    @property
    def number(self) -> str:
        """What people call it: S-1042."""
        return f"S-{1000 + self.id}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN
