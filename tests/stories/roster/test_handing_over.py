"""Hand-over at the end of a shift or before a leave: open tickets go on with a colleague who is there (HOT-1, HOT-6, HOT-7)."""

from datetime import timedelta

from sqlalchemy import select

from desk.dispatch.appointments import Appointment
from desk.people import Account, Person, Role
from desk.roster import handover_checks, leave
from desk.roster.shifts import Shift
from desk.ticket import Ticket, TicketState
from tests.fakes.desk import Actor, TestDesk
from tests.stories.cast import Cast, a_ticket, a_visit, cast, describes
from tests.stories.customers.test_identity import invite
from tests.stories.roster.test_roster import a_roster, at

__all__ = ["cast"]


async def until(desk: TestDesk, text: str) -> None:
    await desk.forward(seconds=int((at(text) - desk.clock.at).total_seconds()))


async def not_joined(desk: TestDesk, name: str, *roles: Role, **more: object) -> int:
    """On file, and never in the chat."""
    async with desk.store.transaction() as session:
        person = Person(name=name, created_at=desk.clock.now(), **more)
        person.give(*roles)
        session.add(person)
        await session.flush()
        return person.id


async def two_shifts(desk: TestDesk, cast: Cast) -> Actor:
    """陈晓 until 14:00, then Zoe, who reads English."""
    zoe = await desk.person("Zoe", Role.SPECIALIST, language="en")
    await a_roster(desk, (cast.chen, "03-02 08:30", "03-02 14:00"), (zoe, "03-02 14:00", "03-02 22:00"))
    await desk.settle()
    return zoe


async def test_a_shift_that_ends_hands_over_all_that_is_open(desk: TestDesk, cast: Cast) -> None:
    """HOT-6, HOT-7: the assignee moves, the owner and the state stay; one message each way; the customer hears who it is."""
    zoe = await two_shifts(desk, cast)
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    await cast.chen.presses("挂起")
    await cast.chen.presses("客户")
    await cast.chen.says("请把日志发给我")
    await cast.emma.says("The air conditioner of the server room drips")
    for label in ("None of these", "important", "file it"):
        await cast.emma.presses(label)
    await cast.chen.presses("接单")
    await until(desk, "03-02 13:59")
    assert not zoe.sees("K-1001")
    await until(desk, "03-02 14:00")
    first, second = await desk.tickets()
    assert (first.assignee_id, first.owner_id, first.state) == (
        zoe.person_id,
        cast.chen.person_id,
        TicketState.WAITING_CUSTOMER,
    )
    assert (second.assignee_id, second.owner_id, second.state) == (
        zoe.person_id,
        cast.chen.person_id,
        TicketState.IN_PROGRESS,
    )
    assert sum("You go on for 陈晓" in text for text in zoe.texts) == 1
    assert "K-1001" in zoe.last
    assert "K-1002" in zoe.last
    assert cast.chen.sees("Zoe 会接着处理您手上的：K-1001")
    assert cast.emma.sees("Zoe goes on with it")
    assert not cast.wang.sees("Zoe")  # it waits for her, and she need not know
    await zoe.presses("K-1002")
    await zoe.presses("Answer")
    await zoe.says("Please look at the drain")
    assert cast.emma.sees("Please look at the drain")


async def test_a_running_chat_is_finished_first(desk: TestDesk, cast: Cast) -> None:
    """HOT-10: nobody is taken out of the middle of a talk."""
    zoe = await two_shifts(desk, cast)
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    await until(desk, "03-02 13:50")
    await cast.chen.presses("💬 回复")
    await cast.chen.says("请拍一张加密锁的照片")
    await cast.wang.does("sends_photo")
    await until(desk, "03-02 14:10")
    assert (await desk.ticket()).assignee_id == cast.chen.person_id
    await until(desk, "03-02 14:21")
    assert (await desk.ticket()).assignee_id == zoe.person_id


async def test_an_emergency_calls_those_whose_duty_begins(desk: TestDesk, cast: Cast) -> None:
    """SLA-4: and its card comes on its own."""
    zoe = await two_shifts(desk, cast)
    await until(desk, "03-02 13:55")
    await describes(cast.wang, "整个系统打不开了，全公司停工")
    await cast.wang.presses("提交")
    assert not zoe.sees("K-1001")
    await until(desk, "03-02 14:00")
    assert zoe.sees("🆘 Emergency · K-1001")
    assert (await desk.ticket()).assignee_id == zoe.person_id


async def test_with_nobody_on_duty_the_next_shift_goes_on_and_the_customer_is_told(
    desk: TestDesk, cast: Cast
) -> None:
    zoe = await desk.person("Zoe", Role.SPECIALIST, language="en")
    await a_roster(desk, (cast.chen, "03-02 08:30", "03-02 14:00"), (zoe, "03-03 08:30", "03-03 22:00"))
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    await until(desk, "03-02 14:00")
    assert (await desk.ticket()).assignee_id == cast.chen.person_id
    told = "本班已经结束。明天 08:30 起由同事接着处理"
    assert cast.wang.sees(told)
    await until(desk, "03-03 08:29")
    assert not zoe.sees("K-1001")
    await until(desk, "03-03 08:30")
    assert (await desk.ticket()).assignee_id == zoe.person_id
    assert zoe.sees("You go on for 陈晓")
    assert sum("本班已经结束" in text for text in cast.wang.texts) <= 1


