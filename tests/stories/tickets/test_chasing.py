"""A ticket that waits for its customer is chased, and never closed in silence (INT-13)."""

from desk.ticket import TicketState
from tests.fakes.desk import TestDesk
from tests.stories.cast import Cast, a_ticket, cast

__all__ = ["cast"]


async def test_the_customer_is_reminded_then_called_and_never_closed(desk: TestDesk, cast: Cast) -> None:
    """INT-13: what is needed and how to send it; two reminders, then a call task each day; an answer ends it."""
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    await cast.chen.presses("挂起")
    await cast.chen.presses("客户")
    assert "需要对方提供什么" in cast.chen.last
    await cast.chen.says("加密锁的照片")
    assert "加密锁的照片" in cast.wang.last
    assert "截图发图片" in cast.wang.last
    await desk.forward(days=1)
    assert cast.wang.sees("还需要您提供：加密锁的照片")
    reminded = len([text for text in cast.wang.texts if "还需要您提供" in text])
    await desk.forward(days=2)
    assert not cast.chen.sees("还没有回复")
    await desk.forward(days=1)
    assert cast.chen.sees("王丽 还没有回复，请致电：+8613812345678") or cast.chen.sees(
        "王丽还没有回复，请致电：+8613812345678"
    )
    await desk.forward(days=30)
    ticket = await desk.ticket()
    assert (ticket.state, ticket.closed_at, reminded) == (TicketState.WAITING_CUSTOMER, None, 1)
    await cast.wang.says("照片发过来了，红灯")
    ticket = await desk.ticket()
    assert (ticket.state, ticket.due_at) == (TicketState.IN_PROGRESS, None)


async def test_in_english_a_reminder_follows_the_policy(desk: TestDesk, cast: Cast) -> None:
    """INT-13: one reminder after two hours, as the company wants it, then a call."""
    from desk.policies import CHASE, PolicyRow

    async with desk.store.transaction() as session:
        session.add(PolicyRow(key=CHASE.key, value="2h", changed_at=desk.clock.now()))
    await cast.emma.says("/new the dongle light is red and the books do not open")
    if any("None" in label for label in cast.emma.buttons):
        await cast.emma.presses("None")
    await cast.emma.presses("Something important")
    await cast.emma.presses("file it")
    await cast.chen.presses("接单")
    await cast.chen.presses("挂起")
    await cast.chen.presses("客户")
    await cast.chen.says("a photo")
    await desk.forward(hours=2)
    assert cast.emma.sees("To go on we still need this from you: a photo")
    await desk.forward(days=1)
    assert cast.chen.sees("请致电：+8613812345679")
