"""What a customer's words are about: a wish, an open question, a ticket of theirs, or a new problem (INT-8, INT-9).

Read `heard` from top to bottom, then `_begins` or `_answers`: the first that fits has them.
"""

from collections.abc import Sequence
from typing import Any

from desk import customers
from desk.access import access_own_ticket
from desk.hotline import messages as ticket_messages
from desk.hotline.messages import TicketMessage
from desk.ticket import Ticket, TicketState
from desk.tickets import lifecycle, resolution
from errors import NotAllowed
from handlers.chat import flows, talk_rows, typed_buttons
from handlers.chat.cards import button, verb
from handlers.chat.message import Rows
from handlers.chat.replies import yes_or_no
from handlers.chat.talk_rows import TalkRow
from handlers.chat.turn import Turn
from handlers.customers import identity, service_card
from handlers.hotline import live_chat
from handlers.intake import (
    asides,
    company,
    greeting,
    intents,
    keywords,
    outage_report,
    pictures,
    pieces,
    short_questions,
)
from handlers.intake.complaint_path import complain
from handlers.intake.intents import Intent
from handlers.intake.meaning import meaning
from handlers.intake.report_problem import ask_a_person, report_problem
from handlers.intake.short_questions import Topic
from handlers.projects import changing
from handlers.projects import replies as project_replies
from handlers.releases import asking as release_asking
from handlers.requirements import hearing
from handlers.requirements import numbers as requirement_numbers
from handlers.surveys import feedback
from handlers.surveys import survey as surveys
from handlers.tickets import additions, customer_actions, customer_requests, still_fails, which_ticket
from handlers.tickets import card as ticket_card
from handlers.training import replies as training_replies
from handlers.training import training_phrases, training_requests
from i18n import N_, _

OWN_WORDS = ("problem", "words", "more", "new_problem")  # questions that are answered in their own words
WHICH = "which"  # of their tickets: a number may be one
OF_PROBLEMS = {
    asks.__name__
    for asks in (
        report_problem, ask_a_person, complain, customer_actions.say_why, additions.add_words, which_ticket.which_ticket,
    )
}  # fmt: skip
READ_ALONG = (report_problem.__name__, ask_a_person.__name__)  # what pictures say goes onto their ticket
NOTHING_ASKED = N_("All right! Just write whenever something comes up.")
SCORED = N_("Thank you for the score! Just write whenever something comes up.")
GRANTING = {Intent.HUMAN: ("ask_a_person", "complain"), Intent.COMPLAIN: ("complain",)}


async def heard(turn: Turn) -> None:
    """One message of a customer or a stranger."""
    if turn.said.phone and await identity.shared_phone(turn):
        return None
    await pieces.joined(turn)
    said = turn.said
    fact = short_questions.topic(said.text)
    wish = None if fact else intents.of(said.text)
    row = await talk_rows.floor(turn)
    if said.about.startswith("visit_back:") and await surveys.typed(turn):
        return None
    if await typed_buttons.pressed(turn):
        return await live_chat.heard_too(turn)
    if await live_chat.heard(turn, wish, row):
        return None
    if row is None and not said.about and not said.attachments and not training_phrases.asks(said.text):
        meant = await meaning(said.text, turn.base)
        fact, wish = meant.fact, meant.wish
    if wish in GRANTING and not (row and row.flow in GRANTING[wish]):
        if wish is Intent.HUMAN and row is None and await customer_requests.wants_a_person(turn):
            return None
        return await _grant(turn, wish, row)
    if said.ticket:
        return await _to_quoted(turn, wish)
    if await project_replies.heard(turn):
        return None
    return await (_answers(turn, row, fact, wish) if row else _begins(turn, fact, wish))


