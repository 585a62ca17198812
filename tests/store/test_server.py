"""A desk over a PostgreSQL server: its command line, and what its connections keep."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from scheduler.due_rows import signs
from store import Store
from tests.cli.conftest import Cli
from tests.fakes import postgres

PREPARED_AFTER = 5  # times that a statement was asked
SECRET = "not-to-be-shown"


@pytest.fixture
def kefu(kefu: Cli, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cli]:
    with postgres.database(postgres.template("empty")) as url:
        monkeypatch.setenv("DATABASE_URL", url.replace("postgres:@", f"postgres:{SECRET}@"))
        yield kefu


def test_the_doctor_knows_the_server_and_keeps_the_password(kefu: Cli) -> None:
    kefu("products", "add", "NE", "星河ERP")
    shown = kefu("doctor", code=1)
    assert "✓ database: PostgreSQL" in shown
    assert "✓ migrations: up to date" in shown
    assert "✗ durability: the server may forget what it has confirmed: fsync" in shown
    assert "running on this database: 0" in shown
    assert SECRET not in shown


def test_a_server_that_is_not_there_is_said_plainly(kefu: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql+psycopg://kefu:{SECRET}@127.0.0.1:9/kefu")
    assert "cannot be used" in kefu.refused("products", "list")
    assert SECRET not in kefu.err
    assert "✗ database" in kefu("doctor", code=1)


async def test_a_look_leaves_what_the_connection_has_prepared() -> None:
    """The statement that finds what is due takes a server twenty milliseconds to plan, and one to answer."""
    with postgres.database(postgres.template("empty")) as url:
        store = Store(url)
        for _beat in range(PREPARED_AFTER + 1):
            await signs(store)
        async with store.reading() as session:
            prepared = text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%due_at%'")
            assert await session.scalar(prepared) == 1
        await store.close()
