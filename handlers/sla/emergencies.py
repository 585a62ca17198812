"""An emergency on its card: the whole group sees who comes, and everyone answers for themselves; its plan and its review (SLA-4, SLA-6)."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from desk.access import access_emergency
from desk.people import Person
from desk.sla import emergencies
from desk.sla.emergencies import CANNOT, COMES, Emergency
from desk.ticket import Ticket
from handlers.chat.cards import button, verb
from handlers.chat.date_limits import Limit
from handlers.chat.dates import When
from handlers.chat.flows import Talk, flow, start
from handlers.chat.message import Message, Priority
from handlers.chat.questions import Words
from handlers.chat.turn import Turn
from handlers.tickets import card as ticket_card
from i18n import _, dated, moment
from i18n.joining import labelled, noted

NEXT_NEWS = (30, 60, 120, 240)  # minutes offered
LONGEST = 1000  # characters
MARKS = {COMES: "✅", CANNOT: "✖"}


@dated
async def card(session: AsyncSession, emergency: Emergency, viewer: Person, now: datetime) -> Message:
    ticket = await session.get_one(Ticket, emergency.ticket_id)
    whole = await ticket_card.for_staff(session, ticket, viewer, now)
    lines = [_("Since {time}. Who can take it on?").format(time=moment(emergency.called_at, now))]
    for number in emergency.members:
        name = (await session.get_one(Person, number)).name
        answer, at = emergency.answers.get(str(number), ("", ""))
        when = moment(datetime.fromisoformat(at), now) if at else ""
        lines.append(f"{MARKS.get(answer, '⏳')} {noted(name, when)}")
    if emergency.plan:
        lines.append("🗒 " + labelled(_("Plan"), emergency.plan))
    if emergency.ended_at:
        lines.append(_("Dealt with."))
    if emergency.review:
        lines.append("📋 " + labelled(_("Review"), emergency.review))
    n = emergency.id
    rows = [
        [button(_("✅ I can"), "come", n), button(_("✖ I cannot"), "cannot_come", n)],
        [button(_("🗒 Plan and next news"), "plan_emergency", n)],
        [button(_("🔎 Show the ticket"), "show", ticket.id)],
    ]
    review = [[button(_("📋 Review"), "review_emergency", n)]] if emergency.reviewable else []
    return Message(
        viewer.id,
        "\n".join([*lines, "", f"— {whole.title} —", whole.text]),
        title=_("🆘 Emergency · {number}").format(number=ticket.number),
        rows=[*review, rows[-1]] if emergency.ended_at else rows,
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


@verb
async def plan_emergency(turn: Turn, number: int, version: int, extra: str) -> None:
    emergency = await access_emergency(turn.session, turn.person, number)
    if emergency.ended_at is not None:
        return turn.reply(await card(turn.session, emergency, turn.person, turn.now))
    return await start(turn, write_plan, {"emergency": number})


@flow
async def write_plan(talk: Talk) -> None:
    """What is done now, and when there is news: said to the customer, and a promise from then on (SLA-6)."""
    session, now = talk.turn.session, talk.turn.now
    emergency = await access_emergency(session, talk.person, talk.args["emergency"])
    words = await talk.ask("plan", Words(_("What is the plan? The customer reads this."), longest=LONGEST))
    times = await talk.once("times", lambda: _times(talk))
    options = [(at, moment(datetime.fromisoformat(at), now)) for at in times]
    at = await talk.ask(
        "at", When(_("By when do they hear from us again?"), now, limit=Limit.BY, options=options, columns=2)
    )
    await emergencies.plan(session, emergency, talk.person, words, datetime.fromisoformat(at), now)
    talk.say(_("The customer has it. I remind you before that time."))


async def _times(talk: Talk) -> list[str]:
    return [(talk.turn.now + timedelta(minutes=minutes)).isoformat() for minutes in NEXT_NEWS]


@verb
async def review_emergency(turn: Turn, number: int, version: int, extra: str) -> None:
    emergency = await access_emergency(turn.session, turn.person, number)
    if not emergency.reviewable:
        return turn.reply(await card(turn.session, emergency, turn.person, turn.now))
    return await start(turn, write_review, {"emergency": number})


@flow
async def write_review(talk: Talk) -> None:
    """Cause, what went well, and what changes: for colleagues, in the ticket's history (SLA-6)."""
    emergency = await access_emergency(talk.turn.session, talk.person, talk.args["emergency"])
    prompt = _("What was the cause, what went well, and what do we change? Our staff read it.")
    words = await talk.ask("review", Words(prompt, longest=LONGEST))
    await emergencies.record_review(talk.turn.session, emergency, talk.person, words, talk.turn.now)
    talk.say(_("Thank you, it stands with the ticket."))
