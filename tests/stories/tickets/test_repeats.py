"""The same again (TIC-5)."""

from tests.fakes.desk import TestDesk
from tests.stories.cast import Cast, cast

__all__ = ["cast"]


async def _printing_again(cast: Cast) -> None:
    """What the base's answer does not help with, filed and closed."""
    await cast.emma.says("the right side of my vouchr is cut of when I print")
    await cast.emma.presses("Not solved")
    await cast.emma.presses("Work goes on")
    await cast.emma.presses("Yes, file it")
    await cast.chen.presses("接单")
    await cast.chen.presses("已解决")
    await cast.chen.says("重新装了打印驱动")
    await cast.emma.presses("Solved")


async def test_the_same_of_the_same_customer_is_linked(desk: TestDesk, cast: Cast) -> None:
    """TIC-5: within thirty days of the one before it is a repeat, on the card and in the customer's file; later it is not."""
    await _printing_again(cast)
    first = await desk.ticket()
    assert first.repeat_of is None
    await desk.forward(days=20)
    await _printing_again(cast)
    again = await desk.ticket()
    assert again.repeat_of == first.id
    assert cast.chen.sees(f"与 {first.number} 相同，重复出现")
    await cast.chen.says(f"/find {again.number}")
    await cast.chen.presses(again.number)
    await cast.chen.presses("🏢 客户")
    assert "2 张工单，其中 1 张是重复报修" in cast.chen.last
    await desk.forward(days=31)
    await _printing_again(cast)
    assert (await desk.ticket()).repeat_of is None
