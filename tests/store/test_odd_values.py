"""Whatever comes in, both databases keep it or leave it, and neither stumbles."""

from datetime import timedelta

import pytest

from bot.telegram.updates import arrivals
from desk.files import File
from desk.people import Person
from store import Store
from tests.fakes.desk import MONDAY, TestDesk


@pytest.mark.parametrize("number", [2**31, 2**63, 10**40, -(10**40)])
async def test_a_number_no_row_can_have_is_not_found(migrated: str, number: int) -> None:
    store = Store(migrated)
    async with store.reading() as session:
        assert await session.get(Person, number) is None
    await store.close()


async def test_sizes_beyond_2_gb_are_kept(migrated: str) -> None:
    store = Store(migrated)
    async with store.transaction() as session:
        session.add(file := File(kind="video", size=4 * 2**30))
    async with store.reading() as session:
        assert (await session.get_one(File, file.id)).size == 4 * 2**30
    await store.close()


async def test_times_are_the_same_in_both(migrated: str) -> None:
    store = Store(migrated)
    at = MONDAY + timedelta(microseconds=1)
    async with store.transaction() as session:
        session.add(person := Person(name="王丽", created_at=at))
    async with store.reading() as session:
        found = (await session.get_one(Person, person.id)).created_at
    assert (found, found.tzname()) == (at, "UTC")
    await store.close()


def test_an_escaped_backslash_is_no_nul() -> None:
    [kept] = arrivals([{"update_id": 1, "a": "C:\\u0000 x\x00y\\\x00z"}])
    assert kept.raw == '{"update_id": 1, "a": "C:\\\\u0000 xy\\\\z"}'


async def test_nul_and_half_characters_in_words(desk: TestDesk) -> None:
    stranger = desk.stranger("陌生人")
    await stranger.says("请转人工，加密锁\x00红灯\ud83d一直闪，打不开账套")
    assert "电话" in stranger.last
