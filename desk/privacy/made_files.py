"""What the desk drew for somebody, a table or a page: who stands in it cannot be seen from outside, and it can be drawn again.

So it is kept no longer than the message that brought it, and no erasure leaves one, nor a table that staff sent to be read in.
What a record holds is that record's.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from desk.people import STAFF_NUMBERS
from desk.privacy.personal import FILE, of
from store import Base

# columns with numbers of files that no foreign key shows, as table.column; a test finds those that are not here
LISTS = ("dispatch.photos", "entry.files", "proposal.files", "release.files", "voice.files")
ONE = ("person.photo_id",)
TABLES = ("csv", "tsv", "xlsx", "xls", "ods", "json", "jsonl", "gift", "txt")  # as the import takes them
AT_ONCE = 500  # numbers in one statement


def _held_by() -> Iterator[Select[Any]]:
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            to_file = any(key.target_fullname == "file.id" for key in column.foreign_keys)
            if to_file or f"{table.name}.{column.name}" in ONE:
                yield select(column).where(column.is_not(None))


def _drawn() -> ColumnElement[bool]:
    file = of("file").c
    return file.message_id.is_(None) & file.account_id.is_(None)


def _sent_tables() -> ColumnElement[bool]:
    """What staff sent the desk to read it: its rows are in the tables by now, and anybody may stand in it."""
    file, said = of("file").c, of("ticket_message").c
    to_desk = select(said.id).where(said.ticket_id.is_(None), said.person_id.in_(STAFF_NUMBERS))
    return file.message_id.in_(to_desk) & or_(*(file.name.iendswith(f".{ending}") for ending in TABLES))


async def forget(session: AsyncSession) -> None:
    """All of them, and the tables that staff have sent."""
    await _empty(session, of("file").c.content.is_not(None) & or_(_drawn(), _sent_tables()))


async def forget_brought_by(session: AsyncSession, went: Select[Any]) -> None:
    """Those that these messages brought; `went`: their numbers."""
    outbox = of("outbox").c
    payloads = await session.scalars(select(outbox.payload).where(outbox.id.in_(went)))
    numbers = [number for payload in payloads for number in payload.get("files") or ()]
    for some in _parts(numbers):
        await _empty(session, of("file").c.id.in_(some) & _drawn())


async def _empty(session: AsyncSession, those: ColumnElement[bool]) -> None:
    file, free = of("file").c, those
    for held in _held_by():
        free &= file.id.not_in(held)
    numbers = list(await session.scalars(select(file.id).where(free)))
    listed = await _listed(session) if numbers else set()
    for some in _parts([number for number in numbers if number not in listed]):
        await session.execute(update(of("file")).where(file.id.in_(some)).values(**FILE))


async def _listed(session: AsyncSession) -> set[int]:
    found: set[int] = set()
    for each in LISTS:
        table, _dot, column = each.partition(".")
        for numbers in await session.scalars(select(of(table).c[column])):
            found.update(number for number in numbers or () if isinstance(number, int))
    return found


def _parts(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(numbers), AT_ONCE):
        yield numbers[start : start + AT_ONCE]
