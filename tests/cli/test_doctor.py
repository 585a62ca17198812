"""`kefu doctor`: says what is not well and what to do; changes nothing unless told to."""

import asyncio
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery import outbox
from bot.delivery.rows import Outgoing
from bot.incoming.inbox import FAILED, HELD, WAITING, Incoming
from desk.people import Account, Person
from desk.sla.clocks import Clock
from handlers.chat.message import Message
from tests import shared
from tests.cli.conftest import Cli, a_ticket
from tests.fakes.botapi import TOKEN, BotApi, served


@pytest.fixture
def demo(kefu: Cli, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """The demo company, where everything is well."""
    monkeypatch.delenv("DATABASE_URL")
    (kefu.folder / "data").mkdir()
    shared.copy("empty.db", kefu.folder / "data" / "demo.db")
    kefu("products", "list")
    kefu.url = f"sqlite+aiosqlite:///{kefu.folder}/data/demo.db"
    return kefu


def _found(cli: Cli, *words: str, code: int = 1) -> dict[str, tuple[str, str]]:
    """By what was looked at: how it is, and what is said of it; the worst of each."""
    findings = cli.json("doctor", *words, code=code)["findings"]
    ranked = sorted(findings, key=lambda finding: finding["level"] == "attention")
    return {finding["check"]: (finding["level"], finding["text"]) for finding in ranked}


def test_all_is_well_in_the_demo_company(demo: Cli) -> None:
    shown = demo("doctor")
    assert "✓ database: intact" in shown
    assert "✗" not in shown
    assert demo.json("doctor")["ok"]


def test_looking_makes_no_database(kefu: Cli) -> None:
    for file in kefu.folder.iterdir():
        file.unlink()
    level, text = _found(kefu)["database"]
    assert level == "attention"
    assert "does not exist yet" in text
    assert not list(kefu.folder.iterdir())


def test_an_empty_company_is_told_what_it_lacks(kefu: Cli) -> None:
    kefu("products", "list")
    found = _found(kefu)
    assert found["roster"][0] == "attention"
    assert found["roles"] == ("attention", "nobody is: customer specialist, service manager, administrator")
    assert found["problem base"][0] == "note"
    kefu("staff", "add", "陈晓", "--role", "specialist")
    assert _found(kefu)["staff"] == ("attention", "not yet joined: 陈晓")


def test_gaps_in_the_roster_are_named(kefu: Cli) -> None:
    now = datetime.now(UTC)
    kefu("staff", "add", "陈晓", "--role", "specialist")
    local = [f"{now + timedelta(hours=8, days=days):%Y-%m-%d %H:%M}" for days in (-1, 1, 2, 9)]
    kefu("roster", "add", "陈晓", local[0], local[1])
    kefu("roster", "add", "陈晓", local[2], local[3])
    level, text = _found(kefu)["roster"]
    assert level == "attention"
    gaps = text.removeprefix("nobody: ").split(", ")  # of the support hours
    assert all(local[1][5:] <= gap[:11] < gap[-11:] <= local[2][5:] for gap in gaps)
    assert _found(kefu)["on duty"] == ("ok", "陈晓")
    kefu("roster", "add", "陈晓", local[1], local[2])
    assert _found(kefu)["roster"][0] == "ok"


def test_who_has_blocked_the_bot_is_named(demo: Cli) -> None:
    async def block(session: AsyncSession, _now: datetime) -> None:
        chen = (await session.scalars(select(Person).where(Person.name == "陈晓"))).one()
        account = (await session.scalars(select(Account).where(Account.person_id == chen.id))).one()
        account.unreachable = "blocked"

    demo.do(block)
    assert _found(demo)["staff"] == ("attention", "cannot be reached: 陈晓 (blocked)")


def test_tickets_of_nobody_and_broken_promises_are_named(demo: Cli) -> None:
    async def forget(session: AsyncSession, now: datetime) -> None:
        ticket = await a_ticket(session, now)
        for clock in await session.scalars(select(Clock).where(Clock.ticket_id == ticket.id)):
            clock.breached_at = now

    demo.do(forget)
    found = _found(demo)
    assert found["tickets"] == ("attention", "nobody works on: K-1001")
    assert found["promises"] == ("attention", "broken: K-1001 (first response), K-1001 (call-back)")


async def _failures(session: AsyncSession, now: datetime) -> None:
    """One message that could not be handled; one not delivered to 陈晓, one to somebody without a chat."""
    session.add(Incoming(channel="web", key="1", chat="web:1", raw="{}", received_at=now, due_at=now, state=FAILED, attempts=3, error="KeyError: x"))  # fmt: skip
    chen = (await session.scalars(select(Person).where(Person.name == "陈晓"))).one()
    stranger = Person(name="W", created_at=now)
    session.add(stranger)
    await session.flush()
    await outbox.put(session, Message(chen.id, "hello"), now)
    await outbox.put(session, Message(stranger.id, "hello"), now)
    for row in await session.scalars(select(Outgoing).where(Outgoing.person_id == chen.id)):
        row.state, row.error, row.attempts = FAILED, "too long", 6


async def _states(session: AsyncSession, _now: datetime) -> tuple[list[str], list[str]]:
    incoming = await session.scalars(select(Incoming.state))
    outgoing = await session.scalars(
        select(Outgoing.state).where(Outgoing.payload["text"].as_string() == "hello")
    )
    return list(incoming), sorted(outgoing)


def test_what_failed_is_named_and_tried_again_only_when_told_to(demo: Cli) -> None:
    demo.do(_failures)
    found = _found(demo)
    assert found["inbox"][0] == "attention"
    assert "KeyError: x" in found["inbox"][1]
    assert found["outbox"] == ("attention", "not delivered: 陈晓 (too long)")
    assert demo.do(_states) == ([FAILED], [FAILED, FAILED])
    assert "1 of the inbox and 1 of the outbox will be tried again" in demo("doctor", "--retry")
    assert demo.do(_states) == ([WAITING], [FAILED, WAITING])
    assert "· outbox: 1 message to people who have no chat" in demo("doctor")


def test_a_retry_goes_to_where_the_person_is_now(demo: Cli) -> None:
    async def later(session: AsyncSession, now: datetime) -> None:
        stranger = (await session.scalars(select(Person).where(Person.name == "W"))).one()
        session.add(Account(person_id=stranger.id, channel="web", address="x", seen_at=now))

    demo.do(_failures)
    demo.do(later)
    assert "1 of the inbox and 2 of the outbox" in demo("doctor", "--retry")


def test_post_that_waits_too_long_asks_whether_the_desk_runs(demo: Cli) -> None:
    async def wait(session: AsyncSession, now: datetime) -> None:
        early = now - timedelta(minutes=6)
        session.add(Incoming(channel="web", key="1", chat="web:1", raw="{}", received_at=early, due_at=early))
        chen = (await session.scalars(select(Person).where(Person.name == "陈晓"))).one()
        await outbox.put(session, Message(chen.id, "hello"), early)

    async def try_again_and_again(session: AsyncSession, now: datetime) -> None:
        for table in (Incoming, Outgoing):
            await session.execute(update(table).values(due_at=now + timedelta(seconds=20), attempts=3))

    async def put_in_order(session: AsyncSession, now: datetime) -> None:
        """What is sent in the morning, and what waits for the next hour, is no trouble."""
        morning = {"due_at": now + timedelta(hours=8)}
        await session.execute(update(Outgoing).values(attempts=0, **morning))
        await session.execute(update(Incoming).values(error=HELD, **morning))

    demo.do(wait)
    demo.do(try_again_and_again)
    found = _found(demo)
    assert found["inbox"] == found["outbox"] == ("attention", "1 has waited for more than 5 minutes")
    assert "Is the desk running?" in demo("doctor", code=1)
    demo.do(put_in_order)
    found = _found(demo, code=0)
    assert (found["inbox"][0], found["outbox"][0]) == ("ok", "ok")


def test_an_older_database_is_said_to_be_so_and_left_as_it_is(demo: Cli) -> None:
    file = demo.folder / "data" / "demo.db"
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'gone'")
    connection.close()
    assert _found(demo)["migrations"][0] == "attention"
    demo("products", "list", code=1)
    assert "newer Kefu" in demo.err


def test_a_damaged_file_is_found(kefu: Cli) -> None:
    Path("kefu.db").write_text("no database " * 1000)
    assert _found(kefu)["database"] == ("attention", "file is not a database")


def test_rows_that_point_nowhere_are_found(demo: Cli) -> None:
    connection = sqlite3.connect(demo.folder / "data" / "demo.db")
    connection.execute("DELETE FROM customer WHERE id = 1")
    connection.commit()
    connection.close()
    assert "point nowhere" in _found(demo)["database"][1]


def test_telegram_is_asked_who_we_are(kefu: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)

    async def ask() -> tuple[str, str]:
        async with BotApi(token=TOKEN, username="kefu_test_bot") as api, served(api) as address:
            monkeypatch.setenv("TELEGRAM_API_URL", address)
            return (await asyncio.to_thread(_found, kefu))["telegram"]

    assert asyncio.run(ask()) == ("ok", "@kefu_test_bot")
    monkeypatch.setenv("TELEGRAM_API_URL", "http://127.0.0.1:9")
    level, text = _found(kefu)["telegram"]
    assert level == "attention"
    assert "cannot be reached" in text
    assert TOKEN.partition(":")[2] not in text


def test_a_token_telegram_does_not_know_is_said_so(kefu: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "999999:not-the-one-it-knows")

    async def ask() -> tuple[str, str]:
        async with BotApi(token=TOKEN, username="kefu_test_bot") as api, served(api) as address:
            monkeypatch.setenv("TELEGRAM_API_URL", address)
            return (await asyncio.to_thread(_found, kefu))["telegram"]

    level, text = asyncio.run(ask())
    assert level == "attention"
    assert "does not know the token" in text
