"""`kefu` over an empty database of its own, in English."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy.ext.asyncio import AsyncSession
from typer.testing import CliRunner

from bot.cli import app
from bot.delivery.unit_of_work import step
from bot.settings import Settings
from desk.customers import Customer
from desk.people import Person
from desk.ticket import Ticket, Urgency
from desk.tickets.lifecycle import file
from kb.base.entry import ProblemType
from store import Store
from store.migrate import migrate
from tests import shared

T = TypeVar("T")
Do = Callable[[AsyncSession, datetime], Awaitable[T]]


class Cli:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = f"sqlite+aiosqlite:///{folder}/kefu.db"
        self.err = ""  # of the last command

    def __call__(self, *words: str, code: int = 0) -> str:
        """What it prints; it must end with this exit code, and never with a traceback."""
        result = CliRunner().invoke(app, list(words))
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
        assert result.exit_code == code, result.output
        self.err = result.stderr
        return result.stdout

    def json(self, *words: str, code: int = 0) -> Any:
        return json.loads(self(*words, "--json", code=code))

    def refused(self, *words: str) -> str:
        """Its sentence on one line."""
        assert self(*words, code=1) == ""
        return self.err.strip()

    def do(self, deed: Do[T]) -> T:
        """What somebody does at the desk meanwhile."""
        return asyncio.run(self._do(deed))

    async def _do(self, deed: Do[T]) -> T:
        store, now = Store(self.url), datetime.now(UTC)
        try:
            await migrate(store)
            async with step(store, now) as session:
                return await deed(session, now)
        finally:
            await store.close()

    def file(self, name: str, text: str) -> str:
        path = self.folder / name
        path.write_text(text, "utf8")
        return str(path)


async def a_ticket(
    session: AsyncSession, now: datetime, words: str = "打不开", customer: Customer | None = None, **more: Any
) -> Ticket:
    """Filed by a new contact, and nobody's yet."""
    contact = Person(name="王丽", created_at=now, customer_id=customer.id if customer else None)
    session.add(contact)
    await session.flush()
    about = {"kind": ProblemType.TECHNICAL, "urgency": Urgency.URGENT, "product": "NE", "tried": [], **more}
    ticket = Ticket(contact_id=contact.id, customer_id=contact.customer_id, description=words, **about)
    return await file(session, ticket, now)


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without settings, and an environment without any."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def kefu(bare: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    cli = Cli(bare)
    shared.copy("empty.db", bare / "kefu.db")
    monkeypatch.setenv("DATABASE_URL", cli.url)
    monkeypatch.setenv("KEFU_LANGUAGE", "en")
    return cli
