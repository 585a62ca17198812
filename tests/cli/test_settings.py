"""`.env` and `.env.example`: named alike, checked at the start, told in one message."""

from pathlib import Path

import pytest

from bot.settings import Settings, load
from tests.cli.conftest import Cli

EXAMPLE = Path(__file__).parents[2] / ".env.example"
BAD = {
    "TELEGRAM_BOT_TOKEN": "nonsense",
    "TELEGRAM_API_URL": "telegram",
    "DATABASE_URL": "mysql://x",
    "WEB_PORT": "99999",
    "WEB_URL": "here",
    "WEBHOOK_URL": "there",
    "WEBHOOK_SECRET": "short",
    "KEFU_LANGUAGE": "fr",
    "TIME_ZONE": "Mars/Olympus",
    "LOG_LEVEL": "loud",
}


def test_the_example_names_every_setting_with_its_help_and_its_default() -> None:
    told = EXAMPLE.read_text("utf8").split("\n\n")[1:]
    wanted = [f"# {f.description}\n{name.upper()}={f.default}" for name, f in Settings.model_fields.items()]
    assert [block.strip() for block in told] == wanted


def test_the_example_as_it_is_means_the_defaults(bare: Path) -> None:
    defaults = load()
    (bare / ".env").write_text(EXAMPLE.read_text("utf8"), "utf8")
    assert load() == defaults


@pytest.mark.parametrize("words", [("run",), ("staff", "list"), ("kb", "list")])
def test_bad_values_are_all_named_in_one_message(bare: Path, words: tuple[str, ...]) -> None:
    (bare / ".env").write_text("\n".join(f"{name}={value}" for name, value in BAD.items()))
    cli = Cli(bare)
    assert cli(*words, code=2) == ""
    assert {line.partition(":")[0] for line in cli.err.strip().splitlines()} == set(BAD)


def test_the_doctor_names_them_too(bare: Path) -> None:
    (bare / ".env").write_text("KEFU_LANGUAGE=fr\nLOG_LEVEL=loud")
    found = Cli(bare).json("doctor", code=1)
    assert not found["ok"]
    assert [finding["text"].partition(":")[0] for finding in found["findings"]] == [
        "KEFU_LANGUAGE",
        "LOG_LEVEL",
    ]


def test_a_folder_that_cannot_be_made_is_said_plainly(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (bare / "file").touch()
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{bare}/file/kefu.db")
    cli = Cli(bare)
    cli("products", "list", code=2)
    assert cli.err.startswith("DATABASE_URL: ")


def test_a_file_that_is_no_database_is_said_plainly(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (bare / "kefu.db").write_text("no database " * 1000)
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{bare}/kefu.db")
    monkeypatch.setenv("KEFU_LANGUAGE", "en")
    assert "file is not a database" in Cli(bare).refused("products", "list")


def test_without_any_settings_it_is_the_demo_company_that_is_looked_at(bare: Path) -> None:
    cli = Cli(bare)
    assert len(cli.json("staff", "list")) == 24
    assert "TELEGRAM_BOT_TOKEN" in cli.err
    assert (bare / "data" / "demo.db").exists()


def test_a_demo_database_is_not_for_real_people(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cli = Cli(bare)
    cli("products", "list")
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{bare}/data/demo.db")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123456:ABC-DEF")
    cli("staff", "list", code=2)
    assert "demo database" in cli.err
