"""One ticket whole: what is known, what has happened to it, what was said on it."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.kit import names
from bot.cli.kit.common import reading
from bot.cli.kit.show import say
from desk import customers, journal
from desk.hotline import messages as ticket_messages
from desk.people import Person
from desk.ticket import PROBLEM_TYPE_NAMES, STATE_NAMES, URGENCY_NAMES, Ticket
from handlers.chat.journal_lines import told
from i18n import _, moment, spoken


async def show_ticket(number: str) -> None:
    async with reading() as (session, now):
        ticket = await names.ticket(session, number)
        head = await _head(session, ticket, now)
        history = await _history(session, ticket, now)
        said = await _said(session, ticket, now)
    for line in head:
        say(line)
    _say_part(_("History:"), history)
    _say_part(_("Conversation:"), said)


def _say_part(heading: str, lines: list[str]) -> None:
    if lines:
        say(f"\n{heading}")
    for line in lines:
        say(f"  {line}")


async def _head(session: AsyncSession, ticket: Ticket, now: datetime) -> list[str]:
    contact = await session.get_one(Person, ticket.contact_id)
    customer = await customers.of(session, ticket)
    owner = await session.get(Person, ticket.owner_id) if ticket.owner_id else None
    assignee = await session.get(Person, ticket.assignee_id) if ticket.assignee_id else None
    product = await customers.product_name(session, ticket.product, spoken().language)
    kind = [
        _(PROBLEM_TYPE_NAMES[ticket.kind]),
        _(URGENCY_NAMES[ticket.urgency]),
        _("level {n}").format(n=ticket.level),
    ]
    facts = [
        (_("Contact"), " · ".join(part for part in (contact.name, contact.phones) if part)),
        (_("Customer"), customer.name if customer else contact.organisation),
        (_("Product"), " · ".join(part for part in (product, ticket.error_code) if part)),
        (_("Kind"), " · ".join([*kind, *([_("complaint")] if ticket.complaint else [])])),
        (_("Owner"), owner.name if owner else ""),
        (_("Assignee"), assignee.name if assignee else ""),
        (_("Promised by"), moment(ticket.promised_at, now) if ticket.is_open and ticket.promised_at else ""),
        (_("Solution"), ticket.solution),
    ]
    shown = [f"  {label}: {fact}" for label, fact in facts if fact]
    return [f"{ticket.number} · {_(STATE_NAMES[ticket.state])}", *shown, "", ticket.description]


async def _history(session: AsyncSession, ticket: Ticket, now: datetime) -> list[str]:
    lines = [(entry.at, await told(session, entry)) for entry in await journal.history(session, ticket.id)]
    return [f"{moment(at, now)}  {line}" for at, line in lines if line]


async def _said(session: AsyncSession, ticket: Ticket, now: datetime) -> list[str]:
    lines = []
    for message in await ticket_messages.of_ticket(session, ticket.id):
        person = await session.get_one(Person, message.person_id)
        files = [f"📎 {file.name or file.kind}" for file in message.files]
        text = " ".join(part for part in (message.text, *files) if part)
        lines.append(f"{moment(message.at, now)}  {person.name}: {text}")
    return lines
