"""The documents and the code say the same."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy.engine import Connection

import bot.app  # noqa: F401 - brings in every table, verb and flow
from handlers.chat.cards import CHECKED, VERBS
from handlers.chat.flows import FLOWS
from handlers.chat.jobs import JOBS
from handlers.chat.registry import Registry
from handlers.routes import ROOMS
from store import Base, Store
from store.migrate import migrate
from tools import licences
from tools.house_map import ROOT, files
from tools.persisted_names import LIST, names

LOCKS = ("requirements.lock", "requirements-run.lock", "requirements-pictures.lock")
PROJECT = (ROOT / "pyproject.toml").read_text("utf8")
ASIDE = ("tests", "benchmarks", "tools")
HANDLERS = sorted((ROOT / "handlers").rglob("*.py"))


def test_every_file_says_what_it_is_for() -> None:
    assert [path for path, line in files() if not line] == []


# what opens or writes such files; who writes one guards its cells, and is tried in tests/rules/files/test_export_guards.py
FILE_LIBRARIES = {
    "csv": {"documents/csv_document.py", "documents/cells.py"},  # cells.py only reads
    "openpyxl": {"documents/xlsx.py", "documents/cells.py", "kb/files/exporting.py"},
    "zipfile": {"documents/xlsx.py", "documents/cells.py", "desk/privacy/exporting.py"},
    "fpdf": {"documents/pdf.py"},
}


def test_files_are_written_in_few_places() -> None:
    """A table that leaves the desk by another way would be one whose cells nobody guards."""
    found: dict[str, set[str]] = {}
    for path, _line in files():
        if path.parts[0] not in ASIDE:
            for node in ast.walk(ast.parse((ROOT / path).read_text("utf8"))):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                names += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
                for name in {each.partition(".")[0] for each in names} & {*FILE_LIBRARIES}:
                    found.setdefault(name, set()).add(path.as_posix())
    assert found == FILE_LIBRARIES


def test_no_module_imports_itself_by_a_way_round() -> None:
    """Neither for types; a package counts as imported by the person who takes a module of it by `from package import module`."""
    TopologicalSorter(
        {_module(path): set(_imports(path)) - {_module(path)} for path, _line in files()}
    ).prepare()


def _module(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def _imports(path: Path) -> Iterator[str]:
    """What is imported when the module is loaded, and for its types."""
    tree = ast.parse((ROOT / path).read_text("utf8"))
    guarded = [node for node in tree.body if isinstance(node, ast.If)]
    for node in [*tree.body, *(each for guard in guarded for each in guard.body)]:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_every_button_has_its_verb() -> None:
    named = {name for path in HANDLERS for name in _buttons(path)}
    assert named - set(VERBS) == set()
    assert len(named) > 20


def test_every_room_is_in_the_table_of_contents() -> None:
    """What a module marks and `handlers/routes.py` does not list would be a button that does nothing."""
    listed = {module.__name__ for modules in ROOMS.values() for module in modules}
    marked = {name for table in (VERBS, FLOWS, JOBS) for name, those in table.marked.items() if those}
    assert marked <= listed
    assert all(
        module.__name__.split(".")[1] in (room, "customer_messages")
        for room, those in ROOMS.items()
        for module in those
    )


def test_a_name_belongs_to_one_function() -> None:
    """A second function of the same name would silently take the place of the first."""
    table = Registry[Callable[[], None]]()

    def take() -> None: ...

    table.mark(take, "one")
    table.mark(take, "other")
    with pytest.raises(ValueError, match="two functions take"):
        table.mark(take, "one")
    table.join("one")
    with pytest.raises(ValueError, match="names again"):
        table.join("other")


def test_no_stored_name_is_lost() -> None:
    """A gone name needs an alias or a migration; a new one is added by `python -m tools.persisted_names`."""
    kept, now = set(LIST.read_text("utf8").splitlines()), set(names())
    assert kept - now == set(), "stored in buttons, talks or jobs, and gone"
    assert now - kept == set(), "new: run `python -m tools.persisted_names`"


def test_a_button_carries_a_version_if_its_verb_checks_it() -> None:
    """What a card showed is acted on as it was shown; what means the same at any version carries none."""
    versions = {"v", "version"}  # what a button gives is called
    carry = {verb for path in HANDLERS for verb, given in _buttons(path).items() if given & versions}
    assert carry == CHECKED


def _buttons(path: Path) -> dict[str, set[str]]:
    """The verbs named in calls of `button(label, "verb", number, version)`, with what the version is called there."""
    found: dict[str, set[str]] = {}
    for call in ast.walk(ast.parse(path.read_text("utf8"))):
        match call:
            case ast.Call(func=ast.Name("button"), args=[_label, ast.Constant(str(verb)), *given]):
                version = ast.unparse(given[1]) if len(given) > 1 else ""
                found.setdefault(verb, set()).add(version.rpartition(".")[2])
    return found


async def test_the_migrations_make_the_tables(tmp_path: Path) -> None:
    """A table or column without its migration would be missing on every real machine."""
    store = Store(f"sqlite+aiosqlite:///{tmp_path}/x.db")
    await migrate(store)
    async with store.engine.connect() as connection:
        differences = await connection.run_sync(_differences)
    await store.close()
    assert differences == []


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"include_object": _is_ours})
    return [d for d in compare_metadata(context, Base.metadata) if not _is_enum_length(d)]


def _is_ours(_object: object, name: str | None, *_more: object) -> bool:
    return name not in ("revision", "changed_row")  # tables of the database itself


def _is_enum_length(difference: object) -> bool:
    return isinstance(difference, list) and difference[0][0] == "modify_type"


def test_only_the_edge_reads_the_clock() -> None:
    for room in ("handlers", "scheduler", "desk", "kb", "store", "i18n"):
        for path in (ROOT / room).rglob("*.py"):
            if path == ROOT / "scheduler" / "ticker.py":  # it only says when APScheduler wakes
                continue
            assert not re.search(
                r"\b(datetime\.now|utcnow|date\.today|time\.time)\(", path.read_text("utf8")
            ), path


def test_nothing_is_noted_where_anybody_may_put_anything() -> None:
    """What a step notes has a type and an owner: `store/notes.py`."""
    for path, _line in files():
        assert not re.search(r"\bsession\.info\b(?!`)", (ROOT / path).read_text("utf8")), path


def test_the_lock_names_no_host() -> None:
    for lock in LOCKS:
        assert not re.search(r"https?://", (ROOT / lock).read_text("utf8")), lock


def test_the_image_has_the_same_versions_and_nothing_to_develop_with() -> None:
    every, running, pictures = (
        dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / lock).read_text("utf8"), re.MULTILINE))
        for lock in LOCKS
    )
    assert running.items() <= every.items()
    assert {name: every.get(name, version) for name, version in pictures.items()} == pictures
    extra = tomllib.loads(PROJECT)["project"]["optional-dependencies"]["pictures"]
    assert set(extra) <= {f"{name}=={version}" for name, version in pictures.items()}
    assert not {"pytest", "mypy", "ruff", "playwright", "uv", "hatchling"} & set(running)
    needed = {re.split(r"[\[>=<~ ]", line)[0] for line in tomllib.loads(PROJECT)["project"]["dependencies"]}
    assert needed <= set(running)
    assert "requirements-run.lock" in (ROOT / "Dockerfile").read_text("utf8")


def test_nothing_secret_gets_into_an_image() -> None:
    """Only what is named gets in."""
    rules = (ROOT / ".dockerignore").read_text("utf8").splitlines()
    assert rules[1] == "*"
    let_in = {rule[1:] for rule in rules if rule.startswith("!")}
    assert let_in.isdisjoint({".env", "data", ".git", ".", "*", ".venv"})
    assert set(tomllib.loads(PROJECT)["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) <= let_in
    assert "\nUSER kefu\n" in (ROOT / "Dockerfile").read_text("utf8")


def test_the_licences_are_those_of_the_packages() -> None:
    assert licences.section() in (ROOT / "docs" / "dependencies.md").read_text("utf8")


def test_a_start_loads_nothing_that_is_rarely_needed() -> None:
    """A desk that was killed is back at once: making papers and tables, drawing and migrating are loaded when used."""
    rare = {"fpdf", "openpyxl", "matplotlib", "alembic", "holidays", "psycopg"}
    code = "import sys, bot.app; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert not rare & set(loaded.split())
