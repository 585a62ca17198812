"""Asking a colleague about a ticket, or giving it to R&D: the question on its card, and what both sides say (HOT-3, HOT-9)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk.access import access_consultation
from desk.hotline import consultations, external_tracker
from desk.hotline import messages as ticket_messages
from desk.hotline.consultations import STATE_NAMES, Consultation, ConsultationKind
from desk.people import Person, Role, reachable, with_role
from desk.ticket import Ticket
from errors import Blocked, NotAllowed
from handlers.chat.cards import button, if_unchanged, verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.incoming import Said
from handlers.chat.message import Button, Message
from handlers.chat.questions import Anything, Choice, Words
from handlers.chat.turn import Turn
from handlers.hotline.hand_over import colleagues
from handlers.tickets import card as ticket_card
from handlers.tickets.guards import of_talk, on_ticket
from i18n import _, dated, moment
from i18n.joining import labelled, noted


@dated
async def card(session: AsyncSession, consultation: Consultation, viewer: Person, now: datetime) -> Message:
    """What was asked and said, with the whole ticket below it. A reply to it goes to the other side, never to the customer."""
    ticket = await session.get_one(Ticket, consultation.ticket_id)
    whole = await ticket_card.for_staff(session, ticket, viewer, now)
    lines = [labelled((await session.get_one(Person, by)).name, text) for by, text in consultation.lines]
    if consultation.is_open and consultation.next_at:
        lines.append(_("📅 The answer is wanted by {time}.").format(time=moment(consultation.next_at, now)))
    if consultation.tracker_key:
        lines.append(tracked(consultation, now))
    by = await session.get_one(Person, consultation.asked_by)
    to = await session.get_one(Person, consultation.asked_to)
    icon = "🔬" if consultation.kind is ConsultationKind.DEVELOPER else "❓"
    return Message(
        viewer.id,
        "\n".join([*lines, "", f"— {whole.title} —", whole.text]),
        title=f"{icon} {ticket.number} · {by.name} → {to.name} · {_(STATE_NAMES[consultation.state])}",
        rows=_actions(consultation, viewer),
        card=consultation.ref,
        about=consultation.ref,
    )


def tracked(consultation: Consultation, now: datetime) -> str:
    """Its key in R&D's tracker, and how it stands there (HOT-14)."""
    told = f"🔑 {consultation.tracker_key}"
    if not consultation.tracker_at:
        return told
    return noted(labelled(told, consultation.tracker_status), moment(consultation.tracker_at, now))


def _actions(consultation: Consultation, viewer: Person) -> list[list[Button]]:
    n, v = consultation.id, consultation.version
    history = [button(_("📎 Files and history"), "history", consultation.ticket_id)]
    if not consultation.is_open:
        return [history]
    if viewer.id == consultation.asked_to:
        act = [button(_("✍️ Answer"), "answer_inquiry", n, v), button(_("↩ Ask back"), "say_inquiry", n, v)]
    else:
        act = [
            button(_("✍️ Tell more"), "say_inquiry", n, v),
            button(_("✖ Take back"), "withdraw_inquiry", n, v),
        ]
    if consultation.kind is not ConsultationKind.DEVELOPER:
        return [act, history]
    date = button(_("📅 Another date"), "put_off_inquiry", n, v)
    key = button(_("🔑 Key in R&D's tracker"), "track_inquiry", n, v)
    known = [button(_("📌 State there"), "status_inquiry", n, v)] if consultation.tracker_key else []
    return [act, [date, *history], [key, *known]]


@dataclass(frozen=True)
class TrackerKey(Words):
    """Checked at once, so that what is wrong is asked again."""

    def heard(self, said: Said) -> str:
        return external_tracker.key_of(super().heard(said))


@verb
@on_ticket
async def ask_colleague(turn: Turn, ticket: Ticket, extra: str) -> None:
    await start(turn, ask_a_colleague, {"ticket": ticket.id})


@flow
async def ask_a_colleague(talk: Talk) -> None:
    """The colleague sees all of it and answers in chat; the customer sees nothing."""
    ticket = await of_talk(talk)
    people = await colleagues(talk, ticket)
    chosen = await talk.ask("to", Choice(_("Whom do you ask?"), options=people))
    words = await talk.ask("words", Anything(_("What do you want to know? The customer does not see it.")))
    to = await talk.turn.session.get_one(Person, int(chosen))
    await consultations.ask(
        talk.turn.session, ticket, talk.person, to, words, talk.turn.now, await _files(talk)
    )
    talk.say(_("{name} has your question about {number}.").format(name=to.name, number=ticket.number))


@verb
@on_ticket
async def to_developer(turn: Turn, ticket: Ticket, extra: str) -> None:
    await start(turn, give_to_developer, {"ticket": ticket.id})


@flow
async def give_to_developer(talk: Talk) -> None:
    """Who of R&D, what has been tried, and when we look at it again (HOT-9)."""
    ticket = await of_talk(talk)
    session, now = talk.turn.session, talk.turn.now
    developers = await reachable(session, await with_role(session, Role.DEVELOPER))
    people = [p for p in developers if p.id != talk.person.id]
    if not people:
        raise Blocked(_("Nobody of R&D has joined yet. An administrator can invite them with /invite."))
    number = str(people[0].id)
    if len(people) > 1:
        options = [(str(person.id), person.name) for person in people]
        number = await talk.ask("to", Choice(_("Who of R&D?"), options=options))
    words = await talk.ask("words", Anything(_("What has been tried, and what is the question?")))
    at = await _date(talk, ticket)
    to = await session.get_one(Person, int(number))
    await consultations.give_to_developer(
        session, ticket, talk.person, to, words, at, now, await _files(talk)
    )
    talk.say(
        _("{name} has {number} with all that is known. You keep track of it.").format(
            name=to.name, number=ticket.number
        )
    )


