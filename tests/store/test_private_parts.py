"""What we use of other libraries without their promise: a new version of them fails here, with what to look at."""

import ast
import inspect
import io
import re
import tomllib

import aiosqlite
from openpyxl import Workbook, load_workbook
from openpyxl.drawing.image import Image
from PIL import Image as Drawn
from sqlalchemy import column, select
from sqlalchemy.dialects.sqlite.aiosqlite import AsyncAdapt_aiosqlite_connection, AsyncAdapt_aiosqlite_cursor
from telegram.request import RequestData

from documents.private import part_of, pictures
from store.private import cache_key, locks_rows
from tools.house_map import ROOT

PLACES = {"telegram.request._requestparameter": "bot/telegram/private.py"}
BOUND = ("aiosqlite", "sqlalchemy[asyncio]", "python-telegram-bot", "openpyxl")


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
        "aiosqlite has changed: store/sqlite_driver.py puts a simulation's own queue in place of `_tx`"
    )


def test_sqlalchemys_adapter_is_put_together_as_ours_expects() -> None:
    say = "SQLAlchemy has changed: store/sqlite_driver.py overrides {} of its aiosqlite adapter"
    for name in ("_execute_async", "_executemany_async", "_async_soft_close", "_rows", "_connection"):
        assert hasattr(AsyncAdapt_aiosqlite_cursor, name), say.format(name)
    for name in ("_cursor_cls", "rollback"):
        assert hasattr(AsyncAdapt_aiosqlite_connection, name), say.format(name)


def test_sqlalchemy_tells_equal_statements_by_their_key() -> None:
    say = "SQLAlchemy has changed: store/private.py reads `_generate_cache_key` and `_for_update_arg` of a statement"
    asked = [cache_key(select(column("a")).where(column("a") == n)) for n in (1, 2)]
    assert asked[0] is not None, say
    assert asked[0].key == asked[1].key, say
    assert [[each.effective_value for each in key.bindparams] for key in asked] == [[1], [2]], say
    assert locks_rows(select(column("a")).with_for_update()), say
    assert not locks_rows(select(column("a"))), say


def test_openpyxl_keeps_pictures_and_parts_where_we_look() -> None:
    say = "openpyxl has changed: documents/private.py reads `_images`, `anchor._from`, `_data` and `_worksheet_path`"
    drawn, kept = io.BytesIO(), io.BytesIO()
    Drawn.new("RGB", (2, 2)).save(drawn, "PNG")
    book = Workbook()
    book.worksheets[0].add_image(Image(drawn), "B3")
    book.save(kept)
    found = list(pictures(load_workbook(kept).worksheets[0]))
    assert [(line, data[:4]) for line, data in found] == [(3, b"\x89PNG")], say
    assert part_of(load_workbook(kept, read_only=True).worksheets[0]).endswith("sheet1.xml"), say


ROOMS = ("bot", "desk", "handlers", "store", "scheduler", "kb", "simulation", "documents", "charts", "i18n")
PUBLIC = {"_mapping", "_exit", "_value_"}  # names that their makers document
KNOWS = {"store/private.py", "store/sqlite_driver.py", "documents/private.py"}


def test_private_attributes_are_used_in_one_place() -> None:
    found = {
        (name, str(path.relative_to(ROOT)))
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        for name in _foreign(ast.parse(path.read_text("utf8")))
    }
    assert {path for _name, path in found} == KNOWS, f"a private part of a library: {sorted(found)}"


def _foreign(tree: ast.AST) -> set[str]:
    """Private attributes that the file reads, or asks for by `getattr`, and does not define itself."""
    parts = list(ast.walk(tree))
    own = {p.name for p in parts if isinstance(p, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}
    own |= {p.id for p in parts if isinstance(p, ast.Name) and isinstance(p.ctx, ast.Store)}
    own |= {
        p.attr
        for p in parts
        if isinstance(p, ast.Attribute)
        and isinstance(p.ctx, ast.Store)
        and ast.unparse(p.value) in ("self", "cls")
    }
    read = {p.attr for p in parts if isinstance(p, ast.Attribute)}
    calls = [p for p in parts if isinstance(p, ast.Call) and ast.unparse(p.func) in ("getattr", "setattr")]
    read |= {str(p.args[1].value) for p in calls if isinstance(p.args[1], ast.Constant)}
    return {name for name in read if re.match(r"_[^_]", name)} - own - PUBLIC


def test_a_request_to_telegram_is_made_of_what_we_make() -> None:
    from bot.telegram.private import RequestParameter

    given = RequestData([RequestParameter("text", "hello", None)])
    assert given.json_parameters == {"text": "hello"}, (
        "python-telegram-bot has changed: bot/telegram/calls.py and receiver.py make its RequestData of RequestParameter(name, value, files)"
    )


def test_private_modules_are_imported_in_one_place() -> None:
    found = {
        (node.module, str(path.relative_to(ROOT)))
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf8")))
        if isinstance(node, ast.ImportFrom) and re.search(r"(^|\.)_", node.module or "")
    }
    ours = {(module, path) for module, path in found if not str(module).startswith("__")}
    assert ours == set(PLACES.items())
