"""The appointment of a visit, as the customer and the engineer arrange it: by buttons, and by a word where none fits (DIS-3)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk.access import access_appointment
from desk.dispatch import appointment_negotiation, appointments
from desk.dispatch.appointments import Appointment, AppointmentState
from desk.people import Person
from desk.ticket import Ticket
from errors import NotAllowed
from handlers.chat import dates
from handlers.chat.cards import button, if_unchanged, verb
from handlers.chat.dates import When
from handlers.chat.flows import Talk, flow, start
from handlers.chat.message import Button, Message, Priority
from handlers.chat.questions import SKIP, Words
from handlers.chat.turn import Turn
from i18n import _, moment


async def card(session: AsyncSession, appointment: Appointment, now: datetime) -> Message:
    """The customer's card of an appointment."""
    ticket = await session.get_one(Ticket, appointment.ticket_id)
    engineer = await session.get_one(Person, appointment.engineer_id)
    lines = [_standing(appointment, engineer.name, now), _question(appointment, engineer.name, now)]
    return Message(
        ticket.contact_id,
        "\n".join(line for line in lines if line),
        title=f"📅 {ticket.number}",
        rows=_choices(appointment, now),
        priority=Priority.NOTICE,
        card=appointment.ref,
        about=ticket.ref,
    )


def _standing(appointment: Appointment, name: str, now: datetime) -> str:
    """What is agreed, at every state of the negotiation."""
    if appointment.state is AppointmentState.OVER:
        return _("This appointment is no longer valid.")
    if appointment.starts_at is None:
        return _("{name} will come to you.").format(name=name)
    at = moment(appointment.starts_at, now)
    if appointment.starts_at <= now and not appointment.begun:
        return _("{name} is late for the agreed time. You can choose another one.").format(name=name)
    if appointment.state is AppointmentState.AGREED:
        return _("Agreed: {name} comes {time}.").format(name=name, time=at)
    return _("So far {name} comes {time}; that stands until you agree on another time.").format(
        name=name, time=at
    )


def _question(appointment: Appointment, name: str, now: datetime) -> str:
    proposed = moment(appointment.proposed_at, now) if appointment.proposed_at else ""
    return {
        AppointmentState.OFFERED: _("When does it suit you?"),
        AppointmentState.WISHED: _("{name} will propose a time.").format(name=name),
        AppointmentState.PROPOSED: _("{name} proposes {time}. Does that suit you?").format(
            name=name, time=proposed
        ),
    }.get(appointment.state, "")


def _choices(appointment: Appointment, now: datetime) -> list[list[Button]]:
    n, v = appointment.id, appointment.version
    if appointment.state is AppointmentState.OFFERED:
        times = [
            button(moment(at, now), "choose_time", n, v, int(at.timestamp())) for at in appointment.offered
        ]
        pairs = [times[i : i + 2] for i in range(0, len(times), 2)]
        return [*pairs, [button(_("🤷 None of these"), "none_fits", n, v)]]
    if appointment.state is AppointmentState.PROPOSED and appointment.proposed_at:
        at = int(appointment.proposed_at.timestamp())
        agree = button(_("✅ That suits me"), "choose_time", n, v, at)
        return [[agree, button(_("🤷 Another time"), "none_fits", n, v)]]
    if appointment.state is AppointmentState.AGREED and not appointment.begun:
        change = button(_("🔁 Another time"), "another_time", n, v)
        return [[change, button(_("✖ Cancel this time"), "cancel_time", n, v)]]
    return []


async def _load(turn: Turn, number: int) -> Appointment:
    """Of a customer's button."""
    appointment = await access_appointment(turn.session, turn.person, number)
    if appointment.engineer_id == turn.person.id:
        raise NotAllowed(_("Only the customer can do that."))
    return appointment


async def _show(turn: Turn, appointment: Appointment) -> None:
    turn.reply(await card(turn.session, appointment, turn.now))


on_own_appointment = if_unchanged(_load, _show)


@verb
@on_own_appointment
async def choose_time(turn: Turn, appointment: Appointment, extra: str) -> None:
    """One tap, and it is agreed; if somebody was quicker, others are offered."""
    known = [*appointment.offered, *([appointment.proposed_at] if appointment.proposed_at else [])]
    at = next((at for at in known if str(int(at.timestamp())) == extra), turn.now)
    if not await appointment_negotiation.choose(turn.session, appointment, at, turn.person, turn.now):
        turn.say(_("That time has just been taken, I am sorry. Here are others:"))


