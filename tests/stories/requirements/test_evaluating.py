"""Requirements evaluated one after the other, reported, built free or for a fee, and delivered to everybody who asked (REQ-2 to REQ-5)."""

from sqlalchemy import select

from desk.requirements.requirement import RequirementState
from desk.scope.fees import Fee, FeeState
from desk.scope.quote_rows import Quote
from tests.fakes.desk import Actor, TestDesk
from tests.stories.cast import Cast, cast
from tests.stories.hotline.test_external_tracker import SECRET, reports_signed
from tests.stories.requirements.circle import Circle, circle, wishes_en, wishes_zh

__all__ = ["cast", "circle"]


async def marks(who: Actor, effort: str = "小：") -> None:
    for label in ("合同：范围内", "紧急程度：低", "有影响", effort):
        await who.presses(label)


async def test_four_customers_a_merge_and_the_delivery(desk: TestDesk, cast: Cast, circle: Circle) -> None:
    """REQ-2, REQ-4, REQ-5: order by voices, four marks, one report; planned; everybody told once a moment, through merges; not quite, then yes."""
    north = await circle.another("北辰重工", "高峰", category="key")
    london = await circle.another("Thames Ltd", "Ruth", language="en")
    far = await circle.another("远山物流", "周明")
    await wishes_zh(cast.wang)
    await circle.takes_up("报表按部门合并导出")
    await wishes_zh(far, "希望能增加批量改价功能")
    await circle.takes_up("批量改价")
    await wishes_zh(north, "能不能支持部门报表一键汇总", urgency="影响我们工作")
    await circle.takes_up("部门报表一键汇总")
    await wishes_en(london, "I wish the system could merge the departments in one export")
    await circle.takes_up("一次导出所有部门")
    for asker in (cast.wang, north, far):
        assert sum("正在评估" in text for text in asker.texts) == 1
    assert "evaluated now" in london.last
    await circle.guo.says("/evaluate")
    assert "部门报表一键汇总" in circle.guo.last  # a key customer who is blocked
    assert "重点客户 1 家" in circle.guo.last
    await circle.step(circle.guo, "plan", 3)
    assert "四项评分" in circle.guo.last
    assert await circle.state(3) is RequirementState.TO_EVALUATE  # no outcome without marks
    await circle.step(circle.he, "merge", 4)
    await circle.he.says("R-1003")
    await circle.step(circle.he, "merge", 3)
    await circle.he.says("R-1001")
    assert [each.state for each in await circle.all()][2:] == [RequirementState.MERGED] * 2
    await circle.step(circle.he, "merge", 1)
    await circle.he.says("R-1004")
    assert await circle.state(1) is RequirementState.TO_EVALUATE  # it would be a part of itself
    await circle.guo.says("/evaluate")
    await marks(circle.guo)
    await circle.guo.presses("免费开发")
    await circle.guo.says("今年第二季度")
    assert not cast.wang.sees("第 2 季度")  # it can still be undone
    await desk.forward(minutes=10)
    for asker in (cast.wang, north):
        assert sum("2026 年第 2 季度" in text for text in asker.texts) == 1
    assert sum("Q2 2026" in text for text in london.texts) == 1
    assert not far.sees("第 2 季度")
    await circle.guo.says("/evaluate")
    await marks(circle.guo, "大：")
    await circle.guo.presses("暂缓")
    await circle.guo.says("先做报表")
    await circle.guo.says("2026-09-01 09:00")
    await circle.guo.presses("没有别的办法")
    await desk.forward(minutes=10)
    assert "先做报表" in far.last
    assert "9月1日" in far.last
    await circle.guo.says("/evaluate")
    await circle.guo.presses("生成报告")
    for reader in (circle.zhang, cast.wu):
        assert [each[:4] for each in reader.files] == [b"%PDF", b"PK\x03\x04"]
    await circle.step(circle.guo, "begin", 1)
    await circle.step(circle.guo, "deliver", 1)
    await circle.guo.says("8.2")
    await circle.guo.says("报表-导出-按部门合并")
    await circle.guo.presses("不需要培训")
    for asker in (cast.wang, north):
        assert "8.2" in asker.last
    assert "Does it do what you need?" in london.last
    await london.presses("Not quite")
    await london.says("The totals are missing")
    assert await circle.state(1) is RequirementState.IN_WORK
    assert "The totals are missing" in circle.guo.last
    assert "totals" not in " ".join(cast.wang.texts)
    assert "还差一点" not in " ".join(cast.wang.buttons)
    await north.presses("不再通知我")
    await circle.step(circle.guo, "deliver", 1)
    await circle.guo.says("8.3")
    await circle.guo.says("报表-导出-按部门合并，含合计")
    await circle.guo.presses("不需要培训")
    assert not north.sees("8.3")
    await london.presses("Yes, it does")
    assert await circle.state(1) is RequirementState.DELIVERED
    await cast.wang.presses("满足")
    assert await circle.state(1) is RequirementState.CONFIRMED
    await desk.forward(days=200)
    assert await circle.state(2) is RequirementState.TO_EVALUATE  # looked at again on its day


