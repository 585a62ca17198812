"""DIS-13: what the customer wishes besides, once the engineer is there."""

from datetime import date

from desk.scope.catalogue import ServiceItem
from tests.fakes.desk import TestDesk
from tests.stories.cast import Cast, a_visit, cast
from tests.stories.dispatch.test_visit import there

__all__ = ["cast"]


async def test_extra_work_is_agreed_with_its_price_before_it_is_done(desk: TestDesk, cast: Cast) -> None:
    """DIS-13: typed or from the list; yes, no and no answer; all of it on the record that is signed, and only she may agree."""
    async with desk.store.transaction() as session:
        item = ServiceItem(
            code="CLEAN", name="清理打印机", price_minor=20000, currency="CNY", valid_from=date(2026, 1, 1)
        )
        session.add(item)
    await a_visit(cast)
    await there(cast.li)
    await _wishes(cast, "清理打印机（¥200.00）")
    assert "李强现在还可以做：清理打印机，¥200.00。要做吗？" in cast.wang.last
    cast.emma.user.presses_data("c:agree_to_wish:1:0:0")
    cast.li.user.presses_data("c:agree_to_wish:1:0:0")
    await desk.settle()
    assert "➕ 清理打印机 · ¥200.00 · 正在征求客户同意" in cast.li.last or cast.li.sees("正在征求客户同意")
    await cast.wang.presses("好的，请做")
    assert "➕ 清理打印机 · ¥200.00 · 客户已同意，待完成" in cast.li.last
    await _wishes(cast, "换一根网线", "十块钱左右", "35.5")
    assert "¥35.50" in cast.wang.last
    await cast.wang.presses("不用了")
    await _wishes(cast, "教新同事用", free=True)
    assert "教新同事用，不收费" in cast.wang.last
    await cast.li.presses("完成")
    await cast.li.says("加密锁烧坏")
    await cast.li.says("更换加密锁并测试")
    await cast.li.presses("是")
    await cast.li.presses("无")
    await cast.li.presses("15")
    assert "清理打印机" in cast.li.last
    await cast.li.presses("是")
    await cast.li.presses("没有照片")
    for line in (
        "清理打印机 · ¥200.00 · 已同意并完成",
        "换一根网线 · ¥35.50 · 客户不需要",
        "教新同事用 · 不收费 · 未做",
    ):
        assert f"➕ {line}" in cast.wang.last
    cast.wang.user.presses_data("c:agree_to_wish:1:0:2")
    await desk.settle()
    assert "教新同事用 · 不收费 · 未做" in cast.wang.last


async def test_it_may_be_another_visit_or_a_ticket(desk: TestDesk, cast: Cast) -> None:
    """DIS-13: each with its number; the manager has the visit, the desk the ticket, and the customer hears."""
    await a_visit(cast)
    await there(cast.li)
    await cast.li.presses("还有别的需求")
    await cast.li.says("加装一台打印机")
    await cast.li.presses("另约上门")
    assert "D-1002" in cast.li.last or cast.li.sees("D-1002")
    assert cast.zhao.sees("加装一台打印机")
    await cast.li.presses("还有别的需求")
    await cast.li.says("报表多一列")
    await cast.li.presses("转成工单")
    assert cast.li.sees("➕ 报表多一列 · 已登记为 K-1003")
    assert cast.li.sees("➕ 加装一台打印机 · 另约上门：D-1002")
    assert (await desk.ticket()).description == "报表多一列"
    assert cast.wang.sees("K-1003")


async def _wishes(cast: Cast, words: str, *prices: str, free: bool = False) -> None:
    await cast.li.presses("还有别的需求")
    await (cast.li.presses(words) if "¥" in words else cast.li.says(words))
    await cast.li.presses("我现在就做")
    for price in prices:
        await cast.li.says(price)
    if free:
        await cast.li.presses("不收费")
