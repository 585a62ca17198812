"""A wish is heard, looked up, played back and judged (REQ-1)."""

from sqlalchemy import select

from desk.customers import Product
from desk.requirements.requirement import RequirementState
from desk.ticket import Ticket
from tests.fakes.desk import TestDesk
from tests.stories.cast import Cast, cast
from tests.stories.requirements.circle import Circle, circle, wishes_en, wishes_zh

__all__ = ["cast", "circle"]


async def test_from_the_words_to_the_first_judgement(desk: TestDesk, cast: Cast, circle: Circle) -> None:
    """REQ-1: possible already, two questions, a number and a time; judged; a way round that does, or is not enough; late is told."""
    await cast.wang.says("能不能支持打印凭证时自动缩放纸张")
    assert cast.wang.sees("打印凭证时内容超出纸张")
    assert await circle.all() == []
    await cast.wang.presses("不是我要的")
    assert cast.wang.sees("现在是怎么做的")
    await cast.wang.says("每月打两百张，现在手工调，密码: abc123")
    await cast.wang.presses("影响我们工作")
    await cast.wang.presses("提交")
    assert cast.wang.sees("R-1001")
    assert cast.wang.sees("3月5日")
    assert "凭证" in circle.he.last
    assert "abc123" not in circle.he.last
    assert not cast.chen.sees("自动缩放")
    await desk.forward(days=3)
    assert await circle.state() is RequirementState.HEARD
    assert cast.zhao.sees("等得太久")
    await circle.he.presses("有变通办法")
    await circle.he.says("打印设置里选“适应纸张”")
    assert cast.wang.sees("适应纸张")
    assert (await circle.newest()).holder_id == circle.he.person_id
    await cast.wang.presses("仍然需要")
    assert await circle.state() is RequirementState.TO_EVALUATE
    await wishes_en(cast.emma, "Could you add a reminder before invoices are due?")
    assert cast.emma.sees("R-1002")
    await circle.he.presses("婉言说明")
    await circle.he.says("产品不做催款")
    await circle.he.presses("没有别的办法")
    assert "产品不做催款" in cast.emma.last
    await cast.emma.presses("Ask again")
    assert (await circle.all())[1].round == 1
    assert "产品不做催款" in circle.he.last.split("📌")[0]
    await circle.he.presses("现在就能做到")
    await circle.he.says("设置-提醒-到期提醒")
    await cast.emma.presses("That does it")
    assert await circle.state(2) is RequirementState.CLOSED


async def test_mine_too_and_nobody_reads_others_words(desk: TestDesk, cast: Cast, circle: Circle) -> None:
    """REQ-1: approved titles only; a second person of a customer adds words, not weight; staff cast for a caller; five wishes are a list."""
    await wishes_zh(cast.wang)
    other = await circle.another("远山物流", "周明")
    await wishes_zh(other, "希望能增加按部门导出报表的功能")
    assert len(await circle.all()) == 2
    assert not other.sees("手工拼表") or other.texts.count("手工拼表") <= 1
    await circle.takes_up("报表按部门合并导出")
    assert cast.wang.sees("R-1001") or other.sees("R-1002")
    await cast.emma.says("It would be great if reports could be exported by department, 报表按部门合并导出")
    if any("Not what I need" in b for b in cast.emma.buttons):
        await cast.emma.presses("Not what I need")
    await cast.emma.says("mine too")
    await cast.emma.presses("blocks our work")
    assert "evaluated now" in " ".join(cast.emma.texts)
    assert not cast.emma.sees("手工拼表")
    voices = await circle.voices()
    assert len({v.customer_id for v in voices}) == 2
    assert len(voices) == 3
    await circle.he.says("/requirements")
    await circle.he.presses("客户的需求")
    await circle.he.says("远山")
    await circle.he.presses("周明")
    await circle.he.presses("电话")
    await circle.he.says("想加一个客户生日提醒")
    if any("是别的" in b for b in circle.he.buttons):
        await circle.he.presses("是别的")
    await circle.he.presses("跳过")
    await circle.he.presses("不急")
    newest = await circle.newest()
    cast_for = (await circle.voices())[-1]
    assert (cast_for.cast_by, cast_for.source) == (circle.he.person_id, "phone")
    assert other.sees(newest.number)
    await cast.wang.says("希望能增加这些：1、批量改价 2、扫码入库 3、微信提醒")
    assert cast.wang.sees("我读到 3 条")
    await cast.wang.presses("逐条")
    await cast.wang.presses("跳过")
    await cast.wang.presses("不急")
    await cast.wang.presses("提交")
    assert len(await circle.all()) == 6


