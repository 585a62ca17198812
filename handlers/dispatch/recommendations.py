"""A recommendation in chat: taken up, planned or declined by the customer, or by staff who have called them (VIS-7)."""

from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from desk.access import access_recommendation
from desk.customers import Customer
from desk.dispatch import recommendations
from desk.dispatch.orders import Dispatch
from desk.dispatch.recommendations import STATE_NAMES, Recommendation, RecommendationState
from desk.people import Person
from desk.ticket import Ticket
from handlers.chat.cards import button, if_unchanged, verb
from handlers.chat.date_limits import Limit
from handlers.chat.dates import Day
from handlers.chat.flows import Talk, flow, start
from handlers.chat.message import Message
from handlers.chat.questions import Words
from handlers.chat.turn import Turn
from i18n import _, company_day, day, moment
from i18n.joining import labelled

AHEAD = (7, 30, 90)  # days offered


def told(row: Recommendation) -> str:
    """One line: what is recommended, and what has become of it."""
    state = _(STATE_NAMES[row.state])
    if row.state is RecommendationState.PLANNED and row.planned_on:
        state = labelled(state, day(row.planned_on))
    return f"• {row.words} – {labelled(state, row.why) if row.why else state}"


async def card(session: AsyncSession, row: Recommendation, viewer: Person, now: datetime) -> Message:
    """The customer reads what was recommended; staff also whose it is and by whom."""
    lines = [told(row).removeprefix("• ")]
    if viewer.is_staff:
        ticket = await session.get_one(Ticket, row.ticket_id)
        customer = await session.get(Customer, ticket.customer_id) if ticket.customer_id else None
        contact = await session.get_one(Person, ticket.contact_id)
        order = await session.get_one(Dispatch, row.order_id)
        whose = (customer.name if customer else "", contact.name, contact.phones)
        lines += ["👤 " + " · ".join(filter(None, whose)), f"{order.number} · {moment(row.given_at, now)}"]
    n, v = row.id, row.version
    rows = [
        [
            button(_("✅ Done"), "recommendation_taken", n, v),
            button(_("📅 Planned"), "plan_recommendation", n, v),
        ],
        [button(_("✖ Not wanted"), "decline_recommendation", n, v)],
    ]
    title = _("🔧 Recommended at the inspection")
    return Message(
        viewer.id, "\n".join(lines), title=title, rows=[] if row.is_settled else rows, card=row.ref
    )


async def _load(turn: Turn, number: int) -> Recommendation:
    return await access_recommendation(turn.session, turn.person, number)


async def _show(turn: Turn, row: Recommendation) -> None:
    turn.reply(await card(turn.session, row, turn.person, turn.now))


on_recommendation = if_unchanged(_load, _show)


@verb
@on_recommendation
async def recommendation_taken(turn: Turn, row: Recommendation, extra: str) -> None:
    await recommendations.take(turn.session, row, turn.person, turn.now)
    turn.say(_("Thank you, it is noted."))


@verb
@on_recommendation
async def plan_recommendation(turn: Turn, row: Recommendation, extra: str) -> None:
    recommendations.open_still(row)
    await start(turn, plans_recommendation, {"recommendation": row.id})


@flow
async def plans_recommendation(talk: Talk) -> None:
    """The day by which it is done; then it is asked again."""
    session, today = talk.turn.session, company_day(talk.turn.now)
    row = await access_recommendation(session, talk.person, talk.args["recommendation"])
    options = [((today + timedelta(days=n)).isoformat(), day(today + timedelta(days=n))) for n in AHEAD]
    said = await talk.ask(
        "day", Day(_("By which day is it done?"), options=options, today=today, limit=Limit.BY)
    )
    on = date.fromisoformat(said)
    if on <= today:
        talk.say(_("That day is over already."))
        talk.correct("day")
    await recommendations.plan(session, row, on, talk.person, talk.turn.now)
    talk.say(_("Thank you. I will ask again after {day}.").format(day=day(on)))


@verb
@on_recommendation
async def decline_recommendation(turn: Turn, row: Recommendation, extra: str) -> None:
    recommendations.open_still(row)
    await start(turn, declines_recommendation, {"recommendation": row.id})


@flow
async def declines_recommendation(talk: Talk) -> None:
    session = talk.turn.session
    row = await access_recommendation(session, talk.person, talk.args["recommendation"])
    why = await talk.ask("why", Words(_("What speaks against it? A few words help us."), shortest=2))
    await recommendations.decline(session, row, why, talk.person, talk.turn.now)
    talk.say(_("Thank you, it is noted."))
