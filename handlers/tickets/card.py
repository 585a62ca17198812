"""How a ticket looks: to the customer, and to staff, who see all that is known in one message (HOT-7)."""

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import customers, policies
from desk.access import reads_only
from desk.complaints import responsible
from desk.complaints.complaint import Complaint
from desk.dispatch import orders, visit_record
from desk.hotline import handovers
from desk.hotline import messages as ticket_messages
from desk.hotline.messages import TicketMessage
from desk.people import Person
from desk.sla import restoration
from desk.surveys import bad_scores, survey_catalogue
from desk.ticket import SOURCE_NAMES, STATE_NAMES, Ticket, TicketSource, TicketState
from desk.tickets import incidents, problem_type
from handlers.chat.cards import button
from handlers.chat.message import Button, Message
from handlers.chat.replies import bare, yes_or_no
from handlers.complaints import card as complaint_card
from handlers.intake import keywords
from handlers.scope import formatting as scope_words
from handlers.tickets import card_notes as ticket_notes
from handlers.tickets import sign_off_buttons
from i18n import LANGUAGES, N_, _, dated, moment, ngettext, speaking
from i18n.joining import cut, labelled, listed
from store import seldom

Fact = tuple[str, str]  # its icon, and what is known; "" for nothing
BEFORE_WORK = (TicketState.NEW, TicketState.TRIAGED, TicketState.ASSIGNED, TicketState.REOPENED)
WAITING = (TicketState.WAITING_CUSTOMER, TicketState.WAITING_THIRD_PARTY, TicketState.SUSPENDED)
LIKELY = 5  # actions on a card; the rest is one press away
SHORTEST_NUMBER = 6  # digits
_NO_DIGIT = re.compile(r"\D")
LONGEST_ANSWER = 16  # characters of an answer that is one of a few
NOT_KNOWN = (
    N_("None of these"),
    N_("No, something else"),
    N_("I am not sure"),
    N_("Something else / not sure"),
    N_("I cannot say"),
    N_("Skip"),
)
SHOWN_LINES = 6  # of the conversation; the rest is behind a button


@dated
async def for_staff(session: AsyncSession, ticket: Ticket, viewer: Person, now: datetime) -> Message:
    """Everything on one card, with what this person can do next."""
    said = await ticket_messages.of_ticket(session, ticket.id)
    files = tuple(file.id for message in said for file in message.files)
    lines = [
        *await _head(session, ticket, viewer, now),
        *await _handed_over(session, ticket),
        "",
        ticket.description,
        *await _talk(session, ticket, now),
        *([ngettext("📎 {n} file", "📎 {n} files", len(files)).format(n=len(files))] if files else []),
        *await ticket_notes.lines(session, ticket, now),
    ]
    return Message(
        viewer.id,
        "\n".join(lines),
        title=f"{mark(ticket)} {ticket.number} · {_(STATE_NAMES[ticket.state])}",
        rows=await _actions(session, ticket, viewer, await complaints(session, ticket, viewer)),
        card=ticket.ref,
        about=ticket.ref,
    )


def mark(ticket: Ticket) -> str:
    return "😠" if ticket.complaint else {1: "🔴", 2: "🔴", 3: "🟠"}.get(ticket.level, "🟢")


async def _head(session: AsyncSession, ticket: Ticket, viewer: Person, now: datetime) -> list[str]:
    """Who, where, what, how urgent, by when."""
    facts = [
        *await _who(session, ticket, viewer),
        (
            "🏷",
            _joined(
                await _kind(session, ticket, viewer), _("level {n}").format(n=ticket.level), ticket.error_code
            ),
        ),
        ("📅", _("outside a service period") if ticket.in_service is False and not ticket.scope else ""),
        ("⚖️", await scope_words.line(session, ticket.scope, viewer.language, now)),
        ("⭐", await _survey(session, ticket, viewer)),
        *await _before(session, ticket),
        *await _promise(session, ticket, now),
    ]
    return [f"{icon} {fact}" for icon, fact in facts if fact]


