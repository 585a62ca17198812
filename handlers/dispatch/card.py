"""A dispatch order on its card: all that is known of the visit, the whole ticket, and what this person can do next."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from desk.dispatch import customer_data, orders, other_branch, site_wishes
from desk.dispatch.orders import STATE_NAMES, Dispatch, OrderState
from desk.dispatch.visit_record import OPINION_NAMES, Opinion
from desk.dispatch.write_off import ABOVE_NAMES, Above
from desk.people import Person
from desk.roles import MANAGERS
from desk.ticket import Ticket
from handlers.chat.cards import button
from handlers.chat.message import Button, Message
from handlers.dispatch import appointment, order_facts
from handlers.tickets import card as ticket_card
from i18n import _, dated, duration, moment, ngettext
from i18n.joining import labelled

ON_SITE = (OrderState.ARRIVED, OrderState.WORKING)


@dated
async def card(session: AsyncSession, order: Dispatch, viewer: Person, now: datetime) -> Message:
    ticket = await session.get_one(Ticket, order.ticket_id)
    whole = await ticket_card.for_staff(session, ticket, viewer, now)
    lines = [
        *await _who(session, order),
        *await order_facts.lines(session, order),
        *await appointment.lines(session, order.id, now),
        *_when(order, now),
        *record(order),
        *site_wishes.lines(order),
        *await _data(session, order, now),
    ]
    rows = [
        *await _engineer(session, order, viewer),
        *(_manager(order, ticket) if viewer.has(*MANAGERS) else []),
        *([[button(_("📄 Report"), "visit_report", order.id)]] if order.done_at else []),
        *_mark(order, ticket, viewer),
    ]
    return Message(
        viewer.id,
        "\n".join([*lines, "", f"— {ticket.number} —", whole.text]),
        title=f"🚐 {order.number} · {_(STATE_NAMES[order.state])}",
        rows=rows,
        card=order.ref,
        about=ticket.ref,
    )


async def _who(session: AsyncSession, order: Dispatch) -> list[str]:
    """Who asked and why, who goes; and what the visit before this one came to."""
    asked_by = await session.get_one(Person, order.requested_by)
    engineer = await session.get(Person, order.engineer_id) if order.engineer_id else None
    lines = [_("🛠 Engineer: {name}").format(name=engineer.name)] if engineer else []
    if other_branch.from_other_branch(order, await session.get_one(Ticket, order.ticket_id)):
        lines.append(_("🏬 of the branch {region}").format(region=order.engineer_region))
    lines.append("✍️ " + labelled(asked_by.name, order.reason))
    if earlier := await session.get(Dispatch, order.follows_id) if order.follows_id else None:
        lines.append("↪ " + _("goes on with {number}:").format(number=earlier.number))
        lines += [f"   {line}" for line in record(earlier)]
    return lines


def _when(order: Dispatch, now: datetime) -> list[str]:
    times = [
        ("🚗", order.on_the_way_at, _("on the way since {time}")),
        ("📍", order.arrived_at, _("on site since {time}")),
        ("🔧", order.working_at, _("at work since {time}")),
        ("🏁", order.done_at, _("done {time}")),
        ("📮", order.due_at, _("with headquarters or the vendor; ask again {time}")),
    ]
    lines = [f"{icon} {text.format(time=moment(at, now))}" for icon, at, text in times if at]
    return [*lines, *([f"🗺 {order.place}"] if order.place else [])]


def record(order: Dispatch) -> list[str]:
    """What the engineer wrote down, and what the customer said to it."""
    opinion = _(OPINION_NAMES[Opinion(order.opinion)]) if order.opinion else _("confirmed")
    to = _(ABOVE_NAMES[Above(order.passed_to)]) if order.passed_to else ""
    found = [
        ("🔎", _("found: {words}").format(words=order.found) if order.found else ""),
        ("🔧", _("done: {words}").format(words=order.done) if order.done else ""),
        ("🔩", _("parts: {words}").format(words=order.parts) if order.parts else ""),
        ("⏱", duration(timedelta(minutes=order.minutes)) if order.minutes else ""),
        (
            "📷",
            ngettext("{n} photo", "{n} photos", len(order.photos)).format(n=len(order.photos))
            if order.photos
            else "",
        ),
        ("⚠️", _("not solved yet") if order.solved is False else ""),
        ("✍️", _("the customer: {opinion}").format(opinion=opinion) if order.signed_at else ""),
        ("💬", order.remark),
        ("⬆", _("passed on to: {who}").format(who=to) if to else ""),
    ]
    return [f"{icon} {fact}" for icon, fact in found if fact]


async def _data(session: AsyncSession, order: Dispatch, now: datetime) -> list[str]:
    return [
        f"💾 {taken.what} · {_(customer_data.STATE_NAMES[taken.state])} · {moment(taken.promised_at, now)}"
        for taken in await customer_data.of_order(session, order.id)
    ]


async def _engineer(session: AsyncSession, order: Dispatch, viewer: Person) -> list[list[Button]]:
    if order.engineer_id != viewer.id or not viewer.is_staff:
        return []
    n, v = order.id, order.version
    done = button(_("🏁 Done"), "finish", n, v)
    rows = {
        OrderState.DISPATCHED: [
            [button(_("✅ Accept"), "accept", n, v), button(_("✖ Decline"), "decline", n, v)],
            [button(_("✏️ Correct the facts"), "correct_facts", n, v)],
        ],
        OrderState.ACCEPTED: [
            [
                button(_("🚗 On the way"), "set_out", n, v),
                button(_("✏️ Correct the facts"), "correct_facts", n, v),
            ],
            await appointment.actions(session, order.id),
        ],
        OrderState.ON_THE_WAY: [[button(_("📍 Arrived"), "arrive", n, v)]],
        OrderState.ARRIVED: [[button(_("🔧 At work"), "work", n, v), done]],
        OrderState.WORKING: [[done]],
    }.get(order.state, [])
    if order.state in ON_SITE:
        rows.append([button(_("➕ A further wish"), "further_wish", n, v)])
    if order.state in (*ON_SITE, OrderState.DONE):
        rows.append([button(_("💾 Take data along"), "take_data", n, v)])
    away = [
        t
        for t in await customer_data.of_order(session, order.id)
        if t.state is customer_data.CustomerDataState.ALLOWED
    ]
    rows += [[button(_("💾 Returned: {what}").format(what=t.what[:20]), "data_returned", t.id)] for t in away]
    return [row for row in rows if row]


def _mark(order: Dispatch, ticket: Ticket, viewer: Person) -> list[list[Button]]:
    """Of a visit that is done, by the engineer or the manager (SCO-6)."""
    marks = order.state in orders.FINISHED and ticket.customer_id and "ground" in ticket.scope
    may = viewer.id == order.engineer_id or viewer.has(*MANAGERS)
    if not (marks and may) or ticket.scope["ground"] in ("misuse", "force_majeure"):
        return []
    return [[button(_("⚖️ Misuse or force majeure"), "mark_cause", order.id, order.version)]]


def _manager(order: Dispatch, ticket: Ticket) -> list[list[Button]]:
    n, v, moves = order.id, order.version, orders.MOVES[order.state]
    rows: list[list[Button]] = []
    if OrderState.DISPATCHED in moves:
        label = _("👤 Choose an engineer") if order.engineer_id is None else _("👤 Send another one")
        rows.append([button(label, "choose_engineer", n, v)])
    if OrderState.SENT_BACK in moves:
        rows.append([button(_("↩ Send back"), "send_back", n, v)])
    if OrderState.WRITTEN_OFF in moves and not ticket.is_open:
        rows.append([button(_("🗂 Write off"), "write_off", n, v)])
    elif OrderState.WRITTEN_OFF in moves:
        rows.append([button(_("🔁 Another visit"), "visit_again", n, v)])
        rows.append(_with_others(order))
    return rows


def _with_others(order: Dispatch) -> list[Button]:
    n, v = order.id, order.version
    if order.state is OrderState.PASSED_ON:
        return [
            button(_("📮 State of things"), "passed_progress", n, v),
            button(_("✅ Solved"), "passed_solved", n, v),
        ]
    return [button(_("⬆ Headquarters / vendor"), "pass_order_on", n, v)]
