"""The command line over a PostgreSQL server."""

from collections.abc import Iterator

import pytest

from tests.cli.conftest import Cli
from tests.fakes import postgres

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
