"""`kefu projects import`: what was begun elsewhere goes on here (PRJ-1, PRJ-7)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.projects import plan
from desk.projects.plan import Delivery
from desk.projects.project import Project
from tests.cli.conftest import Cli

HEAD = (
    "project,customer,template,goal,manager,members,starts_on,stage,item,person,due_on,done_on,accepted_on\n"
)
GOOD = (
    "一厂,明月纺织,standard,上线,何静,林涛|李强,2026-02-02,准备,,,2026-02-13,2026-02-12,\n"
    ",,,,,,,调研与方案,,林涛,2026-02-27,2026/2/26,2026-02-28\n"
    ",,,,,,,Installation,install,李强,2026-03-06,,\n"
    "二厂,明月纺织,small,,何静,,2026-03-02,,,,,,\n"
)
BAD = (
    "三厂,明月纺织,small,,何静,,2026-02-02,上线,,,,,\n"
    ",,,,,,,准备,nothing,,,,\n"
    ",,,,,,,准备,data,,2026-01-01,2999-01-01,\n"
    "四厂,没有这家,small,,何静,,2026-02-02,准备,,,,,\n"
    "五厂,明月纺织,tiny,,何静,,2026-02-02,准备,,,,,\n"
    "六厂,明月纺织,small,,谁,,2026-02-02,准备,,,,,\n"
    "七厂,明月纺织,small,,何静,,someday,准备,,,,,\n"
    "八厂,明月纺织,small,,何静,,2026-02-02,准备,,谁,,,\n"
)


def test_projects_come_with_their_days_and_people(kefu: Cli) -> None:
    """PRJ-1, PRJ-7: each wrong line by its reason, and its project is left out; twice changes nothing; what goes on here is changed here."""
    kefu("customers", "add", "明月纺织", "--service-code", "S-1")
    for name, role in (("何静", "project_manager"), ("林涛", "consultant"), ("李强", "engineer")):
        kefu("staff", "add", name, "--role", role)
    file = kefu.file(
        "projects.csv",
        HEAD + GOOD.replace("small,,何静,,2026-03-02,,", "small,,何静,,2026-03-02,准备,") + BAD,
    )
    first = kefu.json("projects", "import", file, code=1)
    assert (first["new"], first["changed"]) == (2, 0)
    reasons = {bad["line"]: bad["reason"] for bad in first["bad"]}
    words = {
        6: "准备",
        7: "data",
        8: "still to come",
        9: "明月纺织",
        10: "tiny",
        11: "何静",
        12: "someday",
        13: "李强",
    }
    assert set(reasons) == set(words)
    for line, word in words.items():
        assert word in reasons[line], reasons[line]

    async def stands(session: AsyncSession, _now: datetime) -> tuple[object, ...]:
        project = (await session.scalars(select(Project).where(Project.name == "一厂"))).one()
        items = {item.key: item for item in await plan.items(session, project)}
        stages = await plan.stages(session, project)
        assert project.due_at
        return (
            project.state.value, str(items["data"].done_on), str(items["ready"].planned_on), items["survey"].person_id, str(items["solution"].planned_on),
            stages[1].delivery, str(items["install"].planned_on), items["install"].done_on, items["install"].person_id,
        )  # fmt: skip

    assert kefu.do(stands) == (
        "running",
        "2026-02-12",
        "2026-02-13",
        2,
        "2026-02-27",
        Delivery.ACCEPTED,
        "2026-03-06",
        None,
        3,
    )
    again = kefu.json("projects", "import", file, code=1)
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 2)
    out = kefu.folder / "plans.xlsx"
    kefu("projects", "export", "--plans", str(out))
    back = kefu.json("projects", "import", str(out))
    assert (back["new"], back["changed"], back["unchanged"], back["bad"]) == (0, 0, 2, [])
    later = kefu.file(
        "later.csv", HEAD + "".join(GOOD.splitlines(keepends=True)[:3]).replace("2026-03-06", "2026-03-09")
    )
    assert kefu.json("projects", "import", later)["changed"] == 1
    assert kefu.do(stands)[6] == "2026-03-09"

    async def goes_on(session: AsyncSession, _now: datetime) -> None:
        (await session.scalars(select(Project).where(Project.name == "一厂"))).one().moves += 1

    kefu.do(goes_on)
    left = kefu.json("projects", "import", file, code=1)
    assert (left["changed"], left["unchanged"]) == (0, 2)
    assert any("J-1001 goes on here" in note for note in left["notices"])
