"""The work itself: daily logs, deliverables, what is beyond a consultant, pauses, early ends, the assessment (PRJ-3, PRJ-4, PRJ-8, PRJ-10)."""

from datetime import date

from sqlalchemy import select

from desk.projects import delays
from desk.projects.logs import Log
from desk.projects.plan import Delivery
from desk.projects.project import Project, ProjectState
from tests.fakes.desk import TestDesk
from tests.stories.cast import Cast, cast
from tests.stories.projects.team import Team, running, team

__all__ = ["cast", "team"]


async def logs_of(desk: TestDesk) -> list[Log]:
    async with desk.store.reading() as session:
        return list(await session.scalars(select(Log).order_by(Log.id)))


async def test_a_log_each_day_and_deliverables_with_the_customers_own_word(
    desk: TestDesk, cast: Cast, team: Team
) -> None:
    """PRJ-3, PRJ-8: asked at 17:30, missing at 9:30 the manager hears, a week unconfirmed the head; silence accepts nothing."""
    await running(team)
    await desk.forward(days=10)  # Thursday 12 March, ten o'clock
    assert not any("今天做得怎么样" in text for text in team.zhou.texts)
    await desk.forward(days=1, hours=8)  # Friday, the first day of ours
    assert "今天做得怎么样" in team.zhou.last
    assert "How was the day" in team.mark.last
    await team.zhou.presses("填日志")
    await team.zhou.says("装好服务器和数据库")
    await team.zhou.says("打印机驱动缺一个")
    await team.zhou.says("明天培训")
    await team.zhou.presses("8")
    assert "打印机驱动缺一个" in team.lin.last
    await team.lin.presses("✏️ 不太对")
    await team.lin.says("三点就走了，没有 8 小时")
    assert "三点就走了" in team.zhou.last
    log = (await logs_of(desk))[0]
    await team.lin.does("presses_data", f"c:confirm_log:{log.id}:{log.version}:")
    assert "还没有填写" in team.lin.last  # it waits for its writer again
    await team.zhou.presses("填日志")
    for said in ("装好服务器和数据库", "打印机驱动缺一个", "明天培训", "6.5"):
        await team.zhou.says(said)
    assert "6小时30分钟" in team.lin.last
    zhou, _mark = await logs_of(desk)
    assert (zhou.minutes, zhou.confirmed_at) == (390, None)
    await team.zhou.does("presses_data", f"c:confirm_log:{zhou.id}:{zhou.version}:")
    assert (await logs_of(desk))[0].confirmed_at is None
    await desk.forward(days=2, hours=16)  # Monday morning
    assert "缺这条日志" in team.lin.last
    assert "still missing" in team.mark.last
    await team.mark.presses("Not on site")
    await desk.forward(days=7)
    assert any("一周没有人确认" in text for text in team.he.texts)
    zhou = (await logs_of(desk))[0]
    await team.lin.does("presses_data", f"c:confirm_log:{zhou.id}:{zhou.version}:")
    assert (await logs_of(desk))[0].confirmed_by == team.lin.person_id
    stage = (await team.stages())[1]
    await team.zhou.does("presses_data", f"c:offer_stage:{stage.id}:{stage.version}:")
    assert "还有这些没完成" in team.zhou.last
    await team.finishes("install", "train")
    await team.zhou.says("/project")
    await team.zhou.presses("J-1001")
    await team.zhou.presses("交付：可用的系统")
    await team.zhou.does("sends_document", "handbook.pdf", b"%PDF-1.4")
    assert "您认可吗" in cast.wang.last
    await desk.forward(days=7)
    assert (await team.stages())[1].delivery is Delivery.OFFERED
    assert "打电话" in " ".join(team.lin.texts)
    stage = (await team.stages())[1]
    await team.zhou.does("presses_data", f"c:accept_stage:{stage.id}:{stage.version}:")
    assert (await team.stages())[1].delivery is Delivery.OFFERED  # nobody says it for the customer
    await cast.wang.presses("还不行，因为")
    await cast.wang.says("报表还打不出来")
    assert "报表还打不出来" in team.zhou.last
    assert "您说暂不认可" in cast.wang.last
    stage = (await team.stages())[1]
    await team.zhou.does("presses_data", f"c:offer_stage:{stage.id}:{stage.version}:")
    await team.zhou.presses("没有文件")
    await cast.emma.says("/project")
    stage = (await team.stages())[1]
    await cast.emma.does("presses_data", f"c:accept_stage:{stage.id}:{stage.version}:")
    assert (await team.stages())[1].delivery is Delivery.ACCEPTED


async def test_beyond_me_is_one_tap_and_goes_up_until_somebody_takes_it(
    desk: TestDesk, cast: Cast, team: Team
) -> None:
    """PRJ-10: the head at once, then those above; sales by the other button; the person who takes it is told to the consultant."""
    await running(team)
    await team.zhou.says("/project")
    await team.zhou.presses("J-1001")
    await team.zhou.presses("我解决不了")
    assert "他解决不了" in team.he.last
    await team.zhou.says("客户要改合同范围")
    assert "客户要改合同范围" in team.he.last
    await desk.forward(hours=1, minutes=1)
    assert "客户要改合同范围" in cast.zhao.last
    await desk.forward(hours=1)
    assert "客户要改合同范围" in cast.wu.last
    await cast.zhao.presses("我来处理")
    assert "赵敏来处理" in team.zhou.last
    await team.mark.says("/project")
    await team.mark.presses("J-1001")
    await team.mark.presses("Sales, please")
    await team.mark.presses("I tell them myself")
    assert "Mark需要您" in team.zhang.last or "Mark 需要您" in team.zhang.last
    assert not any("sales" in text for text in cast.wang.texts)