async def _begins(turn: Turn, fact: Topic | None, wish: Intent | None) -> None:
    """No question is open: an answer to a card, a question about the company, or a new matter."""
    for each in (
        surveys.typed,
        identity.told_phone,
        feedback.heard,
        training_replies.heard,
        training_requests.heard,
        release_asking.heard,
        requirement_numbers.heard,
    ):
        if await each(turn):
            return None
    if intents.angry(turn.said.text):
        _offer_complaint(turn)
    if await _number_to_call(turn):
        return None
    if fact and await _answered(turn, fact):
        return None
    if await still_fails.heard(turn):
        return None
    if surveys.is_only_score(turn.said.text):
        return turn.say(_(SCORED))
    if await pieces.waits(turn):
        return None
    return await _told(turn, wish)


async def _answers(turn: Turn, row: TalkRow, fact: Topic | None, wish: Intent | None) -> None:
    """A question is open: its answer, a question about the company beside it, or another matter while the question waits."""
    if _ends(wish, row):
        return await flows.stop(turn, row)
    if await _is_scored(turn, row):
        return None
    reports = row.flow == report_problem.__name__
    scores = row.flow == surveys.survey.__name__ and surveys.is_score(turn.said.text)
    if intents.angry(turn.said.text) and row.flow != complain.__name__ and not scores:
        _offer_complaint(turn)
    if reports and fact and await _answered(turn, fact):
        return None
    if reports and (await pieces.waits_beside(turn, row) or await pieces.change_answer(turn, row)):
        return None
    if turn.pieces and turn.gathered:
        await ticket_messages.inherit(turn.session, turn.gathered.id, row.id)
    if row.flow in READ_ALONG:
        await pictures.look_quietly(turn, row)
    if await flows.go_on(turn, row):
        return None
    if not reports and fact and await _answered(turn, fact):  # elsewhere words are the answer first
        return None
    if await surveys.typed(turn):
        return None
    return await _told(turn, wish)


async def _told(turn: Turn, wish: Intent | None) -> None:
    if wish is Intent.PRAISE:
        return await feedback.praised(turn)
    if wish is Intent.TRAINING:
        return None if await training_requests.requested(turn) else await _problem(turn)
    if wish is not None and not turn.said.attachments and turn.seen is None:
        return await _small_talk(turn, wish)
    if wish is None and await changing.heard(turn):
        return None
    return await _problem(turn)


async def waited(turn: Turn, gathered: TalkRow) -> None:
    """Nothing more came in time: the pieces are handled as one message."""
    await pieces.over(turn, gathered)
    meant, row = await meaning(turn.said.text, turn.base), await talk_rows.floor(turn)
    if row is not None:  # something is asked by now, and this is no answer to it
        await ticket_messages.inherit(turn.session, gathered.id, row.id)
        if turn.seen is not None and row.flow == report_problem.__name__:
            await pieces.take_in(turn, row)
    elif await live_chat.heard(turn, meant.wish, None):
        return
    elif meant.wish in GRANTING:
        await _grant(turn, meant.wish, None)
    elif not (meant.fact and await _answered(turn, meant.fact)):
        await _told(turn, meant.wish)


async def _is_scored(turn: Turn, row: TalkRow) -> bool:
    """Whether a score came where words about a problem were asked: it tells of none, and is for the survey that is out (VIS-3)."""
    if row.flow not in OF_PROBLEMS or row.asked not in (*OWN_WORDS, WHICH):
        return False
    if not surveys.is_only_score(turn.said.text, number=row.asked != WHICH) or turn.said.attachments:
        return False
    if await surveys.typed(turn):
        return True
    if not surveys.is_only_score(turn.said.text):
        return False
    turn.say(_(SCORED))
    return True


async def _answered(turn: Turn, topic: Topic) -> bool:
    """Whether a short question about their ticket or the company has its answer; an open question waits for it."""
    if turn.said.attachments:
        return False
    if topic is Topic.STATUS:
        if not await customer_requests.tell_status(turn):
            turn.say(
                _("You have no open ticket. Just write what goes wrong, or “human” to speak with a person.")
            )
        return True
    if topic in (Topic.CONTRACT, Topic.CONTACTS) and await _from_their_file(turn, topic):
        return True
    await company.answer(turn, topic)
    return True


