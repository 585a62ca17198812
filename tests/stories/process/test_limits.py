"""Limits per person and hour: told kindly and once, nothing of somebody on file is lost, and staff have none."""

from sqlalchemy import func, select

from bot import health_checks
from bot.incoming.inbox import WAITING, Incoming
from desk import policies
from desk.hotline.messages import TicketMessage
from desk.people import Person
from desk.sla.emergencies import Emergency
from desk.ticket import Ticket
from tests.fakes.desk import Actor, TestDesk
from tests.stories.cast import Cast, a_ticket, cast, describes

__all__ = ["cast"]


async def _limit(desk: TestDesk, policy: policies.Policy[int], most: int) -> None:
    async with desk.store.transaction() as session:
        await policies.change(session, policy.key, str(most), desk.clock.now())


def _told(actor: Actor, words: str) -> int:
    return len([text for text in actor.texts if words in text])


async def _words(desk: TestDesk) -> list[str]:
    async with desk.store.reading() as session:
        return list(await session.scalars(select(TicketMessage.text).order_by(TicketMessage.id)))


async def _count(desk: TestDesk, table: type) -> int:
    async with desk.store.reading() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def test_what_is_too_much_waits_for_the_next_hour(desk: TestDesk, cast: Cast) -> None:
    """In their order, told once; 陈晓 is not held up by what 王丽 writes, nor limited herself."""
    await _limit(desk, policies.MESSAGES_AN_HOUR, 6)
    await a_ticket(cast.wang)
    lines = [f"第{n}次重启还是红灯" for n in range(8)]
    for line in lines:
        await cast.wang.says(line)
    assert _told(cast.wang, "都已收好") == 1
    assert "11:00" in next(text for text in cast.wang.texts if "都已收好" in text)
    assert lines[-1] not in await _words(desk)
    for n in range(9):
        await cast.chen.says(f"/find {n}")
    assert _told(cast.chen, "都已收好") == 0
    await desk.forward(minutes=61)
    heard = [words for words in await _words(desk) if words in lines]
    assert heard == lines[: len(heard)]
    await desk.forward(hours=2)
    assert [words for words in await _words(desk) if words in lines] == lines


async def test_a_stranger_is_told_and_goes_on_later(desk: TestDesk, cast: Cast) -> None:
    """What somebody nobody knows wrote beyond is not read: it would fill the desk. In English."""
    await _limit(desk, policies.MESSAGES_AN_HOUR, 3)
    guest = desk.stranger("Guest", language="en")
    for number in range(6):
        await guest.says(f"hello {number}")
    assert _told(guest, "cannot read more of it now. Please go on at 11:00") == 1
    await desk.forward(minutes=61)
    assert "hello 5" not in await _words(desk)
    await guest.says("the dongle is red")
    assert "the dongle is red" in await _words(desk)


async def test_an_emergency_is_heard_beyond_the_limit(desk: TestDesk, cast: Cast) -> None:
    """SLA-4: by words or by the button, to the whole group; what is not urgent waits, in its order, and holds up nothing."""
    await _limit(desk, policies.MESSAGES_AN_HOUR, 6)
    await a_ticket(cast.wang)
    lines = [f"第{n}次重启还是红灯" for n in range(5)]
    for line in lines:
        await cast.wang.says(line)
    assert _told(cast.wang, "都已收好") == 1
    assert lines[-1] not in await _words(desk)
    await cast.wang.presses("系统瘫痪")
    await cast.wang.says("所有人都登不进去了")
    await cast.wang.presses("提交")
    assert await _count(desk, Emergency) == 1
    assert cast.zhao.sees("所有人都登不进去了")
    await desk.forward(minutes=20)
    async with desk.store.reading() as session:
        assert "inbox" not in await health_checks.found(session, None, desk.clock.now())
    await desk.forward(minutes=50)
    heard = [words for words in await _words(desk) if words in lines]
    assert heard == lines


async def test_words_of_an_emergency_are_heard_beyond_the_limit_and_have_an_end(
    desk: TestDesk, cast: Cast
) -> None:
    """In English; a stranger's are not, and nobody writes for ever by saying so."""
    await _limit(desk, policies.MESSAGES_AN_HOUR, 2)
    await _limit(desk, policies.URGENT_AN_HOUR, 4)
    guest = desk.stranger("Guest", language="en")
    for actor in (cast.emma, guest):
        for number in range(4):
            await actor.says(f"/help {number}")
        for number in range(6):
            await actor.says(f"The whole system is down, nobody can work {number}")
    said = [words for words in await _words(desk) if "nobody can work" in words]
    assert len(said) == 4
    assert _told(cast.emma, "If nobody at your place can work, tell me now") == 1