async def _handed_over(session: AsyncSession, ticket: Ticket) -> list[str]:
    """The four lines of the former assignee (HOT-13)."""
    if not ticket.handed_over:
        return []
    by, to = [await session.get_one(Person, ticket.handed_over[who]) for who in ("by", "to")]
    lines = handovers.shown(ticket.handed_over)
    return ["", f"🤝 {by.name}", *lines, labelled(_("Who next"), to.name)]


async def _kind(session: AsyncSession, ticket: Ticket, viewer: Person) -> str:
    """Its type and sub-type, and how it came when it was not in the chat."""
    came = "" if ticket.source is TicketSource.CHAT else f"☎️ {_(SOURCE_NAMES[ticket.source])}"
    return _joined(await problem_type.named(session, ticket.kind, ticket.subtype, viewer.language), came)


def _joined(*parts: str) -> str:
    return " · ".join(dict.fromkeys(filter(None, parts)))


async def _who(session: AsyncSession, ticket: Ticket, viewer: Person) -> list[Fact]:
    contact = await session.get_one(Person, ticket.contact_id)
    customer = await customers.of(session, ticket)
    product = await customers.product_name(session, ticket.product, viewer.language)
    licences = customer.licences if customer else []
    licence = next((each.number for each in licences if each.product == ticket.product), "")
    key = _("⭐ key customer") if customer and customer.category == "key" else ""
    place = f"{customer.name} {key}".strip() if customer else contact.organisation or _("not a customer yet")
    return [
        ("👤", _joined(contact.name, contact.phones)),
        ("🏢", place),
        ("📍", customer.address if customer else ""),
        ("📦", _joined(product, licence)),
    ]


async def _before(session: AsyncSession, ticket: Ticket) -> list[Fact]:
    """The known incident, the ticket it repeats, and entries that were tried or declined."""
    facts = []
    if ticket.incident_id:
        number = incidents.number_of(ticket.incident_id)
        facts.append(("🧩", _("reports the known incident {number}").format(number=number)))
    if ticket.repeat_of:
        repeat = await session.get_one(Ticket, ticket.repeat_of)
        facts.append(("🔁", _("the same as {number}").format(number=repeat.number)))
    if ticket.tried:
        facts.append(("📖", _("tried already: {codes}").format(codes=listed(ticket.tried))))
    if declined := [code for code in ticket.declined if code not in ticket.tried]:
        facts.append(("📖", _("offered, not taken: {codes}").format(codes=listed(declined))))
    return facts


async def _promise(session: AsyncSession, ticket: Ticket, now: datetime) -> list[Fact]:
    facts = []
    if ticket.is_open and ticket.promised_at and not ticket.waits_for:
        facts.append(("⏰", _("promised by {time}").format(time=moment(ticket.promised_at, now))))
    if ticket.is_open and ticket.restored_at:
        facts.append(("🩹", _("works for now, since {time}").format(time=moment(ticket.restored_at, now))))
    if ticket.owner_id:
        owner = await session.get_one(Person, ticket.owner_id)
        facts.append(("🧭", _("owner: {name}").format(name=owner.name)))
    return facts


async def _survey(session: AsyncSession, ticket: Ticket, viewer: Person) -> str:
    """What they answered, when it is a survey that opened the ticket (VIS-4)."""
    if (visit_back := await bad_scores.behind(session, ticket)) is None:
        return ""
    form = await survey_catalogue.form(session, visit_back.survey, visit_back.survey_version)
    return _("survey: {answers}").format(answers=form.told(visit_back.answers, viewer.language))


async def _talk(session: AsyncSession, ticket: Ticket, now: datetime) -> list[str]:
    """The latest lines of what was said; the words it was filed with stand above, a visit's record on its order."""
    every = [
        u
        for u in await ticket_messages.of_ticket(session, ticket.id)
        if u.text and u.text != ticket.description
    ]
    said = [u for u in every if not u.internal or u.text.startswith(ticket_messages.NOTE)]
    said = [u for u in said if not await _stands_above(session, ticket, u)]
    lines = [labelled(await speaker(session, u), u.text) for u in said[-SHOWN_LINES:]]
    return ["", *[cut(line, 300) for line in lines]] if lines else []