async def _from_their_file(turn: Turn, topic: Topic) -> bool:
    """Whether it stands on their service card (INT-14)."""
    if topic is Topic.CONTRACT:
        told = await service_card.contract(turn.session, turn.person, turn.now)
    else:
        told = await service_card.contacts(turn.session, turn.person)
    if told:
        turn.say(told)
    return bool(told)


def _ends(wish: Intent | None, row: TalkRow) -> bool:
    """Whether nothing more needs to be asked: they say so, or it works by now."""
    asked_else = row.asked != "right" and "solved:" not in row.asked
    return wish is Intent.STOP or (
        wish is Intent.SOLVED and row.flow == report_problem.__name__ and asked_else
    )


async def _small_talk(turn: Turn, wish: Intent) -> None:
    mine = await lifecycle.open_of(turn.session, turn.person)
    if wish is Intent.SOLVED:
        if not await _confirms(turn, mine) and not await customer_requests.tell_it_works(turn, mine):
            turn.say(_("Glad to hear it! Just write whenever something comes up."))
        return None
    waiting = [ticket for ticket in mine if ticket.state is TicketState.WAITING_CUSTOMER]
    if len(waiting) == 1 and yes_or_no(turn.said.text) is not None:
        return await _add(turn, waiting[0])
    if yes_or_no(turn.said.text) is not None and await _asked_by_card(turn):
        return None
    if wish is Intent.STOP or (wish is Intent.THANKS and intents.is_mere_yes(turn.said.text)):
        return turn.say(_(NOTHING_ASKED))
    if wish is not Intent.GREETING:
        return turn.say(_(intents.SMALL_TALK[wish]))
    if mine:
        here = _("Hello {name}! I am here. This is where we are:").format(name=turn.person.name)
        return turn.reply(await ticket_card.for_customer(turn.session, mine[0], here, turn.now))
    if await customers.of(turn.session, turn.person) is None:
        return turn.say(
            _("Hello! What can I do for you? Just write what goes wrong."),
            title=await greeting.headline(turn),
        )
    hello = _("Hello {name}! What can I do for you? Just write what goes wrong.")
    return turn.say(hello.format(name=turn.person.name), title=await greeting.headline(turn))


async def _asked_by_card(turn: Turn) -> bool:
    """Whether a card waits for more than a yes or a no: they hear that nothing is answered yet."""
    if not await typed_buttons.asked(turn):
        return False
    turn.say(_("Please press one of the buttons."))
    return True


async def _confirms(turn: Turn, mine: Sequence[Ticket]) -> bool:
    """Whether the one ticket that waits for a yes or no got it."""
    only = mine[0] if len(mine) == 1 and mine[0].state is TicketState.RESOLVED else None
    return only is not None and await customer_actions.says_whether(turn, only)


async def _grant(turn: Turn, wish: Intent, row: TalkRow | None) -> None:
    """A wish for a person or a complaint comes before any open question; earlier words and files go along."""
    before = pictures.so_far(dict(row.answers)) if row and row.flow == report_problem.__name__ else ""
    if row:
        row.ended = True
    words = turn.said.text.strip() if intents.explained(turn.said.text) else ""
    known = words if wish is Intent.COMPLAIN else "\n".join(filter(None, (before, words)))
    flow = complain if wish is Intent.COMPLAIN else ask_a_person
    await flows.start(turn, flow, known={"problem": known} if known else {}, follows=row)


async def _to_quoted(turn: Turn, wish: Intent | None) -> None:
    """They answered a message about a ticket; one that has ended is opened again by it."""
    ticket = await access_own_ticket(turn.session, turn.person, turn.said.ticket)
    if ticket.state is TicketState.CANCELLED or (ticket.complaint and not ticket.is_open):
        return await _report(turn)
    if ticket.state is TicketState.RESOLVED and await customer_actions.says_whether(turn, ticket):
        return None
    if not ticket.is_open and wish in intents.SMALL_TALK:
        return await _small_talk(turn, wish)
    if not ticket.is_open and not await resolution.may_reopen(turn.session, ticket, turn.now):
        return await _report(turn)
    if not ticket.is_open:
        await resolution.reopen(turn.session, ticket, by=turn.person.id, why="", now=turn.now)
    return await _add(turn, ticket)


