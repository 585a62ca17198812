"""What one colleague tells the next: method, result, what is left over, and who goes on with it (HOT-7, HOT-13)."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk.people import Person
from desk.ticket import Ticket
from desk.tickets import ownership
from i18n import N_, _
from i18n.joining import labelled

LINE_NAMES = {"method": N_("Method"), "result": N_("Result"), "left_over": N_("Left over")}


def shown(lines: Mapping[str, str]) -> list[str]:
    """The four lines, each under its name, in the reader's language."""
    return [labelled(_(label), lines.get(name) or "—") for name, label in LINE_NAMES.items()]


async def hand_over(
    session: AsyncSession, ticket: Ticket, to: Person, by: Person, lines: Mapping[str, str], now: datetime
) -> None:
    """The ticket goes to a colleague with four lines, which stand on it until it is handed over again (HOT-7, HOT-13). Only giving it to another makes nobody its owner (HOT-6)."""
    if ticket.owner_id is None and ticket.assignee_id in (None, by.id):
        await ownership.take(session, ticket, by, now)
    ticket.handed_over = {**lines, "by": by.id, "to": to.id}
    await ownership.assign(session, ticket, to, by=by.id, now=now, why=" · ".join(shown(lines)))
