"""Misuse and force majeure are marked when a visit is done, and confirmed by the service manager before sales hear (SCO-6)."""

from desk.access import access_dispatch
from desk.dispatch.orders import FINISHED, Dispatch
from desk.scope import deciding
from desk.scope.case import MARKS, Ground
from desk.ticket import Ticket
from errors import Stale
from handlers.chat.cards import verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.questions import Choice, Words
from handlers.chat.turn import Turn
from handlers.dispatch.guards import on_order
from handlers.scope.formatting import GROUND_NAMES
from i18n import _


@verb
@on_order
async def mark_cause(turn: Turn, order: Dispatch, extra: str) -> None:
    await start(turn, mark_outside, {"order": order.id})


@flow
async def mark_outside(talk: Talk) -> None:
    """What was found, in words; the customer hears before there is a price."""
    session = talk.turn.session
    order = await access_dispatch(session, talk.person, talk.args["order"])
    if order.state not in FINISHED:
        raise Stale(_("{number} has changed meanwhile.").format(number=order.number))
    options = [(ground, _(GROUND_NAMES[ground])) for ground in MARKS]
    ground = await talk.ask("ground", Choice(_("What was the cause?"), options=options, columns=2))
    words = await talk.ask(
        "words", Words(_("What shows it? The service manager reads this and confirms it."), shortest=2)
    )
    ticket = await session.get_one(Ticket, order.ticket_id)
    await deciding.mark(session, ticket, Ground(ground), words, talk.person, talk.turn.now)
    talk.say(_("It is marked; the service manager confirms it."))
