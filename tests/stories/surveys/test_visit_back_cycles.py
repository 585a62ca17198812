"""What happens because time passes: warnings, breaches, escalation, visit-backs (SLA-1, SLA-3, VIS-1 to VIS-4)."""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from desk.customers import Contract, Customer
from desk.people import Role
from desk.surveys.visit_backs import VisitBack, plan
from desk.ticket import Ticket, TicketState
from tests.fakes.desk import SHANGHAI, TestDesk
from tests.stories.cast import Cast, a_ticket, cast

__all__ = ["cast"]


async def test_the_manager_hears_at_the_second_of_the_breach(desk: TestDesk, cast: Cast) -> None:
    """SLA-1, SLA-3, HOT-4: a warning before, the alert at its second, repeated, then one level up."""
    await a_ticket(cast.wang)
    await desk.forward(minutes=14)
    assert not cast.chen.sees("⏰ 首次响应")
    await desk.forward(minutes=1)
    assert cast.chen.sees("⏰")
    assert not cast.zhao.sees("🚨")
    await desk.forward(minutes=15)
    assert "🚨" in cast.zhao.last
    alerts = len(cast.zhao.texts)
    await desk.forward(minutes=10)
    assert len(cast.zhao.texts) == alerts + 1
    assert not cast.wu.sees("🚨")
    await desk.forward(minutes=20)
    assert cast.wu.sees("🚨")


async def test_acknowledging_stops_the_repetition_not_the_clock(desk: TestDesk, cast: Cast) -> None:
    """SLA-3."""
    await a_ticket(cast.wang)
    await desk.forward(minutes=30)
    await cast.zhao.presses("我来跟进")
    alerts = len(cast.zhao.texts)
    await desk.forward(minutes=20)
    assert len(cast.zhao.texts) == alerts
    assert not cast.wu.sees("🚨")
    await desk.forward(minutes=11)
    assert cast.wu.sees("🚨")  # nothing has been done: one level up


async def test_taking_it_ends_the_alert(desk: TestDesk, cast: Cast) -> None:
    """SLA-3: what was promised is done, late: nobody is bothered any more."""
    await a_ticket(cast.wang)
    await desk.forward(minutes=30)
    await cast.chen.says(
        "您好，我正在看", reply_to=next(m for m in cast.chen.user.visible if "K-1001" in m.text)
    )
    alerts = sum("🚨" in text for text in cast.zhao.texts)
    await desk.forward(minutes=59)
    assert sum("🚨" in text for text in cast.zhao.texts) == alerts


async def test_clocks_run_in_support_hours(desk: TestDesk, cast: Cast) -> None:
    """INT-7, SLA-2, HOT-2: filed at 21:50, the hour goes on at 8:30; the customer is told so."""
    desk.clock.at = datetime(2026, 3, 2, 21, 50, tzinfo=SHANGHAI)
    await a_ticket(cast.wang)
    assert "3月3日 周二 09:20" in cast.wang.last
    await desk.forward(hours=11, minutes=29)
    assert not any("回电" in text and "🚨" in text for text in cast.zhao.texts)
    await desk.forward(minutes=1)
    assert any("🚨" in text for text in cast.zhao.texts)


async def test_very_urgent_runs_day_and_night(desk: TestDesk, cast: Cast) -> None:
    """INT-7: at 3 a.m. somebody is called at once, and the promise is an hour from now."""
    desk.clock.at = datetime(2026, 3, 3, 3, 0, tzinfo=SHANGHAI)
    await a_ticket(cast.wang, effect="瘫痪")
    assert "04:00" in cast.wang.last
    assert "🔴" in cast.chen.last
    await desk.forward(minutes=30)
    assert cast.zhao.sees("🚨")


async def test_a_promised_call_back_is_kept_or_alerted(desk: TestDesk, cast: Cast) -> None:
    """HOT-3, HOT-4: a definite time, a reminder, a proof."""
    await a_ticket(cast.wang)
    await cast.chen.presses("稍后回电")
    assert "10:15" in " ".join(cast.chen.buttons)
    await desk.forward(minutes=20)
    await cast.chen.presses("10:15")
    assert cast.chen.sees("已经过去了")  # nobody promises what is over
    await cast.chen.presses("12:00")
    assert "12:00" in cast.wang.last
    await desk.forward(minutes=85)
    assert "⏰" in cast.chen.last
    await cast.chen.presses("已致电")
    await cast.chen.presses("联系上，没有解决")
    await desk.forward(hours=2)
    assert not cast.zhao.sees("🚨")


