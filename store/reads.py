"""What a step has asked already: the same question has the same answer until the step itself writes to those tables."""

from collections.abc import Collection
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import FrozenResult, Result, Table
from sqlalchemy.orm import ORMExecuteState
from sqlalchemy.sql import visitors
from sqlalchemy.sql.expression import ClauseElement

ANEW = {"anew": True}  # execution options of a statement whose answer is not remembered
_NEVER = ("anew", "stream_results", "yield_per", "populate_existing")


class Reads:
    """Of one step: its snapshot is one, so that only what it writes itself makes another answer."""

    def __init__(self) -> None:
        self._answers: dict[object, tuple[FrozenResult[Any], frozenset[Table]]] = {}

    def answer(self, state: ORMExecuteState, tables: frozenset[Table]) -> Result[Any] | None:
        """None: the statement is to be run as ever."""
        key = _key(state)
        if key is None:
            return None
        if key not in self._answers:
            self._answers[key] = (state.invoke_statement().freeze(), tables)
        return self._answers[key][0]()

    def changed(self, tables: Collection[Table] | None) -> None:
        """None: who knows which."""
        here = self._answers.items() if tables is not None else ()
        self._answers = {key: each for key, each in here if each[1].isdisjoint(tables or ())}

    def clear(self) -> None:
        self._answers.clear()


def _key(state: ORMExecuteState) -> object:
    """The statement with its values; None for one that is to be asked anew."""
    statement: Any = state.statement
    if (
        any(state.execution_options.get(option) for option in _NEVER)
        or getattr(statement, "_for_update_arg", None) is not None
    ):
        return None
    made = statement._generate_cache_key()
    if made is None:
        return None
    given: Any = state.parameters or {}
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


def tables_of(statement: ClauseElement) -> frozenset[Table]:
    """Those it reads, in subqueries too."""
    if (known := _TABLES.get(statement)) is None:
        known = frozenset(part for part in visitors.iterate(statement) if isinstance(part, Table))
        _TABLES[statement] = known
    return known
