"""The hourly message limit of a person: they are told once, the rest waits for the next hour, an emergency is never held back (SLA-4)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery import outbox
from bot.incoming import inbox
from bot.incoming.inbox import Incoming
from desk import limits, policies
from desk.limits import TooMuch
from desk.people import Account, Person
from handlers.chat.incoming import Said
from handlers.chat.message import Message
from handlers.intake import outage_report
from i18n import _, moment, speaking


async def waits(
    session: AsyncSession, row: Incoming, person: Person, account: Account, said: Said, now: datetime
) -> bool:
    """Whether it is not read now. Of people on file it is read in the next hour, in its order; of others it is not."""
    if said.in_group or said.reachable is not None:
        return False
    behind = await _is_behind(session, row, account)
    over = None if behind else await limits.count(session, policies.MESSAGES_AN_HOUR, person, account, now)
    if over is None and not behind:
        return False
    on_file = limits.is_on_file(person)
    if on_file and await _is_heard(session, person, account, said, now):
        return False
    if on_file:
        inbox.hold(row, over.until if over else now)
        limits.some_held(account, so=True)
    if over is not None and over.is_news:
        await _tell(session, person, account, over, now)
    return True


async def _is_behind(session: AsyncSession, row: Incoming, account: Account) -> bool:
    """Whether earlier messages are still to be read; those that waited themselves are not asked."""
    if not limits.some_held(account) or row.error == inbox.HELD:
        return False
    return limits.some_held(account, so=await inbox.is_behind_held(session, row))


async def _is_heard(
    session: AsyncSession, person: Person, account: Account, said: Said, now: datetime
) -> bool:
    if not await outage_report.is_urgent(session, person, said):
        return False
    return await limits.count(session, policies.URGENT_AN_HOUR, person, account, now) is None


async def _tell(
    session: AsyncSession, person: Person, account: Account, over: TooMuch, now: datetime
) -> None:
    with speaking(person.language, person.zone):
        if limits.is_on_file(person):
            text = _(
                "That was a lot for one hour. I have kept all of it, and go on reading at {time}. If nobody at your place can work, tell me now: that I read at once."
            )
            rows = [[outage_report.down(person)]]
        else:
            text = _("That was a lot for one hour, and I cannot read more of it now. Please go on at {time}.")
            rows = []
        words = text.format(time=moment(over.until, now))
    await outbox.put(session, Message(person.id, words, rows=rows, account_id=account.id), now)