async def test_an_emergency_has_a_ticket_of_its_own(desk: TestDesk, cast: Cast) -> None:
    """Beyond the tickets of an hour, once: the next one goes to those who are at it (SLA-4)."""
    await _limit(desk, policies.TICKETS_AN_HOUR, 2)
    await a_ticket(cast.wang)
    for words in ("仓库门口的扫码枪充不进电", "服务器宕机，所有人都登不上", "全公司都用不了"):
        await describes(cast.wang, words)
        await cast.wang.presses("新问题")
        if any("都不是" in label for label in cast.wang.buttons):
            await cast.wang.presses("都不是")
        if any("工作照常" in label for label in cast.wang.buttons):
            await cast.wang.presses("工作照常")
        await cast.wang.presses("提交")
    assert (await _count(desk, Ticket), await _count(desk, Emergency)) == (3, 1)
    assert _told(cast.wang, "已并入 K-1003") == 1
    assert cast.chen.sees("全公司都用不了")


async def test_a_ticket_too_many_is_added_to_the_open_one(desk: TestDesk, cast: Cast) -> None:
    await _limit(desk, policies.TICKETS_AN_HOUR, 2)
    await a_ticket(cast.wang)
    for words in ("服务器机房的空调一直滴水怎么办", "仓库门口的扫码枪充不进电"):
        await describes(cast.wang, words)
        await cast.wang.presses("新问题")
        if any("都不是" in button for button in cast.wang.buttons):
            await cast.wang.presses("都不是")
        await cast.wang.presses("工作照常")
        await cast.wang.presses("提交")
    assert await _count(desk, Ticket) == 2
    assert _told(cast.wang, "已并入 K-1002") == 1
    assert cast.chen.sees("仓库门口的扫码枪充不进电")


async def test_a_complaint_too_many_is_added_to_the_open_one(desk: TestDesk, cast: Cast) -> None:
    await _limit(desk, policies.COMPLAINTS_AN_HOUR, 2)
    for words in ("上门的人迟到了三个小时", "电话里态度很差", "说好的回电一直没有来"):
        await cast.wang.says("我要投诉")
        await cast.wang.says(words)
    assert await _count(desk, Ticket) == 2
    assert _told(cast.wang, "已并入") == 1
    assert cast.sun.sees("说好的回电一直没有来")


async def test_strangers_call_the_group_together_only_so_often(desk: TestDesk, cast: Cast) -> None:
    """Beyond it, those on duty look at it first, and may call it an emergency themselves; people on file are never held back (SLA-4)."""
    await _limit(desk, policies.EMERGENCIES_AN_HOUR, 1)
    for name in ("甲", "乙"):
        await _reports_at_a_standstill(desk.stranger(name))
    assert await _count(desk, Emergency) == 1
    await cast.chen.presses("故障级别")
    await cast.chen.presses("1 · 系统瘫痪")
    assert await _count(desk, Emergency) == 2
    await a_ticket(cast.wang, effect="系统瘫痪")
    assert await _count(desk, Emergency) == 3


async def _reports_at_a_standstill(guest: Actor) -> None:
    await describes(guest)
    for answer in ("星河", "系统瘫痪"):
        await guest.presses(answer)
    for answer in ("某公司", "13900001111"):
        await guest.says(answer)
    await guest.presses("提交")


async def test_files_too_many_are_fetched_in_the_next_hour(desk: TestDesk, cast: Cast) -> None:
    await _limit(desk, policies.FILES_AN_HOUR, 2)
    await a_ticket(cast.wang)
    for _number in range(4):
        await cast.wang.does("sends_photo", caption="红灯")
    assert _told(cast.wang, "文件有点多") == 1


async def test_staff_have_no_limits(desk: TestDesk, cast: Cast) -> None:
    for policy in (policies.MESSAGES_AN_HOUR, policies.FILES_AN_HOUR):
        await _limit(desk, policy, 2)
    for number in range(5):
        await cast.chen.says(f"/find {number}")
    assert _told(cast.chen, "一小时") == 0


async def test_who_has_left_floods_nothing(desk: TestDesk, cast: Cast) -> None:
    """Former staff have a limit as anybody nobody knows, and nothing of theirs waits to be read."""
    await _limit(desk, policies.MESSAGES_AN_HOUR, 3)
    async with desk.store.transaction() as session:
        (await session.get_one(Person, cast.chen.person_id)).active = False
    for number in range(8):
        await cast.chen.says(f"/find {number}")
    assert _told(cast.chen, "没有访问权限") == 3
    async with desk.store.reading() as session:
        waiting = select(func.count()).where(Incoming.state == WAITING)
        assert await session.scalar(waiting) == 0
