"""The session of a unit of work: it keeps the rows it has read, and flushes as late as possible.

SQLAlchemy's own session drops a row as soon as nothing refers to it, builds the statement of each `get` again, and flushes before
every question it is asked. Here a row stays until the step ends, the statement of a `get` is built once, and what was
changed is written before a question only if the question is about that table.
"""

from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Result, Select, Table, bindparam, event, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapper, ORMExecuteState, Session, joinedload, make_transient_to_detached

from store.columnar import Look
from store.existence import question_of_row
from store.kept import WATCHED, Memory, View, kept, touches
from store.notes import Note
from store.numbers import EARLY, Numbers
from store.reads import ANEW, Reads, is_lasting, tables_of

T = TypeVar("T")
LATE: set[type] = set()  # tables whose new rows are inserted at the end: nobody needs their ids earlier
# execution options of a statement that neither reads nor changes anything the step knows
ASIDE = {"aside": True}
HELD = 10_000  # rows that a step keeps in memory; an import may read more, then the oldest are dropped
Rows = Callable[[AsyncSession], Awaitable[Mapping[int, Any]]]
IN_MEMORY: dict[type, Rows] = {}  # tables with rows that are `kept`


class StepSession(AsyncSession):
    async def get(self, entity: Any, ident: Any, **more: Any) -> Any:
        """As ever; what is not loaded yet comes from memory, or by a statement that was built before."""
        if more or isinstance(ident, tuple | dict):
            return await super().get(entity, ident, **more)
        mapper = _mapper(entity)
        key = mapper.identity_key_from_primary_key((ident,))
        if (here := self.sync_session.identity_map.get(key)) is not None:
            return None if here in self.sync_session.deleted else await super().get(entity, ident)
        if entity in IN_MEMORY and (row := await self._from_memory(entity, ident)):
            return row
        if seldom := question_of_row(entity):
            about, question = seldom
            return await self.scalar(question, {about: ident})
        found = await self.execute(_by_key(entity), {"key": ident})
        return found.unique().scalar_one_or_none()

    async def get_one(self, entity: Any, ident: Any, **more: Any) -> Any:
        if more or (row := await self.get(entity, ident)) is None:
            return await super().get_one(entity, ident, **more)
        return row

    async def _from_memory(self, entity: Any, ident: Any) -> Any:
        row = (await kept(self, IN_MEMORY[entity])).get(ident)
        return None if row is None else await self.merge(row, load=False)


class Sync(Session):
    """What SQLAlchemy runs underneath."""

    def __init__(self, *args: Any, memory: Memory, **more: Any) -> None:
        super().__init__(*args, **more)
        self.held: deque[object] = deque(maxlen=HELD)
        self.born: set[str] = set()  # "ticket:12": records of this step
        self.view = View(memory)
        self.reads = Reads()
        self.numbers = Numbers()  # for rows that are numbered before they are written
        self.writing: set[Table] = set()  # of the flush that is under way
        self.remembers = False
        self.trusting = False  # that nothing fails: no savepoints
        self.look: Look | None = None  # of a session that changes nothing
        self.notes: dict[Note[Any], Any] = {}


@cache
def _mapper(entity: Any) -> Mapper[Any]:
    mapper: Mapper[Any] = entity.__mapper__
    return mapper


def _class(row: object) -> Any:
    return type(row)


@cache
def _by_key(entity: Any) -> Select[Any]:
    """With what always comes along, in one statement."""
    mapper = _mapper(entity)
    [key] = mapper.primary_key
    along = [joinedload(getattr(entity, r.key)) for r in mapper.relationships if r.lazy == "selectin"]
    return (
        select(entity)
        .where(key == bindparam("key", type_=key.type))
        .options(*along)
        .execution_options(**ANEW)
    )


def written_late(table: type[T]) -> type[T]:
    LATE.add(table)
    return table


def detached(entity: type[T], values: Mapping[Any, Any]) -> T:
    """A row with these values that belongs to no session."""
    row = entity(**values)
    make_transient_to_detached(row)
    return row


