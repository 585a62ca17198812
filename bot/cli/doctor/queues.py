"""The doctor looks at inbox and outbox: messages that failed to come in or to go out; it can have them tried again."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.doctor.findings import Finding, attention, few, note, well
from bot.delivery.channel import BEGUN
from bot.delivery.rows import FAILED, WAITING, Outgoing
from bot.health_checks import late_incoming, late_outgoing
from bot.incoming import inbox
from bot.incoming.inbox import Incoming
from desk.people import Account, Person, account_of
from i18n import _, ngettext
from store import Base, Store


async def incoming(session: AsyncSession, now: datetime) -> list[Finding]:
    failed = await inbox.failed(session)
    late = await _late(session, Incoming, late_incoming(now))
    findings = []
    if failed:
        shown = few([f"{row.chat} {row.received_at:%Y-%m-%d %H:%M} ({row.error[:80]})" for row in failed])
        findings.append(
            attention("inbox", _("could not be handled: {rows}").format(rows=shown), _("kefu doctor --retry"))
        )
    if late:
        findings.append(_waiting("inbox", late))
    return findings or [well("inbox", _("everything is handled"))]


async def outgoing(session: AsyncSession, now: datetime) -> list[Finding]:
    """Failed for somebody who can be written to: worth a try. For others there is nothing to be done here."""
    failed = await session.execute(
        select(Outgoing, Person)
        .join(Person, Person.id == Outgoing.person_id)
        .where(Outgoing.state == FAILED)
        .order_by(Outgoing.id)
    )
    hopeful, hopeless = [], 0
    for row, person in failed:
        if await account_of(session, person.id):
            hopeful.append(f"{person.name} ({row.error[:80]})")
        else:
            hopeless += 1
    late = await _late(session, Outgoing, late_outgoing(now))
    findings = []
    if hopeful:
        text = _("not delivered: {rows}").format(rows=few(hopeful))
        findings.append(attention("outbox", text, _("kefu doctor --retry")))
    if late:
        findings.append(_waiting("outbox", late))
    if hopeless:
        findings.append(
            note(
                "outbox",
                ngettext(
                    "{n} message to people who have no chat",
                    "{n} messages to people who have no chat",
                    hopeless,
                ).format(n=hopeless),
            )
        )
    return findings or [well("outbox", _("everything is sent"))]


async def _late(session: AsyncSession, table: type[Base], overdue: ColumnElement[bool]) -> int:
    return await session.scalar(select(func.count()).select_from(table).where(overdue)) or 0


def _waiting(check: str, count: int) -> Finding:
    text = ngettext(
        "{n} has waited for more than 5 minutes", "{n} have waited for more than 5 minutes", count
    ).format(n=count)
    return attention(check, text, _("Is the desk running? Start it with `kefu run`."))


LOOKS: tuple[Callable[[AsyncSession, datetime], Awaitable[list[Finding]]], ...] = (incoming, outgoing)


async def retry(store: Store, now: datetime) -> str:
    """What has failed waits again; a message only when its person can be written to by now. Says how many."""
    async with store.transaction() as session:
        anew = await inbox.failed(session)
        for message in anew:
            message.state, message.attempts, message.due_at = inbox.WAITING, 0, now
            message.alone = min(message.alone, 1)
        rows = await session.scalars(select(Outgoing).where(Outgoing.state == FAILED))
        sent = [await _again(session, row, now) for row in list(rows)]
    return _("{n} of the inbox and {m} of the outbox will be tried again").format(n=len(anew), m=sum(sent))


async def _again(session: AsyncSession, row: Outgoing, now: datetime) -> bool:
    """To where it was meant for, as long as that works; else to where the person is now."""
    meant = await session.get(Account, row.account_id) if row.account_id else None
    account = meant if meant and not meant.unreachable else await account_of(session, row.person_id)
    if account is None:
        return False
    if account is not meant:
        row.account_id, row.edits = (
            account.id,
            None,
        )  # what it was to change, or had begun, is in the other chat
        row.payload = {key: value for key, value in row.payload.items() if key != BEGUN}
    row.state, row.attempts, row.due_at, row.error = WAITING, 0, now, ""
    return True
