"""Known incidents: many like reports in a short time are one problem; its reporters hear once, and when it is fixed."""

from collections.abc import Sequence

import pytest
from sqlalchemy import func, select

from desk.people import Role
from desk.sla.clocks import Clock, ClockKind
from desk.ticket import TicketState
from tests.fakes.desk import Actor, TestDesk
from tests.stories.cast import Cast, a_ticket, cast
from tests.stories.sla.test_deadlines import policy

__all__ = ["cast"]
WORDS = (
    "加密锁红灯亮，打不开账套",
    "打不开账套，加密锁亮红灯",
    "加密锁亮红灯，账套打不开了",
    "账套打不开，加密锁红灯亮着",
)


@pytest.fixture
async def reporters(desk: TestDesk, cast: Cast) -> list[Actor]:
    """Of four customers; three are enough here."""
    others = []
    for n in range(3):
        customer = await desk.customer(f"客户{n}")
        others.append(
            await desk.person(f"联系人{n}", Role.CONTACT, customer=customer, phone=f"+861381234570{n}")
        )
    await policy(desk, "incident.reports", "3")
    return [cast.wang, *others]


async def report(reporters: list[Actor], first: int, last: int) -> None:
    for n in range(first, last):
        await a_ticket(reporters[n], WORDS[n])


def told(actor: Actor) -> int:
    return sum("其他客户也报告了" in text for text in actor.texts)


async def test_many_like_reports_become_one_problem_that_is_fixed_once(
    desk: TestDesk, cast: Cast, reporters: list[Actor]
) -> None:
    """Its reporters are told once, and told when it is fixed; those who work on it have one card, not four."""
    await report(reporters, 0, 2)
    assert [told(reporter) for reporter in reporters] == [0, 0, 0, 0]
    await report(reporters, 2, 4)
    assert [told(reporter) for reporter in reporters] == [1, 1, 1, 1]
    assert "🧩 已知故障 M-1001" in cast.zhao.last
    assert "4 个报告" in cast.zhao.last
    cards = [text for text in cast.chen.texts if "K-1003" in text or "K-1004" in text]
    assert not [text for text in cards if "🧩 已知故障 M" not in text]
    assert {ticket.assignee_id for ticket in await desk.tickets()} == {cast.chen.person_id}
    await cast.zhao.presses("全部解决")
    await cast.zhao.says("服务器已恢复，请重新登录")
    assert all(reporter.sees("服务器已恢复") for reporter in reporters)
    assert {ticket.state for ticket in await desk.tickets()} == {TicketState.RESOLVED}
    await reporters[3].presses("已解决")
    assert (await desk.tickets())[3].state is TicketState.CLOSED
    assert [told(reporter) for reporter in reporters] == [1, 1, 1, 1]  # once, all the time


async def test_an_outage_is_one_alert_and_not_a_hundred(
    desk: TestDesk, cast: Cast, reporters: list[Actor]
) -> None:
    """SLA-3: the first report keeps its promises; the person who has it is reminded until it is fixed."""
    await report(reporters, 0, 4)
    await desk.forward(minutes=40)
    assert sum("🚨 首次响应" in text for text in cast.zhao.texts) == 2  # of K-1001, and said again
    cards = sum("🧩 已知故障 M" in text for text in cast.zhao.texts)
    await desk.forward(minutes=20)
    assert sum("🧩 已知故障 M" in text for text in cast.zhao.texts) == cards + 1
    async with desk.store.reading() as session:
        open_clocks = select(func.count()).where(Clock.ticket_id > 1, Clock.ended_at.is_(None))
        assert await session.scalar(open_clocks) == 0


async def test_one_customer_asking_often_is_no_incident(
    desk: TestDesk, cast: Cast, reporters: list[Actor]
) -> None:
    hua = await desk.person("华英", Role.CONTACT, customer=cast.customer, phone="+8613812345672")
    await a_ticket(cast.wang, WORDS[0])
    await a_ticket(hua, WORDS[1])
    await a_ticket(reporters[1], WORDS[2])
    assert [ticket.incident_id for ticket in await desk.tickets()] == [None, None, None]


async def test_neither_other_words_nor_long_ago_count(
    desk: TestDesk, cast: Cast, reporters: list[Actor]
) -> None:
    await report(reporters, 0, 1)
    await a_ticket(reporters[1], "服务器机房的空调一直滴水怎么办")
    await desk.forward(minutes=31)
    await report(reporters, 2, 4)
    assert [ticket.incident_id for ticket in await desk.tickets()] == [None] * 4


async def test_what_is_something_else_gets_its_own_promise(
    desk: TestDesk, cast: Cast, reporters: list[Actor]
) -> None:
    await report(reporters, 0, 3)
    await cast.chen.says("/tickets")
    await cast.chen.presses("K-1003")
    assert "M-1001" in cast.chen.last
    await cast.chen.presses("另一个问题")
    parted = (await desk.tickets())[2]
    assert (parted.incident_id, parted.promised_at is not None) == (None, True)
    assert "单独" in reporters[2].last
    assert "2 个报告" in next(text for text in reversed(cast.zhao.texts) if "🧩 已知故障 M" in text)


async def test_who_takes_a_report_promises_no_solution_for_it_alone(
    desk: TestDesk, cast: Cast, reporters: list[Actor]
) -> None:
    """SLA-1: its solution is the first one's; what is taken out of the incident has its own promise again."""
    await report(reporters, 0, 3)
    await _shown(cast.chen, "K-1003")
    await cast.chen.presses("接单")
    assert await _promised(desk, 3) == set()
    await _shown(cast.chen, "K-1001")
    await cast.chen.presses("接单")
    assert await _promised(desk, 1) == {ClockKind.CALL_BACK, ClockKind.RESOLUTION}
    await _shown(cast.chen, "K-1003")
    await cast.chen.presses("另一个问题")
    assert await _promised(desk, 3) == {ClockKind.CALL_BACK, ClockKind.RESOLUTION}


