"""`kefu kb`: the base from the command line."""

import asyncio
import json
from pathlib import Path

import pytest
from typer import Typer
from typer.testing import CliRunner

from bot.cli.customers.products import app as products_app
from bot.cli.knowledge.catalogue import app as catalogue_app
from bot.cli.knowledge.kb import app
from kb.base import outcomes
from kb.learning import learn as kb_learning
from kb.learning import proposals
from store import Store
from tests.kb.conftest import NOW

ROWS = [
    {
        "code": "EL-1",
        "product": "EL",
        "question": "The printer prints blank pages",
        "solution": ["Change the ink"],
    },
    {
        "code": "EL-2",
        "product": "EL",
        "question": "The account is locked",
        "symptoms": "E1007",
        "solution": ["Wait"],
    },
    {"code": "CA-1", "product": "CA", "question": "考勤机离线", "solution": ["检查网线"]},
]


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/kefu.db")
    monkeypatch.setenv("KEFU_LANGUAGE", "en")
    Path("rows.jsonl").write_text("\n".join(json.dumps(row) for row in ROWS) + "\n{}\n", "utf8")


def kefu_kb(*words: str, code: int = 0, group: Typer = app) -> str:
    result = CliRunner().invoke(group, list(words))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    assert result.exit_code == code, result.output
    return result.stdout + result.stderr


def test_import_then_search_then_export() -> None:
    assert "3 new, 0 changed, 0 unchanged, 1 bad\nline 4: the question is missing" in kefu_kb(
        "import", "rows.jsonl", code=1
    )
    assert json.loads(kefu_kb("import", "rows.jsonl", "--json", code=1))["unchanged"] == 3
    hits = json.loads(kefu_kb("search", "printer blank", "--json", "--limit", "2"))
    assert (hits[0]["code"], hits[0]["question"]) == ("EL-1", "The printer prints blank pages")
    assert list(hits[0]) == ["code", "question", "score"]
    assert json.loads(kefu_kb("search", "E1007", "--json", "--product", "EL"))[0]["code"] == "EL-2"
    assert "EL-1" in kefu_kb("search", "printer blank")
    assert "rivals" in kefu_kb("search", "printer blank", "--why")
    assert json.loads(kefu_kb("why", "考勤机", "--json"))[0]["code"] == "CA-1"
    assert [row["code"] for row in json.loads(kefu_kb("list", "--json"))] == ["CA-1", "EL-1", "EL-2"]
    assert "CA-1" not in kefu_kb("list", "--product", "EL")
    kefu_kb("export", "out.xlsx")
    assert "0 new, 0 changed, 3 unchanged, 0 bad" in kefu_kb("import", "out.xlsx")


def test_eval_measures_with_known_answers() -> None:
    kefu_kb("import", "rows.jsonl", code=1)
    asked = [{"text": "blank pages", "code": "EL-1"}, {"text": "how is the weather", "code": None}]
    Path("asked.jsonl").write_text("\n".join(json.dumps(one) for one in asked), "utf8")
    found = json.loads(kefu_kb("eval", "--queries", "asked.jsonl", "--json"))
    assert (found["queries"], found["top1"], found["auroc"]) == (2, 1.0, 1.0)
    assert "top1" in kefu_kb("eval", "--queries", "asked.jsonl")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("import", "missing.csv"), "cannot be opened"),
        (("import", "bad.jsonl"), "Nothing could be imported"),
        (("export", "out.pdf"), ".xlsx"),
        (("eval", "--queries", "missing.jsonl"), "cannot be read"),
        (("eval", "--queries", "bad.jsonl"), "Line 1 is not a question"),
    ],
)
def test_what_cannot_be_done_says_why(words: tuple[str, ...], says: str) -> None:
    Path("bad.jsonl").write_text('{"question": "no solution"}', "utf8")
    assert says in " ".join(kefu_kb(*words, code=1).split())


def test_versions_are_listed_and_put_back() -> None:
    """KB-1"""
    kefu_kb("import", "rows.jsonl", code=1)
    Path("new.jsonl").write_text('{"code": "EL-1", "question": "It is blank", "solution": ["Ink"]}', "utf8")
    kefu_kb("import", "new.jsonl")
    newest, first = json.loads(kefu_kb("history", "EL-1", "--json"))
    assert (newest["version"], newest["changed"]) == (2, {"question": "It is blank", "solution": ["Ink"]})
    assert first["version"] == 1
    assert "as it was in version 1" in kefu_kb("rollback", "EL-1", "1")
    assert "The printer prints blank pages" in kefu_kb("history", "EL-1")
    assert "no earlier version 9" in kefu_kb("rollback", "EL-1", "9", code=1)


