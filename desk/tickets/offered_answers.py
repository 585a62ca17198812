"""A colleague confirms the answer that the base had offered: the customer hears it from a person, and the base learns (KB-4)."""

import re
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk import journal
from desk.events import Event
from desk.knowledge import learning
from desk.people import Person
from desk.ticket import Ticket
from desk.tickets import lifecycle
from errors import NotFound, Stale
from i18n import _
from kb.base import entries
from kb.base.entry import Entry

_YES_DO_THAT = re.compile(
    r"(?:(?:对|是的?|没错|可以|好的?)?\W{0,2}(?:请|您|你|就|先|麻烦){0,4}(?:按|照|按照)(?:上面|刚才|机器人)?(?:的|那个|这个|它|说的){0,3}"
    r"(?:步骤|方法|办法|答案)?(?:来)?(?:做|操作|处理|试试|弄|办)(?:就行|就好|就可以|一下|吧|即可)?"
    r"|(?:上面|机器人|刚才)(?:的|那个|说的|给的){1,2}(?:答案|步骤|方法|办法)?是?(?:对|正确)的?"
    r"|(?:(?:yes|yep|right|correct|exactly)[,. ]{0,2})?(?:please )?(?:just )?"
    r"(?:do (?:that|it|this|exactly that|what (?:it|the bot) says)|(?:follow|try) (?:that|those|these|the) ?(?:answer|steps|one)?)"
    r"|(?:yes[,. ]{0,2})?(?:that|the bot'?s|this) (?:answer )?is (?:right|correct|the right one|the answer))\W{0,3}",
    re.IGNORECASE,
)
LONGEST = 60  # characters of words that only confirm


def offered(ticket: Ticket) -> list[str]:
    """Codes of the entries that the customer was offered, those whose solution they saw first."""
    return [] if ticket.complaint else list(dict.fromkeys((*ticket.tried, *ticket.declined)))


def said_in(words: str) -> bool:
    """Whether these words do nothing but confirm the answer: “yes, do that”."""
    return len(words) <= LONGEST and _YES_DO_THAT.fullmatch(words.strip()) is not None


async def confirm(session: AsyncSession, ticket: Ticket, code: str, by: Person, now: datetime) -> Entry:
    """Counts as an outcome by the colleague's word, once a ticket and entry. Raises NotFound, Stale."""
    lifecycle.check_goes_on(ticket)
    entry = await entries.find(session, code) if code in offered(ticket) else None
    if entry is None or not entry.shown(now):
        raise NotFound(_("I cannot find that."))
    if code in await confirmed(session, ticket):
        raise Stale(_("{code} has been confirmed already.").format(code=code))
    contact = await session.get_one(Person, ticket.contact_id)
    heard = learning.Heard(by.id, ticket.source)
    await learning.answered(
        session, contact, ticket.description, code, True, now, product=entry.product, stated=None, heard=heard
    )
    return entry


async def confirmed(session: AsyncSession, ticket: Ticket) -> set[str]:
    """Codes of the entries that any colleague has confirmed on this ticket."""
    told = await journal.history(session, ticket.id)
    return {each.data["code"] for each in told if each.event == Event.TICKET_ANSWER_CONFIRMED}