async def visit_backs(desk: TestDesk) -> list[VisitBack]:
    async with desk.store.reading() as session:
        return list(await session.scalars(select(VisitBack).order_by(VisitBack.id)))


async def begin_cycle(desk: TestDesk, cast: Cast) -> None:
    async with desk.store.transaction() as session:
        await plan(session, cast.customer, desk.clock.now().date())


async def test_visit_backs_come_in_anchored_cycles(desk: TestDesk, cast: Cast) -> None:
    """VIS-1: accepted on 31 January: 31 March, 30 April, 31 May …, on working days, each once."""
    await begin_cycle(desk, cast)
    await desk.forward(months=4)
    planned = [v.nominal for v in await visit_backs(desk)]
    assert planned[:4] == [date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31), date(2026, 6, 30)]
    invited = [v.invited_at.astimezone(SHANGHAI) for v in await visit_backs(desk) if v.invited_at]
    assert all(at.weekday() < 5 or at.date() == date(2026, 5, 9) for at in invited)
    assert invited[2].date() == date(2026, 6, 1)  # 31 May is a Sunday
    asked = [text for text in cast.wang.texts if "满意" in text]
    assert len(asked) >= 3


async def test_none_comes_after_the_service_period(desk: TestDesk, cast: Cast) -> None:
    """VIS-1: a contract that ends early, on whatever way, ends what was planned."""
    await begin_cycle(desk, cast)
    async with desk.store.transaction() as session:
        (await session.scalars(select(Contract))).one().ends_on = date(2026, 3, 15)
    await desk.forward(months=2)
    assert [v.invited_at for v in await visit_backs(desk)] == [None]
    assert not cast.wang.sees("满意")


async def test_a_changed_customer_moves_the_plan(desk: TestDesk, cast: Cast) -> None:
    """VIS-1: in use for over a year every three months; as a key customer monthly, from the same anchor."""
    old = await desk.customer("老客户", accepted=date(2024, 12, 31))
    await plan_for(desk, old.id)
    assert [v.nominal for v in await visit_backs(desk)] == [date(2026, 3, 31)]
    await desk.forward(months=1)
    await plan_for(desk, old.id)
    assert (await visit_backs(desk))[-1].nominal == date(2026, 6, 30)
    await plan_for(desk, old.id, category="key")
    assert (await visit_backs(desk))[-1].nominal == date(2026, 4, 30)


async def plan_for(desk: TestDesk, number: int, **changes: str) -> None:
    async with desk.store.transaction() as session:
        customer = await session.get_one(Customer, number)
        for name, value in changes.items():
            setattr(customer, name, value)
        await plan(session, customer, desk.clock.now().date())


async def test_a_survey_is_answered_with_buttons_and_words(desk: TestDesk, cast: Cast) -> None:
    """VIS-3: answered in the same chat."""
    await begin_cycle(desk, cast)
    await desk.forward(days=30)
    await cast.wang.presses("5 ⭐")
    await cast.wang.presses("是")
    await cast.wang.says("你们的工程师很耐心")
    answered = (await visit_backs(desk))[0]
    assert answered.answers == {"score": 5, "working": "yes", "words": "你们的工程师很耐心"}


async def test_a_bad_score_alerts_and_opens_a_ticket_at_once(desk: TestDesk, cast: Cast) -> None:
    """VIS-4: the quality supervisor hears at once, within the same conversation."""
    await begin_cycle(desk, cast)
    await desk.forward(days=30)
    await cast.wang.presses("1 ⭐")
    assert cast.sun.sees("🚨")
    assert (await desk.ticket()).contact_id == cast.wang.person_id
    await cast.wang.presses("否")
    await cast.wang.says("打电话没人接")
    assert cast.chen.sees("1")


