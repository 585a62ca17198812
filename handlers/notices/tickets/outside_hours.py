"""What a customer reads once a ticket is filed: outside service hours, when they will hear (INT-7)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk.calendars import hours_text, regions
from desk.calendars.calendar import Calendar
from desk.sla import terms
from desk.ticket import Ticket
from i18n import _


def filed_headline(ticket: Ticket, support: Calendar, now: datetime) -> str:
    """What the customer reads once it is filed: the number, and outside service hours when they will hear (INT-7)."""
    if ticket.level <= 2:
        return _("I have filed it as very urgent and am calling the person on duty right now.")
    if support.is_open(now):
        return _("It is filed, and the person on duty has it.")
    today = hours_text.periods_text(support.periods(support.local_date(support.next_open(now))))
    return _("It is filed. Our hours are {hours}; it comes first when we open.").format(hours=today)


async def support_of(session: AsyncSession, ticket: Ticket) -> Calendar:
    return (await regions.hours_of(session, await terms.region_of(session, ticket))).support
