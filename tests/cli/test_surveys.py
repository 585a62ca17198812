"""`kefu survey`: questions are data with versions (VIS-3)."""

import json
from pathlib import Path

from tests.cli.conftest import Cli


def test_a_survey_is_exported_changed_and_imported_as_a_new_version(kefu: Cli, tmp_path: Path) -> None:
    assert kefu.json("survey", "list")["service"] == {"version": 0, "purpose": "service"}
    file = tmp_path / "service.json"
    kefu("survey", "export", "service", str(file))
    data = json.loads(file.read_text("utf8"))
    assert "version 0" in kefu("survey", "import", str(file))
    data["questions"][0]["ask"]["en"] = "How was it?"
    file.write_text(json.dumps(data), "utf8")
    assert "version 1" in kefu("survey", "import", str(file))
    assert "version 1" in kefu("survey", "import", str(file))
    assert "How was it?" in kefu("survey", "show", "service")
    found = kefu.json("survey", "results", "service", "2026-01-01..2026-12-31")
    assert found["score"] == {"count": 0, "mean": None, "answers": {}}
    assert "How was it?" not in kefu("survey", "show", "service", "--version", "0")


def test_what_cannot_be_used_is_said(kefu: Cli) -> None:
    assert "is not JSON" in kefu.refused("survey", "import", kefu.file("x.json", "nonsense"))
    odd = '{"code": "x", "purpose": "cycle", "name": {"en": "X"}, "questions": [], "products": []}'
    assert "line 1: " in (told := kefu("survey", "import", kefu.file("y.json", odd), code=1))
    assert "1 to 20" in told
    assert "no survey z" in kefu.refused("survey", "show", "z")


def test_a_survey_may_come_as_a_table(kefu: Cli, tmp_path: Path) -> None:
    """VIS-3, KB-6: Chinese heads, a title row, what stands above said once, answers by their labels; what is bad is named."""
    table = kefu.file(
        "surveys.csv",
        "2026年问卷,,,,,,,\n"
        "问卷编号,用途,名称,题号,题型,题目,选项,不满意,跳转\n"
        "brief,服务回访,简短回访,score,评分,您满意吗？,,2分,1＝why；end\n"
        ",,,works,单选,现在正常了吗？,是；否,否,是=end\n"
        ",,,why,填空,哪里不好？,,,\n"
        "odd,服务回访,坏的,q1,评分,好吗？,,很多,\n",
    )
    shown = kefu("survey", "import", table, code=1)
    assert "brief is version 1" in shown
    assert "line 6" in shown
    lines = kefu("survey", "show", "brief")
    assert "是 → end" in lines
    assert "1 ⭐ → why" in lines
    assert "4 ⭐ → end" in lines
    assert "version 1" in kefu("survey", "import", table, code=1)  # the same again is no new version
    assert "line 2" in kefu("survey", "import", kefu.file("z.csv", "id,kind,ask\nq1,scale,?\n"), code=1)
