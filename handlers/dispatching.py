"""A dispatch order on its card: the service manager sends, the engineer goes, the customer sees each step (DIS-1 to DIS-6)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk import dispatch, routing
from desk.access import MANAGERS, access_dispatch, require
from desk.dispatch import STATE_NAMES, Dispatch, State
from desk.people import Person
from desk.tickets import Ticket
from errors import BadInput, NotAllowed
from handlers import ticket_card
from handlers.cards import button, verb
from handlers.message import Button, Message
from handlers.questions import Choice, Words
from handlers.talk import Talk, flow, start
from handlers.turn import Turn
from handlers.visits import appointing
from language import _, moment

OFFERED = 6  # engineers to choose from


async def card(session: AsyncSession, order: Dispatch, viewer: Person, now: datetime) -> Message:
    """The order with the whole ticket below it, and what this person can do next."""
    ticket = await session.get_one(Ticket, order.ticket_id)
    whole = await ticket_card.for_staff(session, ticket, viewer, now)
    engineer = await session.get(Person, order.engineer_id) if order.engineer_id else None
    asked_by = await session.get_one(Person, order.requested_by)
    facts = [
        ("🛠", _("engineer: {name}").format(name=engineer.name) if engineer else ""),
        ("✍️", f"{asked_by.name}: {order.reason}"),
        (
            "🚗",
            _("on the way since {time}").format(time=moment(order.on_the_way_at, now))
            if order.on_the_way_at
            else "",
        ),
        (
            "📍",
            _("on site since {time}").format(time=moment(order.arrived_at, now)) if order.arrived_at else "",
        ),
        ("🔎", _("found: {words}").format(words=order.found) if order.found else ""),
        ("🔧", _("done: {words}").format(words=order.done) if order.done else ""),
    ]
    lines = [f"{icon} {fact}" for icon, fact in facts if fact]
    lines += await appointing.lines(session, order.id, now)
    return Message(
        viewer.id,
        "\n".join([*lines, "", f"— {ticket.number} —", whole.text]),
        title=f"🚐 {order.number} · {_(STATE_NAMES[order.state])}",
        rows=[*_actions(order, viewer), *await _about_time(session, order, viewer)],
        card=order.ref,
        about=ticket.ref,
    )


def _actions(order: Dispatch, viewer: Person) -> list[list[Button]]:
    n, v = order.id, order.version
    rows: list[list[Button]] = []
    if order.engineer_id == viewer.id:
        rows.append(
            {
                State.DISPATCHED: [
                    button(_("✅ Accept"), "accept", n, v),
                    button(_("✖ Decline"), "decline", n, v),
                ],
                State.ACCEPTED: [button(_("🚗 On the way"), "set_out", n, v)],
                State.ON_THE_WAY: [button(_("📍 Arrived"), "arrive", n, v)],
                State.ARRIVED: [button(_("🏁 Done"), "finish", n, v)],
            }.get(order.state, [])
        )
    if viewer.has(*MANAGERS):
        send = State.DISPATCHED in dispatch.MOVES[order.state]
        back = State.SENT_BACK in dispatch.MOVES[order.state]
        off = State.WRITTEN_OFF in dispatch.MOVES[order.state]
        label = _("👤 Choose an engineer") if order.engineer_id is None else _("👤 Send another one")
        rows.append([button(label, "choose_engineer", n, v)] if send else [])
        rows.append([button(_("↩ Send back"), "send_back", n, v)] if back else [])
        rows.append([button(_("🗂 Write off"), "write_off", n, v)] if off else [])
    return [row for row in rows if row]


async def _about_time(session: AsyncSession, order: Dispatch, viewer: Person) -> list[list[Button]]:
    """The engineer's buttons for the appointment, until they are on the way."""
    going = order.engineer_id == viewer.id and order.state is State.ACCEPTED
    row = await appointing.actions(session, order.id) if going else []
    return [row] if row else []


async def _order(turn: Turn, number: int, version: int) -> Dispatch | None:
    """The order of a button; None when it has moved on, and then its card is shown as it stands."""
    order = await access_dispatch(turn.session, turn.person, number)
    if order.version == version:
        return order
    turn.say(_("{number} has moved on; here is how it stands:").format(number=order.number))
    turn.reply(await card(turn.session, order, turn.person, turn.now))
    return None


async def _managed(turn: Turn, number: int, version: int) -> Dispatch | None:
    require(turn.person, *MANAGERS)
    return await _order(turn, number, version)


