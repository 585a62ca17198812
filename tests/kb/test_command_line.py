"""`kefu kb`: the base from the command line."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.kb import app

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


def kefu_kb(*words: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, list(words))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    assert result.exit_code == code, result.output
    return result.stdout + result.stderr


def test_import_then_search_then_export() -> None:
    assert "3 new, 0 changed, 0 unchanged, 1 bad\nline 4: the question is missing" in kefu_kb(
        "import", "rows.jsonl"
    )
    assert json.loads(kefu_kb("import", "rows.jsonl", "--json"))["unchanged"] == 3
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
    kefu_kb("import", "rows.jsonl")
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


def test_an_empty_base_finds_nothing() -> None:
    assert json.loads(kefu_kb("search", "anything", "--json")) == []
    assert "ticket" in kefu_kb("search", "anything")


@pytest.mark.parametrize("command", ["import", "export", "search", "why", "eval", "list"])
def test_help_teaches_with_an_example(command: str) -> None:
    assert "kefu kb" in kefu_kb(command, "--help")
