"""Backup and restore: made while the desk works, proven, and the work goes on where it was, on either database."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.app import App
from store import Store
from tests.cli.conftest import Cli
from tests.fakes import postgres
from tests.fakes.botapi import TOKEN
from tests.fakes.desk import Endless, TestDesk, open_desk
from tests.stories.cast import GATHERED, a_ticket, gather

KINDS = ["sqlite", "postgresql"]


@pytest.fixture
def kefu(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """The command line over whatever DATABASE_URL says."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("KEFU_LANGUAGE", "en")
    return Cli(tmp_path)


@contextmanager
def _new(kind: str, folder: Path) -> Iterator[str]:
    if kind == "postgresql":
        with postgres.database() as url:
            yield url
    else:
        yield f"sqlite+aiosqlite:///{folder}/new.db"


def _address(store: Store) -> str:
    return store.url.render_as_string(hide_password=False)


@pytest.mark.parametrize("there", KINDS)
@pytest.mark.parametrize("here", KINDS)
async def test_the_drill(
    tmp_path: Path, kefu: Cli, monkeypatch: pytest.MonkeyPatch, here: str, there: str
) -> None:
    """The machine is lost after the backup; on another one everybody goes on where they were."""
    async with open_desk(tmp_path, scene=GATHERED, on_server=here == "postgresql") as desk:
        cast = await gather(desk)
        await a_ticket(cast.wang)
        await cast.wang.does("sends_photo", b"\xff\xd8 a picture", caption="就是这个灯")
        monkeypatch.setenv("DATABASE_URL", _address(desk.store))
        assert "checked" in await asyncio.to_thread(kefu, "backup", "kefu.backup")
        with _new(there, tmp_path) as url:
            monkeypatch.setenv("DATABASE_URL", url)
            assert "restored and checked" in await asyncio.to_thread(kefu, "restore", "kefu.backup")
            _move(desk, url)
            await cast.chen.presses("接单")
            assert cast.wang.sees("陈晓")
            await cast.emma.says("请帮我转人工，打印机卡纸了，怎么办都不行")
            assert (await desk.ticket()).number == "K-1002"
            assert "kefu.backup is there already" in await asyncio.to_thread(
                kefu.refused, "backup", "kefu.backup"
            )
            await desk.store.close()


def _move(desk: TestDesk, url: str) -> None:
    """Another process, on another database, with the same Telegram."""
    desk.store = Store(url)
    desk.desk = App(desk.desk.settings, desk.store, desk.clock, desk.desk.bot, Endless())


async def test_people_are_replaced_only_when_told_so(
    tmp_path: Path, kefu: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_desk(tmp_path) as desk:
        await desk.person("王丽")
        monkeypatch.setenv("DATABASE_URL", _address(desk.store))
        await asyncio.to_thread(kefu, "backup", "kefu.backup")
        assert "--replace" in await asyncio.to_thread(kefu.refused, "restore", "kefu.backup")
        await asyncio.to_thread(kefu, "restore", "kefu.backup", "--replace")


def test_a_damaged_backup_is_refused_and_nothing_changes(
    kefu: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/kefu.db")
    kefu("products", "add", "NE", "星河ERP")
    kefu("backup", "kefu.backup")
    whole = Path("kefu.backup").read_bytes()
    middle = len(whole) // 2
    Path("kefu.backup").write_bytes(whole[:middle] + b"\xff" * 20_000 + whole[middle + 20_000 :])
    assert "is no good backup" in kefu.refused("restore", "kefu.backup")
    Path("kefu.backup").write_bytes(b"nothing of ours" * 1000)
    assert "is no good backup" in kefu.refused("restore", "kefu.backup")
    sqlite3.connect("empty.backup").close()
    assert "is no good backup" in kefu.refused("restore", "empty.backup")
    assert "NE" in kefu("products", "list")


def test_a_backup_that_is_broken_off_leaves_no_file(kefu: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:9/kefu")
    assert "cannot be used" in kefu.refused("backup", "kefu.backup")
    assert list(Path.cwd().iterdir()) == []
