"""Changes of a project by offer: another scope, another date (PRJ-1, SCO-2, SCO-9)."""

from datetime import date

from sqlalchemy import select

from desk.people import Role
from desk.projects import delays
from desk.projects.change import ChangeState, ProjectChange
from desk.projects.plan import Item, PlanVersion
from desk.projects.project import Project, ProjectState
from desk.scope.case import ScopeCase, ScopeState
from desk.scope.fees import Fee, FeeState
from desk.scope.quote_rows import Quote, QuoteState
from desk.ticket import Ticket
from tests.fakes.desk import Actor, TestDesk
from tests.stories.cast import Cast, cast
from tests.stories.projects.team import Team, running, team

__all__ = ["cast", "team"]


async def change(desk: TestDesk) -> ProjectChange:
    """The newest one."""
    async with desk.store.reading() as session:
        return (await session.scalars(select(ProjectChange).order_by(ProjectChange.id.desc()).limit(1))).one()


async def offers(desk: TestDesk, team: Team, signer: Actor, price: str = "6000") -> None:
    """Sales name a price, somebody else signs it."""
    async with desk.store.reading() as session:
        case = (await session.scalars(select(ScopeCase).order_by(ScopeCase.id.desc()).limit(1))).one()
    await team.zhang.does("presses_data", f"c:set_price:{case.id}:{case.version}:")
    await team.zhang.says(price)
    await team.zhang.presses("没有了")
    await signer.presses("签字")


async def test_more_work_is_offered_signed_and_agreed_and_the_plan_moves_with_its_cause(
    desk: TestDesk, cast: Cast, team: Team
) -> None:
    """PRJ-1, SCO-2, SCO-9: asked in the customer's words; days and deliverable worked out; two signatures; agreed, all behind it moves."""
    wei = await desk.person("魏然", Role.SALES_HEAD)
    await running(team)
    await cast.wang.says("我们想变更项目范围，加一个和MES的接口")
    assert "这是要变更您的项目" in cast.wang.last
    await cast.wang.presses("好的")
    assert "项目经理会评估" in cast.wang.last
    assert "和MES的接口" in team.lin.last
    await team.presses_step(team.lin, "assess")
    assert await team.state() is ProjectState.RUNNING  # a change is not settled yet
    await team.lin.presses("评估：工期")
    await team.lin.says("与MES的出入库接口")
    await team.lin.presses("增加工作")
    await team.lin.says("3")
    await team.lin.presses("安装与参数设置")
    await team.lin.says("带MES接口的系统，用户已培训")
    assert "3月18日" in team.lin.last
    assert "3月23日" in team.lin.last
    await team.lin.presses("交给销售报价")
    assert "与MES的出入库接口" in team.zhang.last
    assert (await change(desk)).state is ChangeState.OFFERED
    before = await team.items()
    assert before["train"].due_on == date(2026, 3, 17)  # nothing moves before it is agreed
    await offers(desk, team, wei)
    for told in ("与MES的出入库接口", "增加 3 个工作日", "3月23日", "带MES接口的系统", "6,000"):
        assert told in cast.wang.last, told
    await cast.wang.presses("同意")
    made = await change(desk)
    assert made.state is ChangeState.AGREED
    items = await team.items()
    new = items[made.number]
    assert (new.first_on, new.due_on) == (date(2026, 3, 16), date(2026, 3, 18))  # behind Friday 13 March
    assert (items["train"].due_on, items["train"].cause_id) == (date(2026, 3, 20), new.id)
    assert items["train"].planned_on == date(2026, 3, 17)
    assert any("变更 X-1001（与MES的出入库接口" in text for text in cast.wang.texts)
    assert any("变更已达成一致" in text for text in cast.wang.texts)
    async with desk.store.reading() as session:
        project = await session.get_one(Project, 1)
        assert [(s.days, s.change_id) for s in await delays.of(session, project)] == [(3, made.id)]
        versions = list(await session.scalars(select(PlanVersion).order_by(PlanVersion.number)))
        quote = (await session.scalars(select(Quote))).one()
    assert [v.number for v in versions] == [1, 2]
    assert (versions[1].approved_by, versions[1].agreed_by) == (wei.person_id, cast.wang.person_id)
    assert quote.is_signed
    assert (await team.stages())[1].delivers["zh"] == "带MES接口的系统，用户已培训"
    assert "MES" in project.scope
    assert any(
        "📐 按合同\n与MES" in text for text in team.lin.texts
    )  # it is added, and takes the place of nothing
    await cast.wang.presses("同意") if "同意" in " ".join(cast.wang.buttons) else None
    assert len(await team.items()) == len(items)
    await desk.forward(days=11)  # Friday 13 March
    await team.finishes("install")
    await desk.forward(days=3)
    await team.zhou.says("/project")
    await team.zhou.presses("J-1001")
    await team.zhou.presses("与MES的出入库接口")
    await team.zhou.presses("完成")
    assert (await team.items())[made.number].done_on is not None
    assert "已完成" in team.zhou.last
    assert not cast.wang.sees("谢谢，已完成")  # it was not theirs to do
    assert (await change(desk)).state is ChangeState.AGREED  # its deliverable is not taken yet
    await team.finishes("train")
    stage = (await team.stages())[1]
    await team.zhou.does("presses_data", f"c:offer_stage:{stage.id}:{stage.version}:")
    await team.zhou.presses("没有文件")
    await cast.wang.presses("✅ 认可")
    assert (await change(desk)).state is ChangeState.DONE
    async with desk.store.reading() as session:
        ticket = await session.get_one(Ticket, made.ticket_id)
        assert ticket.resolved_at is not None
        assert (await session.scalars(select(Fee))).one().state is FeeState.AGREED
    await cast.wang.does("presses_data", f"c:confirm:{ticket.id}:{ticket.version}:")
    async with desk.store.reading() as session:
        assert (await session.scalars(select(Fee))).one().state is FeeState.DONE  # to be invoiced


