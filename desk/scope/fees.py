"""What becomes of an agreed fee: agreed, done, invoiced, paid; cancelled, sales settle it; no accounting (SCO-9)."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import journal, policies
from desk.events import Event
from desk.money import Money
from desk.people import Person
from desk.scope import people
from desk.scope.case import is_in_scope
from desk.scope.quote_rows import Quote
from desk.ticket import Ticket
from errors import Stale
from i18n import N_, _
from store import Base, Due, Versioned


class FeeState(StrEnum):
    AGREED = "agreed"
    DONE = "done"
    INVOICED = "invoiced"
    PAID = "paid"
    STOPPED = "stopped"
    WAIVED = "waived"


STATE_NAMES = {
    FeeState.AGREED: N_("agreed"),
    FeeState.DONE: N_("work done, to be invoiced"),
    FeeState.INVOICED: N_("invoiced, to be paid"),
    FeeState.PAID: N_("paid"),
    FeeState.STOPPED: N_("cancelled after it was agreed"),
    FeeState.WAIVED: N_("not charged"),
}


class Fee(Due, Base, Versioned):
    """`due_at`: it was to be invoiced, or paid, by then."""

    __tablename__ = "fee"

    id: Mapped[int] = mapped_column(primary_key=True)
    quote_id: Mapped[int] = mapped_column(ForeignKey("quote.id"), unique=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    holder_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[FeeState] = mapped_column(default=FeeState.AGREED)
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    quoted_at: Mapped[datetime]
    agreed_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    invoiced_at: Mapped[datetime | None]
    paid_at: Mapped[datetime | None]

    @property
    def ref(self) -> str:
        return f"fee:{self.id}"

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)


async def agreed(session: AsyncSession, ticket: Ticket, quote: Quote, now: datetime) -> None:
    """A fee is agreed, and followed until it is paid (SCO-9). Work that is done already is to be invoiced at once."""
    if not quote.total_minor:
        return
    fee = Fee(
        quote_id=quote.id, ticket_id=ticket.id, holder_id=quote.proposed_by, state=FeeState.AGREED,
        amount_minor=quote.total_minor, currency=quote.currency, quoted_at=quote.proposed_at, agreed_at=now,
    )  # fmt: skip
    session.add(fee)
    await session.flush()
    await _write(session, fee, Event.FEE_AGREED, None, now)
    if not ticket.is_open or quote.renews_until:
        await _done(session, fee, now)


async def work_done(session: AsyncSession, ticket: Ticket, now: datetime) -> None:
    """The ticket is closed: what was agreed for it is to be invoiced."""
    if is_in_scope(ticket):
        return
    theirs = Fee.ticket_id == ticket.id, Fee.state == FeeState.AGREED
    for fee in (await session.scalars(select(Fee).where(*theirs))).all():
        await _done(session, fee, now)


async def called_off(session: AsyncSession, ticket: Ticket, now: datetime) -> None:
    """The ticket is cancelled after its fee was agreed: whether something of it is charged is for sales to settle."""
    if is_in_scope(ticket):
        return
    theirs = Fee.ticket_id == ticket.id, Fee.state == FeeState.AGREED
    for fee in (await session.scalars(select(Fee).where(*theirs))).all():
        fee.state = FeeState.STOPPED
        fee.due_at = now + await policies.value(session, policies.FEE_INVOICE)
        await _write(session, fee, Event.FEE_STOPPED, None, now)


async def _done(session: AsyncSession, fee: Fee, now: datetime) -> None:
    fee.state, fee.done_at = FeeState.DONE, now
    fee.due_at = now + await policies.value(session, policies.FEE_INVOICE)
    await _write(session, fee, Event.FEE_DONE, None, now)


async def invoiced(session: AsyncSession, fee: Fee, by: Person, now: datetime) -> None:
    """The fee is invoiced. Raises Stale when it was already, or is not done yet."""
    _still(fee, FeeState.DONE, FeeState.STOPPED)
    fee.state, fee.invoiced_at = FeeState.INVOICED, now
    fee.due_at = now + await policies.value(session, policies.FEE_PAYMENT)
    await _write(session, fee, Event.FEE_INVOICED, by.id, now)


async def paid(session: AsyncSession, fee: Fee, by: Person, now: datetime) -> None:
    _still(fee, FeeState.DONE, FeeState.STOPPED, FeeState.INVOICED)
    fee.state, fee.paid_at, fee.due_at = FeeState.PAID, now, None
    await _write(session, fee, Event.FEE_PAID, by.id, now)


async def waived(session: AsyncSession, fee: Fee, why: str, by: Person, now: datetime) -> None:
    """What was cancelled is not charged, with the reason."""
    check_stopped(fee)
    fee.state, fee.due_at = FeeState.WAIVED, None
    await _write(session, fee, Event.FEE_WAIVED, by.id, now, why=why)


def check_stopped(fee: Fee) -> None:
    _still(fee, FeeState.STOPPED)


def _still(fee: Fee, *states: FeeState) -> None:
    if fee.state not in states:
        raise Stale(_("This fee is: {state}.").format(state=_(STATE_NAMES[fee.state])))


async def fall_due(session: AsyncSession, fee: Fee, now: datetime) -> None:
    """Reminds the colleague who agreed on it (all of sales, once they have left), until it is done."""
    holder = await session.get_one(Person, fee.holder_id)
    if not holder.is_staff:
        ticket = await session.get_one(Ticket, fee.ticket_id)
        other = await people.seller(session, ticket, now)
        fee.holder_id = other.id if other else fee.holder_id
    fee.due_at = now + await policies.value(session, policies.FEE_REMIND)
    await _write(session, fee, Event.FEE_REMINDED, None, now)


async def _write(
    session: AsyncSession, fee: Fee, event: Event, by: int | None, now: datetime, **data: Any
) -> None:
    await session.flush()
    await journal.write(
        session, fee, event, by=by, now=now, ticket_id=fee.ticket_id, given_to=fee.holder_id, **data
    )