async def test_a_suggestion_may_be_a_wish_for_the_product(desk: TestDesk, cast: Cast, circle: Circle) -> None:
    """REQ-1: one tap beside praise and opinion; what they do not own is for sales (REQ-3)."""
    async with desk.store.transaction() as session:
        session.add(Product(code="NL", name="星河财务", name_en="Nebula Ledger"))
    await cast.wang.says("建议：星河财务里的凭证可以按颜色分组")
    await cast.wang.presses("希望产品能做到")
    if any("不是我要的" in b for b in cast.wang.buttons):
        await cast.wang.presses("不是我要的")
    await cast.wang.presses("跳过")
    await cast.wang.presses("不急")
    await cast.wang.presses("提交")
    made = await circle.newest()
    assert (made.product, made.state) == ("NL", RequirementState.COMMERCIAL)
    assert "颜色" in circle.zhang.last


async def test_a_day_says_how_urgent_it_is(desk: TestDesk, cast: Cast, circle: Circle) -> None:
    """REQ-1: who writes a day where the urgency is asked is not asked for it again; nor is who joins a wish of others."""
    await cast.wang.says("能不能支持打印凭证时自动缩放纸张")
    await cast.wang.presses("不是我要的")
    await cast.wang.says("每月打两百张")
    await cast.wang.says("2020-01-01")
    assert "按钮" in cast.wang.texts[-2]
    await cast.wang.says("3月31日之前要")
    assert "2026年3月31日" in cast.wang.last
    await cast.wang.presses("提交")
    await circle.takes_up("打印凭证时自动缩放纸张")
    await cast.emma.says("It would be great if vouchers could be scaled, 打印凭证时自动缩放纸张")
    if any("Not what I need" in b for b in cast.emma.buttons):
        await cast.emma.presses("Not what I need")
    await cast.emma.presses("打印凭证时自动缩放纸张")
    await cast.emma.says("by a date")
    await cast.emma.says("5 May")
    west = await circle.another("Redwood Bay", "Laura", language="en", zone="America/Los_Angeles")
    await west.says("Could you add a dark theme?")
    await west.presses("Skip")
    await west.says("by 20 May")
    assert "Wed 20 May" in west.last  # where she is; in the company's zone that evening is the day after
    await west.presses("pass it on")
    days = sorted(str(voice.needed_by) for voice in await circle.voices())
    assert days == ["2026-03-31", "2026-05-05", "2026-05-20"]


async def test_what_is_not_judged_yet_can_be_the_same_as_another(
    desk: TestDesk, cast: Cast, circle: Circle
) -> None:
    """REQ-1: two fresh wishes that nobody has given a title are offered to each other, by the words that were heard."""
    await wishes_zh(cast.wang)
    other = await circle.another("远山物流", "周明")
    await wishes_zh(other, "希望能增加按部门导出报表的功能")
    await circle.step(circle.he, "merge", 2)
    assert any("R-1001" in label for label in circle.he.buttons)
    await circle.he.says("R-1001")
    assert await circle.state(2) is RequirementState.MERGED
    await other.says("R-1002 怎么样了？")
    assert "希望能增加按部门导出报表的功能" in other.last
    assert "R-1002" in other.last  # the number they know; the card is R-1001 now
    await other.says("/requirements")
    assert any("希望能增加按部门" in label for label in other.buttons)
    await cast.emma.says("R-1002")
    assert "部门" not in cast.emma.last
    await circle.he.says("/find r1002")
    assert "希望能增加按部门导出报表的功能" in circle.he.last  # what it was about, to undo it
    assert any("撤销合并" in label for label in circle.he.buttons)


async def test_a_problem_becomes_a_wish_by_its_type(desk: TestDesk, cast: Cast, circle: Circle) -> None:
    """REQ-1, INT-2: whose words were no wish says so by the type of the record; the base is not asked twice, and no ticket is filed."""
    await cast.emma.says("/new Sum of the stock for each colour on one page")
    for label in ("None of these", "Not what I need", "Not solved", "Nebula ERP", "Work goes on"):
        if any(label in each for each in cast.emma.buttons):
            await cast.emma.presses(label)
    await cast.emma.presses("✏️ About")
    await cast.emma.says("new function")  # the list is shorter now
    await cast.emma.presses("new function")
    if any("Something else" in each for each in cast.emma.buttons):
        await cast.emma.presses("Something else")
    assert "how do you manage now?" in cast.emma.last
    await cast.emma.presses("Skip")
    await cast.emma.presses("can wait")
    await cast.emma.presses("pass it on")
    assert cast.emma.sees("Your wish is R-1001")
    assert not cast.chen.sees("colour")
    async with desk.store.reading() as session:
        assert await session.scalar(select(Ticket)) is None
