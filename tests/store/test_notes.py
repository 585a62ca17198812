"""What a step notes goes with the part of the step that noted it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from store import savepoint
from store.engine import Store
from store.notes import Note

LINES: Note[list[str]] = Note(list)
NUMBERS: Note[dict[str, int]] = Note(dict)
SEEN: Note[set[int]] = Note(set)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = Store(f"sqlite+aiosqlite:///{tmp_path}/x.db")
    yield store
    await store.close()


async def _fails(session: AsyncSession) -> None:
    async with savepoint(session):
        LINES.of(session).append("goes")
        NUMBERS.of(session)["goes"] = 2
        SEEN.of(session).add(3)
        raise KeyError


async def test_what_is_taken_back_takes_its_notes_along(store: Store) -> None:
    async with store.transaction() as session:
        LINES.of(session).append("stays")
        NUMBERS.of(session)["stays"] = 1
        with pytest.raises(KeyError):
            await _fails(session)
        assert LINES.of(session) == ["stays"]
        assert NUMBERS.of(session) == {"stays": 1}
        assert SEEN.of(session) == set()


async def test_notes_are_handed_out_once_and_end_with_the_step(store: Store) -> None:
    async with store.transaction() as session:
        LINES.of(session).append("told")
        assert LINES.take(session) == ["told"]
        assert LINES.take(session) == []
        SEEN.of(session).add(1)
    async with store.transaction() as session:
        assert SEEN.of(session) == set()