async def test_a_leave_that_begins_hands_over_and_who_asked_or_sent_them_hears(
    desk: TestDesk, cast: Cast
) -> None:
    """HOT-1: the order goes back to the manager's eyes; the ticket to the person who is on duty."""
    await a_visit(cast)
    zoe = await desk.person("Zoe", Role.SPECIALIST, language="en")
    await a_roster(desk, (cast.chen, "03-02 08:30", "03-05 22:00"), (zoe, "03-02 08:30", "03-05 22:00"))
    await desk.settle()
    async with desk.store.transaction() as session:
        for actor in (cast.chen, cast.li):
            person = await session.get_one(Person, actor.person_id)
            start = desk.clock.now() + timedelta(hours=1)
            await leave.grant(session, person, start, start + timedelta(days=2), desk.clock.now())
    await desk.forward(minutes=59)
    assert (await desk.ticket()).assignee_id == cast.chen.person_id
    await desk.forward(minutes=2)
    assert (await desk.ticket()).assignee_id == zoe.person_id
    assert sum("李强暂时不在" in text for text in cast.zhao.texts) == 1
    await desk.forward(hours=5)
    assert sum("李强暂时不在" in text for text in cast.zhao.texts) <= 1


async def test_who_leaves_leaves_nothing_behind(desk: TestDesk, cast: Cast) -> None:
    """CUS-8, HOT-6: what they owned has a new owner, too; and at once, also in the middle of a chat."""
    zoe = await two_shifts(desk, cast)
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    await until(desk, "03-02 13:58")
    await cast.chen.presses("💬 回复")
    await cast.chen.says("请拍一张加密锁的照片")
    await until(desk, "03-02 14:05")
    assert (await desk.ticket()).assignee_id == cast.chen.person_id
    async with desk.store.transaction() as session:
        (await session.get_one(Person, cast.chen.person_id)).active = False
        await handover_checks.again(session, desk.clock.now())
    await desk.settle()
    ticket = await desk.ticket()
    assert (ticket.assignee_id, ticket.owner_id) == (zoe.person_id, zoe.person_id)


async def test_nothing_is_given_to_who_has_not_joined_and_their_cards_come_when_they_do(
    desk: TestDesk, cast: Cast
) -> None:
    """A ticket, a visit and a question all need somebody who can read them."""
    new = await not_joined(desk, "新来的", Role.SPECIALIST, products=["NE"])
    far = await not_joined(desk, "远方", Role.ENGINEER, products=["NE"])
    async with desk.store.transaction() as session:
        for person, order in (
            (await session.get_one(Person, new), 1),
            (await session.get_one(Person, far), 2),
        ):
            session.add(
                Shift(person_id=person.id, starts_at=at(f"03-0{order} 08:30"), ends_at=at("03-20 22:00"))
            )
    await a_ticket(cast.wang)
    assert (await desk.ticket()).assignee_id == cast.chen.person_id
    await cast.chen.presses("接单")
    await cast.chen.presses("转交")
    assert not any("新来的" in button or "远方" in button for button in cast.chen.buttons)
    async with desk.store.transaction() as session:
        (await session.get_one(Ticket, 1)).assignee_id = new  # as an earlier version could have it
    user = desk.stranger("New")
    await user.says(f"/start {await invite(desk, new)}")
    assert user.sees("K-1001")
    async with desk.store.reading() as session:
        assert await session.scalar(select(Account.id).where(Account.person_id == new))


async def test_a_visit_after_the_leave_alarms_nobody(desk: TestDesk, cast: Cast) -> None:
    """DIS-3, HOT-1: they are back before it begins; one within the leave is the manager's to look at."""
    await a_visit(cast)
    await cast.li.presses("✅ 接单")
    await cast.wang.presses("3月")
    now = desk.clock.now()
    async with desk.store.transaction() as session:
        agreed = (await session.scalars(select(Appointment))).one()
        agreed.starts_at, agreed.ends_at = now + timedelta(days=2), now + timedelta(days=2, hours=2)
        person = await session.get_one(Person, cast.li.person_id)
        await leave.grant(session, person, now + timedelta(hours=1), now + timedelta(days=1), now)
    await desk.forward(hours=2)
    assert not cast.zhao.sees("李强暂时不在")
    async with desk.store.transaction() as session:
        person = await session.get_one(Person, cast.li.person_id)
        await leave.grant(session, person, now + timedelta(days=1, hours=4), now + timedelta(days=3), now)
    await desk.forward(days=1, hours=3)
    assert cast.zhao.sees("李强暂时不在")
