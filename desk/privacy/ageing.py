"""What has done its work loses its words after a while: the rows stay with their numbers, times and states."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, Table, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from desk import policies
from desk.privacy import made_files
from desk.privacy.personal import BARE, FILE, of
from desk.ticket import TicketState

AT_ONCE = 500  # rows of a table in one step


async def age(session: AsyncSession, now: datetime) -> int:
    """Processes one batch; returns the number of rows. Rows still to be handled, sent, or shown on an open ticket stay."""
    done = await _raw(session, now - await policies.value(session, policies.KEEP_RAW))
    if keep := await policies.value(session, policies.KEEP_FILES):
        done += await _files(session, now - max(keep))
    if keep := await policies.value(session, policies.KEEP_WORDS):
        done += await _words(session, now - max(keep))
    return done


async def _raw(session: AsyncSession, before: datetime) -> int:
    inbox, outbox = of("inbox"), of("outbox")
    came = select(inbox.c.id).where(inbox.c.received_at < before, inbox.c.state == "done", inbox.c.raw != "")
    went = select(outbox.c.id).where(
        outbox.c.created_at < before,
        outbox.c.state != "waiting",
        (outbox.c.payload["text"].as_string() != "") | (outbox.c.payload["title"].as_string() != ""),
    )
    await made_files.forget_brought_by(session, went.order_by(outbox.c.id).limit(AT_ONCE))
    return await _empty(session, inbox, came, raw="", error="") + await _empty(
        session, outbox, went, payload=BARE
    )


async def _files(session: AsyncSession, before: datetime) -> int:
    """Of tickets that were closed before that."""
    file, said = of("file"), of("ticket_message")
    those = select(file.c.id).where(
        file.c.content.is_not(None),
        file.c.message_id.in_(select(said.c.id).where(said.c.ticket_id.in_(_closed(before)))),
    )
    return await _empty(session, file, those, **{**FILE, "missing": "aged"})


async def _words(session: AsyncSession, before: datetime) -> int:
    ticket, said = of("ticket"), of("ticket_message")
    spoken = select(said.c.id).where(said.c.ticket_id.in_(_closed(before)), said.c.text != "")
    filed = select(ticket.c.id).where(ticket.c.id.in_(_closed(before)), ticket.c.description != "")
    await _cases(session, before)
    return await _empty(session, said, spoken, text="", earlier=[], forwarded_from="") + await _empty(
        session, ticket, filed, description="", solution=""
    )


async def _cases(session: AsyncSession, before: datetime) -> None:
    """Test cases with words of a customer, masked as they are; those of editors stay."""
    case = of("talk_case")
    await session.execute(delete(case).where(case.c.person_id.is_not(None), case.c.at < before))


def _closed(before: datetime) -> Select[Any]:
    ticket = of("ticket").c
    over = ticket.state.in_((TicketState.CLOSED, TicketState.CANCELLED))
    last = ticket.closed_at.is_(None) & (ticket.filed_at < before) | (ticket.closed_at < before)
    return select(ticket.id).where(over, last)


async def _empty(session: AsyncSession, table: Table, those: Select[Any], **values: object) -> int:
    numbers = list(await session.scalars(those.order_by(table.c.id).limit(AT_ONCE)))
    if numbers:
        await session.execute(update(table).where(table.c.id.in_(numbers)).values(**values))
    return len(numbers)
