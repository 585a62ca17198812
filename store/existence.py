"""Existence checks: several questions that seldom find a row, in one statement.

Has this person an open talk, a chat with staff, an open ticket? Was anybody asked about this ticket, is a visit
underway? Each is a question of its own rule, and most of them find nothing. So the first of them that a step asks
brings one statement that tells of all which find any; those that find none are answered by that, until the step itself
writes to their tables (`store/reads.py`). For the speaker, the statement that loads them answers it.
"""

from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, literal_column, select
from sqlalchemy.sql.visitors import replacement_traverse

ABOUT = "about"  # execution option: the table whose row such a question is about
_QUESTIONS: dict[str, list[Select[Any]]] = {}
_ROWS: dict[
    type, tuple[str, Select[Any]]
] = {}  # table → what its rows share their number with, and the question


def seldom(about: str, question: Select[Any]) -> Select[Any]:
    """It has one parameter, the number of a row of the table `about`, and is called so."""
    marked = question.execution_options(**{ABOUT: about})
    _QUESTIONS.setdefault(about, []).append(marked)
    _existence.cache_clear()
    return marked


def seldom_has_row(about: str, entity: Any) -> None:
    """The same for `get`: `entity` has the numbers of the table `about`."""
    [key] = entity.__mapper__.primary_key
    _ROWS[entity] = about, seldom(about, select(entity).where(key == bindparam(about, type_=key.type)))


def question_of_row(entity: Any) -> tuple[str, Select[Any]] | None:
    return _ROWS.get(entity)


def questions_about(about: str) -> list[Select[Any]]:
    return _QUESTIONS.get(about, [])


@cache
def _existence(about: str) -> Select[*tuple[Any, ...]]:
    found = (
        each.with_only_columns(literal_column("1"), maintain_column_froms=True).order_by(None).exists()
        for each in questions_about(about)
    )
    return select(*(exists.label(f"n{n}") for n, exists in enumerate(found)))


def columns(about: str, number: Any) -> list[ColumnElement[bool]]:
    """The same as columns of another statement, which finds the number itself; then `told`."""

    def found_there(element: Any, **_more: Any) -> Any:
        return number if isinstance(element, BindParameter) and element.key == about else None

    return [replacement_traverse(each, {}, found_there) for each in _existence(about).selected_columns]


def statement_about(about: str) -> Select[*tuple[Any, ...]]:
    """One column a question: whether it finds anything."""
    return _existence(about)