@verb
@on_own_appointment
async def another_time(turn: Turn, appointment: Appointment, extra: str) -> None:
    await appointment_negotiation.offer(turn.session, appointment, turn.person.id, turn.now)


@verb
@on_own_appointment
async def none_fits(turn: Turn, appointment: Appointment, extra: str) -> None:
    await start(turn, say_when, {"appointment": appointment.id})


@flow
async def say_when(talk: Talk) -> None:
    """One question; the engineer reads the words and proposes a time."""
    session = talk.turn.session
    appointment = await access_appointment(session, talk.person, talk.args["appointment"])
    question = Words(_("When would it suit you?"), options=[(SKIP, _("Just propose a time"))])
    words = await talk.ask("when", question)
    await appointment_negotiation.wish(
        session, appointment, "" if words == SKIP else words, talk.person, talk.turn.now
    )


@verb
@on_own_appointment
async def cancel_time(turn: Turn, appointment: Appointment, extra: str) -> None:
    """By the customer; other times are offered, and the visit itself stands."""
    await appointment_negotiation.cancel(turn.session, appointment, "", turn.person, turn.now)


async def _mine(turn: Turn, number: int) -> Appointment:
    appointment = await access_appointment(turn.session, turn.person, number)
    if appointment.engineer_id != turn.person.id:
        raise NotAllowed(_("This is for the engineer the order was given to."))
    return appointment


async def _tell(turn: Turn, appointment: Appointment) -> None:
    stands = await lines(turn.session, appointment.dispatch_id, turn.now)
    turn.say("\n".join([_("This has changed meanwhile; this is where we are:"), *stands]))


on_appointment_to_keep = if_unchanged(_mine, _tell)


@verb
@on_appointment_to_keep
async def propose_time(turn: Turn, appointment: Appointment, extra: str) -> None:
    await start(turn, name_time, {"appointment": appointment.id})


@flow
async def name_time(talk: Talk) -> None:
    """One of the engineer's free times, or any other that they write."""
    session, now = talk.turn.session, talk.turn.now
    appointment = await _mine(talk.turn, talk.args["appointment"])
    times = await talk.once("times", lambda: _times(talk, appointment))
    options = dates.offered([datetime.fromisoformat(at) for at in times], lambda at: moment(at, now))
    prompt = _("When can you be there? Choose, or write it like: tomorrow 14:00.")
    if appointment.wish:
        prompt = _("The customer: “{words}”").format(words=appointment.wish) + "\n" + prompt
    at = await talk.ask("at", When(prompt, now, options=options, columns=2))
    await appointment_negotiation.propose(session, appointment, datetime.fromisoformat(at), talk.person, now)
    talk.say(
        _("I have asked the customer whether {time} suits.").format(
            time=moment(datetime.fromisoformat(at), now)
        )
    )


async def _times(talk: Talk, appointment: Appointment) -> list[str]:
    found = await appointments.free(
        talk.turn.session, appointment.ticket_id, appointment.engineer_id, talk.turn.now, appointment.id
    )
    return [at.isoformat() for at in found]


@verb
@on_appointment_to_keep
async def call_off_time(turn: Turn, appointment: Appointment, extra: str) -> None:
    await start(turn, call_off_because, {"appointment": appointment.id})


@flow
async def call_off_because(talk: Talk) -> None:
    """By the engineer; the customer reads why, and is offered other times."""
    appointment = await _mine(talk.turn, talk.args["appointment"])
    why = await talk.ask("why", Words(_("Why? The customer reads it, and is offered other times.")))
    await appointment_negotiation.cancel(talk.turn.session, appointment, why, talk.person, talk.turn.now)


async def lines(session: AsyncSession, order_id: int, now: datetime) -> list[str]:
    """How it stands, on the order's card."""
    appointment = await appointments.of_order(session, order_id)
    if appointment is None or appointment.state is AppointmentState.OVER:
        return []
    at = appointment.starts_at or appointment.proposed_at
    state = _(appointments.STATE_NAMES[appointment.state])
    found = [f"📅 {moment(at, now)} · {state}" if at else f"📅 {state}"]
    return [*found, *([f"💬 {appointment.wish}"] if appointment.wish else [])]


async def actions(session: AsyncSession, order_id: int) -> list[Button]:
    """What the engineer can do about it."""
    appointment = await appointments.of_order(session, order_id)
    if appointment is None or appointment.state is AppointmentState.OVER or appointment.begun:
        return []
    n, v = appointment.id, appointment.version
    propose = button(_("📅 Propose a time"), "propose_time", n, v)
    return [
        propose,
        *([button(_("✖ Cancel the time"), "call_off_time", n, v)] if appointment.starts_at else []),
    ]