async def test_a_pause_is_granted_by_two_others_and_moves_all_by_the_working_days_lost(
    desk: TestDesk, cast: Cast, team: Team
) -> None:
    """PRJ-4: asked with a reason; manager and head both; nobody grants his own; looked at again; resumed; ended early by two."""
    await running(team)
    before = await team.items()
    await team.zhou.says("/project")
    await team.zhou.presses("J-1001")
    await team.zhou.presses("申请暂停")
    await team.zhou.presses("缺数据或资料")
    await team.zhou.says("财务还没对完账")
    await team.zhou.says("3-23")
    assert "财务还没对完账" in team.lin.last
    await team.presses_step(team.zhou, "grant_pause")
    assert await team.state() is ProjectState.PAUSE_ASKED
    await team.lin.presses("同意暂停")
    assert await team.state() is ProjectState.PAUSE_ASKED
    await team.presses_step(team.lin, "grant_pause")
    assert await team.state() is ProjectState.PAUSE_ASKED
    await team.he.presses("同意暂停")
    assert await team.state() is ProjectState.PAUSED
    assert "财务还没对完账" in cast.wang.last
    assert "3月23日" in cast.wang.last
    await desk.forward(days=21)
    assert any("重新查看" in text for text in team.lin.texts)
    await team.lin.presses("继续")
    assert await team.state() is ProjectState.RUNNING
    after = await team.items()
    assert (before["train"].due_on, after["train"].due_on) == (
        date(2026, 3, 17),
        date(2026, 4, 8),
    )  # Qingming lies between
    async with desk.store.reading() as session:
        project = await session.get_one(Project, (await team.project()).id)
        assert sum(shift.days for shift in await delays.of(session, project)) == 15
    await team.lin.says("/project")
    await team.lin.presses("J-1001")
    await team.lin.presses("申请提前结束")
    await team.lin.presses("售前承诺与实际不符")
    await team.lin.says("答应过接他们的MES")
    await team.presses_step(team.lin, "grant_end")
    assert "不能批准自己的申请" in team.lin.last
    await team.he.presses("不结束")
    await team.he.says("先和研发谈")
    assert await team.state() is ProjectState.RUNNING
    assert "先和研发谈" in team.lin.last
    await team.lin.says("/project")
    await team.lin.presses("J-1001")
    await team.lin.presses("申请提前结束")
    await team.lin.presses("产品做不到")
    await team.lin.says("研发一年内做不了")
    await team.he.presses("同意提前结束")
    assert await team.state() is ProjectState.END_ASKED
    await cast.wu.presses("同意提前结束")
    assert await team.state() is ProjectState.ENDED
    assert "到此结束" in cast.wang.last
    for who in (team.lin, team.he):  # its documents are reviewed and archived as well (PRJ-8)
        await who.says("/project")
        await who.presses("J-1001")
        await who.presses("审查文档")
        await who.presses("齐全")
    await team.he.presses("存档")
    assert await team.state() is ProjectState.ARCHIVED


async def test_two_assess_without_seeing_each_other_and_unfinished_work_is_done_again(
    desk: TestDesk, cast: Cast, team: Team
) -> None:
    """PRJ-4: the differences come first; neither passes nor fails before both are in; the same consultant does it again."""
    await running(team)
    await team.finishes("install", "train", "testplan", by=team.zhou)
    await team.lin.says("/project")
    await team.lin.presses("J-1001")
    await team.lin.presses("开始评估")
    await team.lin.presses("评估")
    for answer in ("是", "是", "是", "是", "没有"):
        await team.lin.presses(answer)
    assert not {"✅ 通过", "🔧 先补完未完工作"} & set(team.he.buttons)  # both must be in
    assert "还没评估：何静" in team.he.texts[-1] or "何静" in team.lin.last
    assert "林涛 ✅" not in " ".join(team.he.texts)
    await team.presses_step(team.he, "pass")
    assert await team.state() is ProjectState.ASSESSMENT
    await team.he.presses("评估")
    for answer in ("是", "是", "否", "是"):
        await team.he.presses(answer)
    await team.he.says("新来的出纳不会用")
    assert "≠ 用户能独立操作吗" in team.lin.last.replace("？", "")
    assert team.lin.last.index("≠") < team.lin.last.index("=")
    await desk.forward(days=17)  # Thursday 19 March, a day after the end as agreed
    await team.presses_step(team.he, "redo")
    await team.he.presses("用户培训")
    await team.he.presses("就这些")
    await team.he.says("补训出纳")
    assert await team.state() is ProjectState.RUNNING
    train = (await team.items())["train"]
    assert (train.redo, train.done_on, train.person_id) == (True, None, team.zhou.person_id)
    assert (train.planned_on, train.due_on) == (date(2026, 3, 17), date(2026, 3, 20))
    async with desk.store.reading() as session:
        moved = await delays.of(session, await session.get_one(Project, train.project_id))
        assert [(shift.days, shift.item_id) for shift in moved] == [(2, train.id)]
    assert "补训出纳" in team.zhou.last
    await team.finishes("train", by=team.zhou)
    await team.lin.says("/project")
    await team.lin.presses("J-1001")
    await team.lin.presses("开始评估")
    for who in (team.lin, team.he):
        await who.presses("评估")
        for answer in ("是", "是", "是", "是", "没有"):
            await who.presses(answer)
    await team.he.presses("通过")
    assert await team.state() is ProjectState.PASSED
