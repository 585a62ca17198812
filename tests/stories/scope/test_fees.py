"""What is marked as not covered after a visit, and what becomes of an agreed fee (SCO-6, SCO-9)."""

from sqlalchemy import select

from desk.scope.case import Ground, ScopeState
from desk.scope.fees import Fee, FeeState
from simulation.refusals import REFUSALS
from tests.fakes.desk import Actor, TestDesk
from tests.stories.cast import Cast, a_ticket, a_visit, cast
from tests.stories.dispatch.test_visit import records, there
from tests.stories.scope.test_scope import ended, knows, the_case, zhang

__all__ = ["cast", "zhang"]


async def the_fee(desk: TestDesk) -> Fee:
    async with desk.store.reading() as session:
        return (await session.scalars(select(Fee))).one()


async def test_a_fee_is_followed_until_it_is_paid(desk: TestDesk, cast: Cast, zhang: Actor) -> None:
    """SCO-9: quoted, agreed, done, invoiced, paid, each with its date; reminded until it is; paid twice is paid once."""
    await knows(desk)
    await ended(desk, cast)
    await a_ticket(cast.wang)
    await zhang.presses("报价")
    await zhang.presses("按目录价")
    await zhang.presses("没有")
    await cast.wang.presses("同意")
    assert (await the_fee(desk)).state is FeeState.AGREED
    await cast.chen.presses("接单")
    assert "✔ 已同意（Q-1001）" in cast.chen.last  # who works on it reads that it goes on all the same
    await cast.chen.presses("已解决")
    await cast.chen.says("换了加密锁")
    await cast.wang.presses("已解决")
    assert (await the_fee(desk)).state is FeeState.DONE
    assert "¥300.00" in zhang.last
    seen = len(zhang.texts)
    await desk.forward(days=4)
    assert len(zhang.texts) > seen
    await zhang.presses("已开票")
    fee = await the_fee(desk)
    assert fee.state is FeeState.INVOICED
    seen = len(zhang.texts)
    await desk.forward(days=31)
    assert any("Q-1001" in text for text in zhang.texts[seen:])  # not paid in time
    await zhang.presses("已付款")
    await zhang.does("presses_data", f"c:fee_paid:{fee.id}:{fee.version}:")
    fee = await the_fee(desk)
    assert (fee.state, fee.due_at) == (FeeState.PAID, None)
    assert fee.quoted_at <= fee.agreed_at <= fee.done_at < fee.invoiced_at < fee.paid_at  # type: ignore[operator]


async def test_what_the_customer_cancels_after_they_agreed_is_settled_by_sales(
    desk: TestDesk, cast: Cast, zhang: Actor
) -> None:
    """SCO-9: a fee that was agreed is never left behind: sales hear, are reminded, and charge it, or say why not."""
    await knows(desk)
    await ended(desk, cast)
    await a_ticket(cast.wang)
    await zhang.presses("报价")
    await zhang.presses("按目录价")
    await zhang.presses("没有")
    await cast.wang.presses("同意")
    await cast.wang.presses("取消工单")
    assert (await the_fee(desk)).state is FeeState.STOPPED
    assert "客户不再需要" in zhang.last
    seen = len(zhang.texts)
    await desk.forward(days=4)
    assert len(zhang.texts) > seen
    await zhang.presses("不收费")
    await zhang.says("还没有开始做")
    fee = await the_fee(desk)
    assert (fee.state, fee.due_at) == (FeeState.WAIVED, None)
    assert any("还没有开始做" in text for text in zhang.texts)
    await zhang.does("presses_data", f"c:fee_invoiced:{fee.id}:{fee.version}:")
    assert (await the_fee(desk)).state is FeeState.WAIVED


async def test_misuse_is_marked_after_the_work_and_confirmed_before_sales_hear(
    desk: TestDesk, cast: Cast, zhang: Actor
) -> None:
    """SCO-6: the engineer marks it with words, the service manager confirms, the customer hears of sales before any price."""
    await knows(desk)
    await a_visit(cast)
    await there(cast.li)
    await cast.li.presses("开始处理")
    await records(cast.li)
    await cast.li.presses("使用不当或不可抗力")
    await cast.li.presses("使用不当")
    await cast.li.says("机箱进了水，有照片")
    case = await the_case(desk)
    assert (case.ground, case.state) == (Ground.MISUSE, ScopeState.DECIDING)
    assert "机箱进了水" in cast.zhao.last
    assert not any("张敏" in text for text in cast.wang.texts)
    await cast.zhao.presses("范围外")
    await cast.zhao.presses("没有")
    assert "机箱进了水" in zhang.last
    assert any("张敏" in text and "保修范围之外" in text for text in cast.wang.texts)
    assert not any("¥" in text for text in cast.wang.texts)
    assert [text for text in cast.wang.texts if REFUSALS.search(text.lower())] == []
