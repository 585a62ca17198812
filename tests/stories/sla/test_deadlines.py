"""Promised times: in whose hours they run, what stops them, why they are due, and what moves them (SLA-1, SLA-2)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.delivery.unit_of_work import step
from desk import administration
from desk.customers import Customer
from desk.journal import JournalEntry
from desk.sla.clocks import Clock, ClockKind
from errors import BadInput
from tests.fakes.desk import MONDAY, SHANGHAI, TestDesk
from tests.stories.cast import Cast, a_ticket, a_visit, cast

__all__ = ["cast"]
LUNCH = "daily 08:30-12:00 13:30-22:00"


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-{text}").replace(tzinfo=SHANGHAI)


async def clock(desk: TestDesk, kind: ClockKind) -> Clock:
    """The newest one of that kind."""
    async with desk.store.reading() as session:
        query = select(Clock).where(Clock.kind == kind).order_by(Clock.id.desc()).limit(1)
        return (await session.scalars(query)).one()


async def moves(desk: TestDesk) -> list[tuple[str, str]]:
    """Old limit and new one of each clock that was counted again, as the journal has them."""
    async with desk.store.reading() as session:
        query = select(JournalEntry).where(JournalEntry.event == "clock.recounted").order_by(JournalEntry.id)
        return [
            (local(entry.data["before"]), local(entry.data["limit"]))
            for entry in await session.scalars(query)
        ]


def local(iso: str) -> str:
    return f"{datetime.fromisoformat(iso).astimezone(SHANGHAI):%d %H:%M}"


async def policy(desk: TestDesk, key: str, value: str) -> None:
    async with step(desk.store, desk.clock.now()) as session:
        await administration.set_policy(session, key, value, desk.clock.now())
    await desk.settle()


async def region(desk: TestDesk, name: str = "华东", **wanted: Any) -> None:
    async with step(desk.store, desk.clock.now()) as session:
        await administration.set_region(session, name, wanted, desk.clock.now())
    await desk.settle()


async def test_a_promise_is_explained_in_one_message(desk: TestDesk, cast: Cast) -> None:
    """SLA-1, SLA-2: due 14:05, because: started 11:00, paused 35 minutes waiting for you, lunch left out."""
    await region(desk, support=LUNCH)
    desk.clock.at = at("02 11:00")
    await a_ticket(cast.wang)
    await desk.forward(minutes=10)
    await cast.chen.presses("接单")
    await cast.chen.presses("挂起")
    await cast.chen.presses("客户")
    await cast.chen.says("请发一张照片")
    await desk.forward(minutes=35)
    await cast.wang.presses("补充")
    await cast.wang.says("照片在这里")
    await cast.wang.presses("为什么是这个时间")
    assert "回电：14:05 到期" in cast.wang.last
    for reason in ("11:00 开始", "60分钟服务时间", "暂停 35分钟：等您回复", "不计休息 12:00 – 13:30"):
        assert reason in cast.wang.last
    assert "首次响应" not in cast.wang.last  # between ourselves
    await cast.chen.presses("为什么是这个时间")
    assert "等待客户" in cast.chen.last
    assert "在线解决" in cast.chen.last


async def test_a_clock_that_stands_still_says_what_is_left(desk: TestDesk, cast: Cast) -> None:
    """SLA-2: nothing falls due meanwhile, however long it takes; then the rest runs."""
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    await cast.chen.presses("挂起")
    await cast.chen.presses("客户")
    await cast.chen.says("请发一张照片")
    await cast.chen.presses("为什么是这个时间")
    assert "还剩 60分钟" in cast.chen.last
    await desk.forward(days=3)
    assert not cast.chen.sees("的时限是")
    assert not cast.chen.sees("🚨")
    await cast.chen.presses("继续")
    assert (await clock(desk, ClockKind.CALL_BACK)).limit_at == desk.clock.now() + timedelta(hours=1)


async def test_waiting_for_somebody_else_stops_nothing(desk: TestDesk, cast: Cast) -> None:
    """SLA-2: the customer waits as well; a company that sees it otherwise sets the policy."""
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    for stands_still in (False, True):
        await cast.chen.presses("挂起")
        await cast.chen.presses("其他方")
        await cast.chen.says("问了研发")
        assert ((await clock(desk, ClockKind.CALL_BACK)).paused_at is not None) is stands_still
        await policy(desk, "clock.stops_in", "waiting_customer waiting_third_party suspended")
        await cast.chen.presses("继续")


async def test_each_region_has_its_hours_and_its_zone(desk: TestDesk, cast: Cast) -> None:
    """SLA-2: Monday 10:00 in Shanghai is 3:00 in Berlin; there the half hour begins at 9:00, 16:00 here."""
    await region(desk, "Europa", zone="Europe/Berlin", country="DE", support="Mon-Fri 09:00-17:00")
    abroad = await desk.customer("Weber")
    async with desk.store.transaction() as session:
        (await session.get_one(Customer, abroad.id)).region = "Europa"
    weber = await desk.person("Weber", language="en", customer=abroad, phone="+8613812345600")
    await desk.settle()
    await weber.says("The dongle light is red and nothing opens")
    await finish_report(weber)
    assert (await clock(desk, ClockKind.FIRST_RESPONSE)).limit_at == at("02 16:30")
    assert "09:00-17:00" in weber.last


async def finish_report(person: Any) -> None:
    if any("None of these" in button for button in person.buttons):
        await person.presses("None of these")
    await person.presses("Something important")
    await person.presses("file it")


async def test_several_warnings_and_the_last_one_goes_higher(desk: TestDesk, cast: Cast) -> None:
    """SLA-1: 15 and 5 minutes before; managers hear before a promise is broken."""
    await a_ticket(cast.wang)
    await desk.forward(minutes=15)
    assert sum("⏰ 首次响应" in text for text in cast.chen.texts) == 1
    assert not cast.zhao.sees("⏰ 首次响应")
    await desk.forward(minutes=10)
    assert sum("⏰ 首次响应" in text for text in cast.chen.texts) == 2
    assert cast.zhao.sees("⏰ 首次响应")
    assert not cast.zhao.sees("🚨")


async def test_a_shorter_policy_moves_open_promises_and_alerts_once(desk: TestDesk, cast: Cast) -> None:
    """SLA-1: 30 minutes become 20 while 10 have passed: the warning is not late, the alert comes once, at its second."""
    await a_ticket(cast.wang)
    await desk.forward(minutes=10)
    await policy(desk, "clock.first_response", "20m support")
    assert await moves(desk) == [("02 10:30", "02 10:20")]
    assert sum("⏰ 首次响应" in text for text in cast.chen.texts) == 1
    await desk.forward(minutes=9)
    assert not cast.zhao.sees("🚨")
    await desk.forward(minutes=1)
    assert sum("🚨" in text for text in cast.zhao.texts) == 1


async def test_what_is_shortened_into_the_past_breaks_now(desk: TestDesk, cast: Cast) -> None:
    """SLA-1: nobody could have known before; and no alert is late."""
    await a_ticket(cast.wang)
    await desk.forward(minutes=20)
    await policy(desk, "clock.first_response", "5m support")
    assert await moves(desk) == [("02 10:30", "02 10:20")]
    assert cast.zhao.sees("🚨")


async def test_more_time_ends_the_alert_and_is_watched_again(desk: TestDesk, cast: Cast) -> None:
    """SLA-1: what has been warned of is not warned of twice; a breach of the new limit is a breach."""
    await a_ticket(cast.wang)
    await desk.forward(minutes=31)
    assert cast.zhao.sees("🚨")
    warned = sum("⏰ 首次响应" in text for text in cast.chen.texts)
    await policy(desk, "clock.first_response", "50m support")
    assert cast.zhao.sees("已处理完毕")
    told = len(cast.zhao.texts)
    await desk.forward(minutes=18)
    assert sum("⏰ 首次响应" in text for text in cast.chen.texts) == warned
    assert sum("🚨" in text and "首次响应" in text for text in cast.zhao.texts[told:]) == 0
    await desk.forward(minutes=1)
    assert "首次响应" in cast.zhao.last
    assert "🚨" in cast.zhao.last


async def test_a_changed_calendar_moves_what_is_open(desk: TestDesk, cast: Cast) -> None:
    """SLA-2: the afternoon off, told at 11:50, moves a promise into the next morning; the customer hears the new time."""
    desk.clock.at = at("02 11:50")
    await a_ticket(cast.wang)
    async with step(desk.store, desk.clock.now()) as session:
        await administration.except_day(session, "华东", MONDAY.date(), "08:30-12:00", desk.clock.now())
    await desk.settle()
    assert await moves(desk) == [("02 12:20", "03 08:50"), ("02 12:50", "03 09:20")]
    assert "明天 09:20" in cast.wang.last
    await desk.forward(minutes=30)
    assert not cast.zhao.sees("🚨")


async def test_a_contract_promises_more_than_the_policy(desk: TestDesk, cast: Cast) -> None:
    """CUS-2, SLA-1: its own time limits, also for what is open already."""
    await a_ticket(cast.wang)
    async with step(desk.store, desk.clock.now()) as session:
        customer = await session.get_one(Customer, cast.customer.id)
        customer.contracts[0].promises = {"call_back": "40m calendar"}
        await administration.customer_changed(session, customer, desk.clock.now())
    assert await moves(desk) == [("02 11:00", "02 10:40")]
    assert (await desk.ticket()).promised_at == at("02 10:40")


async def test_a_corrected_level_moves_its_promises(desk: TestDesk, cast: Cast) -> None:
    """INT-4, DIS-3, SLA-1: level 1 is four hours to arrival instead of 24."""
    await a_visit(cast)
    await cast.li.presses("接单")
    await cast.chen.presses("故障级别")
    await cast.chen.presses("1 ·")
    assert ("03 10:00", "02 14:00") in await moves(desk)
    await cast.chen.presses("文件和经过")
    assert "故障级别" in cast.chen.last


async def test_more_time_is_given_with_a_reason(desk: TestDesk, cast: Cast) -> None:
    """SLA-3: extended from the alert's card; the reason stands in the history, and the customer hears the new time."""
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    await cast.chen.says("您好，我看看", reply_to=cast.chen.user.visible[-1])
    await desk.forward(minutes=91)
    assert "🚨 在线解决" in cast.zhao.last  # the owner first, half an hour later the manager
    assert sum("🚨 在线解决" in text for text in cast.chen.texts) == 3
    await cast.zhao.presses("延长")
    await cast.zhao.presses("12:01")
    await cast.zhao.says("要等厂家回复")
    alerts = sum("🚨 在线解决" in text for text in cast.zhao.texts)
    await cast.chen.presses("文件和经过")
    assert "要等厂家回复" in cast.chen.last
    await desk.forward(minutes=25)
    assert sum("🚨 在线解决" in text for text in cast.zhao.texts) == alerts
    await desk.forward(minutes=5)
    assert "🚨 在线解决" in cast.chen.last  # the new time has passed as well


async def test_an_hour_in_chat_for_what_needs_no_visit(desk: TestDesk, cast: Cast) -> None:
    """SLA-1: from when it is taken; a promised call-back or a visit stands in its place."""
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    assert (await clock(desk, ClockKind.RESOLUTION)).limit_at == at("02 11:00")
    await cast.chen.presses("稍后回电")
    await cast.chen.presses("12:00")
    assert (await clock(desk, ClockKind.RESOLUTION)).ended_at is not None


@pytest.mark.parametrize(
    ("key", "value"), [("alert.repeat", "0m"), ("visit_back.first_months", "20"), ("clock.stops_in", "new")]
)
async def test_what_cannot_be_meant_is_refused(desk: TestDesk, key: str, value: str) -> None:
    """Policies are checked when they are entered."""
    with pytest.raises(BadInput):
        await policy(desk, key, value)
