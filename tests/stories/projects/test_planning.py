"""Projects applied for, approved with their people, planned by stages, agreed by the head and by the customer (PRJ-1, PRJ-6, PRJ-7)."""

from datetime import date

from sqlalchemy import select

from desk.projects.plan import PlanVersion
from desk.projects.project import ProjectState
from tests.fakes.desk import TestDesk
from tests.stories.cast import Cast, cast
from tests.stories.projects.team import Team, applies, approves, plans, team

__all__ = ["cast", "team"]


async def test_from_the_application_to_the_agreed_plan(desk: TestDesk, cast: Cast, team: Team) -> None:
    """PRJ-1, PRJ-6, PRJ-7: the head names the people; planned in working days; returned, approved, wished otherwise, agreed."""
    await applies(team)
    assert await team.state() is ProjectState.APPLIED
    assert not cast.wang.sees("新厂ERP上线")
    await team.presses_step(team.lin, "approve")
    assert await team.state() is ProjectState.APPLIED
    await approves(team)
    assert await team.state() is ProjectState.PLANNING
    assert cast.wang.sees("林涛")
    assert "林涛" in team.zhang.last
    assert "has approved it" in team.mark.last
    await plans(team)
    items = await team.items()
    assert (items["site"].first_on, items["site"].due_on) == (date(2026, 3, 9), date(2026, 3, 11))
    assert (items["data"].due_on, items["ready"].due_on) == (date(2026, 3, 13), date(2026, 3, 16))
    assert items["survey"].first_on == date(2026, 3, 17)
    await team.lin.presses("修改一项")
    await team.lin.presses("调研")
    await team.lin.says("0")
    assert "从 1 到" in " ".join(team.lin.texts[-2:])
    await team.lin.says("4")
    await team.lin.presses("周岚")
    assert (await team.items())["solution"].first_on == date(2026, 3, 23)
    await team.lin.presses("加一项风险")
    await team.lin.says("老系统数据质量差")
    await team.lin.presses("高")
    await team.lin.presses("高")
    await team.lin.presses("计划交给")
    await team.presses_step(team.zhou, "approve_plan")
    assert await team.state() is ProjectState.HEAD  # it is for the head alone (PRJ-6)
    for line in (
        "老系统数据质量差 · 可能性：高 · 影响：高",
        "试运行：30 天",
        "免费服务期：12 个月",
        "📐 按合同",
    ):
        assert line in team.he.last
    await team.he.presses("退回计划")
    await team.he.says("调研三天就够")
    assert "调研三天就够" in team.lin.last
    await team.lin.presses("计划交给")
    await team.he.presses("批准计划")
    assert "3月9日" in cast.wang.last
    await desk.forward(days=2)
    assert any("提醒" in text for text in cast.wang.texts)
    await cast.wang.says("好的", reply_to=cast.wang.user.visible[-1])
    assert await team.state() is ProjectState.CUSTOMER
    await cast.wang.says("月底结账那周不要来", reply_to=cast.wang.user.visible[-2])
    assert await team.state() is ProjectState.DISAGREED
    for reader in (team.lin, team.zhang):
        assert "月底结账那周不要来" in reader.last
    await team.presses_step(cast.wang, "agree_plan")
    assert await team.state() is ProjectState.DISAGREED
    await team.zhang.presses("重新计划")
    await plans(team, day="2026-03-16")
    await team.lin.presses("计划交给")
    await team.he.presses("批准计划")
    await cast.emma.says("/project")
    assert "Do you agree" in " ".join(cast.emma.texts) or "I agree" in " ".join(cast.emma.buttons)
    await cast.emma.presses("I agree with the plan")
    assert await team.state() is ProjectState.PREPARING
    async with desk.store.reading() as session:
        versions = list(await session.scalars(select(PlanVersion).order_by(PlanVersion.number)))
    assert [v.number for v in versions] == [1, 2, 3]
    assert [bool(v.agreed_by) for v in versions] == [False, False, True]
    assert versions[-1].agreed_by == cast.emma.person_id


async def test_silence_is_no_yes_to_a_plan(desk: TestDesk, cast: Cast, team: Team) -> None:
    """PRJ-7: reminded after two working days, then somebody calls; the plan stays with the customer. Sent back, applied for again."""
    await applies(team, "小型实施")
    await team.he.presses("退回")
    await team.he.says("合同还没签")
    assert await team.state() is ProjectState.SENT_BACK
    await team.he.presses("再次申请")
    await team.he.says("今天签了")
    await approves(team)
    await plans(team)
    await team.lin.presses("计划交给")
    await team.he.presses("批准计划")
    await desk.forward(days=7)
    assert sum("提醒" in text for text in cast.wang.texts) == 1
    assert "打电话" in team.lin.last
    assert await team.state() is ProjectState.CUSTOMER
