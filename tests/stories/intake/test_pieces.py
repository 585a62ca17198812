"""People write in pieces: what is no question yet waits a few seconds for the rest, and all of it is one message (INT-1, INT-6)."""

import pytest
from sqlalchemy import select

from desk import policies
from desk.hotline.messages import TicketMessage
from handlers.chat.incoming import Said
from handlers.intake import pieces
from kb.base.outcomes import Outcome
from tests.fakes.desk import MONDAY, Actor, TestDesk
from tests.stories.cast import Cast, cast

__all__ = ["cast"]


@pytest.fixture(autouse=True)
def four_seconds(nothing_waits: None) -> None:
    object.__setattr__(policies.PIECES_WAIT, "default", "4")


async def on_ticket(desk: TestDesk) -> list[str]:
    """What was said, as it stands on the newest ticket."""
    ticket = await desk.ticket()
    async with desk.store.reading() as session:
        query = select(TicketMessage.text).where(TicketMessage.ticket_id == ticket.id)
        return list(await session.scalars(query.order_by(TicketMessage.id)))


def silent(customer: Actor, before: int) -> bool:
    return len(customer.texts) == before


async def test_a_burst_is_one_turn(desk: TestDesk, cast: Cast) -> None:
    """INT-1, INT-6: each piece waits for the next; then all of it is one problem, and all of it is on the ticket."""
    await cast.emma.says("hi")
    before = len(cast.emma.texts)
    await desk.forward(seconds=2)
    await cast.emma.says("the dongle")
    await desk.forward(seconds=3)
    await cast.emma.does("sends_photo", data=b"screen")
    assert silent(cast.emma, before)
    await desk.forward(seconds=3)
    await cast.emma.says("again!!")
    assert silent(cast.emma, before)
    await desk.forward(seconds=4)
    assert len(cast.emma.texts) > before
    await cast.emma.presses("Work goes on")
    await cast.emma.presses("file")
    assert (await desk.ticket()).description == "the dongle"  # what the others add is no word of the problem
    assert await on_ticket(desk) == ["hi", "the dongle", "", "again!!"]


async def test_the_process_ends_in_between(desk: TestDesk, cast: Cast) -> None:
    """INT-6: what waits is a row; another process answers it at its time, and once."""
    await cast.wang.says("你好")
    before = len(cast.wang.texts)
    desk.restart()
    await desk.forward(seconds=3)
    assert silent(cast.wang, before)
    desk.restart()
    await desk.forward(seconds=1)
    assert "你好，王丽" in cast.wang.last or "您好，王丽" in cast.wang.last
    after = len(cast.wang.texts)
    await desk.forward(minutes=1)
    assert silent(cast.wang, after)


async def test_a_whole_question_is_answered_at_once_with_what_came_before(desk: TestDesk, cast: Cast) -> None:
    """INT-1: no second is lost, and the answer comes once."""
    await cast.wang.says("在吗")
    await cast.wang.says("打印机")
    await cast.wang.says("凭证打印不全,右边切掉了")
    assert "纸张选A5并保存" in cast.wang.last
    before = len(cast.wang.texts)
    await desk.forward(seconds=10)
    assert silent(cast.wang, before)
    await cast.wang.presses("没有解决")
    await cast.wang.presses("工作照常")
    await cast.wang.presses("提交")
    assert await on_ticket(desk) == ["在吗", "打印机", "凭证打印不全,右边切掉了"]


async def test_what_follows_changes_the_answer(desk: TestDesk, cast: Cast) -> None:
    """INT-1, KB-2: more words within the time are a part of the question; the offer changes, and asks once."""
    await cast.wang.says("登不上系统")
    assert "用手机重置密码" in cast.wang.last
    await desk.forward(seconds=2)
    await cast.wang.says("打印凭证时内容超出纸张")
    assert "打印凭证时内容超出纸张" in cast.wang.last
    assert not cast.wang.sees("用手机重置密码")
    before = len(cast.wang.texts)
    await cast.wang.does("sends_photo", data=b"screen")
    await cast.wang.says("？？")
    assert silent(cast.wang, before)
    async with desk.store.reading() as session:
        asked = list(await session.scalars(select(Outcome.text).where(Outcome.result == "asked")))
    assert asked == ["登不上系统\n打印凭证时内容超出纸张"]
    await cast.wang.presses("都不是" if any("都不是" in each for each in cast.wang.buttons) else "没有解决")
    while "工作照常" not in "".join(cast.wang.buttons):
        await cast.wang.presses("都不是")
    await cast.wang.presses("工作照常")
    await cast.wang.presses("提交")
    assert await on_ticket(desk) == ["登不上系统", "打印凭证时内容超出纸张", "", "？？"]


async def test_an_answer_in_time_is_an_answer(desk: TestDesk, cast: Cast) -> None:
    """KB-2: yes, no and what stands on a button answer, however fast; after the time so does all else."""
    await cast.wang.says("凭证打印不全,右边切掉了")
    await cast.wang.says("可以了")
    assert "随时" in cast.wang.last
    await cast.emma.says("the right side of the voucher is cut off")
    await desk.forward(seconds=5)
    await cast.emma.says("the printer is new")
    assert "work" in cast.emma.last


async def test_a_person_is_granted_at_once(desk: TestDesk, cast: Cast) -> None:
    """INT-9: a wish waits for nothing, and what was begun goes along."""
    await cast.emma.says("hello")
    await cast.emma.says("I want to talk to a human")
    assert "A person will take over" in cast.emma.last
    await cast.emma.presses("Just call me")
    assert await on_ticket(desk) == ["hello", "I want to talk to a human"]


async def test_nothing_waits_where_something_is_asked_or_open(desk: TestDesk, cast: Cast) -> None:
    """HOT-10, INT-1: an answer is an answer, and with an open ticket a greeting shows it at once."""
    await cast.wang.says("凭证打印不全,右边切掉了")
    await cast.wang.presses("没有解决")
    await cast.wang.says("工作照常")
    assert "对吗" in cast.wang.last
    await cast.wang.presses("提交")
    await cast.wang.says("你好")
    assert "K-1001" in cast.wang.last


@pytest.mark.parametrize(
    ("words", "waits"),
    [
        ("hi", True), ("你好", True), ("打印机", True), ("the printer", True), ("again!!", True), ("急！！", True), ("打不开", True),
        ("E1001", False), ("登录不了", False), ("how do I print", False), ("printer broken", False), ("谢谢", False), ("人工", False),
        ("yes", False), ("怎么导出报表", False), ("the right side of the voucher is cut off", False),
    ],
)  # fmt: skip
def test_what_waits(words: str, waits: bool) -> None:
    """INT-1: fragments only."""
    assert pieces.is_fragment(Said(MONDAY, text=words)) is waits
