"""`kefu talks`: the demo's forty cases answer as they are said to; a change shows, and can be taken as right (KB-5)."""

import json
from pathlib import Path

import pytest

from bot.demo import HERE
from kb.search import encoder
from tests.cli.conftest import Cli

ENTRY = "code,question,solution,product,variants,state\nX-1,{question},Do this,NE,,approved\n"


def test_cases_are_a_table_and_show_what_a_change_does(kefu: Cli, tmp_path: Path) -> None:
    """Added masked, run, changed by an import, accepted; --with looks ahead and leaves the base as it is."""
    kefu("kb", "import", kefu.file("kb.csv", ENTRY.format(question="The label printer prints blank labels")))
    kefu("talks", "add", "my name is John Smith, the label printer prints blank labels")
    (case,) = kefu.json("talks", "list")
    assert "Smith" not in case["words"]
    assert "X-1" in case["answers"]
    assert kefu.json("talks", "run") == {"cases": 1, "changed": []}
    other = kefu.file("other.csv", ENTRY.format(question="How to enter a sales return"))
    ahead = kefu.json("talks", "run", "--with", other, code=1)
    assert ahead["changed"][0]["then"][0]["code"] == "X-1"
    assert ahead["changed"][0]["now"][0]["what"] in ("nothing", "offered")
    assert kefu.json("talks", "run")["changed"] == []
    kefu("kb", "import", other)
    assert "X-1" in kefu("talks", "run", code=1)
    kefu("talks", "run", "--accept")
    assert kefu.json("talks", "run")["changed"] == []
    kefu("talks", "export", str(tmp_path / "t.csv"))
    again = kefu.json("talks", "import", str(tmp_path / "t.csv"))
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 1)
    bad = kefu.json(
        "talks", "import", kefu.file("bad.csv", "words,answers\nit is slow,perhaps X-1\n"), code=1
    )
    assert "perhaps X-1" in bad["bad"][0]["reason"]
    kefu("talks", "remove", str(case["number"]))
    assert kefu.json("talks", "list") == []


def test_the_forty_cases_of_the_demo(kefu: Cli) -> None:
    """Twenty in each language; none would be answered otherwise than they say."""
    lines = (HERE / "talks.jsonl").read_text("utf8").splitlines()
    assert [json.loads(line)["language"] for line in lines] == ["zh"] * 20 + ["en"] * 20
    if not encoder.load():
        pytest.skip("their certainty is that of the sentence encoder")
    kefu("kb", "import", str(HERE / "problems.zh.jsonl"))
    kefu("kb", "import", str(HERE / "problems.en.jsonl"))
    kefu("talks", "import", str(HERE / "talks.jsonl"))
    assert kefu.json("talks", "run") == {"cases": 40, "changed": []}
