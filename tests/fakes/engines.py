"""Engines of one process share what SQLAlchemy has compiled; each test has an engine of its own, and would compile all anew."""

from collections.abc import Callable
from typing import Any

from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.util import LRUCache

from store import engine as engines

Make = Callable[[URL], AsyncEngine]
STATEMENTS = 20_000  # more than all tests have


def shared(make: Make) -> Make:
    """The same engines, with the dialect of the first one: what is compiled is kept by dialect."""
    compiled: LRUCache[Any, Any] = LRUCache(STATEMENTS)
    dialects: list[Any] = []

    def made(url: URL) -> AsyncEngine:
        new = make(url)
        engine: Any = new.sync_engine
        dialects.append(engine.dialect)
        del dialects[1:]
        engine.dialect = engine.pool._dialect = dialects[0]
        engine._compiled_cache = compiled
        return new

    return made


def share() -> None:
    for name in ("_sqlite", "_postgresql"):
        setattr(engines, name, shared(getattr(engines, name)))
