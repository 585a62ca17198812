"""Who is alerted, in which order, and when: the ladder, the roster, leave, and mornings (SLA-3)."""

from datetime import datetime, timedelta

from sqlalchemy import update

from desk.customers import Customer
from desk.people import Person, Role
from desk.roster import leave
from desk.roster.shifts import Shift
from tests.fakes.desk import SHANGHAI, Actor, TestDesk
from tests.stories.cast import Cast, a_ticket, cast

__all__ = ["cast"]


def alerts(actor: Actor, what: str = "") -> int:
    return sum(f"🚨 {what}" in text for text in actor.texts)


async def goes_on_leave(desk: TestDesk, actor: Actor, days: int = 7) -> None:
    async with desk.store.transaction() as session:
        person, now = await session.get_one(Person, actor.person_id), desk.clock.now()
        await leave.grant(session, person, now, now + timedelta(days=days), now)


async def a_shift(desk: TestDesk, actor: Actor) -> None:
    async with desk.store.transaction() as session:
        now = desk.clock.now()
        session.add(Shift(person_id=actor.person_id, starts_at=now, ends_at=now + timedelta(hours=12)))


async def test_the_owner_then_the_manager_then_the_general_manager(desk: TestDesk, cast: Cast) -> None:
    """SLA-3: each level hears three times before the next one is called."""
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    await desk.forward(minutes=59)
    assert [alerts(x, "回电") for x in (cast.chen, cast.zhao, cast.wu)] == [0, 0, 0]
    await desk.forward(minutes=1)
    assert [alerts(x, "回电") for x in (cast.chen, cast.zhao, cast.wu)] == [1, 0, 0]
    await desk.forward(minutes=30)
    assert [alerts(x, "回电") for x in (cast.chen, cast.zhao, cast.wu)] == [3, 1, 0]
    await desk.forward(minutes=30)
    assert [alerts(x, "回电") for x in (cast.chen, cast.zhao, cast.wu)] == [3, 3, 1]


async def test_key_customers_start_higher(desk: TestDesk, cast: Cast) -> None:
    """SLA-3."""
    async with desk.store.transaction() as session:
        await session.execute(update(Customer).values(category="key"))
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    await desk.forward(hours=1)
    assert alerts(cast.zhao, "回电") == 1
    assert alerts(cast.chen) == 0


async def test_nobody_on_leave_is_alerted(desk: TestDesk, cast: Cast) -> None:
    """SLA-3: the next one is, at the same second; back from leave they are again."""
    hua = await desk.person("华英", Role.CONTACT, customer=cast.customer, phone="+8613812345670")
    await goes_on_leave(desk, cast.zhao, days=1)
    await a_ticket(cast.wang)
    await desk.forward(minutes=30)
    assert (alerts(cast.zhao), alerts(cast.wu)) == (0, 1)
    await desk.forward(days=1)
    await a_ticket(hua)
    await desk.forward(minutes=30)
    assert alerts(cast.zhao) == 1


async def test_in_place_of_an_owner_who_is_away_those_on_duty(desk: TestDesk, cast: Cast) -> None:
    """SLA-3, HOT-6: 陈晓 owns it and is on leave; 林燕 has the hotline."""
    lin = await desk.person("林燕", Role.SPECIALIST)
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    async with desk.store.transaction() as session:
        await session.execute(update(Shift).values(person_id=lin.person_id))  # they have swapped
    await goes_on_leave(desk, cast.chen)
    await desk.forward(hours=1)
    assert (alerts(cast.chen), alerts(lin, "回电")) == (0, 1)
    await lin.presses("我来跟进")
    assert "林燕" in lin.last


