"""A complaint on its card: all of it for the few who may read it, its steps for the customer. Each reading is in the journal."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk import customers
from desk.complaints import responsible as complaint_responsible
from desk.complaints import staff_assessments, transitions
from desk.complaints import tasks as complaint_tasks
from desk.complaints.complaint import (
    CAUSE_NAMES,
    DEPARTMENT_NAMES,
    MEASURE_NAMES,
    SOURCE_NAMES,
    STATE_NAMES,
    Complaint,
    ComplaintState,
)
from desk.complaints.staff_assessments import REASON_NAMES
from desk.complaints.tasks import KIND_NAMES as TASKS
from desk.events import Event
from desk.people import Person, name_of
from desk.sla import clocks
from desk.ticket import STATE_NAMES as TICKET_STATES
from desk.ticket import Ticket
from handlers.chat.cards import button
from handlers.chat.message import Button, Message
from handlers.complaints.agreement import agreement
from i18n import N_, _, dated, moment

FOR_CUSTOMERS = {
    ComplaintState.RECEIVED: N_("the quality supervisor looks at it"),
    ComplaintState.HANDLING: N_("being dealt with"),
    ComplaintState.ANSWERED: N_("answered; you say whether it is settled"),
    ComplaintState.HEADQUARTERS: N_("at our headquarters"),
    ComplaintState.REPORTING: N_("closed"),
    ComplaintState.CLOSED: N_("closed"),
}
VERDICTS = {True: N_("settled"), False: N_("not settled"), None: N_("the customer could not be reached")}


@dated
async def for_staff(session: AsyncSession, complaint: Complaint, viewer: Person, now: datetime) -> Message:
    """The whole complaint, with this person's next actions. Only for people admitted by `access_complaint`."""
    await transitions.write(session, complaint, Event.COMPLAINT_READ, now, viewer.id)
    lines = [
        *await _head(session, complaint, now),
        "",
        complaint.description,
        *await _about(session, complaint),
        *(await agreement(session, complaint, now) if complaint.state is ComplaintState.RECEIVED else []),
        *await _found(session, complaint),
        *_end(complaint, now),
        *await _follow_up(session, complaint, now),
    ]
    keeps = await complaint_responsible.may_keep(session, viewer, complaint)
    return Message(
        viewer.id,
        "\n".join(lines),
        title=f"📣 {complaint.number} · {_(STATE_NAMES[complaint.state])}",
        rows=await _actions(session, complaint, viewer, keeps),
        card=complaint.ref,
        about=f"ticket:{complaint.id}" if keeps else "",
    )


async def _head(session: AsyncSession, complaint: Complaint, now: datetime) -> list[str]:
    """Who complains, how it came, who answers by when."""
    contact = await session.get_one(Person, complaint.contact_id)
    customer = await customers.of(session, complaint)
    key = _("⭐ key customer") if customer and customer.category == "key" else ""
    place = f"{customer.name} {key}".strip() if customer else contact.organisation or _("not a customer yet")
    by = await name_of(session, complaint.received_by)
    named = await name_of(session, complaint.named_id)
    department = _(DEPARTMENT_NAMES[complaint.department]) if complaint.department else ""
    came = [_(SOURCE_NAMES[complaint.source]), by, complaint.reference, moment(complaint.received_at, now)]
    facts = [
        ("👤", " · ".join(x for x in (contact.name, contact.phones) if x)),
        ("🏢", place),
        ("📥", " · ".join(x for x in came if x)),
        ("👥", _("about: {name}").format(name=named) if named else ""),
        ("🏬", department),
        ("⚡", _("needs an answer at once") if complaint.at_once_at else ""),
        *[("⏰", line) for line in await _limits(session, complaint, now)],
    ]
    return [f"{icon} {fact}" for icon, fact in facts if fact]


async def _limits(session: AsyncSession, complaint: Complaint, now: datetime) -> list[str]:
    return [
        _("{kind}: by {time}").format(kind=_(clocks.KIND_NAMES[clock.kind]), time=moment(clock.limit_at, now))
        for clock in await clocks.running(session, complaint.id)
    ]


async def _about(session: AsyncSession, complaint: Complaint) -> list[str]:
    ticket = await session.get(Ticket, complaint.about_ticket_id) if complaint.about_ticket_id else None
    if ticket is None:
        return []
    return ["", f"🎫 {ticket.number} · {_(TICKET_STATES[ticket.state])} · {ticket.title}"]


async def _found(session: AsyncSession, complaint: Complaint) -> list[str]:
    """Findings and answer of the department, the comment of the person it is about, the answer to the customer."""
    responsible = await name_of(session, complaint.person_id)
    cause = _(CAUSE_NAMES[complaint.cause]) if complaint.cause else ""
    lines = [
        _("💬 Comment: {words}").format(words=complaint.comment) if complaint.comment else "",
        _("🔎 Cause: {cause} – {words}").format(cause=cause, words=complaint.cause_words) if cause else "",
        _("👤 Responsible: {name}").format(name=responsible) if responsible else "",
        f"🎁 {_(MEASURE_NAMES[complaint.measure])}" if complaint.measure else "",
        _("✉️ Answer: {words}").format(words=complaint.answer) if complaint.answer else "",
        _("✉️ Explained: {words}").format(words=complaint.explanation) if complaint.explanation else "",
    ]
    return _block(lines)


def _end(complaint: Complaint, now: datetime) -> list[str]:
    verdict = " – ".join(x for x in (_(VERDICTS[complaint.resolved]), complaint.verdict) if x)
    next_at = complaint.due_at if complaint.state is ComplaintState.HEADQUARTERS else None
    settled = "" if complaint.settled is None else _(VERDICTS[complaint.settled])
    lines = [
        _("✔ Verified: {verdict}").format(verdict=verdict) if complaint.verified_at else "",
        _("📅 Next look: {time}").format(time=moment(next_at, now)) if next_at else "",
        _("🏛 Ended at headquarters: {verdict}").format(verdict=settled) if settled else "",
        _("↩ Taken back by the customer") if complaint.withdrawn_at else "",
        _("Not counted as a valid complaint.") if complaint.valid is False else "",
    ]
    return _block(lines)


