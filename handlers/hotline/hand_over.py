"""Passing a ticket on: a colleague goes on with it, chosen by who fits best (HOT-6 to HOT-8)."""

from desk.hotline import routing
from desk.people import Person, Role, reachable, with_role
from desk.ticket import Ticket
from desk.tickets import lifecycle
from errors import BadInput
from handlers.chat.cards import verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.journal_lines import reasons
from handlers.chat.questions import SKIP, Choice, Words
from handlers.chat.turn import Turn
from handlers.tickets.guards import of_talk, on_ticket
from i18n import _

ROLES = (Role.SPECIALIST, Role.ENGINEER, Role.TRAINER, Role.CONSULTANT, Role.ACCOUNT_MANAGER, Role.DEVELOPER)


@verb
@on_ticket
async def hand_over(turn: Turn, ticket: Ticket, extra: str) -> None:
    await start(turn, hand_over_to, {"ticket": ticket.id})


@flow
async def hand_over_to(talk: Talk) -> None:
    """A colleague goes on with it and sees all of it; the owner stays (HOT-6, HOT-7)."""
    ticket = await of_talk(talk)
    session, now = talk.turn.session, talk.turn.now
    chosen = await talk.ask(
        "to",
        Choice(
            _("Who goes on with {number}?").format(number=ticket.number),
            options=await colleagues(talk, ticket),
        ),
    )
    why = await talk.ask("why", Words(_("What should they know?"), options=[(SKIP, _("Nothing more"))]))
    if ticket.owner_id is None and ticket.assignee_id in (None, talk.person.id):
        await lifecycle.take(
            session, ticket, talk.person, now
        )  # who only gives it to another is no first asker
    to = await session.get_one(Person, int(chosen))
    await lifecycle.assign(session, ticket, to, by=talk.person.id, now=now, why="" if why == SKIP else why)
    talk.say(_("{name} has {number} now.").format(name=to.name, number=ticket.number))


async def colleagues(talk: Talk, ticket: Ticket) -> list[tuple[str, str]]:
    """Whom to turn to, who fits best first, with the reason. Raises BadInput when there is nobody."""
    people = await reachable(talk.turn.session, await with_role(talk.turn.session, *ROLES))
    people = [person for person in people if person.id != talk.person.id]
    if not people:
        raise BadInput(_("There is nobody else to hand over to yet."))
    ranked = await routing.ranked(talk.turn.session, people, ticket, talk.turn.now)
    return [(str(each.person.id), f"{each.person.name} · {reasons(each.why)}") for each in ranked]