async def test_another_date_talked_over_worked_out_anew_and_put_off(
    desk: TestDesk, cast: Cast, team: Team
) -> None:
    """PRJ-1, SCO-2, SCO-3: free of charge it needs two signatures and the customer's word, too; a text that changed voids the offer."""
    wei = await desk.person("魏然", Role.SALES_HEAD)
    await running(team)
    await cast.emma.says("/change We have to move the go-live, two weeks later please")
    assert "nothing changes before you have agreed" in cast.emma.last
    await desk.forward(days=2, hours=1)
    assert "等得太久了" in team.lin.last
    await team.lin.presses("评估：工期")
    await team.lin.says("上线推后两周")
    await team.lin.presses("整体推后")
    await team.lin.presses("10")
    await team.lin.presses("交给销售报价")
    async with desk.store.reading() as session:
        case = (await session.scalars(select(ScopeCase))).one()
    await team.zhang.does("presses_data", f"c:free_once:{case.id}:{case.version}:")
    await team.zhang.says("客户资金没到位")
    await wei.presses("签字")
    assert "10 working days more" in cast.emma.last
    assert (await change(desk)).state is ChangeState.OFFERED  # free, and yet it is theirs to agree to
    assert (await team.items())["train"].due_on == date(2026, 3, 17)
    await cast.emma.presses("Let us talk")
    await team.lin.does("presses_data", f"c:work_out_change:1:{(await change(desk)).version}:")
    await team.lin.presses("上线推后两周")
    await team.lin.presses("整体推后")
    await team.lin.presses("5")
    await team.lin.presses("交给销售报价")
    await offers(desk, team, wei, "500")
    await team.lin.does("presses_data", f"c:work_out_change:1:{(await change(desk)).version}:")
    await team.lin.presses("上线推后两周")
    await team.lin.presses("整体推后")
    await team.lin.says("6")
    await team.lin.presses("交给销售报价")
    async with desk.store.reading() as session:
        newest = (await session.scalars(select(Quote).order_by(Quote.id.desc()).limit(1))).one()
        assert newest.state is QuoteState.VOID  # its text is another one now
    await cast.emma.does("presses_data", f"c:agree_quote:{newest.id}:0:")
    assert (await team.items())["train"].due_on == date(2026, 3, 17)
    await offers(desk, team, wei, "500")
    await cast.emma.presses("Not now")
    assert (await change(desk)).state is ChangeState.NOT_NOW
    assert "暂时不做" in team.lin.last
    await cast.emma.presses("Take it up")
    assert (await change(desk)).state is ChangeState.OFFERED
    await offers(desk, team, wei, "500")
    await cast.emma.presses("Agree")
    assert (await team.items())["train"].due_on == date(2026, 3, 25)
    assert (await change(desk)).state is ChangeState.DONE  # nothing is left to be done for it
    async with desk.store.reading() as session:
        assert sum(s.days for s in await delays.of(session, await session.get_one(Project, 1))) == 6


