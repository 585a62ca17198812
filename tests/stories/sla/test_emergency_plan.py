"""SLA-6: an emergency has a plan, a time for the next news to the customer, and a review."""

from sqlalchemy import select

from desk.sla.clocks import Clock, ClockKind
from tests.fakes.desk import TestDesk
from tests.stories.cast import Cast, a_ticket, cast

__all__ = ["cast"]


async def test_the_customer_reads_the_plan_and_hears_in_time(desk: TestDesk, cast: Cast) -> None:
    """SLA-6: the group sees it; we are reminded before the time, alerted after it, and any word to the customer keeps it."""
    await a_ticket(cast.wang, effect="瘫痪")
    await cast.chen.presses("接单")
    await cast.li.presses("我来处理")
    await _plans(cast, "先切到备用服务器，再换硬盘")
    assert "我们的方案：先切到备用服务器，再换硬盘" in cast.wang.last
    assert "11:00" in cast.wang.last
    assert cast.zhao.sees("🗒 方案：先切到备用服务器，再换硬盘")
    await desk.forward(minutes=46)
    assert cast.chen.sees("下次告知客户")
    assert not cast.zhao.sees("承诺未兑现：下次告知客户")
    await desk.forward(minutes=14)
    assert any("下次告知客户" in text and "🚨" in text for text in [*cast.chen.texts, *cast.zhao.texts])
    await _plans(cast, "硬盘已换，正在恢复数据")
    await cast.chen.presses("💬 回复")
    await cast.chen.says("数据恢复了一半")
    async with desk.store.reading() as session:
        query = select(Clock.met).where(Clock.kind == ClockKind.NEXT_NEWS).order_by(Clock.id)
        assert list(await session.scalars(query)) == [False, True]


async def test_who_is_called_may_work_on_it(desk: TestDesk, cast: Cast) -> None:
    """SLA-6: the engineer who comes answers the customer and solves it, though it was given to somebody else."""
    await a_ticket(cast.wang, effect="瘫痪")
    await cast.li.presses("我来处理")
    assert cast.zhao.sees("✅ 李强（")
    await cast.li.presses("查看工单")
    await cast.li.presses("💬 回复")
    await cast.li.says("我正在重启服务器")
    assert cast.wang.sees("💬 李强：我正在重启服务器")
    await cast.li.presses("已解决")
    assert "K-1001：是怎么解决的？" in cast.li.last
    await cast.li.says("换了电源")
    assert cast.wang.sees("换了电源")


async def test_at_its_end_it_is_looked_back_upon(desk: TestDesk, cast: Cast) -> None:
    """SLA-6: asked for until it is written, once, by the person who came; the customer sees none of it."""
    await a_ticket(cast.wang, effect="瘫痪")
    await cast.chen.presses("接单")
    await cast.li.presses("我来处理")
    await cast.chen.presses("已解决")
    await cast.chen.says("重启了服务器")
    asked = sum("🆘" in text for text in cast.li.texts)
    await desk.forward(days=1)
    assert sum("🆘" in text for text in cast.li.texts) == asked + 1
    await cast.li.presses("复盘")
    await cast.li.says("硬盘老化；以后每季度检查一次")
    assert cast.zhao.sees("📋 复盘：硬盘老化")
    assert not cast.wang.sees("硬盘老化")
    await desk.forward(days=2)
    assert sum("🆘" in text for text in cast.li.texts) == asked + 1
    cast.li.user.presses_data("c:review_emergency:1:0:")
    await desk.settle()
    assert "复盘：硬盘老化" in cast.li.last


async def _plans(cast: Cast, words: str) -> None:
    await cast.li.presses("方案和下次告知")
    await cast.li.says(words)
    await cast.li.presses("11:00" if "备用" in words else "1")
