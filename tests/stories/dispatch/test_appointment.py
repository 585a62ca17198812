"""DIS-3: engineer and customer agree on a time through the bot; both are reminded, and nobody is in two places."""

from datetime import timedelta

from desk.people import Role
from desk.sla.terms import ClockKind
from tests.fakes.desk import Actor, TestDesk
from tests.stories.cast import Cast, a_ticket, a_visit, cast, describes, sent_out
from tests.stories.sla.test_deadlines import clock

__all__ = ["cast"]


def times(actor: Actor) -> list[str]:
    return [button for button in actor.buttons if ":" in button]


def calendar(actor: Actor) -> str:
    """The newest calendar file, its long lines joined again."""
    return actor.files[-1].decode().replace("\r\n ", "")


def reminders(actor: Actor) -> int:
    return sum("提醒：" in text for text in actor.texts)


async def test_free_times_are_offered_one_is_taken_and_both_are_reminded(desk: TestDesk, cast: Cast) -> None:
    """DIS-3, DIS-4: one tap to accept, one to agree; a day and an hour before; late is an alert."""
    await a_visit(cast)
    await cast.li.presses("接单")
    assert "李强会上门" in cast.wang.last
    assert times(cast.wang) == [
        "13:30",
        "15:00",
        "明天 08:30",
        "明天 10:00",
        "明天 13:30",
        "3月4日 周三 08:30",
    ]
    assert "客户正在选择时间" in "".join(cast.li.texts)
    await cast.wang.presses("3月4日 周三 08:30")
    for side, other in ((cast.wang, "李强"), (cast.li, "+8613812345678")):
        assert side.sees("📅 已约定")
        file = calendar(side)
        assert "DTSTART:20260304T003000Z" in file
        assert other in file
        assert "SEQUENCE:1" in file
    limit = (await clock(desk, ClockKind.ARRIVAL)).limit_at
    assert limit - desk.clock.now() == timedelta(hours=46, minutes=30)
    await desk.forward(days=1)
    assert (reminders(cast.wang), reminders(cast.li)) == (1, 1)
    await desk.forward(hours=22)
    assert (reminders(cast.wang), reminders(cast.li)) == (2, 2)
    assert not cast.chen.sees("🚨")
    await desk.forward(minutes=31)
    assert cast.chen.sees("🚨")
    await cast.li.presses("已出发")
    assert not any("另约时间" in button for button in cast.wang.buttons)


async def test_none_fits_then_the_engineer_proposes_and_both_may_move_it(desk: TestDesk, cast: Cast) -> None:
    """DIS-3: by a word and by buttons, in two languages; what is agreed stands until another time is."""
    await describes(cast.emma, "the dongle light is red")
    await cast.emma.presses("None of these")
    await cast.emma.presses("important")
    await cast.emma.presses("file it")
    await sent_out(cast)
    await cast.li.presses("接单")
    await cast.emma.presses("None of these")
    await cast.emma.says("Thursday afternoon would be fine")
    assert "Thursday afternoon would be fine" in cast.li.last
    await cast.li.presses("提议")
    await cast.li.says("随便")
    assert cast.li.sees("例如：明天 14:00")
    await cast.li.says("周四 下午2点半")
    assert "Thu 5 Mar 14:30" in cast.emma.last
    await cast.emma.presses("That suits me")
    assert "SEQUENCE:1" in calendar(cast.emma)
    await cast.emma.presses("Another time")
    assert "So far 李强 comes Thu 5 Mar 14:30" in cast.emma.last
    await cast.emma.presses("tomorrow 08:30")
    assert "SEQUENCE:2" in calendar(cast.li)
    await cast.li.presses("取消预约")
    await cast.li.says("孩子生病")
    assert cast.emma.sees("孩子生病")
    assert "CANCEL" in calendar(cast.emma)
    assert "When does it suit you?" in cast.emma.last or cast.emma.sees("When does it suit you?")
    assert times(cast.emma)


async def test_two_customers_never_get_the_same_hour(desk: TestDesk, cast: Cast) -> None:
    """DIS-3: the second one hears so and is offered others; a double tap is one; a stranger's press is none."""
    hu = await desk.person(
        "胡军", Role.CONTACT, customer=await desk.customer("远山物流"), phone="+8613812345699"
    )
    passer_by = await desk.person("路人")
    await a_visit(cast)
    await cast.li.presses("接单")
    await a_ticket(hu)
    await sent_out(cast)
    await cast.li.presses("接单")
    assert times(hu)[0] == "13:30"
    cast.wang.user.double_presses("13:30")
    hu.user.presses("13:30")
    await desk.settle()
    assert "SEQUENCE:1" in calendar(cast.wang)
    assert len(cast.wang.files) == 1
    assert hu.files == []
    assert hu.sees("刚刚被约走")
    assert times(hu)[0] == "明天 08:30"  # and the way between two is not forgotten
    await passer_by.does("presses_data", "c:cancel_time:1:2:")
    assert "找不到" in passer_by.last
    await cast.li.does("presses_data", "c:cancel_time:1:2:")
    assert "客户" in cast.li.last


async def test_a_grave_fault_does_not_wait_and_nobody_comes_for_nothing(desk: TestDesk, cast: Cast) -> None:
    """DIS-3: by fault level; it is off when the ticket ends without it, and when somebody else goes."""
    daniel = await desk.person("Daniel Reed", Role.ENGINEER, language="en")
    await a_ticket(cast.wang, effect="瘫痪")
    await sent_out(cast)
    await cast.li.presses("接单")
    assert times(cast.wang)[:3] == ["11:00", "12:30", "14:00"]
    await cast.wang.presses("11:00")
    await cast.zhao.presses("改派")
    await cast.zhao.presses("Daniel")
    assert "CANCEL" in calendar(cast.li)
    await daniel.presses("Accept")
    assert "Daniel Reed 会上门" in cast.wang.last
    await cast.wang.presses("12:30")
    await cast.chen.presses("已解决")
    await cast.chen.says("重启好了")
    await cast.wang.presses("已解决")
    assert "CANCEL" in calendar(daniel)
    assert "SEQUENCE:4" in calendar(cast.wang)
    assert not times(cast.wang)
