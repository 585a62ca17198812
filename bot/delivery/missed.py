"""Sends missed messages once to a person who can be reached again, in order, if they still matter.

Words that somebody wrote to them come as they were written (HOT-10); of a record comes its card, as it stands now. Alerts
that have ended, reminders, surveys and answers to what they asked then do not come any more.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.rows import FAILED, WAITING, Outgoing
from desk import journal, policies
from desk.events import Event
from desk.hotline.messages import CARD
from desk.people import REFUSED, Account, Person, reason
from handlers.chat.message import Priority

MADE_UP = "came later"  # in place of the error: it does not come again
MOST = 20  # missed messages sent again at most; the rest is on the ticket


async def bring(session: AsyncSession, account: Account, now: datetime) -> None:
    """Into the outbox; the cards follow from the journal."""
    rows = await _missed(session, account.person_id, now)
    words = {row.card: row for row in rows if row.card.startswith(CARD)}  # each as it was worded last
    for row in list(words.values())[-MOST:]:
        row.state, row.account_id, row.due_at, row.edits = WAITING, account.id, now, None
    for row in rows:
        row.error = MADE_UP
    tickets, alerts = _numbers(rows, "ticket"), _numbers(rows, "alert")
    if tickets or alerts:
        person = await session.get_one(Person, account.person_id)
        await journal.write(
            session, person, Event.PERSON_BACK, by=None, now=now, tickets=tickets, alerts=alerts
        )


async def _missed(session: AsyncSession, person_id: int, now: datetime) -> list[Outgoing]:
    since = now - await policies.value(session, policies.MISSED_WITHIN)
    theirs = Outgoing.person_id == person_id, Outgoing.state == FAILED, Outgoing.topic_id.is_(None)
    rows = await session.scalars(
        select(Outgoing).where(*theirs, Outgoing.created_at >= since).order_by(Outgoing.id)
    )
    return [row for row in rows if reason(row.error) != REFUSED]


def _numbers(rows: Sequence[Outgoing], kind: str) -> list[int]:
    """Of the records that something was to be told of, oldest first."""
    told = [row for row in rows if row.priority < Priority.SURVEY and not row.card.startswith(CARD)]
    names = dict.fromkeys(name for row in told for name in (row.card, row.about))
    found = (name.partition(":") for name in names)
    return sorted({int(number) for named, _colon, number in found if named == kind and number.isdecimal()})
