"""The survey analysed, and the customer's data checked line by line until the trial import is confirmed (PRJ-9, PRJ-13)."""

from io import BytesIO

from openpyxl import load_workbook
from sqlalchemy import select

from desk.projects.data import DataFile
from desk.projects.findings import Finding
from tests.fakes.desk import TestDesk
from tests.stories.admin.test_table_import import sends
from tests.stories.cast import Cast, cast
from tests.stories.projects.team import Team, agreed, running, team
from tests.stories.projects.test_preparation import press_item

__all__ = ["cast", "team"]

BAD = (
    "物料编码,物料名称,单位,单价,库存数量\n"
    "A1,棉纱,kg,12.5,100\nA2,,kg,3,1\nA1,棉纱二级,kg,11,5\nA3,染料,kg,三块,2\nA4,纽扣,个,0.2,1000\n"
)


async def sends_articles(team: Team, text: str) -> None:
    wang = team.cast.wang
    item = (await team.items())["data"]
    await wang.does("presses_data", f"c:send_data:{item.id}:0:")
    await wang.presses("物料")
    await sends(wang, "物料.csv", text)


async def the_data(desk: TestDesk) -> DataFile:
    async with desk.store.reading() as session:
        return (await session.scalars(select(DataFile).order_by(DataFile.id.desc()).limit(1))).one()


async def test_data_are_checked_line_by_line_until_the_trial_import_is_confirmed(
    desk: TestDesk, cast: Cast, team: Team
) -> None:
    """PRJ-13: template out, file back, each bad line with its reason; corrected or left out; the numbers confirmed by the customer."""
    await agreed(team, template="小型实施")
    item = (await team.items())["data"]
    await cast.wang.does("presses_data", f"c:data_template:{item.id}:0:articles")
    sheet = load_workbook(BytesIO(cast.wang.files[-1])).worksheets[0]
    assert [cell.value for cell in sheet[1]] == ["物料编码", "物料名称", "单位", "单价", "库存数量"]
    await press_item(team, cast.wang, "item_done", "data")
    assert "还没有发数据" in cast.wang.last
    await sends_articles(team, BAD)
    found = await the_data(desk)
    assert (found.good, found.wrong, found.totals) == (2, 3, {"price": "12.7", "stock": "1100"})
    assert [line for line, _reason in found.bad] == [3, 4, 5]
    for fragment in ("第 3 行", "为空", "已在第 2 行", "三块"):
        assert fragment in cast.wang.last
    await press_item(team, cast.wang, "item_done", "data")
    assert "有误" in cast.wang.last
    await sends_articles(team, BAD.replace("A2,,", "A2,麻绳,").replace("三块", "3"))
    assert (await the_data(desk)).number == 2
    older = (await the_data(desk)).id - 1
    await cast.wang.does("presses_data", f"c:waive_data:{older}:0:")
    assert "已有更新的文件（第 2 份）" in cast.wang.last
    await cast.wang.presses("这些行可以不导入")
    assert "这些行不导入" in team.zhou.last
    await press_item(team, cast.wang, "item_done", "data")
    assert (await team.items())["data"].done_on is not None
    await team.zhou.presses("试导入完成")
    await team.zhou.presses("4")
    assert "试导入：4 行" in cast.wang.last
    row = await the_data(desk)
    await team.mark.does("presses_data", f"c:confirm_data:{row.id}:0:")
    assert (await the_data(desk)).confirmed_at is None
    await cast.wang.presses("数字没错")
    assert (await the_data(desk)).confirmed_by == cast.wang.person_id


async def test_the_survey_is_analysed_problem_opinion_decision(
    desk: TestDesk, cast: Cast, team: Team
) -> None:
    """PRJ-9: the consultant notes, the manager decides; a stage is not delivered while something is undecided."""
    await running(team)
    await team.mark.says("/project")
    await team.mark.presses("J-1001")
    await team.mark.presses("Note a problem")
    await team.mark.says("Two price lists are kept by hand")
    await team.mark.says("One list in the system, with customer groups")
    assert "Two price lists" in team.lin.last
    async with desk.store.reading() as session:
        row = (await session.scalars(select(Finding))).one()
    await team.zhou.does("presses_data", f"c:decide_finding:{row.id}:0:")
    await team.finishes("install", "train")
    stage = (await team.stages())[1]
    await team.zhou.does("presses_data", f"c:offer_stage:{stage.id}:{stage.version}:")
    assert "还没有决定" in team.zhou.last
    await team.lin.presses("决定")
    await team.lin.says("按客户组维护一份价目表")
    assert "按客户组维护一份价目表" in team.mark.last
    assert not any("price lists" in text for text in cast.wang.texts)