async def test_of_two_managers_the_one_on_duty_and_after_a_swap_the_other(desk: TestDesk, cast: Cast) -> None:
    """SLA-3: the roster is asked at the moment of each alert."""
    gao = await desk.person("高远", Role.SERVICE_MANAGER)
    await a_shift(desk, gao)
    await a_ticket(cast.wang)
    await desk.forward(minutes=30)
    assert (alerts(gao), alerts(cast.zhao)) == (1, 0)
    async with desk.store.transaction() as session:
        swap = update(Shift).where(Shift.person_id == gao.person_id).values(person_id=cast.zhao.person_id)
        await session.execute(swap)
    await desk.forward(minutes=10)
    assert (alerts(gao), alerts(cast.zhao)) == (1, 1)


async def test_slight_faults_wait_for_the_morning_in_one_message(desk: TestDesk, cast: Cast) -> None:
    """SLA-3: of two tickets, while the manager is off duty: one message at 8:30, one alert a ticket, each behind a button."""
    desk.clock.at = datetime(2026, 3, 2, 20, 0, tzinfo=SHANGHAI)
    hua = await desk.person("华英", Role.CONTACT, customer=cast.customer, phone="+8613812345670")
    await a_ticket(cast.wang)
    await a_ticket(hua, "服务器机房的空调一直滴水怎么办")
    said = len(cast.zhao.texts)
    await desk.forward(hours=12, minutes=29)
    assert len(cast.zhao.texts) == said
    assert not cast.zhao.sees("的时限是")  # nor is anybody off duty warned
    await desk.forward(minutes=1)
    assert len(cast.zhao.texts) == said + 1
    assert "2 条告警" in cast.zhao.last
    assert "20:30" in cast.zhao.last
    await cast.zhao.presses("🚨 K-1001")
    await cast.zhao.presses("我来跟进")
    assert "赵敏" in cast.zhao.last
    assert "同时超时：回电" in cast.zhao.last
    await desk.forward(minutes=10)
    assert sum("🚨" in text and "· K-1002" in text for text in cast.zhao.texts) == 1  # it goes on as usual


async def test_what_was_done_in_the_night_is_no_news_in_the_morning(desk: TestDesk, cast: Cast) -> None:
    """SLA-3."""
    desk.clock.at = datetime(2026, 3, 2, 20, 0, tzinfo=SHANGHAI)
    await a_ticket(cast.wang)
    await desk.forward(minutes=40)
    said = len(cast.zhao.texts)
    await cast.chen.presses("接单")
    await cast.chen.presses("已解决")
    await cast.chen.says("换了加密锁")
    await desk.forward(hours=14)
    assert len(cast.zhao.texts) == said


async def test_grave_faults_never_wait(desk: TestDesk, cast: Cast) -> None:
    """SLA-3, INT-7: at night, on a Sunday."""
    desk.clock.at = datetime(2026, 3, 1, 3, 0, tzinfo=SHANGHAI)
    await a_ticket(cast.wang, effect="瘫痪")
    await desk.forward(minutes=30)
    assert alerts(cast.zhao) == 1
    await desk.forward(minutes=30)
    assert alerts(cast.wu) >= 1


async def test_a_complaint_waits_only_as_long_as_its_promise(desk: TestDesk, cast: Cast) -> None:
    """SLA-3, COM-3: on a Saturday its three hours run, so they are alerted of; in the night they stand still."""
    desk.clock.at = datetime(2026, 3, 7, 11, 0, tzinfo=SHANGHAI)
    await cast.wang.says("我要投诉")
    await cast.wang.says("工程师两次没来，电话也不接")
    assert "14:00" in cast.wang.last
    assert alerts(cast.sun) == 1
    await cast.sun.presses("我来跟进")
    await desk.forward(hours=3)
    assert "投诉答复" in cast.sun.last
    desk.clock.at = datetime(2026, 3, 7, 23, 0, tzinfo=SHANGHAI)
    before = len(cast.sun.texts)
    await cast.emma.says("I want to make a complaint")
    await cast.emma.says("nobody calls back")
    await desk.forward(hours=9, minutes=29)
    assert len(cast.sun.texts) == before
    await desk.forward(minutes=1)
    assert "nobody calls back" in cast.sun.last or "C-1002" in " ".join(cast.sun.buttons)


