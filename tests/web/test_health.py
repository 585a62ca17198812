"""`/health` tells what would soon be noticed; a real company runs on the web alone, and its files are nobody else's."""

from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from bot import health_checks
from bot.app import App
from bot.delivery.rows import Outgoing
from bot.incoming import inbox
from bot.incoming.inbox import Arrival
from bot.settings import Settings
from desk.people import Person
from store import Store


async def _told(web: httpx.AsyncClient) -> list[str]:
    found = (await web.get("/health")).json()
    assert found["ok"] == (not found["troubles"])
    return list(found["troubles"])


async def test_health_tells_of_what_waits_and_of_a_full_disk(
    real: App, web: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = real.clock.now()
    assert await _told(web) == []
    async with real.store.transaction() as session:
        await inbox.put(session, [Arrival("web", "1", "web:1", "{}")], now - timedelta(minutes=6))
        person = Person(name="王丽", created_at=now)
        session.add(person)
        await session.flush()
        long_ago = now - timedelta(hours=1)
        in_the_morning = {"person_id": person.id, "payload": {}, "priority": 1, "created_at": long_ago}
        session.add(Outgoing(**in_the_morning, due_at=now + timedelta(hours=8)))
    assert await _told(web) == ["inbox"]
    async with real.store.transaction() as session:
        session.add(Outgoing(**in_the_morning, due_at=now, attempts=3))
    monkeypatch.setattr(health_checks, "LEAST", 1 << 60)
    assert await _told(web) == ["disk", "inbox", "outbox"]


@pytest.mark.parametrize(
    ("token", "chosen", "demo"),
    [
        ("", "", True),
        ("", "no", False),
        ("", "yes", True),
        ("123456:token", "", False),
        ("123456:token", "no", False),
    ],
)
def test_demo_or_real_is_a_choice(token: str, chosen: str, demo: bool) -> None:
    settings = Settings(_env_file=None, telegram_bot_token=token, kefu_demo=chosen)  # type: ignore[call-arg]
    assert settings.demo == demo
    assert settings.database.endswith("demo.db" if demo else "kefu.db")


def _rights(folder: Path) -> set[int]:
    return {file.stat().st_mode & 0o777 for file in folder.iterdir()}


async def test_the_files_are_nobody_elses(tmp_path: Path) -> None:
    (tmp_path / "kefu.db").touch(0o644)
    store = Store(f"sqlite+aiosqlite:///{tmp_path}/kefu.db")
    async with store.transaction() as session:
        await session.connection()
        assert _rights(tmp_path) == {0o600}
    await store.close()
