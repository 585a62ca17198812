"""The card of an agreed fee, tracked by the colleague who agreed on it until it is paid (SCO-9)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk import customers, journal
from desk.access import access_fee
from desk.events import Event
from desk.people import Person
from desk.scope import fees
from desk.scope.fees import STATE_NAMES, Fee, FeeState
from desk.scope.quote_rows import Quote
from desk.ticket import Ticket
from handlers.chat.cards import button, if_unchanged, verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.message import Message
from handlers.chat.questions import Words
from handlers.chat.turn import Turn
from i18n import N_, _, dated, moment

DATES = (
    ("quoted_at", N_("quoted {time}")), ("agreed_at", N_("agreed {time}")), ("done_at", N_("work done {time}")),
    ("invoiced_at", N_("invoiced {time}")), ("paid_at", N_("paid {time}")),
)  # fmt: skip


@dated
async def card(session: AsyncSession, fee: Fee, viewer: Person, now: datetime) -> Message:
    """How far it is, since when, and the next step."""
    ticket = await session.get_one(Ticket, fee.ticket_id)
    quote = await session.get_one(Quote, fee.quote_id)
    customer = await customers.of(session, ticket)
    contact = await session.get_one(Person, ticket.contact_id)
    lines = [
        f"🏢 {customer.name if customer else contact.organisation or contact.name}",
        f"💰 {fee.amount} · {quote.number} · “{ticket.title}”",
        *[f"• {_(text).format(time=moment(at, now))}" for name, text in DATES if (at := getattr(fee, name))],
    ]
    lines += await _settled(session, fee)
    n, v = fee.id, fee.version
    invoiced = button(_("🧾 Invoiced"), "fee_invoiced", n, v)
    paid = button(_("✅ Paid"), "fee_paid", n, v)
    free = button(_("🚫 Not charged …"), "waive_fee", n, v)
    rows = {
        FeeState.DONE: [[invoiced, paid]],
        FeeState.STOPPED: [[invoiced, paid], [free]],
        FeeState.INVOICED: [[paid]],
    }.get(fee.state, [])
    return Message(
        viewer.id, "\n".join(lines), title=f"💰 {ticket.number} · {_(STATE_NAMES[fee.state])}", rows=rows, card=fee.ref,
        about=ticket.ref,
    )  # fmt: skip


async def _settled(session: AsyncSession, fee: Fee) -> list[str]:
    """What sales are to settle after the customer has cancelled it, or why nothing is charged."""
    if fee.state is FeeState.STOPPED:
        return [
            _(
                "The customer does not need it any more. Is something of it charged? Please settle it with them."
            )
        ]
    if fee.state is not FeeState.WAIVED:
        return []
    told = await journal.history(session, fee.ticket_id)
    return [
        f"💬 {entry.data.get('why', '')}"
        for entry in told
        if entry.event == Event.FEE_WAIVED and entry.record_id == fee.id
    ]


async def _load(turn: Turn, number: int) -> Fee:
    return await access_fee(turn.session, turn.person, number)


async def _show(turn: Turn, fee: Fee) -> None:
    turn.reply(await card(turn.session, fee, turn.person, turn.now))


on_fee = if_unchanged(_load, _show)


@verb
@on_fee
async def fee_invoiced(turn: Turn, fee: Fee, extra: str) -> None:
    await fees.invoiced(turn.session, fee, turn.person, turn.now)


@verb
@on_fee
async def fee_paid(turn: Turn, fee: Fee, extra: str) -> None:
    await fees.paid(turn.session, fee, turn.person, turn.now)


@verb
@on_fee
async def waive_fee(turn: Turn, fee: Fee, extra: str) -> None:
    fees.check_stopped(fee)
    await start(turn, waives_fee, {"fee": fee.id})


@flow
async def waives_fee(talk: Talk) -> None:
    """What was cancelled is not charged: why."""
    fee = await access_fee(talk.turn.session, talk.person, talk.args["fee"])
    why = await talk.ask("why", Words(_("Why is nothing charged? It is kept with the fee."), shortest=2))
    await fees.waived(talk.turn.session, fee, why, talk.person, talk.turn.now)
