"""More tickets than one person reports in an hour: what they say goes onto the one that is open, and nothing is lost."""

from desk import limits, policies
from desk.events import Event
from desk.hotline import messages as ticket_messages
from desk.policies import Policy
from desk.sla import emergencies
from desk.tickets import lifecycle
from errors import Blocked
from handlers.chat.flows import Talk
from i18n import _, moment


async def check_wishes(talk: Talk) -> None:
    """Raises Blocked for more wishes than one person has in an hour."""
    turn = talk.turn
    over = await limits.count(turn.session, policies.WISHES_AN_HOUR, talk.person, turn.account, turn.now)
    if over is not None:
        raise Blocked(
            _("That was a lot for one hour. Please tell me the rest after {time}.").format(
                time=moment(over.until, turn.now)
            )
        )


async def joins(talk: Talk, policy: Policy[int], *, down: bool = False) -> int | None:
    """The open ticket that took it; None: there may be one of its own. Raises Blocked when none is open.

    `down`: nobody there can work. Of somebody on file that has its own ticket, unless they are being helped already (SLA-4).
    """
    turn = talk.turn
    over = await limits.count(turn.session, policy, talk.person, turn.account, turn.now)
    if over is None:
        return None
    complains = policy is policies.COMPLAINTS_AN_HOUR
    mine = await lifecycle.open_of(turn.session, talk.person)
    fits = [each for each in mine if each.complaint == complains and each.is_open]
    if down and limits.is_on_file(talk.person):
        fits = [each for each in fits if await emergencies.underway(turn.session, each.id)]
        if not fits:
            return None
    ticket = next(iter(fits), None)
    if ticket is None:
        raise Blocked(
            _(
                "That was a lot for one hour. I have kept what you wrote; please report it again after {time}."
            ).format(time=moment(over.until, turn.now))
        )
    await ticket_messages.move_to_ticket(turn.session, talk.row.id, ticket.id)
    for said in await ticket_messages.of_talk(turn.session, talk.row.id):
        if said.text.strip() or said.files:
            event = Event.TICKET_ADDED
            await lifecycle.note(
                turn.session, ticket, event, by=talk.person.id, now=turn.now, utterance=said.id
            )
    text = _(
        "You have reported a lot in this hour, so I have added this to {number}; whoever works on it has it."
    )
    talk.say(text.format(number=ticket.number), about=ticket.ref)
    return ticket.id
