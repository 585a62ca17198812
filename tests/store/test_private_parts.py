"""What we use of other libraries without their promise: a new version of them fails here, with what to look at."""

import ast
import inspect
import re
import tomllib

import aiosqlite
from sqlalchemy.dialects.sqlite.aiosqlite import AsyncAdapt_aiosqlite_connection, AsyncAdapt_aiosqlite_cursor
from telegram.request import RequestData

from tools.house_map import ROOT

PLACES = {"telegram.request._requestparameter": "bot/telegram/private.py"}
BOUND = ("aiosqlite", "sqlalchemy[asyncio]", "python-telegram-bot")


def test_each_has_a_highest_version() -> None:
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))["project"]["dependencies"]
    for name in BOUND:
        line = next(each for each in needed if each.startswith(name + ">"))
        assert ",<" in line, f"{name}: we use its private parts, so a new version must be tried first"


def test_aiosqlite_runs_what_it_is_given_in_its_thread() -> None:
    say = "aiosqlite has changed: store/sqlite_driver.py hands work to its thread by `_execute(function, …)` and reads `_conn`"
    assert inspect.iscoroutinefunction(aiosqlite.Connection._execute), say
    assert list(inspect.signature(aiosqlite.Connection._execute).parameters)[:2] == ["self", "fn"], say
    assert hasattr(aiosqlite.Connection, "_conn"), say
    assert "_tx" in inspect.getsource(aiosqlite.Connection.__init__), (
        "aiosqlite has changed: simulation/storage.py puts its own queue in place of `_tx`"
    )


def test_sqlalchemys_adapter_is_put_together_as_ours_expects() -> None:
    say = "SQLAlchemy has changed: store/sqlite_driver.py overrides {} of its aiosqlite adapter"
    for name in ("_execute_async", "_executemany_async", "_async_soft_close", "_rows", "_connection"):
        assert hasattr(AsyncAdapt_aiosqlite_cursor, name), say.format(name)
    for name in ("_cursor_cls", "rollback"):
        assert hasattr(AsyncAdapt_aiosqlite_connection, name), say.format(name)


def test_a_request_to_telegram_is_made_of_what_we_make() -> None:
    from bot.telegram.private import RequestParameter

    given = RequestData([RequestParameter("text", "hello", None)])
    assert given.json_parameters == {"text": "hello"}, (
        "python-telegram-bot has changed: bot/telegram/calls.py and receiver.py make its RequestData of RequestParameter(name, value, files)"
    )


def test_private_modules_are_imported_in_one_place() -> None:
    found = {
        (node.module, str(path.relative_to(ROOT)))
        for room in ("bot", "desk", "handlers", "store", "scheduler", "kb", "simulation")
        for path in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf8")))
        if isinstance(node, ast.ImportFrom) and re.search(r"(^|\.)_", node.module or "")
    }
    ours = {(module, path) for module, path in found if not str(module).startswith("__")}
    assert ours == set(PLACES.items())
