"""`kefu projects`: how they stand, and templates of plans as tables (PRJ-1, PRJ-7)."""

from datetime import datetime, timedelta
from typing import Any

from openpyxl import load_workbook
from sqlalchemy.ext.asyncio import AsyncSession

from desk.projects import templates
from desk.projects.plan import Item, Side, Stage
from desk.projects.project import Project, ProjectState
from tests.cli.conftest import Cli

HEAD = "template,template_name,stage,delivers,key,item,side,days,after,form,file\n"
GOOD = (
    "cloud,云端实施,准备,,data,整理数据,客户方,3,,,是\n"
    "cloud,,开通,可用的系统,open,开通账套,我方,1,data,prj_ready,\n"
    "cloud,,开通,可用的系统,train,用户培训,ours,2,open,,\n"
)
BAD = (
    "round,,一,,a,甲,ours,1,b,,\n"
    "round,,一,,b,乙,ours,1,a,,\n"
    "long,,一,,a,甲,ours,999,,,\n"
    "side,,一,,a,甲,someone,1,,,\n"
    "twice,,一,,a,甲,ours,1,,,\n"
    "twice,,一,,a,乙,ours,1,,,\n"
    "gone,,一,,a,甲,ours,1,nothing,,\n"
    "form,,一,,a,甲,ours,1,,no_form,\n"
)


def test_templates_come_as_a_table_and_go_as_one(kefu: Cli) -> None:
    """PRJ-1: whole templates only, each wrong line by its reason; the same file again, or what was exported, changes nothing."""
    table = kefu.folder / "templates.csv"
    table.write_text(HEAD + GOOD + BAD, "utf8")
    report = kefu.json("projects", "import-templates", str(table), code=1)
    assert (report["new"], report["changed"], report["unchanged"]) == (1, 0, 0)
    reasons = {bad["line"]: bad["reason"] for bad in report["bad"]}
    assert sorted(reasons) == [5, 7, 8, 9, 11, 12]
    assert "a → b → a" in reasons[5] or "b → a → b" in reasons[5]
    for line, words in ((7, "from 1 to 250"), (8, "side"), (9, "twice"), (11, "nothing"), (12, "no_form")):
        assert words in reasons[line]

    async def kept(session: AsyncSession, _now: datetime) -> dict[str, Any]:
        return await templates.template(session, "cloud")

    made = kefu.do(kept)
    assert made["name"] == {"en": "云端实施", "zh": "云端实施"}
    assert [stage["names"]["zh"] for stage in made["stages"]] == ["准备", "开通"]
    first, second = made["stages"]
    assert (first["items"][0]["side"], first["items"][0]["file"]) == ("theirs", True)
    assert [(item["key"], item.get("after")) for item in second["items"]] == [
        ("open", ["data"]),
        ("train", ["open"]),
    ]
    assert second["delivers"]["zh"] == "可用的系统"
    out = kefu.folder / "out.xlsx"
    kefu("projects", "export-templates", str(out))
    again = kefu.json("projects", "import-templates", str(out))
    assert (again["new"], again["changed"], again["unchanged"], again["bad"]) == (0, 0, 3, [])
    table.write_text(HEAD + GOOD.replace("用户培训,ours,2", "用户培训,ours,4"), "utf8")
    assert kefu.json("projects", "import-templates", str(table))["changed"] == 1


def test_projects_are_listed_and_exported_with_how_they_stand(kefu: Cli) -> None:
    """PRJ-7: with their reasons; what needs somebody first in the file."""
    kefu("customers", "add", "明月纺织", "--service-code", "S-1")
    kefu("staff", "add", "何静", "--role", "implementation_head")

    async def projects(session: AsyncSession, now: datetime) -> None:
        for name in ("一厂", "二厂"):
            project = Project(
                customer_id=1, name=name, applied_by=1, applied_at=now, state=ProjectState.RUNNING
            )
            session.add(project)
            await session.flush()
            stage = Stage(project_id=project.id, place=0, names={"zh": "安装", "en": "Installation"})
            session.add(stage)
            await session.flush()
            day = now.date() + timedelta(days=30 if name == "一厂" else -40)
            session.add(
                Item(
                    project_id=project.id, stage_id=stage.id, place=0, key="a", words={"zh": "装机", "en": "Set up"}, side=Side.OURS, days=1,
                    first_on=day, planned_on=day, due_on=day,
                )
            )  # fmt: skip

    kefu.do(projects)
    first, second = kefu.json("projects", "list")
    assert (first["number"], first["health"], first["why"]) == ("J-1001", "green", [])
    assert (second["health"], second["late"]["ours"] > 5) == ("red", True)
    assert "Installation is expected" in second["why"][0]
    assert "in trouble" in kefu("projects", "list")
    kefu("projects", "export", str(kefu.folder / "projects.xlsx"))
    rows = list(load_workbook(kefu.folder / "projects.xlsx").worksheets[0].values)
    assert [row[0] for row in rows[1:]] == ["J-1002", "J-1001"]
    assert "projects.txt" in kefu.refused("projects", "import-templates", str(kefu.folder / "projects.txt"))