async def test_undo_and_what_is_known_is_told_at_once(desk: TestDesk, cast: Cast, circle: Circle) -> None:
    """REQ-4: a merge into a planned one tells those who come along; undone, the voices are back where they were."""
    far = await circle.another("远山物流", "周明")
    await wishes_zh(cast.wang)
    await circle.takes_up("报表按部门合并导出")
    await wishes_zh(far, "希望能增加批量改价功能")
    await circle.takes_up("批量改价")
    await circle.guo.says("/evaluate")
    await marks(circle.guo)
    await circle.guo.presses("免费开发")
    await circle.guo.presses("2026 年第 3 季度")
    await desk.forward(minutes=10)
    await circle.step(circle.he, "merge", 2)
    await circle.he.says("R-1001")
    assert "2026 年第 3 季度" in far.last
    await circle.step(circle.guo, "retarget", 1)
    await circle.guo.presses("2026 年第 4 季度")
    assert "2026 年第 4 季度" in far.last
    assert "2026 年第 4 季度" in cast.wang.last
    await circle.step(circle.he, "undo", 2)
    assert [v.requirement_id for v in await circle.voices()] == [1, 2]
    assert await circle.state(2) is RequirementState.TO_EVALUATE
    await circle.step(circle.guo, "begin", 1)
    assert not far.sees("已交付")


async def test_for_a_fee_two_sign_and_then_the_customer(desk: TestDesk, cast: Cast, circle: Circle) -> None:
    """REQ-2: an offer with two signatures inside, signed by the customer before work; cancelled, it goes to sales; delivered, its fee follows."""
    await wishes_en(cast.emma)
    await circle.takes_up("报表按部门合并导出")
    await circle.guo.says("/evaluate")
    await marks(circle.guo)
    await circle.guo.presses("收费开发")
    await circle.guo.presses("2026 年第 2 季度")
    assert await circle.state() is RequirementState.QUOTED
    await circle.step(circle.guo, "begin")
    assert await circle.state() is RequirementState.QUOTED  # no work before the signature
    assert "为您开发" not in cast.emma.last
    await circle.offers("8000")
    await cast.emma.presses("Not now")
    assert await circle.state() is RequirementState.NOT_NOW
    assert (await circle.newest()).look_again_on is not None  # it is not forgotten
    await cast.emma.presses("Take it up")
    await circle.offers("8000")
    await cast.emma.presses("Agree")
    assert await circle.state() is RequirementState.PLANNED
    assert "可以开工" in circle.guo.last
    await circle.step(circle.guo, "begin")
    await circle.step(circle.guo, "deliver")
    await circle.guo.says("8.2")
    await circle.guo.says("报表-导出")
    await circle.guo.presses("不需要培训")
    assert cast.emma.sees("8.2")
    async with desk.store.reading() as session:
        quote = (await session.scalars(select(Quote).order_by(Quote.id.desc()))).first()
        assert quote is not None
        assert (await session.scalars(select(Fee))).one().amount_minor == 800_000
    assert quote.signed_by == circle.fang.person_id != quote.proposed_by
    await cast.emma.presses("Not quite")
    await cast.emma.says("Totals are missing")
    await circle.step(cast.emma, "cancel")
    await cast.emma.says("We have changed our minds")
    assert await circle.state() is RequirementState.COMMERCIAL
    assert "We have changed our minds" in circle.zhang.last


async def test_the_customer_cancels_the_ticket_of_a_requirement(
    desk: TestDesk, cast: Cast, circle: Circle
) -> None:
    """REQ-2, INT-9: offered, it is looked at again later, at once; signed, sales settle it with them and nobody builds on."""
    await wishes_en(cast.emma)
    await circle.takes_up("报表按部门合并导出")
    await circle.guo.says("/evaluate")
    await marks(circle.guo)
    await circle.guo.presses("收费开发")
    await circle.guo.presses("2026 年第 2 季度")
    await circle.offers("8000")
    await cast.emma.presses("Agree")
    await circle.step(circle.guo, "begin")
    assert await circle.state() is RequirementState.IN_WORK
    ticket = (await circle.newest()).ticket_id
    await cast.emma.does("presses_data", f"c:cancel_own:{ticket}:0:")
    assert await circle.state() is RequirementState.COMMERCIAL
    assert circle.zhang.sees("客户取消了已签字的需求：K-")
    async with desk.store.reading() as session:
        assert (await session.scalars(select(Fee))).one().state is FeeState.STOPPED


