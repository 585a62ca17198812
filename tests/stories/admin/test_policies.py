"""Policies and hours in chat: looked up, checked when entered, in the journal, and in force at once."""

from sqlalchemy import select

from desk.journal import JournalEntry
from desk.sla.clocks import ClockKind
from tests.fakes.desk import TestDesk
from tests.stories.cast import Cast, a_ticket, cast
from tests.stories.sla.test_deadlines import at, clock, moves

__all__ = ["cast"]


async def test_a_policy_is_changed_in_chat_and_open_promises_follow(desk: TestDesk, cast: Cast) -> None:
    """SLA-1: with the old and the new value, and who changed it."""
    await a_ticket(cast.wang)
    await cast.zheng.says("/policies")
    await cast.zheng.presses("时限")
    assert "客户专员接单：30分钟服务时间" in cast.zheng.last
    await cast.zheng.presses("客户专员接单")
    await cast.zheng.says("马上")
    assert "请这样写时限" in cast.zheng.texts[-2]
    await cast.zheng.says("45分钟，服务时间")
    assert "2 个" not in cast.zheng.last
    assert "1 个未到期的时限" in cast.zheng.last
    assert await moves(desk) == [("02 10:30", "02 10:45")]
    await cast.zheng.presses("客户专员接单")
    assert "郑凯：30分钟服务时间 → 45分钟服务时间" in cast.zheng.last
    await cast.zheng.presses("默认值")
    assert (await clock(desk, ClockKind.FIRST_RESPONSE)).limit_at == at("02 10:30")


async def test_hours_are_changed_in_chat(desk: TestDesk, cast: Cast) -> None:
    """SLA-2: a region of its own, a half day; both in the journal."""
    await a_ticket(cast.wang)
    await cast.zheng.says("/calendar")
    assert "08:30-22:00" in cast.zheng.last
    await cast.zheng.presses("其他区域")
    await cast.zheng.says("华东")
    await cast.zheng.presses("服务时间")
    await cast.zheng.says("周一至周五 九点")
    assert "不是时间段" in cast.zheng.texts[-2]
    await cast.zheng.says("周一至周五 09:00-10:15；每天")
    await cast.zheng.says("周一至周五 09:00-10:15")
    assert await moves(desk) == [("02 10:30", "03 09:15"), ("02 11:00", "03 09:45")]
    await cast.zheng.says("/calendar")
    await cast.zheng.presses("华东")
    await cast.zheng.presses("特别日期")
    await cast.zheng.says("2026-03-03 休息")
    assert (await clock(desk, ClockKind.CALL_BACK)).limit_at == at("04 09:45")
    async with desk.store.reading() as session:
        query = select(JournalEntry.by).where(JournalEntry.event == "region.changed")
        assert set(await session.scalars(query)) == {cast.zheng.person_id}


async def test_only_administrators_change_them(desk: TestDesk, cast: Cast) -> None:
    """Neither by the command nor by a button that somebody else was shown."""
    for way in ("/policies", "/calendar"):
        await cast.zhao.says(way)
        assert f"{way}" in cast.zhao.last
    for data in ("c:policy_area:0:0:clock", "c:policy:0:0:clock.call_back", "c:region:0:0:华东"):
        await cast.zhao.does("presses_data", data)
        assert "没有这项权限" in cast.zhao.last
