"""The inbox: each update is committed as a row before it is confirmed to its sender.

Rows of one chat are worked on in order; different chats do not wait for each other. The raw JSON is kept as it came.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from weakref import WeakSet

from sqlalchemy import (
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    bindparam,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, aliased, mapped_column
from sqlalchemy.sql.dml import ReturningUpdate

from desk.people import Account, Person, PersonRole
from store import Base, Moment, Store
from store.kept import NUMBER
from store.numbers import offered
from store.session import looks_at

WAITING, DONE, FAILED = "waiting", "done", "failed"
HELD = "over the limit"  # in `error` of a row that waits for the next hour: what comes later is looked at all the same


class Incoming(Base):
    __tablename__ = "inbox"
    __table_args__ = (UniqueConstraint("channel", "key"), Index("inbox_next", "state", "chat", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(10))
    key: Mapped[str] = mapped_column(String(64))  # its number there; the same one again is ignored
    chat: Mapped[str] = mapped_column(String(80))
    raw: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(8), default=WAITING)
    due_at: Mapped[datetime]  # not before; moves on when a try has failed
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(Text, default="")
    # 0: never under way when a process died; else one more than the times it was tried with no other beside it
    alone: Mapped[int] = mapped_column(default=0)


@dataclass(frozen=True)
class Arrival:
    """Something that came in, not yet ours."""

    channel: str
    key: str
    chat: str
    raw: str


_PUT: WeakSet[object] = WeakSet()  # where this process has put something since its worker looked


@cache
def _keep(*, is_sqlite: bool) -> Any:
    """Put together once, as the other statements of every message."""
    return (sqlite if is_sqlite else postgresql).insert(Incoming.__table__).on_conflict_do_nothing()


async def put(session: AsyncSession, arrivals: Sequence[Arrival], now: datetime) -> None:
    """Keeps a whole batch; known updates are left as they are. They are ours once the transaction is committed."""
    rows = [
        {
            "channel": a.channel, "key": a.key, "chat": a.chat, "raw": a.raw,
            "received_at": now, "due_at": now, "state": WAITING, "attempts": 0, "error": "", "alone": 0,
        }
        for a in arrivals
    ]  # fmt: skip
    if rows:
        await session.execute(_keep(is_sqlite=session.get_bind().dialect.name == "sqlite"), rows)
        _PUT.add(session.get_bind())


_earlier = aliased(Incoming)
_first_of_its_chat = ~exists().where(
    _earlier.chat == Incoming.chat,
    _earlier.state == WAITING,
    _earlier.id < Incoming.id,
    or_(Incoming.error == HELD, _earlier.error != HELD),
)


_group = Incoming.chat.contains(":-")  # only staff are in one that is heard
_on_file = _group | exists().where(
    Account.channel == Incoming.channel,
    Account.address == func.substr(Incoming.chat, func.length(Incoming.channel) + 2),
    Person.id == Account.person_id,
    Person.active,
    Person.customer_id.is_not(None) | exists().where(PersonRole.person_id == Person.id),
)
# a row that was never put off is due at any clock time: the clock may have been set back
_due = (Incoming.due_at <= bindparam("now", type_=Moment)) | (Incoming.attempts == 0)
_NEXT = select(Incoming.id).where(Incoming.state == WAITING, _due, _first_of_its_chat)
_ONE = _NEXT.limit(1)
_NEXT_DUE = (
    select(Incoming.due_at)
    .where(Incoming.state == WAITING, Incoming.due_at > bindparam("now", type_=Moment), _first_of_its_chat)
    .order_by(Incoming.due_at)
    .limit(1)
)


@cache
def _claim(*, of_many: bool, is_sqlite: bool) -> ReturningUpdate[*tuple[Any, ...]]:
    """Brings along the revision, and numbers for what will be new (`store/`)."""
    order = (Incoming.alone > 0, *([~_on_file] if of_many else []), Incoming.id)
    first = _NEXT.order_by(*order).limit(bindparam("limit", type_=Integer)).with_for_update(skip_locked=True)
    return (
        update(Incoming)
        .where(Incoming.id.in_(first))
        .values(state=DONE)
        .returning(Incoming, func.coalesce(NUMBER.scalar_subquery(), 0), *offered(is_sqlite=is_sqlite))
        .execution_options(synchronize_session=False, populate_existing=True)
    )


# which of them are: a claim gives its rows back in no order, and SQLite cannot say it in the same statement
_ON_FILE = select(Incoming.id).where(Incoming.id.in_(bindparam("numbers", expanding=True)), _on_file)


async def is_waiting(store: Store, now: datetime) -> bool:
    """Whether there is something to claim, unless another process has; what was put here is known without a look."""
    if (engine := store.engine.sync_engine) in _PUT:
        _PUT.discard(engine)
        return True
    async with store.looking() as connection:
        return await connection.scalar(_ONE, {"now": now}) is not None


async def claim(session: AsyncSession, now: datetime, limit: int) -> list[Incoming]:
    """The oldest due row of each chat, marked as done; a row that is not handled after all is `put_back`.

    What may have killed a process comes when nothing else waits, one at a time. When more wait than can be taken, those
    on file come first: strangers never hold them up.
    """
    rows = await _claimed(session, now, limit)
    if len(rows) == limit:
        put_back(rows)
        rows = await _claimed(session, now, limit, of_many=True)
        on_file = set(await session.scalars(_ON_FILE, {"numbers": [row.id for row in rows]}))
        rows.sort(key=lambda row: (row.alone > 0, row.id not in on_file, row.id))
    chosen = [row for row in rows if not row.alone] or rows[:1]
    put_back(row for row in rows if row not in chosen)
    return chosen


async def _claimed(
    session: AsyncSession, now: datetime, limit: int, *, of_many: bool = False
) -> list[Incoming]:
    claim = _claim(of_many=of_many, is_sqlite=session.get_bind().dialect.name == "sqlite")
    rows = list(await session.execute(claim, {"now": now, "limit": limit}))
    for _row, revision, *numbers in rows:
        looks_at(session, revision, numbers)
    return sorted((row for row, *_more in rows), key=lambda row: (row.alone > 0, row.id))


def put_back(rows: Iterable[Incoming]) -> None:
    """These had no effect."""
    for row in rows:
        row.state = WAITING


def wait(row: Incoming, until: datetime) -> None:
    """It is worked on then, and what comes after it in the chat with it."""
    row.state, row.due_at, row.attempts = WAITING, until, max(row.attempts, 1)


def hold(row: Incoming, until: datetime) -> None:
    """It is worked on then; what is urgent in the chat is not behind it."""
    wait(row, until)
    row.error = HELD


async def is_behind_held(session: AsyncSession, row: Incoming) -> bool:
    """Whether something that came before it in its chat is still held: their order is kept."""
    before = (
        _earlier.chat == row.chat,
        _earlier.state == WAITING,
        _earlier.id < row.id,
        _earlier.error == HELD,
    )
    return await session.scalar(select(_earlier.id).where(*before).limit(1)) is not None


PIECES = "pieces:"  # prefix of the key of a timer row: the text that is being collected from pieces falls due with it


def wake(session: AsyncSession, row: Incoming, talk: int, due: datetime, now: datetime) -> None:
    """In a chat of its own, so that later messages do not wait for it."""
    session.add(
        Incoming(
            channel=row.channel, key=f"{PIECES}{talk}", chat=f"{PIECES}{talk}", raw="{}",
            received_at=now, due_at=due, attempts=1,
        )
    )  # fmt: skip


async def hurry(session: AsyncSession, talk: int, due: datetime) -> None:
    """It is answered then, and not as late as it was to be at most."""
    timer = Incoming.key == f"{PIECES}{talk}", Incoming.state == WAITING, Incoming.due_at > due
    await session.execute(update(Incoming).where(*timer).values(due_at=due))


def woken(row: Incoming) -> int:
    """The talk that falls due with it."""
    return int(row.key.removeprefix(PIECES))


async def suspect(session: AsyncSession, numbers: Sequence[int]) -> None:
    """These were being worked on when a process died."""
    those = Incoming.id.in_(numbers), Incoming.state == WAITING, Incoming.alone == 0
    await session.execute(update(Incoming).where(*those).values(alone=1))


async def next_due(session: AsyncSession, now: datetime) -> datetime | None:
    """When the next row may be tried that may not yet; one behind another of its chat waits for that one."""
    due: datetime | None = await session.scalar(_NEXT_DUE, {"now": now})
    return due


async def failed(session: AsyncSession) -> list[Incoming]:
    """What could not be handled; shown to the administrator."""
    return list(await session.scalars(select(Incoming).where(Incoming.state == FAILED).order_by(Incoming.id)))