def _in_every_language(label: str) -> str:
    """As the customer has read it, whatever staff speak."""
    said = []
    for language in LANGUAGES:
        with speaking(language):
            said.append(bare(_(label)))
    return "\n".join(said)


async def _stands_above(session: AsyncSession, ticket: Ticket, said: TicketMessage) -> bool:
    """Whether it answered a question before the ticket was there: it stands above in its own line, or tells nothing."""
    if said.at > ticket.filed_at or said.person_id != ticket.contact_id:
        return False
    words = said.text.strip()
    if words in ticket.description or words.isdecimal() or yes_or_no(words) is not None:
        return True
    if len(words) > LONGEST_ANSWER:
        return False
    contact = await session.get_one(Person, ticket.contact_id)
    names = [
        contact.organisation,
        *[await customers.product_name(session, ticket.product, each) for each in LANGUAGES],
    ]
    if len(words) > 1 and any(
        words.casefold() in (name or "").casefold() for name in (ticket.product, *names)
    ):
        return True
    known = "\n".join(map(_in_every_language, NOT_KNOWN))
    digits, numbers = (_NO_DIGIT.sub("", each) for each in (words, f"{contact.phone} {contact.other_phones}"))
    is_number = len(digits) > SHORTEST_NUMBER and digits in numbers
    return is_number or words.casefold() in known or keywords.effect(words) is not None


async def speaker(session: AsyncSession, said: TicketMessage) -> str:
    """Who said it; a note among staff is marked."""
    name = (await session.get_one(Person, said.person_id)).name
    return f"📝 {name}" if said.internal else name


_COMPLAINTS = seldom("ticket", select(Complaint).where(Complaint.about_ticket_id == bindparam("ticket")))


async def complaints(session: AsyncSession, ticket: Ticket, viewer: Person) -> list[Button]:
    """Those about it, for the few who may read them."""
    rows = await session.scalars(_COMPLAINTS, {"ticket": ticket.id})
    return [
        button(f"📣 {complaint.number}", "show_complaint", complaint.id)
        for complaint in rows
        if await responsible.may_read(session, viewer, complaint)
    ]


async def _actions(
    session: AsyncSession, ticket: Ticket, viewer: Person, about_it: Sequence[Button]
) -> list[list[Button]]:
    """At most six: what comes next most likely, the newest complaint about it, and the way to the rest."""
    if reads_only(viewer, ticket):
        return pairs([*_to_read(ticket), button(_("⏰ Urge"), "urge_ticket", ticket.id), *about_it[-1:]])
    likely, newest = await actions(session, ticket), about_it[-1:]
    if not ticket.is_open:
        return pairs([*likely, *about_it[-(LIKELY + 1 - len(likely)) :]])
    more = button(_("⋯ More"), "more", ticket.id, ticket.version)
    return pairs([*likely[: LIKELY - len(newest)], *newest, more])


def pairs(buttons: Sequence[Button]) -> list[list[Button]]:
    """Two in a row, as a phone shows them whole."""
    return [list(buttons[n : n + 2]) for n in range(0, len(buttons), 2)]


async def actions(session: AsyncSession, ticket: Ticket) -> list[Button]:
    """All that can be done with it, in the order of likelihood."""
    n, v = ticket.id, ticket.version
    if ticket.complaint:
        return [button(_("📣 Open the complaint"), "show_complaint", n)]
    complain = button(_("📣 Complaint"), "hand_complaint", n)
    if not ticket.is_open:
        return [*_to_read(ticket), complain]
    visit = button(_("🚗 On-site visit"), "on_site", n, v)
    advised = await ticket_notes.suggests_visit(session, ticket)
    on_site = [] if advised or await orders.underway(session, ticket) else [visit]
    return [
        *([visit] if advised else []),
        *_begin(ticket),
        *await _work(session, ticket),
        *on_site,
        *_put_off(ticket),
        *_to_read(ticket),
        *_correct(ticket),
        complain,
    ]


