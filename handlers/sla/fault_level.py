"""Staff settle the fault level of a ticket; its time limits follow (INT-4)."""

from desk.access import access_work
from desk.scope import process as scope_process
from desk.ticket import Ticket
from desk.tickets import fault_level
from handlers.chat.cards import verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.questions import Choice
from handlers.chat.turn import Turn
from handlers.tickets.guards import on_ticket
from i18n import N_, _

LEVELS = {
    "1": N_("1 · the system is down"),
    "2": N_("2 · it may go down"),
    "3": N_("3 · partly degraded"),
    "4": N_("4 · now and then, or indirect"),
}


@verb
@on_ticket
async def level(turn: Turn, ticket: Ticket, extra: str) -> None:
    await start(turn, correct_level, {"ticket": ticket.id})


@flow
async def correct_level(talk: Talk) -> None:
    """The open time limits follow at once."""
    ticket = await access_work(talk.turn.session, talk.person, talk.args["ticket"])
    options = [(number, _(name)) for number, name in LEVELS.items()]
    question = _("How serious is {number}? It is level {level} now.").format(
        number=ticket.number, level=ticket.level
    )
    chosen = await talk.ask("level", Choice(question, options=options))
    await fault_level.set_level(talk.turn.session, ticket, int(chosen), talk.person, talk.turn.now)
    await scope_process.grave(talk.turn.session, ticket, talk.turn.now)
