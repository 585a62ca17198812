"""A token that Telegram does not know closes no desk: the web goes on, and the administrators are told."""

from collections.abc import Iterator
from typing import Any, cast

import pytest
from sqlalchemy import select

from bot import app
from bot.app import App
from bot.delivery.rows import Outgoing
from bot.telegram import connection
from desk.people import Account, Person, Role
from errors import Misconfigured


async def test_the_web_goes_on_and_administrators_are_told_once(
    real: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with real.store.transaction() as session:
        admin = Person(name="Alice", language="en", created_at=real.clock.now())
        admin.give(Role.ADMIN)
        session.add(admin)
        await session.flush()
        session.add(Account(person_id=admin.id, channel="web", address="alice", seen_at=real.clock.now()))
    tries: Iterator[Misconfigured | str] = iter([Misconfigured("wrong"), Misconfigured("wrong"), "kefu_bot"])

    async def introduced(*_: object) -> str:
        outcome = next(tries)
        if isinstance(outcome, Misconfigured):
            raise outcome
        return outcome

    async def hear(*_: object) -> None: ...

    monkeypatch.setattr(app, "TOKEN_ASKED_EVERY", 0.0)
    monkeypatch.setattr(connection, "introduced", introduced)
    monkeypatch.setattr(connection, "hear", hear)
    real.receiver = cast("Any", None)
    await app._hear(real, cast("Any", None))
    assert real.links.bot_name == "kefu_bot"
    async with real.store.reading() as session:
        (row,) = await session.scalars(select(Outgoing))
    assert "does not know the bot's token" in row.payload["text"]