async def test_commercial_wishes_go_to_sales_with_a_clock(desk: TestDesk, cast: Cast, circle: Circle) -> None:
    """REQ-3: more users, new modules: to the sales manager, by the next working day; late, the head of sales hears."""
    await cast.wang.says("我们想加5个用户，再购买一个库存模块")
    await cast.wang.presses("提交")
    assert "张敏" in cast.wang.last
    assert "明天 10:00" in cast.wang.last
    assert await circle.state() is RequirementState.COMMERCIAL
    assert not circle.he.sees("R-1001")
    await desk.forward(days=1, hours=1)
    assert "等得太久" in circle.fang.last
    await circle.step(circle.he, "settle")
    assert await circle.state() is RequirementState.COMMERCIAL
    await circle.zhang.presses("已答复")
    await circle.zhang.says("报价已发，5个用户")
    assert await circle.state() is RequirementState.CLOSED
    await wishes_en(cast.emma, "Could you add a dark theme?")
    await circle.he.presses("转销售")
    assert "属于产品需求" in " ".join(circle.zhang.buttons)
    await circle.zhang.presses("属于产品需求")
    assert await circle.state() is RequirementState.HEARD


async def test_an_outcome_is_undone_before_anybody_hears_it(
    desk: TestDesk, cast: Cast, circle: Circle
) -> None:
    """REQ-2, REQ-4: one card after the other; undone, the marks stand and nobody was told; once told it stays; a report has only what stayed."""
    far = await circle.another("远山物流", "周明")
    await wishes_zh(cast.wang)
    await circle.takes_up("报表按部门合并导出")
    await wishes_zh(far, "希望能增加批量改价功能")
    await circle.takes_up("批量改价")
    limit = (await circle.all())[0].limit_at
    await circle.guo.says("/evaluate")
    await marks(circle.guo)
    await circle.guo.presses("不做")
    await circle.guo.says("没有排期")
    await circle.guo.presses("没有别的办法")
    assert "R-1002" in circle.guo.texts[-1] + circle.guo.user.last.text  # the next one comes by itself
    await circle.guo.presses("撤销")
    first = (await circle.all())[0]
    assert (first.state, len(first.marks), first.why) == (RequirementState.TO_EVALUATE, 4, "")
    assert first.limit_at == limit
    await circle.guo.presses("免费开发")
    await circle.guo.presses("2026 年第 2 季度")
    await desk.forward(minutes=10)
    assert not cast.wang.sees("没有排期")
    assert sum("2026 年第 2 季度" in text for text in cast.wang.texts) == 1
    await circle.step(circle.guo, "take_back", 1)
    assert "不能再撤销" in circle.guo.last
    assert await circle.state(1) is RequirementState.PLANNED


async def test_its_tracker_tells_staff_and_files_stand_on_its_card(
    desk: TestDesk, cast: Cast, circle: Circle
) -> None:
    """HOT-14, REQ-1: signed and bounded; sent again or late it changes nothing; who has it hears, whoever asked does not; pictures stay with it."""
    await cast.wang.says("能不能增加按部门合并导出报表")
    if any("不是我要的" in b for b in cast.wang.buttons):
        await cast.wang.presses("不是我要的")
    await cast.wang.does("sends_photo", data=b"\x89PNG", caption="每月手工拼表，像这样")
    await cast.wang.presses("不急")
    await cast.wang.presses("提交")
    await circle.takes_up("报表按部门合并导出")
    await circle.guo.says("/requirements")
    await circle.guo.does("presses_data", "c:show_requirement:1:0:")
    assert "📎 1 个附件" in circle.guo.last
    await circle.guo.presses("🔑")
    await circle.guo.says("https://tracker.example.org/browse/ABC-12")
    heard = len(cast.wang.texts)
    desk.desk.settings = desk.desk.settings.model_copy(update={"tracker_secret": SECRET})
    review = b'{"key": "abc-12", "status": "In review", "at": "2026-03-02T02:00:00Z"}'
    done = b'{"key": "ABC-12", "status": "Done", "at": "2026-03-02T02:01:00Z"}'
    assert (await reports_signed(desk, review, "f" * 24)).status_code == 403
    for body in (review, review, done, review):  # the last one was kept by somebody and is sent again
        answer = await reports_signed(desk, body)
        assert (answer.status_code, answer.json()) == (200, {"tickets": [], "requirements": ["R-1001"]})
        await desk.settle()
    newest = await circle.newest()
    assert (newest.tracker_status, newest.state) == ("Done", RequirementState.TO_EVALUATE)
    assert sum("In review" in text for text in circle.guo.texts) == 1
    assert "Done" in circle.guo.last
    assert len(cast.wang.texts) == heard
