"""An emergency on its card: the whole group sees who comes, and everyone answers for themselves (SLA-4)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk.access import access_emergency
from desk.people import Person
from desk.sla import emergencies
from desk.sla.emergencies import CANNOT, COMES, Emergency
from desk.ticket import Ticket
from handlers.chat.cards import button, verb
from handlers.chat.message import Message, Priority
from handlers.chat.turn import Turn
from handlers.tickets import card as ticket_card
from i18n import _, dated, moment

MARKS = {COMES: "✅", CANNOT: "✖"}


@dated
async def card(session: AsyncSession, emergency: Emergency, viewer: Person, now: datetime) -> Message:
    ticket = await session.get_one(Ticket, emergency.ticket_id)
    whole = await ticket_card.for_staff(session, ticket, viewer, now)
    lines = [_("Since {time}. Who can take it on?").format(time=moment(emergency.called_at, now))]
    for number in emergency.members:
        name = (await session.get_one(Person, number)).name
        answer, at = emergency.answers.get(str(number), ("", ""))
        when = f" ({moment(datetime.fromisoformat(at), now)})" if at else ""
        lines.append(f"{MARKS.get(answer, '⏳')} {name}{when}")
    if emergency.ended_at:
        lines.append(_("Dealt with."))
    n = emergency.id
    rows = [
        [button(_("✅ I can"), "come", n), button(_("✖ I cannot"), "cannot_come", n)],
        [button(_("🔎 Show the ticket"), "show", ticket.id)],
    ]
    return Message(
        viewer.id,
        "\n".join([*lines, "", f"— {whole.title} —", whole.text]),
        title=_("🆘 Emergency · {number}").format(number=ticket.number),
        rows=rows[1:] if emergency.ended_at else rows,
        priority=Priority.ALERT,
        wakes=not emergency.ended_at,
        card=emergency.ref,
        about=ticket.ref,
    )


@verb
async def come(turn: Turn, number: int, version: int, extra: str) -> None:
    emergency = await access_emergency(turn.session, turn.person, number)
    await emergencies.answer(turn.session, emergency, turn.person, COMES, turn.now)


@verb
async def cannot_come(turn: Turn, number: int, version: int, extra: str) -> None:
    emergency = await access_emergency(turn.session, turn.person, number)
    await emergencies.answer(turn.session, emergency, turn.person, CANNOT, turn.now)