async def _mine(turn: Turn, number: int, version: int) -> Dispatch | None:
    order = await _order(turn, number, version)
    if order is not None and order.engineer_id != turn.person.id:
        raise NotAllowed(_("This is for the engineer the order was given to."))
    return order


@verb
async def choose_engineer(turn: Turn, number: int, version: int, extra: str) -> None:
    if await _managed(turn, number, version):
        await start(turn, send_engineer, {"order": number})


@flow
async def send_engineer(talk: Talk) -> None:
    """The best suggestion first: product, region, load (DIS-1)."""
    session = talk.turn.session
    order = await access_dispatch(session, talk.person, talk.args["order"])
    ticket = await session.get_one(Ticket, order.ticket_id)
    choices = [c for c in await routing.engineers(session, ticket) if c.person.id != order.engineer_id][
        :OFFERED
    ]
    if not choices:
        raise BadInput(_("There is no other engineer yet. An administrator can add one with /invite."))
    options = [(str(c.person.id), f"{c.person.name} · {_reasons(c)}") for c in choices]
    chosen = await talk.ask("engineer", Choice(_("Whom do you send?"), options=options))
    engineer = await session.get_one(Person, int(chosen))
    await dispatch.send(session, order, engineer, talk.person, talk.turn.now)


def _reasons(choice: routing.Choice) -> str:
    parts = [
        *([_("knows the product")] if choice.knows_product else []),
        *([_("same region")] if choice.same_region else []),
        _("{n} open").format(n=choice.load),
    ]
    return ", ".join(parts)


@verb
async def send_back(turn: Turn, number: int, version: int, extra: str) -> None:
    if await _managed(turn, number, version):
        await start(turn, send_back_because, {"order": number})


@flow
async def send_back_because(talk: Talk) -> None:
    order = await access_dispatch(talk.turn.session, talk.person, talk.args["order"])
    why = await talk.ask("why", Words(_("Why is no visit needed?")))
    await dispatch.send_back(talk.turn.session, order, talk.person, why, talk.turn.now)


@verb
async def write_off(turn: Turn, number: int, version: int, extra: str) -> None:
    if order := await _managed(turn, number, version):
        await dispatch.write_off(turn.session, order, turn.person, turn.now)


@verb
async def accept(turn: Turn, number: int, version: int, extra: str) -> None:
    if order := await _mine(turn, number, version):
        await dispatch.accept(turn.session, order, turn.person, turn.now)


@verb
async def decline(turn: Turn, number: int, version: int, extra: str) -> None:
    if await _mine(turn, number, version):
        await start(turn, decline_because, {"order": number})


@flow
async def decline_because(talk: Talk) -> None:
    order = await access_dispatch(talk.turn.session, talk.person, talk.args["order"])
    why = await talk.ask("why", Words(_("What is the reason? The service manager will send somebody else.")))
    await dispatch.decline(talk.turn.session, order, talk.person, why, talk.turn.now)


@verb
async def set_out(turn: Turn, number: int, version: int, extra: str) -> None:
    if order := await _mine(turn, number, version):
        await dispatch.set_out(turn.session, order, turn.person, turn.now)


@verb
async def arrive(turn: Turn, number: int, version: int, extra: str) -> None:
    if order := await _mine(turn, number, version):
        await dispatch.arrive(turn.session, order, turn.person, turn.now)


@verb
async def finish(turn: Turn, number: int, version: int, extra: str) -> None:
    if await _mine(turn, number, version):
        await start(turn, finish_visit, {"order": number})


@flow
async def finish_visit(talk: Talk) -> None:
    """What was found and what was done (DIS-5)."""
    order = await access_dispatch(talk.turn.session, talk.person, talk.args["order"])
    found = await talk.ask("found", Words(_("What did you find?")))
    done = await talk.ask("done", Words(_("What did you do? Pictures are welcome.")))
    await dispatch.finish(talk.turn.session, order, talk.person, found, done, talk.turn.now)


async def customer_step(session: AsyncSession, order: Dispatch) -> str:
    """The step as the customer is told it (TIC-4)."""
    engineer = await session.get(Person, order.engineer_id) if order.engineer_id else None
    name = engineer.name if engineer else ""
    return {
        State.REQUESTED: _("A visit to you has been requested; you will hear who comes."),
        State.ON_THE_WAY: _("{name} is on the way to you.").format(name=name),
        State.ARRIVED: _("{name} has arrived.").format(name=name),
    }.get(order.state, "")
