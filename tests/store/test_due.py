"""What is due is found by an index, however many rows wait: a million plans cost a tick no more than those due (VIS-1)."""

from pathlib import Path

from sqlalchemy import text

from scheduler.due_rows import _DUE, _NEAREST
from store import Store
from tests import shared


async def test_nothing_that_waits_for_time_is_looked_through(tmp_path: Path) -> None:
    shared.copy("empty.db", tmp_path / "x.db")
    store = Store(f"sqlite+aiosqlite:///{tmp_path}/x.db")
    ways: list[str] = []
    async with store.reading() as session:
        for query in (_NEAREST, _DUE):
            asked = query.compile(dialect=store.engine.dialect)
            plan = await session.execute(text(f"EXPLAIN QUERY PLAN {_bound(str(asked))}"))
            ways += [row[3] for row in plan if row[3].startswith(("SCAN", "SEARCH"))]
    await store.close()
    assert any("visit_back" in way for way in ways)
    assert [
        way for way in ways if "due_at" not in way and "anon_" not in way
    ] == []  # anon: the few that were found


def _bound(query: str) -> str:
    """The values do not matter to the way they are found."""
    return query.replace("?", "1")