def test_the_queue_is_decided(tmp_path: Path) -> None:
    """KB-4, KB-5"""
    kefu_kb("import", "rows.jsonl", code=1)
    asyncio.run(_teach(tmp_path))
    wording, failure, entry = json.loads(kefu_kb("queue", "--json"))
    assert (wording["number"], wording["kind"], wording["entry"]) == ("P-1", "wording", "EL-1")
    assert "white sheets come out" in kefu_kb("queue")
    assert "EL-1 is approved" in kefu_kb("approve", wording["number"], "--yes")
    assert "edit it in chat" in kefu_kb("approve", failure["number"], "--yes", code=1)
    kefu_kb("retire", failure["number"])
    assert "P-3 is approved" in kefu_kb("approve", entry["number"], "--yes")
    assert json.loads(kefu_kb("queue", "--json")) == []
    assert json.loads(kefu_kb("search", "white sheets come out", "--json"))[0]["code"] == "EL-1"
    kefu_kb("retire", "P-3")
    assert [row["code"] for row in json.loads(kefu_kb("list", "--state", "retired", "--json"))] == ["P-3"]
    assert "no entry or open proposal" in kefu_kb("approve", "P-2", "--yes", code=1)


async def _teach(folder: Path) -> None:
    store = Store(f"sqlite+aiosqlite:///{folder}/kefu.db")
    async with store.transaction() as session:
        for text, result, code in (
            ("white sheets come out", "solved", "EL-1"),
            ("the lamp is red", "not_solved", "EL-2"),
        ):
            outcome = await outcomes.record(session, text, result, NOW, entry_code=code, person_id=1)
            await kb_learning.learn(session, outcome, NOW, needed=3)
        await proposals.propose_entry(session, "The door squeaks", ["Oil it"], NOW, product="EL")
    await store.close()


def test_duplicates_and_contradictions_are_listed() -> None:
    """KB-5"""
    kefu_kb("import", "rows.jsonl", code=1)
    again = {"code": "EL-9", "product": "EL", "question": "the account is locked!", "solution": ["Call us"]}
    Path("again.jsonl").write_text(json.dumps(again), "utf8")
    kefu_kb("import", "again.jsonl")
    (twin,) = json.loads(kefu_kb("duplicates", "--json"))
    assert (twin["one"], twin["two"], twin["contradict"]) == ("EL-2", "EL-9", True)
    assert "100%" in kefu_kb("duplicates", "--product", "EL")


@pytest.mark.parametrize("ending", ["csv", "xlsx", "jsonl"])
def test_the_catalogue_goes_in_and_out(tmp_path: Path, ending: str) -> None:
    """KB-1: modules and error codes; what is exported comes back the same."""
    kefu_kb("add", "EL", "易账", "--english", "EasyLedger", group=products_app)
    kefu_kb("import", "rows.jsonl", code=1)
    Path("catalogue.csv").write_text(
        "kind,product,code,name,name_en,entry\nmodule,EL,PR,打印,Printing,\nerror,EL,e1007,账号锁定,Locked,EL-2\n"
        "colour,EL,X,x,x,\nerror,EL,E9,x,x,NOPE\nerror,EL,E2044,墨尽,No ink,EL-1\nmodule,XX,PR,x,x,\n",
        "utf8",
    )
    said = kefu_kb("import", "catalogue.csv", group=catalogue_app, code=1)
    assert "3 new, 0 changed, 0 unchanged, 3 bad" in said
    kefu_kb("export", f"out.{ending}", group=catalogue_app)
    assert "0 new, 0 changed, 3 unchanged, 0 bad" in kefu_kb("import", f"out.{ending}", group=catalogue_app)
    assert "E1007" in kefu_kb("list", group=catalogue_app)
    assert json.loads(kefu_kb("search", "E2044", "--json"))[0]["code"] == "EL-1"


def test_an_empty_base_finds_nothing() -> None:
    assert json.loads(kefu_kb("search", "anything", "--json")) == []
    assert "ticket" in kefu_kb("search", "anything")


@pytest.mark.parametrize(
    "command",
    [
        "import",
        "export",
        "search",
        "why",
        "eval",
        "list",
        "history",
        "rollback",
        "queue",
        "approve",
        "retire",
        "duplicates",
    ],
)
def test_help_teaches_with_an_example(command: str) -> None:
    assert "kefu kb" in kefu_kb(command, "--help")