def is_new(session: AsyncSession, card: str) -> bool:
    """Whether the record of this card ("talk:12:…") has been made in this step: nobody has seen it before."""
    sync: Any = session.sync_session
    return ":".join(card.split(":", 2)[:2]) in sync.born


def looks_at(session: AsyncSession, revision: int, numbers: Sequence[int]) -> None:
    """The first statement of this step has brought along what `store/kept.py` and `store/numbers.py` need."""
    sync: Any = session.sync_session
    sync.view.number = revision
    sync.numbers.take(numbers, is_sqlite=session.get_bind().dialect.name == "sqlite")


def told(session: AsyncSession, about: str, number: int, found: Sequence[Any]) -> None:
    """A statement has brought along the columns of `store/existence.py`."""
    sync: Any = session.sync_session
    if sync.remembers:
        sync.reads.told(about, number, found)


async def numbered(session: AsyncSession, row: Any) -> None:
    """A new row with its number reserved now. Rows of the tables of `store/numbers.py` are still written late."""
    session.add(row)
    if row.id is None:
        await session.flush()


def remember(session: AsyncSession) -> None:
    """From now on a question is asked once."""
    sync: Any = session.sync_session
    sync.remembers = True


def forget(session: AsyncSession) -> None:
    """After something was taken back: what was read may be read again."""
    sync: Any = session.sync_session
    sync.held.clear()
    sync.reads.clear()
    if sync.view.own is not None:
        sync.view.written()


@event.listens_for(Sync, "loaded_as_persistent")
@event.listens_for(Sync, "detached_to_persistent")
def _hold(session: Any, row: object) -> None:
    session.held.append(row)


@event.listens_for(Sync, "transient_to_pending")
def _number(session: Any, row: Any) -> None:
    if type(row) in EARLY and row.id is None and (number := session.numbers.next(type(row))) is not None:
        row.id = number
        session.born.add(f"{row.__tablename__}:{number}")


@event.listens_for(Sync, "pending_to_persistent")
def _note_birth(session: Any, row: Any) -> None:
    session.held.append(row)
    [number, *_more] = _mapper(_class(row)).primary_key_from_instance(row)
    session.born.add(f"{row.__tablename__}:{number}")
    if session.remembers:
        session.reads.born(row.__tablename__, number, session.writing)


@event.listens_for(Sync, "before_flush")
def _note_own(session: Any, *_more: Any) -> None:
    if touches(session.new) or touches(session.deleted) or touches(session.dirty):
        session.view.written()
    session.writing = _changed(session)
    session.reads.changed(session.writing, _moved(session))


@event.listens_for(Sync, "do_orm_execute")
def _write_first(state: ORMExecuteState) -> Result[Any] | None:
    """What the statement is about is written before it is asked for, new rows too: they have a number then."""
    session: Any = state.session
    if state.is_relationship_load or state.execution_options.get("aside"):
        return None
    if not state.is_select:
        session.flush()
        table = getattr(state.statement, "table", None)
        if table is None or table in {_mapper(watched).local_table for watched in WATCHED}:
            session.view.written()
        session.reads.changed(None if table is None else {table})
        return None
    statement: Any = state.statement
    tables = tables_of(statement)
    unwritten = _moved(session) if is_lasting(state) else _changed(session)
    if unwritten & tables or any(type(row) not in LATE for row in session.new):
        session.flush()
    return session.reads.answer(state, tables) if session.remembers else None


def _changed(session: Session) -> set[Table]:
    """The tables of what is not written yet."""
    return _tables([*session.new, *session.dirty, *session.deleted])


def _moved(session: Session) -> set[Table]:
    """Those to which rows are to be added, or of which rows are to go."""
    return _tables([*session.new, *session.deleted])


def _tables(rows: Iterable[object]) -> set[Table]:
    return {table for row in rows for table in _mapper(_class(row)).tables if isinstance(table, Table)}
