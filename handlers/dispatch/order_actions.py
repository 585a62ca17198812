"""What manager and engineer do with a dispatch order, from its card: send, accept, go, arrive, work (DIS-1 to DIS-4)."""

import re
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk import policies
from desk.access import access_dispatch
from desk.dispatch import engineer_ranking, orders, sending
from desk.dispatch.engineer_ranking import Suggestion
from desk.dispatch.orders import STATE_NAMES, Dispatch, OrderState
from desk.people import Person
from desk.qualifications import REFUSE, STANDING_NAMES, Standing
from desk.steps import colleague_was_quicker
from errors import BadInput, Blocked
from handlers.chat.cards import verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.questions import Choice, Words
from handlers.chat.turn import Turn
from handlers.dispatch import order_facts
from handlers.dispatch.guards import on_managed_order, on_order, on_own_order
from i18n import _, moment
from i18n.joining import labelled, listed

EXPLAINED = 6  # engineers with their reasons; the others may be chosen as well (DIS-12)
RIGHT = "right"
PLACE = re.compile(r"\A📍 .*-?\d{1,3}\.\d{5}, -?\d{1,3}\.\d{5} ")  # how a shared location comes in


@verb
@on_managed_order
async def choose_engineer(turn: Turn, order: Dispatch, extra: str) -> None:
    await start(turn, send_engineer, {"order": order.id, "state": order.state, "had": order.engineer_id})


@flow
async def send_engineer(talk: Talk) -> None:
    """The best suggestion first, with what speaks for it (DIS-1)."""
    session, now = talk.turn.session, talk.turn.now
    order = await access_dispatch(session, talk.person, talk.args["order"])
    if [order.state, order.engineer_id] != [talk.args["state"], talk.args["had"]]:
        raise colleague_was_quicker(order.number, order.state, STATE_NAMES)
    found = await engineer_ranking.suggested(session, order, now)
    if not found:
        if await policies.value(session, policies.QUALIFIED_VISITS) == REFUSE:
            raise BadInput(
                _(
                    "Nobody else is there who has the qualification for it. /training gives one; whether it is needed is a policy (training.qualified_visits)."
                )
            )
        raise Blocked(_("There is no other engineer yet. An administrator can add one with /invite."))
    lines = [labelled(s.choice.person.name, _reasons(s, now)) for s in found[:EXPLAINED]]
    options = [(str(s.choice.person.id), s.choice.person.name) for s in found]
    prompt = "\n".join([_("Whom do you send?"), "", *lines])
    chosen = await talk.ask("engineer", Choice(prompt, options=options))
    engineer = await session.get_one(Person, int(chosen))
    await sending.send(session, order, engineer, talk.person, now)


def _reasons(suggestion: Suggestion, now: datetime) -> str:
    c = suggestion.choice
    free = moment(suggestion.free_at, now) if suggestion.free_at else ""
    parts = [
        _(STANDING_NAMES[c.standing]) if c.standing is not Standing.NOT_NEEDED else "",
        _("knows the product") if c.knows_product else "",
        _("certified") if suggestion.certified else "",
        _("same region") if c.same_region else c.person.region,
        *suggestion.skills,
        _("visits: {n}, tickets: {m}").format(n=suggestion.visits, m=c.load),
        _("free {time}").format(time=free) if free else _("no free time in sight"),
        "" if suggestion.in_time else _("later than promised"),
    ]
    return listed(part for part in parts if part)


@verb
@on_managed_order
async def send_back(turn: Turn, order: Dispatch, extra: str) -> None:
    await start(turn, send_back_because, {"order": order.id})


@flow
async def send_back_because(talk: Talk) -> None:
    order = await access_dispatch(talk.turn.session, talk.person, talk.args["order"])
    why = await talk.ask("why", Words(_("Why is no visit needed?")))
    await sending.send_back(talk.turn.session, order, talk.person, why, talk.turn.now)


@verb
@on_own_order
async def accept(turn: Turn, order: Dispatch, extra: str) -> None:
    await orders.accept(turn.session, order, turn.person, turn.now)


@verb
@on_own_order
async def decline(turn: Turn, order: Dispatch, extra: str) -> None:
    await start(turn, decline_because, {"order": order.id})


@flow
async def decline_because(talk: Talk) -> None:
    order = await access_dispatch(talk.turn.session, talk.person, talk.args["order"])
    why = await talk.ask("why", Words(_("What is the reason? The service manager will send somebody else.")))
    await orders.decline(talk.turn.session, order, talk.person, why, talk.turn.now)


@verb
@on_order
async def correct_facts(turn: Turn, order: Dispatch, extra: str) -> None:
    await start(turn, check_facts, {"order": order.id})


@flow
async def check_facts(talk: Talk) -> None:
    """All of them in one message; any line can be corrected, as often as needed."""
    session = talk.turn.session
    order = await access_dispatch(session, talk.person, talk.args["order"])
    changed = {name: talk.answers[name] for name in order_facts.NAMES if name in talk.answers}
    facts = {**await order_facts.known(session, order), **changed}
    shown = "\n".join(labelled(_(order_facts.NAMES[name]), text or "—") for name, text in facts.items())
    options = [
        (RIGHT, _("✅ All is right")),
        *((name, _(label)) for name, label in order_facts.NAMES.items()),
    ]
    question = Choice(_("Is this right?") + f"\n\n{shown}", options=options, lead=1, columns=2)
    which = await talk.ask("which", question)
    if which != RIGHT:
        talk.answers[which] = await talk.ask(f"new_{which}", Words(_("What is right instead?"), longest=300))
        talk.correct("which", f"new_{which}")
    if changed:
        await orders.correct(session, order, changed, talk.person, talk.turn.now)


@verb
@on_own_order
async def set_out(turn: Turn, order: Dispatch, extra: str) -> None:
    await orders.set_out(turn.session, order, turn.person, turn.now)


@verb
@on_own_order
async def arrive(turn: Turn, order: Dispatch, extra: str) -> None:
    await orders.arrive(turn.session, order, turn.person, turn.now)


@verb
@on_own_order
async def work(turn: Turn, order: Dispatch, extra: str) -> None:
    await orders.work(turn.session, order, turn.person, turn.now)


async def located(turn: Turn) -> bool:
    """A location that an engineer shares on the way or on arrival is kept with the order (DIS-4)."""
    if not PLACE.match(turn.said.text):
        return False
    order = await orders.on_site(turn.session, turn.person.id)
    if order is None:
        return False
    await orders.locate(turn.session, order, turn.said.text, turn.person, turn.now)
    turn.say(_("Kept with {number}.").format(number=order.number))
    return True


async def customer_step(session: AsyncSession, order: Dispatch) -> str:
    """The step as the customer is told it (TIC-4)."""
    engineer = await session.get(Person, order.engineer_id) if order.engineer_id else None
    name = engineer.name if engineer else ""
    return {
        OrderState.REQUESTED: _("A visit to you has been requested; you will hear who comes."),
        OrderState.ON_THE_WAY: _("{name} is on the way to you.").format(name=name),
        OrderState.ARRIVED: _("{name} has arrived.").format(name=name),
    }.get(order.state, "")