async def _follow_up(session: AsyncSession, complaint: Complaint, now: datetime) -> list[str]:
    """Calls, measures and assessments, with what became of them."""
    lines = []
    for task in await complaint_tasks.of(session, complaint):
        when = "✔" if task.done_at else _("⏰ by {time}").format(time=moment(task.limit_at, now))
        what = [_(TASKS[task.kind]), task.words, await name_of(session, task.owner_id), when, task.result]
        lines.append("🛡 " + " · ".join(x for x in what if x))
    for each in await staff_assessments.of_complaint(session, complaint):
        what = [
            await name_of(session, each.person_id),
            _(REASON_NAMES[each.reason]),
            each.words,
            each.comment,
        ]
        back = [_("taken back")] if each.withdrawn_at else []
        lines.append("⚖️ " + " · ".join(x for x in (*what, *back) if x))
    return _block(lines)


def _block(lines: list[str]) -> list[str]:
    found = [line for line in lines if line]
    return ["", *found] if found else []


async def _actions(
    session: AsyncSession, complaint: Complaint, viewer: Person, keeps: bool
) -> list[list[Button]]:
    heads = viewer in await complaint_responsible.heads(session, complaint)
    rows = _answering(complaint) if heads and complaint.state is ComplaintState.HANDLING else []
    if keeps:
        rows += _keeping(complaint)
    after = [button(_("🛡 Add a measure"), "add_measure", complaint.id)] if complaint.valid else []
    if keeps and complaint.valid and complaint.verified_at:
        after.append(button(_("⚖️ Assessment"), "assess", complaint.id))
    rows += [after] if after else []
    if complaint.about_ticket_id:
        rows.append([button(_("🎫 What it is about"), "show", complaint.about_ticket_id)])
    return [*rows, [button(_("📎 Files and history"), "history", complaint.id)]]


def _answering(complaint: Complaint) -> list[list[Button]]:
    n, v = complaint.id, complaint.version
    return [
        [button(_("✍️ Answer the customer"), "answer_complaint", n, v)],
        [button(_("💬 Ask for a comment"), "ask_comment", n, v)] if not complaint.comment_asked_at else [],
    ]


def _keeping(complaint: Complaint) -> list[list[Button]]:
    """What the quality supervisor does in this state."""
    n, v = complaint.id, complaint.version

    def verdict(label: str, what: str) -> Button:
        return button(label, "record_verdict", n, v, what)

    rows = {
        ComplaintState.RECEIVED: [
            [button(_("✅ It is valid"), "confirm_complaint", n, v)],
            [button(_("✖ Not valid"), "dismiss_complaint", n, v)],
            [button(_("🙋 It is about me"), "complaint_about_me", n, v)],
        ],
        ComplaintState.HANDLING: [[button(_("🔀 Another department"), "move_complaint", n, v)]],
        ComplaintState.ANSWERED: [
            [verdict(_("👍 Says it is settled"), "yes"), verdict(_("👎 Says it is not"), "no")],
            [verdict(_("📵 Cannot be reached"), "none")],
        ],
        ComplaintState.HEADQUARTERS: [
            [button(_("📅 Next date"), "next_complaint_date", n, v)],
            [button(_("🏁 It has come to an end"), "conclude_complaint", n, v)],
        ],
        ComplaintState.REPORTING: [[button(_("📨 Reported back"), "report_complaint", n, v)]],
    }.get(complaint.state, [])
    if complaint.state is not ComplaintState.CLOSED:
        rows.append([button(_("💬 Write to the customer"), "answer", n)])
        rows.append([button(_("🔗 Which ticket it is about"), "relate_complaint", n, v)])
    if complaint.at_once_at is None and complaint.state in (ComplaintState.RECEIVED, ComplaintState.HANDLING):
        rows.append([button(_("⚡ Answer at once"), "answer_at_once", n, v)])
    return rows


@dated
async def for_customer(session: AsyncSession, complaint: Complaint, headline: str, now: datetime) -> Message:
    """Its number, how it stands, by when they hear, and what they can do."""
    ticket = await transitions.ticket_of(session, complaint)
    lines = [headline, "", f"“{complaint.title}”"]
    lines.append(_("State: {state}").format(state=_(FOR_CUSTOMERS[complaint.state])))
    waiting = complaint.state in (ComplaintState.RECEIVED, ComplaintState.HANDLING)
    if waiting and ticket.promised_at and ticket.promised_at > now:
        lines.append(_("You will have an answer by {time}.").format(time=moment(ticket.promised_at, now)))
    return Message(
        complaint.contact_id,
        "\n".join(lines),
        title=complaint.number,
        rows=_choices(complaint),
        card=ticket.ref,
        about=ticket.ref,
    )


def _choices(complaint: Complaint) -> list[list[Button]]:
    n, v = complaint.id, complaint.version
    add = button(_("➕ Add something"), "add_to_own", n)
    if complaint.state is ComplaintState.ANSWERED:
        yes = button(_("👍 It is settled"), "is_settled", n, v)
        return [[yes, button(_("👎 It is not"), "is_not_settled", n, v)], [add]]
    if complaint.state in (ComplaintState.RECEIVED, ComplaintState.HANDLING):
        return [[add, button(_("↩ Take it back"), "withdraw_complaint", n, v)]]
    return [[add]] if complaint.state is ComplaintState.HEADQUARTERS else []