async def test_an_acknowledged_alert_goes_up_all_the_same(desk: TestDesk, cast: Cast) -> None:
    """SLA-3: acknowledging stops the repetition, not the clock; all who have the card see who has it."""
    await a_ticket(cast.wang)
    await desk.forward(minutes=30)
    await cast.zhao.presses("我来跟进")
    await desk.forward(minutes=31)
    assert alerts(cast.wu, "首次响应") == 1
    await cast.wu.presses("我来跟进")
    assert any("🚨 首次响应" in text and "吴越" in text for text in cast.zhao.texts)


async def test_a_late_ticket_is_one_persons_and_the_next_one_anothers(desk: TestDesk, cast: Cast) -> None:
    """SLA-3: of those on the level the one of the customer's region, then the person who has fewest; said again to the same."""
    gao = await desk.person("高远", Role.SERVICE_MANAGER)
    east = await desk.person("周杰", Role.SERVICE_MANAGER, region="华东")
    await a_ticket(cast.wang)
    await desk.forward(minutes=41)
    assert [alerts(each) for each in (cast.zhao, gao, east)] == [0, 0, 2]
    for n, other in enumerate(("绍兴纺织", "徐州机床")):
        customer = await desk.customer(other)
        async with desk.store.transaction() as session:
            (await session.get_one(Customer, customer.id)).region = "华南"
        contact = await desk.person(f"人{n}", Role.CONTACT, customer=customer, phone=f"+861381234590{n}")
        await a_ticket(contact, "服务器机房的空调一直滴水怎么办" if n else "报表导出以后金额全是零")
    await desk.forward(minutes=31)
    assert [bool(alerts(each)) for each in (cast.zhao, gao)] == [True, True]
    others = [sum("🚨" in text and number in text for text in each.texts)
              for number in ("· K-1002", "· K-1003") for each in (cast.zhao, gao, east)]  # fmt: skip
    assert sum(bool(each) for each in others) == 2


async def test_what_the_top_took_care_of_and_nobody_mended_comes_again(desk: TestDesk, cast: Cast) -> None:
    """SLA-3: after the policy's time, and not before."""
    await a_ticket(cast.wang)
    await desk.forward(hours=1, minutes=1)
    assert alerts(cast.wu) == 1
    await cast.wu.presses("我来跟进")
    await desk.forward(hours=20)
    assert alerts(cast.wu) == 1
    await desk.forward(hours=5)
    assert alerts(cast.wu) == 2


async def test_a_warning_names_customer_and_words_and_can_be_acted_on(desk: TestDesk, cast: Cast) -> None:
    """SLA-1: to the person who can still keep the promise, with the buttons that keep it."""
    await a_ticket(cast.wang)
    await desk.forward(minutes=25)
    warning = next(text for text in reversed(cast.chen.texts) if "⏰" in text)
    assert "明月纺织 · 王丽" in warning
    assert "加密锁红灯亮" in warning
    await cast.chen.presses("接单")
    assert (await desk.ticket()).taken_at is not None
    await desk.forward(minutes=55)
    assert any("⏰ 回电的时限是" in text and "明月纺织 · 王丽" in text for text in cast.chen.texts)


async def test_an_old_ticket_is_not_said_for_ever(desk: TestDesk, cast: Cast) -> None:
    """SLA-3: ever more seldom, then once to all above and the administrators, with what it is; then no more, the person who takes care of it."""
    await a_ticket(cast.wang)
    await desk.forward(days=20)
    heard = alerts(cast.wu)
    assert 3 <= heard <= 12
    assert alerts(cast.zheng) == 0
    await desk.forward(days=8)
    assert alerts(cast.zheng) == 1
    assert "最后一次" in next(text for text in reversed(cast.zheng.texts) if "🚨" in text)
    last = [alerts(each) for each in (cast.zhao, cast.wu, cast.zheng)]
    await cast.zheng.presses("我来跟进")
    await desk.forward(days=14)
    assert [alerts(each) for each in (cast.zhao, cast.wu, cast.zheng)] == last
