"""`kefu subtypes`: the catalogue goes out and comes in unchanged, and can be changed by table (INT-11)."""

from pathlib import Path

from tests.cli.conftest import Cli


def test_the_catalogue_is_a_table(kefu: Cli, tmp_path: Path) -> None:
    kefu("subtypes", "export", str(tmp_path / "s.csv"))
    again = kefu.json("subtypes", "import", str(tmp_path / "s.csv"))
    assert (again["new"], again["changed"]) == (0, 0)
    table = "code,kind,name,name_en,role,examples\nloom,technical,织机,loom,engineer,织机停转；the loom stops\nprint,magic,x,y,,\nslow,technical,太慢,too slow,king,\n"
    answer = kefu.json("subtypes", "import", kefu.file("own.csv", table), code=1)
    assert (answer["new"], len(answer["bad"])) == (1, 2)
    assert "loom" in kefu("subtypes", "list")
