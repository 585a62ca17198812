"""The roster in chat (HOT-1, HOT-2): planned by the service manager, swapped between colleagues, its gaps told in time."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from desk.people import Person, Role
from desk.roster.gap_checks import GapCheck, next_morning
from desk.roster.shifts import Shift, Span, put
from tests.fakes.desk import SHANGHAI, Actor, TestDesk
from tests.stories.cast import Cast, a_ticket, cast

__all__ = ["cast"]


async def a_roster(desk: TestDesk, *shifts: tuple[Actor, str, str]) -> None:
    """These shifts instead of what the cast brought along: `03-03 08:30`."""
    async with desk.store.transaction() as session:
        await session.execute(delete(Shift))
        for actor, start, end in shifts:
            person = await session.get_one(Person, actor.person_id)
            await put(session, person, Span(at(start), at(end)), desk.clock.now())


def at(text: str) -> datetime:
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


async def who(desk: TestDesk) -> list[tuple[int, datetime]]:
    async with desk.store.reading() as session:
        rows = await session.execute(select(Shift.person_id, Shift.starts_at).order_by(Shift.starts_at))
        return [(person, start) for person, start in rows]


def gaps_told(actor: Actor) -> list[str]:
    return [text for text in actor.texts if "空缺" in text]


async def test_the_manager_plans_the_week(desk: TestDesk, cast: Cast) -> None:
    """HOT-1: by buttons, for several days at once; who is planned hears it in one message; gaps are seen at once."""
    zhou = await desk.person("周宇", Role.SPECIALIST)
    await a_roster(desk, (cast.chen, "03-02 08:30", "03-02 22:00"))
    await cast.zhao.says("/roster")
    assert "08:30–22:00 陈晓" in cast.zhao.last
    assert cast.zhao.last.count("08:30–22:00 无人值班") == 6
    await cast.zhao.presses("➕ 排班")
    await cast.zhao.presses("周宇")
    await cast.zhao.presses("3月3日")
    await cast.zhao.says("8:30 到 17:30")
    await cast.zhao.presses("到周五")
    assert cast.zhao.last.count("08:30–17:30 周宇") == 4
    assert cast.zhao.last.count("17:30–22:00 无人值班") == 4
    assert zhou.last.count("08:30") == 4
    await zhou.says("/roster")
    assert not any("排班" in button for button in zhou.buttons)


async def test_two_shifts_at_once_are_not_planned_and_what_is_taken_off_is_off(
    desk: TestDesk, cast: Cast
) -> None:
    """HOT-1: nobody is twice on duty, nor on duty while on leave; the others of the same order are planned."""
    await a_roster(desk, (cast.chen, "03-04 17:00", "03-04 22:00"))
    await cast.zhao.says("/roster")
    await cast.zhao.presses("➕ 排班")
    await cast.zhao.presses("陈晓")
    await cast.zhao.presses("3月3日")
    await cast.zhao.says("08:30-22:00")
    await cast.zhao.presses("到周五")
    assert cast.zhao.sees("陈晓那时已有班")
    assert len(await who(desk)) == 4  # Wednesday was there already
    await cast.zhao.presses("🗑 移除")
    await cast.zhao.presses("3月4日")
    assert len(await who(desk)) == 3
    assert "不用值" in cast.chen.last


async def test_on_leave_is_not_on_duty(desk: TestDesk, cast: Cast) -> None:
    """HOT-1: the manager sees at once what is uncovered; tickets go to who is there."""
    zhou = await desk.person("周宇", Role.SPECIALIST)
    await a_roster(
        desk, (cast.chen, "03-02 08:30", "03-02 22:00"), (cast.chen, "03-03 08:30", "03-03 22:00"),
        (zhou, "03-02 09:30", "03-02 22:00"),
    )  # fmt: skip
    await cast.zhao.says("/roster")
    await cast.zhao.presses("🏖 休假")
    await cast.zhao.presses("陈晓")
    await cast.zhao.presses("3月2日")
    await cast.zhao.presses("3月3日")
    assert cast.zhao.sees("这样以下时间没有人值班")
    assert "🏖 陈晓" in cast.zhao.last
    assert "您的休假" in cast.chen.last
    await a_ticket(cast.wang)
    assert (await desk.ticket()).assignee_id == zhou.person_id
    await cast.li.says("/duty")
    assert "休假：陈晓" in cast.li.last


async def test_everybody_reads_it_in_their_own_zone(desk: TestDesk, cast: Cast) -> None:
    """HOT-1: 8:30 in Shanghai is half past midnight in London."""
    amy = await desk.person("Amy Stone", Role.SPECIALIST, language="en", zone="Europe/London")
    await a_roster(desk, (cast.chen, "03-02 08:30", "03-02 22:00"), (cast.li, "03-03 08:30", "03-03 22:00"))
    await amy.says("/duty")
    assert "陈晓 (until 14:00 (London))" in amy.last
    assert "tomorrow 00:30 (London) – tomorrow 14:00 (London)  李强" in amy.last
    await amy.presses("Roster")
    assert "00:30–14:00 李强" in amy.last
    await cast.li.says("/duty")
    assert "明天 08:30 – 明天 22:00  李强" in cast.li.last
    cast.wang.user.presses_data("c:roster_week:0:0:")  # not for customers
    await desk.settle()
    assert not cast.wang.sees("李强")


async def test_a_swap_for_a_swap(desk: TestDesk, cast: Cast) -> None:
    """HOT-1: offered, agreed, on the roster; the manager hears; the second tap changes nothing."""
    daniel = await desk.person("Daniel Reed", Role.SPECIALIST, language="en")
    await a_roster(desk, (cast.chen, "03-04 08:30", "03-04 22:00"), (daniel, "03-05 08:30", "03-05 22:00"))
    await cast.chen.says("/duty")
    await cast.chen.presses("我要换班")
    await cast.chen.presses("3月4日")
    await cast.chen.presses("Daniel")
    await cast.chen.presses("3月5日")
    assert "陈晓" in daniel.last
    assert (await who(desk))[0][0] == cast.chen.person_id  # nothing has changed yet
    daniel.user.presses("Agree")
    await daniel.presses("Agree")
    assert [person for person, _start in await who(desk)] == [daniel.person_id, cast.chen.person_id]
    assert "已同意" in cast.chen.last
    assert "已同意" in cast.zhao.last


async def test_an_offer_is_looked_at_again_when_agreed(desk: TestDesk, cast: Cast) -> None:
    """HOT-1: meanwhile the colleague is on duty then; declined and unanswered offers leave the shift where it is."""
    zhou = await desk.person("周宇", Role.SPECIALIST)
    await a_roster(desk, (cast.chen, "03-04 08:30", "03-04 22:00"))
    await offers(cast.chen, "周宇")
    async with desk.store.transaction() as session:
        person = await session.get_one(Person, zhou.person_id)
        await put(session, person, Span(at("03-04 20:00"), at("03-05 06:00")), desk.clock.now())
    await zhou.presses("同意")
    assert "已有班" in zhou.last
    await zhou.presses("不接")
    assert "对方不方便" in cast.chen.last
    await offers(cast.chen, "李强")
    assert "3月4日" in cast.li.last
    await desk.forward(days=3)
    assert any("逾期" in text for text in cast.chen.texts)
    assert (cast.chen.person_id, at("03-04 08:30")) in [
        (p, s.astimezone(SHANGHAI)) for p, s in await who(desk)
    ]


async def test_the_rest_of_a_shift_that_runs_changes_hands(desk: TestDesk, cast: Cast) -> None:
    """HOT-1: somebody falls ill in the middle of the day (oncall 4428: one that has begun cannot be swapped)."""
    zhou = await desk.person("周宇", Role.SPECIALIST)
    await a_roster(desk, (cast.chen, "03-02 08:30", "03-02 22:00"))
    await cast.chen.says("/duty")
    await cast.chen.presses("我要换班")
    await cast.chen.presses("08:30")
    await cast.chen.presses("周宇")
    await desk.forward(minutes=30)
    await zhou.presses("同意")
    shifts = [(cast.chen.person_id, at("03-02 08:30")), (zhou.person_id, at("03-02 10:30"))]
    assert [each for each in await who(desk) if each[1] >= at("03-02 00:00")] == shifts
    await zhou.says("/duty")
    assert "周宇" in zhou.last.splitlines()[1]


async def offers(actor: Actor, colleague: str) -> None:
    await actor.says("/duty")
    await actor.presses("我要换班")
    await actor.presses("3月4日")
    await actor.presses(colleague)
    if any("直接顶班" in button for button in actor.buttons):
        await actor.presses("直接顶班")


async def test_gaps_are_told_three_days_and_one_day_ahead(desk: TestDesk, cast: Cast) -> None:
    """HOT-1: once each; what is filled meanwhile is silent."""
    days = [f"03-0{n}" for n in (2, 3, 4, 5, 6, 7)]
    await a_roster(desk, *[(cast.chen, f"{day} 08:30", f"{day} 22:00") for day in days])
    await desk.forward(days=2, hours=22)  # Thursday 8:00
    assert gaps_told(cast.zhao) == []
    await desk.forward(hours=2)
    assert "3月8日" in gaps_told(cast.zhao)[0]
    await desk.forward(days=1)
    assert len(gaps_told(cast.zhao)) == 2  # the 9th, three days ahead
    assert "3月9日" in gaps_told(cast.zhao)[1]
    async with desk.store.transaction() as session:
        person = await session.get_one(Person, cast.chen.person_id)
        await put(session, person, Span(at("03-08 08:30"), at("03-08 22:00")), desk.clock.now())
    await desk.forward(days=1)
    assert "3月8日" not in gaps_told(cast.zhao)[2]
    await desk.forward(days=1)
    assert "3月9日" in gaps_told(cast.zhao)[3]  # and again one day ahead


async def test_a_shift_is_reminded_of_the_morning_before(desk: TestDesk, cast: Cast) -> None:
    """HOT-1: once, with its hours; not on leave."""
    await a_roster(desk, (cast.chen, "03-04 08:30", "03-04 22:00"), (cast.li, "03-04 08:30", "03-04 22:00"))
    await cast.zhao.says("/roster")
    await cast.zhao.presses("🏖 休假")
    await cast.zhao.presses("李强")
    await cast.zhao.presses("3月4日")
    await cast.zhao.presses("3月4日")
    told = len(cast.li.texts)
    await desk.forward(hours=22)
    assert not cast.chen.sees("🔔")
    await desk.forward(hours=1)
    assert "明天 08:30" in cast.chen.last
    await desk.forward(days=2)
    assert sum("🔔" in text for text in cast.chen.texts) == 1
    assert len(cast.li.texts) == told


async def test_the_load_is_shown_in_hours_nights_and_days_off(desk: TestDesk, cast: Cast) -> None:
    """HOT-1: a manager sees everybody, the others themselves."""
    await a_roster(desk, (cast.chen, "02-27 20:00", "02-28 08:00"), (cast.li, "02-26 08:00", "02-26 18:00"))
    await cast.zhao.says("/duty")
    await cast.zhao.presses("四周值班量")
    assert "陈晓：值班 12 小时 · 夜班 8 小时" in cast.zhao.last
    assert "李强：值班 10 小时" in cast.zhao.last
    await cast.li.says("/duty")
    await cast.li.presses("四周值班量")
    assert "陈晓" not in cast.li.last


async def test_the_first_shift_begins_the_daily_look(desk: TestDesk, cast: Cast) -> None:
    """HOT-1: a company without a roster hears nothing; with one, every morning at nine."""
    async with desk.store.reading() as session:
        assert await session.get(GapCheck, 1) is None
    await a_roster(desk, (cast.chen, "03-02 08:30", "03-02 22:00"))
    async with desk.store.reading() as session:
        check = await session.get_one(GapCheck, 1)
        assert check.due_at == await next_morning(session, desk.clock.now())
        assert check.due_at - desk.clock.now() == timedelta(hours=23)