async def test_what_is_fixed_for_all_counts_as_one_promise_kept(
    desk: TestDesk, cast: Cast, reporters: list[Actor]
) -> None:
    await report(reporters, 0, 3)
    await cast.zhao.presses("全部解决")
    await cast.zhao.says("服务器已恢复，请重新登录")
    async with desk.store.reading() as session:
        kept = select(Clock.ticket_id).where(Clock.kind == ClockKind.RESOLUTION, Clock.met)
        assert list(await session.scalars(kept)) == [1]


async def _shown(actor: Actor, number: str) -> None:
    await actor.says("/tickets")
    await actor.presses(number)


async def _promised(desk: TestDesk, number: int) -> set[ClockKind]:
    """Of this ticket, and not over."""
    async with desk.store.reading() as session:
        running = select(Clock.kind).where(Clock.ticket_id == number, Clock.ended_at.is_(None))
        return set(await session.scalars(running))


FIVE = (
    ("系统登不上去了", "zh"),
    ("登录页面一直转圈进不去", "zh"),
    ("cannot log in to the system", "en"),
    ("软件登录不了", "zh"),
    ("nobody in our office can sign in", "en"),
)


async def reports_it(actor: Actor, words: str, labels: Sequence[str]) -> None:
    """To a filed ticket, whatever the base offers."""
    await actor.says(words)
    while not any(labels[-1] in shown for shown in actor.buttons):
        await actor.presses(next(label for label in labels if any(label in shown for shown in actor.buttons)))
    await actor.presses(labels[-1])


LABELS = {
    "zh": ("都不是", "❌", "重要功能", "提交"),
    "en": ("None of these", "❌", "important", "file it"),
}


async def test_five_wordings_of_one_trouble_in_two_languages_are_one(desk: TestDesk, cast: Cast) -> None:
    """By the search's sense, and by what was offered and declined; another trouble stays out."""
    for n, (words, language) in enumerate(FIVE):
        customer = await desk.customer(f"公司{n}")
        actor = await desk.person(
            f"人{n}", Role.CONTACT, customer=customer, language=language, phone=f"+861381234580{n}"
        )
        await reports_it(actor, words, LABELS[language])
        await desk.forward(seconds=20)
    await a_ticket(cast.wang, "服务器机房的空调一直滴水怎么办")
    *five, other = await desk.tickets()
    assert {ticket.incident_id for ticket in five} == {1}
    assert other.incident_id is None
    assert "5 个报告" in next(text for text in reversed(cast.zhao.texts) if "🧩 已知故障 M" in text)


async def test_staff_open_an_incident_and_add_to_it_in_one_tap(desk: TestDesk, cast: Cast) -> None:
    """Before there are enough reports; what is fixed is fixed for all."""
    emma = cast.emma
    await a_ticket(cast.wang)
    await cast.chen.presses("更多")
    await cast.chen.presses("🧩 别的客户也有")
    assert (await desk.tickets())[0].incident_id == 1
    assert told(cast.wang) == 0
    await reports_it(emma, "The air conditioner of the server room drips", LABELS["en"])
    await cast.chen.says("/tickets")
    await cast.chen.presses("K-1002")
    await cast.chen.presses("更多")
    await cast.chen.presses("🧩 属于 M-1001")
    assert (await desk.tickets())[1].incident_id == 1
    assert emma.sees("Others report the same just now")
    await cast.zhao.presses("全部解决")
    await cast.zhao.says("已恢复")
    assert {ticket.state for ticket in await desk.tickets()} == {TicketState.RESOLVED}


LIKE = ("采购订单保存不了", "采购订单审核不了", "采购订单作废不了")


async def test_what_may_be_the_same_is_only_proposed(
    desk: TestDesk, cast: Cast, reporters: list[Actor]
) -> None:
    """False friends keep their own promises; the manager is asked, and one tap makes them one."""
    await policy(desk, "incident.reports", "2")
    for n in range(2):
        await a_ticket(reporters[n], LIKE[n])
    assert [(each.incident_id, each.due_at is not None) for each in await desk.tickets()] == [
        (None, True)
    ] * 2
    assert told(reporters[0]) == 0
    assert "是多个客户的同一故障吗" in cast.zhao.last
    assert LIKE[0] in cast.zhao.last
    await cast.chen.presses("接单")  # it moves on meanwhile
    await cast.zhao.presses("🧩 是，立为已知故障")
    assert {each.incident_id for each in await desk.tickets()} == {1}
    await a_ticket(reporters[2], LIKE[2])
    assert (await desk.tickets())[2].incident_id is None
    await cast.zhao.presses("🧩 是，属于 M-1001")
    assert (await desk.tickets())[2].incident_id == 1
    assert told(reporters[2]) == 1


async def test_ten_untouched_tickets_of_one_incident_are_one_alert(
    desk: TestDesk, cast: Cast, reporters: list[Actor]
) -> None:
    """HOT-2, SLA-3: nobody has taken any of them; the manager hears of the first."""
    await report(reporters, 0, 4)
    await desk.forward(minutes=35)
    assert sum("📵" in text for text in cast.zhao.texts) == 1
    assert sum("🚨" in text for text in cast.zhao.texts) == 1
