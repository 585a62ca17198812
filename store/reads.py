"""Query cache of a unit of work: the same statement is answered from memory until the step writes to its tables."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import FrozenResult, Result, Table
from sqlalchemy.engine import IteratorResult
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.sql import visitors
from sqlalchemy.sql.expression import ClauseElement

from store.existence import ABOUT, questions_about, statement_about
from store.private import cache_key, locks_rows

ANEW = {"anew": True}  # execution options of a statement that is always executed, never answered from memory
# of one that finds its rows by what never changes in them: changed ones are still its answer, and are in memory as they are
LASTING = {"lasting": True}
_NEVER = ("anew", "stream_results", "yield_per", "populate_existing")
NOTHING: Any = IteratorResult(SimpleResultMetaData(["nothing"]), iter(())).freeze()


class _Answer(NamedTuple):
    rows: FrozenResult[Any]
    tables: frozenset[Table]
    lasting: bool = False


class Reads:
    """Of one step: its snapshot is one, so that only what it writes itself makes another answer."""

    def __init__(self) -> None:
        self._answers: dict[object, _Answer] = {}
        self._ahead: set[tuple[str, object]] = set()  # of which rows it is known which questions find nothing

    def answer(self, state: ORMExecuteState, tables: frozenset[Table]) -> Result[Any] | None:
        """None: the statement is to be run as ever."""
        key = _key(state)
        if key is None:
            return None
        about = state.execution_options.get(ABOUT)
        if about and key not in self._answers:
            self._look_ahead(state.session, about, (state.parameters or {})[about])
        if key not in self._answers:
            rows = state.invoke_statement().freeze()
            self._answers[key] = _Answer(rows, tables, is_lasting(state))
        return self._answers[key].rows()

    def _look_ahead(self, session: Session, about: str, number: object) -> None:
        if (about, number) in self._ahead:
            return
        found = session.execute(statement_about(about), {about: number}, execution_options=ANEW).one()
        self.told(about, number, found)

    def told(self, about: str, number: object, found: Sequence[Any]) -> None:
        """Which questions about it find anything."""
        questions = [each for each, there in zip(questions_about(about), found, strict=False) if not there]
        self._nothing(questions, about, number)

    def born(self, about: str, number: object, written: Collection[Table]) -> None:
        """A new row: what seldom is there is not there yet, but for what was `written` together with it."""
        questions = [each for each in questions_about(about) if tables_of(each).isdisjoint(written)]
        self._nothing(questions, about, number)

    def _nothing(self, questions: Collection[Any], about: str, number: object) -> None:
        self._ahead.add((about, number))
        for each in questions:
            lasting = bool(each.get_execution_options().get("lasting"))
            self._answers[_with_values(each, {about: number})] = _Answer(NOTHING, tables_of(each), lasting)

    def changed(self, tables: Collection[Table] | None, moved: Collection[Table] | None = None) -> None:
        """None: who knows which. `moved`: those of them to which rows were added, or of which rows are gone."""
        here = self._answers.items() if tables is not None else ()
        more = tables if moved is None else moved
        self._answers = {
            key: each
            for key, each in here
            if each.tables.isdisjoint((more if each.lasting else tables) or ())
        }

    def clear(self) -> None:
        self._answers.clear()
        self._ahead.clear()


def is_lasting(state: ORMExecuteState) -> bool:
    return bool(state.execution_options.get("lasting"))


def _key(state: ORMExecuteState) -> object:
    """The statement with its values; None for a statement that must be executed again."""
    statement: Any = state.statement
    if any(state.execution_options.get(option) for option in _NEVER) or locks_rows(statement):
        return None
    given: Any = state.parameters or {}
    return _with_values(statement, given)


def _with_values(statement: Any, given: Mapping[str, Any]) -> object:
    made = cache_key(statement)
    if made is None:
        return None
    values = tuple(_fixed(given.get(each.key, each.effective_value)) for each in made.bindparams)
    key = (made.key, values)
    try:
        hash(key)
    except TypeError:
        return None
    return key


def _fixed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list | set | frozenset) else value


_TABLES: WeakKeyDictionary[ClauseElement, frozenset[Table]] = WeakKeyDictionary()
_BY_KEY: dict[object, frozenset[Table]] = {}  # of statements that are built again each time
MOST = 5_000  # statements; when it is full it is emptied


def tables_of(statement: ClauseElement) -> frozenset[Table]:
    """Those it reads, in subqueries too."""
    if (known := _TABLES.get(statement)) is None:
        known = _TABLES[statement] = _tables_by_key(statement)
    return known


def _tables_by_key(statement: ClauseElement) -> frozenset[Table]:
    """Statements that are compiled once for all have the same tables; to go through one costs as much as to build it."""
    made = cache_key(statement)
    key = None if made is None else made.key
    known = _BY_KEY.get(key)
    if known is None:
        known = frozenset(part for part in visitors.iterate(statement) if isinstance(part, Table))
        if key is not None:
            if len(_BY_KEY) >= MOST:
                _BY_KEY.clear()
            _BY_KEY[key] = known
    return known