async def test_unanswered_surveys_are_reminded_then_called(desk: TestDesk, cast: Cast) -> None:
    """VIS-3: one reminder, then a call task for the specialist on duty."""
    await begin_cycle(desk, cast)
    await desk.forward(days=29)
    asked = len(cast.wang.texts)
    await desk.forward(days=1)
    assert len(cast.wang.texts) == asked + 1
    await desk.forward(days=2)
    assert "☎️" in cast.chen.last
    await cast.chen.presses("已致电")
    await desk.forward(days=3)
    assert len(cast.wang.texts) == asked + 1


async def test_no_to_surveys_is_respected(desk: TestDesk, cast: Cast) -> None:
    """VIS-3: the person who says no is not asked again; somebody else of the customer is."""
    await begin_cycle(desk, cast)
    await desk.forward(days=30)
    await cast.wang.presses("🔕")
    said = len(cast.wang.texts)
    await desk.forward(months=2)
    assert len(cast.wang.texts) == said
    assert any("satisfied" in text for text in cast.emma.texts)


async def test_a_closed_ticket_is_followed_up(desk: TestDesk, cast: Cast) -> None:
    """VIS-2: once, a day later; not solved reopens it."""
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    await cast.chen.presses("已解决")
    await cast.chen.says("换了加密锁")
    await cast.wang.presses("已解决")
    await desk.forward(days=1)
    await cast.wang.presses("4 ⭐")
    await cast.wang.presses("5 ⭐")
    await cast.wang.presses("否")
    ticket = await desk.ticket()
    await cast.wang.presses("没有了")
    ticket = await desk.ticket()
    assert ticket.state is TicketState.REOPENED
    assert cast.sun.sees("K-1001")


async def test_a_week_without_the_process_skips_nothing(desk: TestDesk, cast: Cast) -> None:
    """Nothing is skipped because it is late, and nothing is sent twice."""
    await begin_cycle(desk, cast)
    desk.clock.at += timedelta(days=40)  # nobody was there to see it fall due
    await desk.settle()
    assert sum("满意" in text for text in cast.wang.texts) == 1
    await desk.settle()
    assert sum("满意" in text for text in cast.wang.texts) == 1


async def test_nobody_to_take_it_reaches_the_manager(desk: TestDesk) -> None:
    """HOT-1: a ticket that nobody can take is not left alone."""
    customer = await desk.customer()
    zhao = await desk.person("赵敏", Role.SERVICE_MANAGER)
    wang = await desk.person("王丽", Role.CONTACT, customer=customer, phone="+8613812345678")
    await a_ticket(wang)
    assert "K-1001" in zhao.last
    async with desk.store.reading() as session:
        assert (await session.get_one(Ticket, 1)).state is TicketState.NEW


async def _followed_up(desk: TestDesk, cast: Cast) -> None:
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    await cast.chen.presses("已解决")
    await cast.chen.says("换了加密锁")
    await cast.wang.presses("已解决")
    await desk.forward(days=1)


async def test_a_late_answer_that_it_is_not_solved_reopens_it(desk: TestDesk, cast: Cast) -> None:
    """VIS-2, VIS-3: after the reminder and the call task, as long as a ticket may be reopened at all (TIC-3)."""
    await _followed_up(desk, cast)
    await desk.forward(days=20)
    await cast.wang.says("4分")
    await cast.wang.presses("5 ⭐")
    await cast.wang.presses("否")
    ticket = await desk.ticket()
    assert (ticket.id, ticket.state) == (1, TicketState.REOPENED)
    assert cast.chen.sees("K-1001")


async def test_an_answer_that_is_too_late_to_reopen_it_opens_another(desk: TestDesk, cast: Cast) -> None:
    """VIS-4, TIC-3: what was closed long ago stays closed; the trouble is heard all the same."""
    await _followed_up(desk, cast)
    await desk.forward(days=41)  # a working day: the person who keeps complaints is there
    await cast.wang.says("4分")
    await cast.wang.presses("5 ⭐")
    await cast.wang.presses("否")
    ticket = await desk.ticket()
    assert ticket.id == 2
    assert ticket.is_open
    assert cast.sun.sees("K-1002")
