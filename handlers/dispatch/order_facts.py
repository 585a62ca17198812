"""The facts of an order: confirmed by accepting it, or corrected line by line; the customer is not asked again (DIS-2, HOT-7)."""

from sqlalchemy.ext.asyncio import AsyncSession

from desk import customers
from desk.access import access_dispatch
from desk.dispatch import orders
from desk.dispatch.orders import Dispatch
from desk.people import Person
from desk.ticket import Ticket
from handlers.chat.cards import verb
from handlers.chat.flows import Talk, flow, give_way, start
from handlers.chat.questions import Choice, Words
from handlers.chat.turn import Turn
from i18n import N_, _
from i18n.joining import labelled

NAMES = {
    "address": N_("📍 Address"),
    "contact": N_("👤 Contact"),
    "phone": N_("📞 Phone"),
    "problem": N_("📝 Problem"),
}
RIGHT = "right"


async def known(session: AsyncSession, order: Dispatch) -> dict[str, str]:
    """As the ticket and the customer file have them; what was corrected wins."""
    ticket = await session.get_one(Ticket, order.ticket_id)
    contact = await session.get_one(Person, ticket.contact_id)
    customer = await customers.of(session, ticket)
    on_file = {
        "address": customer.address if customer else "",
        "contact": contact.name,
        "phone": contact.phones,
        "problem": ticket.words,
    }
    return {**on_file, **order.facts}


async def lines(session: AsyncSession, order: Dispatch) -> list[str]:
    """What was corrected; the rest stands on the ticket below."""
    return ["✏️ " + labelled(_(NAMES[name]), text) for name, text in order.facts.items()]


@verb
async def correct_facts(turn: Turn, number: int, version: int, extra: str) -> None:
    order = await access_dispatch(turn.session, turn.person, number)
    await give_way(turn, check_facts, {"order": order.id})
    await start(turn, check_facts, {"order": order.id})


@flow
async def check_facts(talk: Talk) -> None:
    """All of them in one message; any line can be corrected, as often as needed."""
    session = talk.turn.session
    order = await access_dispatch(session, talk.person, talk.args["order"])
    changed = {name: talk.answers[name] for name in NAMES if name in talk.answers}
    facts = {**await known(session, order), **changed}
    shown = "\n".join(labelled(_(NAMES[name]), text or "—") for name, text in facts.items())
    options = [(RIGHT, _("✅ All is right")), *((name, _(label)) for name, label in NAMES.items())]
    question = Choice(_("Is this right?") + f"\n\n{shown}", options=options, lead=1, columns=2)
    which = await talk.ask("which", question)
    if which != RIGHT:
        talk.answers[which] = await talk.ask(f"new_{which}", Words(_("What is right instead?"), longest=300))
        talk.correct("which", f"new_{which}")
    if changed:
        await orders.correct(session, order, changed, talk.person, talk.turn.now)