async def _date(talk: Talk, ticket: Ticket) -> datetime:
    times = await talk.once("times", lambda: _times(talk, ticket))
    options = [(at, moment(datetime.fromisoformat(at), talk.turn.now)) for at in times]
    return datetime.fromisoformat(
        await talk.ask("at", Choice(_("By when is the answer wanted?"), options=options))
    )


async def _times(talk: Talk, ticket: Ticket) -> list[str]:
    return [at.isoformat() for at in await consultations.dates(talk.turn.session, ticket, talk.turn.now)]


async def _files(talk: Talk) -> list[int]:
    said = await ticket_messages.of_talk(talk.turn.session, talk.row.id)
    return [file.id for message in said for file in message.files]


async def _load(turn: Turn, number: int) -> Consultation:
    return await access_consultation(turn.session, turn.person, number)


async def _show(turn: Turn, consultation: Consultation) -> None:
    turn.reply(await card(turn.session, consultation, turn.person, turn.now))


async def _check_open(turn: Turn, consultation: Consultation) -> None:
    await consultations.check_open(turn.session, consultation)


on_consultation = if_unchanged(_load, _show, _check_open)


def _only_asked(person: Person, consultation: Consultation) -> None:
    if person.id != consultation.asked_to:
        raise NotAllowed(_("This is for the colleague who was asked."))


@verb
@on_consultation
async def answer_inquiry(turn: Turn, consultation: Consultation, extra: str) -> None:
    _only_asked(turn.person, consultation)
    await start(turn, answer_question, {"inquiry": consultation.id})


@flow
async def answer_question(talk: Talk) -> None:
    """The answer becomes a note on the ticket."""
    consultation = await access_consultation(talk.turn.session, talk.person, talk.args["inquiry"])
    words = await talk.ask("words", Anything(_("Your answer? Our staff read it, the customer does not.")))
    await consultations.answer(
        talk.turn.session, consultation, talk.person, words, talk.turn.now, await _files(talk)
    )
    talk.say(_("Thank you, your answer is on the ticket."))


@verb
@on_consultation
async def say_inquiry(turn: Turn, consultation: Consultation, extra: str) -> None:
    await start(turn, say_to_colleague, {"inquiry": consultation.id})


@flow
async def say_to_colleague(talk: Talk) -> None:
    """Asked back, or told more; the question stays open."""
    consultation = await access_consultation(talk.turn.session, talk.person, talk.args["inquiry"])
    words = await talk.ask("words", Anything(_("Write now; it goes to your colleague, not to the customer.")))
    await consultations.say(
        talk.turn.session, consultation, talk.person, words, talk.turn.now, await _files(talk)
    )
    talk.say(_("Sent to your colleague."))


@verb
@on_consultation
async def put_off_inquiry(turn: Turn, consultation: Consultation, extra: str) -> None:
    await start(turn, another_date, {"inquiry": consultation.id})


@flow
async def another_date(talk: Talk) -> None:
    consultation = await access_consultation(talk.turn.session, talk.person, talk.args["inquiry"])
    at = await _date(talk, await talk.turn.session.get_one(Ticket, consultation.ticket_id))
    await consultations.put_off(talk.turn.session, consultation, talk.person, at, talk.turn.now)


@verb
@on_consultation
async def track_inquiry(turn: Turn, consultation: Consultation, extra: str) -> None:
    await start(turn, key_of_inquiry, {"inquiry": consultation.id})


@flow
async def key_of_inquiry(talk: Talk) -> None:
    """The key of the matter in R&D's own tracker (HOT-14)."""
    consultation = await access_consultation(talk.turn.session, talk.person, talk.args["inquiry"])
    key = await talk.ask("key", TrackerKey(_("Which key has it in R&D's tracker? Like ABC-12.")))
    await external_tracker.track(talk.turn.session, consultation, talk.person, key, talk.turn.now)


@verb
@on_consultation
async def status_inquiry(turn: Turn, consultation: Consultation, extra: str) -> None:
    await start(turn, status_of_inquiry, {"inquiry": consultation.id})


@flow
async def status_of_inquiry(talk: Talk) -> None:
    """By hand, for a tracker that does not call; who waits for it hears (HOT-14)."""
    consultation = await access_consultation(talk.turn.session, talk.person, talk.args["inquiry"])
    await consultations.check_open(talk.turn.session, consultation)
    prompt = _("How does {key} stand there? In a few words.").format(key=consultation.tracker_key)
    words = await talk.ask("words", Words(prompt, longest=external_tracker.LONGEST))
    if not await external_tracker.status(talk.turn.session, consultation, words, talk.person, talk.turn.now):
        talk.say(_("It stood so already."))


@verb
@on_consultation
async def withdraw_inquiry(turn: Turn, consultation: Consultation, extra: str) -> None:
    if turn.person.id == consultation.asked_to:
        raise NotAllowed(_("Please answer, or ask back. Only who asked can take it back."))
    await consultations.withdraw(turn.session, consultation, turn.person, turn.now)


async def reply(turn: Turn, number: int) -> None:
    """A reply to the card: an answer from the one who was asked, more from the others."""
    consultation = await access_consultation(turn.session, turn.person, number)
    said = turn.recorded
    files = [file.id for file in said.files] if said else []
    words = turn.said.text.strip() or "📎"
    put = consultations.answer if turn.person.id == consultation.asked_to else consultations.say
    await put(turn.session, consultation, turn.person, words, turn.now, files)
    turn.say(_("Sent to your colleague."))
