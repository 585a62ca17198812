"""What the query cache needs and SQLAlchemy gives no public name: the only file that knows it (its adapter apart, which `sqlite_driver` extends)."""

from typing import Any


def cache_key(statement: Any) -> Any:
    """`key` and `bindparams` of a statement: equal for statements that are compiled once for all. None: it has none."""
    return statement._generate_cache_key()


def locks_rows(statement: Any) -> bool:
    """Whether it is SELECT … FOR UPDATE."""
    return getattr(statement, "_for_update_arg", None) is not None