async def test_what_is_not_needed_or_comes_too_late(desk: TestDesk, cast: Cast, team: Team) -> None:
    """PRJ-1, PRJ-6: withdrawn by whoever asked, its offer ends; nobody without a part asks; ended early, nothing is left open."""
    wei = await desk.person("魏然", Role.SALES_HEAD)
    await running(team)
    stranger = await desk.person("路人", Role.ENGINEER)
    await desk.settle()
    await stranger.does("presses_data", "c:ask_change:1:0:")
    await team.zhou.says("/change 多培训一天")
    async with desk.store.reading() as session:
        assert len(list(await session.scalars(select(ProjectChange)))) == 1
    await team.zhou.presses("不再需要")
    assert (await change(desk)).state is ChangeState.WITHDRAWN
    assert "不再需要" in team.lin.last
    await cast.wang.says("项目能不能推迟一周")
    await cast.wang.presses("不是")
    async with desk.store.reading() as session:
        assert len(list(await session.scalars(select(ProjectChange)))) == 1
    await cast.wang.says("/change 加一份报表")
    await team.lin.presses("评估：工期")
    await team.lin.presses("加一份报表")
    await team.lin.presses("换成果")
    await team.lin.presses("系统")
    await team.lin.says("系统和报表")
    await team.lin.presses("交给销售报价")
    await offers(desk, team, wei, "500")
    await cast.wang.presses("同意")
    await cast.wang.says("/change 推后一周")
    await team.lin.presses("评估：工期")
    await team.lin.presses("推后一周")
    await team.lin.presses("整体推后")
    await team.lin.presses("5")
    await team.lin.presses("交给销售报价")
    await team.changes(lambda project: setattr(project, "asked_by", team.zhou.person_id))
    await team.changes(lambda project: setattr(project, "state", ProjectState.END_ASKED))
    await team.presses_step(team.lin, "grant_end")
    await team.presses_step(team.he, "grant_end")
    assert await team.state() is ProjectState.ENDED
    async with desk.store.reading() as session:
        case = (await session.scalars(select(ScopeCase).order_by(ScopeCase.id.desc()).limit(1))).one()
        changes = list(await session.scalars(select(ProjectChange)))
        assert (
            await session.scalars(select(Fee))
        ).one().state is FeeState.STOPPED  # agreed, for sales to settle
        items = list(await session.scalars(select(Item)))
        assert (case.state, (await session.get_one(Ticket, case.ticket_id)).is_open) == (
            ScopeState.WITHDRAWN,
            False,
        )
    assert {each.state for each in changes} == {ChangeState.WITHDRAWN}
    assert max(item.due_on for item in items if item.due_on) == date(2026, 3, 18)


async def test_the_customer_cancels_the_ticket_of_an_agreed_change(
    desk: TestDesk, cast: Cast, team: Team
) -> None:
    """PRJ-1, SCO-9, INT-9: the work stays in the plan, and the manager hears to speak with them; sales settle the fee."""
    wei = await desk.person("魏然", Role.SALES_HEAD)
    await running(team)
    await cast.wang.says("我们想变更项目范围，加一个和MES的接口")
    await cast.wang.presses("好的")
    await team.lin.presses("评估：工期")
    for said in (
        "与MES的出入库接口",
        "〔增加工作",
        "3",
        "〔安装与参数设置",
        "带MES接口的系统",
        "〔交给销售报价",
    ):
        await (team.lin.presses(said[1:]) if said[0] == "〔" else team.lin.says(said))
    await offers(desk, team, wei)
    await cast.wang.presses("同意")
    made, items = await change(desk), len(await team.items())
    await cast.wang.does("presses_data", f"c:cancel_own:{made.ticket_id}:0:")
    assert (await change(desk)).state is ChangeState.WITHDRAWN
    assert team.lin.sees("客户同意之后又取消了这项变更")
    assert len(await team.items()) == items
    async with desk.store.reading() as session:
        assert (await session.scalars(select(Fee))).one().state is FeeState.STOPPED
