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
    assert "1 to 20" in kefu.refused("survey", "import", kefu.file("y.json", odd))
    assert "no survey z" in kefu.refused("survey", "show", "z")