async def _add(turn: Turn, ticket: Ticket, rows: Rows = ()) -> None:
    await additions.add_here(turn, ticket)
    text, offered = await outage_report.added(ticket, turn.person, turn.said.text)
    turn.say(text, (*rows, *offered), about=ticket.ref, card=f"added:{ticket.id}", fresh=True)


async def _problem(turn: Turn) -> None:
    """A problem in their own words; with open tickets it may belong to one of them."""
    mine = await lifecycle.open_of(turn.session, turn.person)
    if await _confirms(turn, mine):
        return None
    only = mine[0] if len(mine) == 1 else None
    if only and only.is_open and (not turn.said.text.strip() or only.state is TicketState.WAITING_CUSTOMER):
        return await _add(turn, only, _or_new(turn))
    empty = yes_or_no(turn.said.text) is not None and not keywords.says_too_little(turn.said.text)
    if empty and not turn.said.attachments:
        return None if await _asked_by_card(turn) else turn.say(_(NOTHING_ASKED))
    if mine and await hearing.heard(turn, turn.pieces or turn.said.text):
        return None
    if mine and turn.recorded:
        return await which_ticket.ask_which(turn)
    return await _report(turn)


async def _report(turn: Turn) -> None:
    words = (turn.pieces or (turn.recorded.text if turn.recorded else turn.said.text)).strip()
    words, facts = asides.apart(words)
    for fact in facts:
        await company.answer(turn, fact)
    if not turn.seen:
        beside = words
        words = await hearing.heard_beside(turn, words)
        if words == beside and await hearing.heard(turn, words):
            return
    says = intents.says_something(words) or keywords.says_too_little(words)
    known: dict[str, Any] = {pictures.PROBLEM: words} if says else {}
    if turn.seen and (turn.seen["lines"] or not says):
        known = {pictures.SEEN: {**turn.seen, "words": words if says else ""}}
    await flows.start(turn, report_problem, known=known)


async def _number_to_call(turn: Turn) -> bool:
    """Whether they said a telephone number and nothing else: it is kept, and the problem is asked (CUS-4). Beside an open ticket it
    is about that."""
    number = asides.number_to_call(turn.said.text)
    if not number or turn.said.attachments or await lifecycle.open_of(turn.session, turn.person):
        return False
    identity.keep_told(turn, number)
    await flows.start(turn, report_problem)
    return True


def _offer_complaint(turn: Turn) -> None:
    """Offered, never forced: the problem is answered all the same (INT-8)."""
    turn.say(
        _("I am sorry this is so annoying. I will do my best at once; and you can complain at any time."),
        [[button(_("📣 Complain"), "offer_complaint", turn.person.id)]],
        card=f"complaint_offer:{turn.person.id}",
        fresh=True,
    )


def _or_new(turn: Turn) -> Rows:
    """A button under an addition to a ticket: it was a new matter."""
    number = turn.recorded.id if turn.recorded else 0
    return [[button(_("🆕 No, it is something new"), "something_new", number)]]


@verb
async def offer_complaint(turn: Turn, number: int, version: int, extra: str) -> None:
    if turn.person.is_staff:
        raise NotAllowed(_("Only the customer can do that."))
    await _grant(turn, Intent.COMPLAIN, await talk_rows.floor(turn))


@verb
async def something_new(turn: Turn, number: int, version: int, extra: str) -> None:
    """The words that were added to a ticket are a new problem."""
    message = await turn.session.get(TicketMessage, number)
    if message is None or message.person_id != turn.person.id:
        return turn.say(_("I do not know this button any more. Just write me what you need."))
    message.ticket_id, turn.recorded = None, message
    if intents.of(message.text) is Intent.HUMAN:
        return await flows.start(turn, ask_a_person)
    return await _report(turn)