def _to_read(ticket: Ticket) -> list[Button]:
    known = [button(_("🏢 Customer"), "customer_file", ticket.customer_id)] if ticket.customer_id else []
    return [button(_("📎 Files and history"), "history", ticket.id), *known]


def _begin(ticket: Ticket) -> list[Button]:
    if ticket.state in BEFORE_WORK:
        return [button(_("🙋 Take it"), "take", ticket.id, ticket.version)]
    if ticket.state in WAITING and not ticket.waits_for:
        return [button(_("▶ Go on"), "take", ticket.id, ticket.version)]
    return []


async def _work(session: AsyncSession, ticket: Ticket) -> list[Button]:
    n, v = ticket.id, ticket.version
    restored = button(_("🩹 Works for now"), "restored", n, v)
    return [
        button(_("💬 Answer"), "answer", n),
        *([restored] if await restoration.counts(session, ticket) else []),
        *([] if ticket.waits_for else [button(_("✅ Solved"), "resolve", n, v)]),
        button(_("📞 Called"), "called", n, v),
        button(_("🤝 Hand over"), "hand_over", n, v),
    ]


def _put_off(ticket: Ticket) -> list[Button]:
    n, v = ticket.id, ticket.version
    runs = ticket.state not in (*BEFORE_WORK, *WAITING)
    return [
        *([button(_("⏸ Suspend"), "suspend", n, v)] if runs else []),
        button(_("⏰ Call back later"), "promise", n, v),
    ]


def _correct(ticket: Ticket) -> list[Button]:
    n, v = ticket.id, ticket.version
    return [
        button(_("🏷 Fault level"), "level", n, v),
        button(_("🗂 What it is about"), "change_subtype", n, v),
        button(_("⏱ Why this time?"), "why_due", n),
        *([button(_("✂ Another problem"), "part_incident", n, v)] if ticket.incident_id else []),
    ]


@dated
async def for_customer(session: AsyncSession, ticket: Ticket, headline: str, now: datetime) -> Message:
    """Number, state and what they can do, under a sentence about what has just happened."""
    if complaint := await session.get(Complaint, ticket.id) if ticket.complaint else None:
        return await complaint_card.for_customer(session, complaint, headline, now)
    lines = [
        headline,
        "",
        f"“{ticket.title}”",
        _("State: {state}").format(state=_(STATE_NAMES[ticket.state])),
    ]
    held = bool(ticket.waits_for) or ticket.state in await policies.value(
        session, policies.STOPS_IN
    )  # the time stands still, so none is true
    if ticket.is_open and ticket.promised_at and ticket.promised_at > now and not held:
        lines.append(_("You will hear from us by {time}.").format(time=moment(ticket.promised_at, now)))
    return Message(
        ticket.contact_id,
        "\n".join(lines),
        title=ticket.number,
        rows=await _choices(session, ticket),
        card=ticket.ref,
        about=ticket.ref,
    )


async def _choices(session: AsyncSession, ticket: Ticket) -> list[list[Button]]:
    n, v = ticket.id, ticket.version
    if ticket.state is TicketState.RESOLVED:
        order = await visit_record.to_sign(session, ticket.id)
        if order is not None and order.solved:
            return sign_off_buttons.choices(order, solved=True)
        return [[button(_("✅ Solved"), "confirm", n, v), button(_("❌ Not solved"), "not_solved", n)]]
    if ticket.is_open:
        return [
            [button(_("➕ Add something"), "add_to_own", n), button(_("✖ Cancel it"), "cancel_own", n)],
            *([[button(_("⏱ Why this time?"), "why_due", n)]] if ticket.promised_at else []),
        ]
    if ticket.state is TicketState.CLOSED:
        return [[button(_("🔁 Not solved after all"), "not_solved", n)]]
    return []
