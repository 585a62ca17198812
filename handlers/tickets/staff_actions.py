"""What staff do with a ticket, from its card (HOT-3 to HOT-7): take, answer, call back, hand over, request a visit, solve."""

from functools import partial

from desk.access import access_customer_talk, access_ticket, require_staff
from desk.dispatch import visit_requests
from desk.events import Event
from desk.hotline.messages import NOTE, TicketMessage
from desk.ticket import Ticket, TicketState
from desk.tickets import lifecycle, live_chats, ownership, problem_type, resolution
from errors import Stale
from handlers.chat.cards import verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.questions import Anything, Choice, Words
from handlers.chat.turn import Turn
from handlers.complaints import questions as complaint_questions
from handlers.intake import problem_type as about_question
from handlers.tickets import card as ticket_card
from handlers.tickets import offered_answers
from handlers.tickets.guards import of_talk, on_ticket
from handlers.tickets.remote_changes import ask_if_unrecorded
from i18n import _


@verb
async def show(turn: Turn, number: int, version: int, extra: str) -> None:
    require_staff(turn.person)  # notes stand there, too
    ticket = await access_ticket(turn.session, turn.person, number)
    if ticket.complaint:
        await complaint_questions.reads(turn, number)
        return
    turn.reply(await ticket_card.for_staff(turn.session, ticket, turn.person, turn.now))


@verb
@on_ticket
async def take(turn: Turn, ticket: Ticket, extra: str) -> None:
    """From now on this person works on it; the first one owns it (HOT-6)."""
    await ownership.take(turn.session, ticket, turn.person, turn.now)


@verb
@on_ticket
async def suspend(turn: Turn, ticket: Ticket, extra: str) -> None:
    await start(turn, suspend_because, {"ticket": ticket.id})


@flow
async def suspend_because(talk: Talk) -> None:
    """Suspends the ticket: its clocks pause until somebody resumes it; the reason is asked for (TIC-1)."""
    ticket = await of_talk(talk)
    waits = {
        TicketState.WAITING_CUSTOMER: _("The customer"),
        TicketState.WAITING_THIRD_PARTY: _("Somebody else"),
        TicketState.SUSPENDED: _("Nobody: put it on hold"),
    }
    state = await talk.ask(
        "for",
        Choice(_("Whom does {number} wait for?").format(number=ticket.number), options=list(waits.items())),
    )
    asks = (
        _("What do you need from them? They are told, with how to send it, and reminded.")
        if state == TicketState.WAITING_CUSTOMER
        else _("Why? The customer is told.")
    )
    why = await talk.ask("why", Words(asks))
    await lifecycle.move(
        talk.turn.session,
        ticket,
        TicketState(state),
        Event.TICKET_SUSPENDED,
        by=talk.person.id,
        now=talk.turn.now,
        why=why,
    )


@verb
async def answer(turn: Turn, number: int, version: int, extra: str) -> None:
    await access_customer_talk(turn.session, turn.person, number)
    await start(turn, write_to_customer, {"ticket": number})


@flow
async def write_to_customer(talk: Talk) -> None:
    """The next message goes to the customer; replying to a card does the same."""
    ticket = await of_talk(talk, access_customer_talk)
    await talk.ask(
        "words", Anything(_("Write now; it goes to the customer of {number}.").format(number=ticket.number))
    )
    await talk.once("sent", lambda: _sent(talk, ticket))


async def _sent(talk: Talk, ticket: Ticket) -> bool:
    await reply(talk.turn, ticket)
    return True


async def reply(turn: Turn, ticket: Ticket) -> None:
    """What a staff member just said goes to the customer, who sees no account of theirs (HOT-10)."""
    if turn.recorded is not None and turn.recorded.text.startswith(NOTE):
        return await _note(turn, ticket, turn.recorded)
    if turn.recorded is None or not ticket.is_open:
        raise Stale(_("{number} is no longer open.").format(number=ticket.number))
    turn.recorded.ticket_id = ticket.id
    kept = ticket.promised_at is not None
    await ownership.heard(turn.session, ticket, turn.person, turn.now)
    knows = await live_chats.goes_on(turn.session, ticket.id, turn.person, turn.now)
    await live_chats.staff_writes(turn.session, ticket.id, ticket.contact_id, turn.person, turn.now)
    await lifecycle.note(
        turn.session, ticket, Event.TICKET_REPLIED, by=turn.person.id, now=turn.now, utterance=turn.recorded.id,
        kept=int(kept),
    )  # fmt: skip
    await offered_answers.in_words(turn, ticket, turn.recorded.text)
    if not knows:  # said once a talk: forty lines have no forty receipts
        _say_privately(turn, ticket, _("Sent to the customer of {number}."))
    return None


async def _note(turn: Turn, ticket: Ticket, said: TicketMessage) -> None:
    """What begins with // is for colleagues only."""
    said.ticket_id, said.internal = ticket.id, True
    await lifecycle.note(
        turn.session, ticket, Event.TICKET_NOTED, by=turn.person.id, now=turn.now, utterance=said.id
    )
    _say_privately(turn, ticket, _("Kept on {number}; the customer does not see it."))


def _say_privately(turn: Turn, ticket: Ticket, text: str) -> None:
    """In a topic it goes without saying."""
    if turn.topic is None:
        turn.say(text.format(number=ticket.number), about=ticket.ref)


@verb
@on_ticket
async def on_site(turn: Turn, ticket: Ticket, extra: str) -> None:
    await start(turn, request_visit, {"ticket": ticket.id})


@flow
async def request_visit(talk: Talk) -> None:
    """A request for an on-site visit, to the service manager (HOT-5, DIS-1)."""
    ticket = await of_talk(talk)
    reason = await talk.ask("reason", Words(_("Why is a visit needed? What has been tried?")))
    await visit_requests.request(talk.turn.session, ticket, talk.person, reason, talk.turn.now)
    talk.say(_("The service manager has your request for {number}.").format(number=ticket.number))


@verb
@on_ticket
async def restored(turn: Turn, ticket: Ticket, extra: str) -> None:
    """A way round works (SLA-5)."""
    await resolution.restore(turn.session, ticket, turn.person, turn.now)


def what_solved(ticket: Ticket) -> str:
    """With its number: a customer with several open tickets sees which one the words go to."""
    return _("What solved {number}? The customer reads this.").format(number=ticket.number)


@verb
@on_ticket
async def resolve(turn: Turn, ticket: Ticket, extra: str) -> None:
    await start(turn, resolve_with, {"ticket": ticket.id})


@flow
async def resolve_with(talk: Talk) -> None:
    """What solved it; the customer confirms, and the base may learn it (TIC-3, KB-4)."""
    ticket = await of_talk(talk)
    lifecycle.check_goes_on(ticket)
    await ask_if_unrecorded(talk, ticket.id)
    solution = await talk.ask("solution", Words(what_solved(ticket)))
    await resolution.resolve(talk.turn.session, ticket, talk.person, solution, talk.turn.now)


@verb
@on_ticket
async def change_subtype(turn: Turn, ticket: Ticket, extra: str) -> None:
    await start(turn, correct_subtype, {"ticket": ticket.id})


@flow
async def correct_subtype(talk: Talk) -> None:
    """Staff say what it is about: type and sub-type, the likeliest first (INT-11)."""
    ticket = await of_talk(talk)
    code = await talk.ask(
        "subtype",
        partial(about_question.question, talk.turn.session, ticket.description, talk.person.language),
    )
    await problem_type.correct(talk.turn.session, ticket, code, talk.person, talk.turn.now)
