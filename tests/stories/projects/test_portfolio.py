"""How projects stand and why, page by page and as a table (PRJ-6, PRJ-7)."""

from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from desk.projects.project import Project, ProjectState
from tests.fakes.desk import TestDesk
from tests.stories.cast import Cast, cast
from tests.stories.projects.team import Team, running, team

__all__ = ["cast", "team"]


async def test_each_project_stands_with_its_reasons(desk: TestDesk, cast: Cast, team: Team) -> None:
    """PRJ-7: amber when an item is late, red when the gate is; the heads see all page by page, others their own; never the customer."""
    await running(team)
    await team.finishes("install")
    async with desk.store.transaction() as session:
        for n in range(8):
            session.add(
                Project(
                    customer_id=1, name=f"分厂{n}", goal="上线", applied_by=team.he.person_id, applied_at=desk.clock.now(),
                    state=ProjectState.PLANNING,
                )
            )  # fmt: skip
    await team.he.says("/project")
    assert "J-1009" in team.he.last
    assert "J-1001" not in team.he.last
    await team.he.presses("更早的")
    assert "🟢 J-1001 · 明月纺织 · 新厂ERP上线" in team.he.last
    await desk.forward(days=25)
    await team.mark.says("/project")
    assert "J-1009" not in team.mark.last
    assert "🔴 J-1001" in team.mark.last
    assert "working days late" in team.mark.last
    await team.mark.presses("J-1001")
    assert "🔴 in trouble" in team.mark.last
    await team.he.says("/project")
    await team.he.presses("导出表格")
    (sheet,) = load_workbook(BytesIO(team.he.files[-1])).worksheets
    rows: list[list[Any]] = [[cell.value for cell in row] for row in sheet.rows]
    assert len(rows) == 10
    assert rows[1][:5] == [
        "J-1001",
        "明月纺织",
        "新厂ERP上线",
        "进行中",
        "有问题",
    ]  # what needs somebody first
    assert rows[1][9] > 0
    await cast.wang.says("/project")
    assert "🔴" not in cast.wang.last
    for data in ("c:projects_page:0:0:", "c:projects_table:1:0:"):
        files = len(cast.wang.files)
        await cast.wang.does("presses_data", data)
        assert "🔴" not in cast.wang.last
        assert len(cast.wang.files) == files
