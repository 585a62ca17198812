"""What was closed long ago stays closed, whatever is quoted or answered (TIC-3)."""

from desk.ticket import Ticket, TicketState
from tests.fakes.desk import TestDesk
from tests.stories.cast import Cast, a_ticket, cast

__all__ = ["cast"]


async def a_closed_ticket(cast: Cast) -> None:
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    await cast.chen.presses("已解决")
    await cast.chen.says("换了USB口")
    await cast.wang.presses("已解决")


async def test_a_quotation_of_two_hundred_days_ago_reopens_nothing(desk: TestDesk, cast: Cast) -> None:
    """TIC-3: within the time it does; later the words are a new problem."""
    await a_closed_ticket(cast)
    card = next(sent for sent in reversed(cast.wang.user.visible) if "K-1001" in sent.text)
    desk.clock.at = desk.clock.at.replace(month=9, day=21)
    await cast.wang.says("还是不行，又亮红灯了", reply_to=card)
    for label in ("问题还在", "重新打开", "没有解决"):
        if any(label in button for button in cast.wang.buttons):
            await cast.wang.presses(label)
    async with desk.store.reading() as session:
        assert (await session.get_one(Ticket, 1)).state is TicketState.CLOSED
