"""How many SQL statements a step makes, BEGIN and COMMIT apart: none grows unseen. `pytest -s` prints whose they are."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.fakes import statements
from tests.fakes.desk import TestDesk
from tests.fakes.statements import Seen
from tests.stories.cast import Cast, cast

__all__ = ["cast"]
WORDS = "凭证打印不全,右边切掉了"


class Measured:
    """Each part of what settles a desk, counted by itself."""

    def __init__(self, desk: TestDesk) -> None:
        self.desk = desk

    async def step(self, limit: int, do: Callable[[], object]) -> None:
        """Of the step that handles this; what it says is then delivered, in at most three a message and two looks."""
        self.desk.clock.at += timedelta(seconds=1)
        do()
        await self.desk._receive()
        with statements.counted(self.desk.store) as seen:
            assert await self.desk.desk.worker.work() == 1
        _at_most(limit, seen)
        with statements.counted(self.desk.store) as seen:
            await self.desk.desk.sender.drain()
        messages = sum(statement.verb == "UPDATE" for statement in seen.statements)
        _at_most(3 * messages + 2, seen)
        await self.desk.settle()


@pytest.fixture
async def measured(desk: TestDesk, cast: Cast) -> Measured:
    """A desk that has done all of it before: what rarely changes is in memory."""
    desk.forgetful = False
    await cast.emma.says("the right side of the voucher is cut off")
    await cast.emma.presses("Not solved")
    await cast.emma.presses("Work goes on")
    await cast.emma.presses("file")
    await cast.chen.presses("接单")
    return Measured(desk)


def _at_most(limit: int, seen: Seen) -> None:
    print(limit, "at most;", seen.report())
    assert len(seen) <= limit, seen.report()


async def test_from_the_first_words_to_the_last(measured: Measured, cast: Cast) -> None:
    """On PostgreSQL one more where the lock of a ticket is not its own change."""
    wang, chen = cast.wang.user, cast.chen.user
    await measured.step(10, lambda: wang.says(WORDS))
    await measured.step(12, lambda: wang.presses("没有解决"))
    await measured.step(8, lambda: wang.presses("工作照常"))
    await measured.step(28, lambda: wang.presses("提交"))
    await measured.step(9, lambda: wang.says("还有一个情况，打印机换过"))
    await measured.step(15, lambda: chen.presses("接单"))
    await measured.step(8, lambda: chen.presses("已解决"))
    await measured.step(26, lambda: chen.says("换了驱动"))
    await measured.step(15, lambda: wang.presses("已解决"))


async def test_a_tick_with_nothing_due(desk: TestDesk) -> None:
    await desk.desk.tick()
    await desk.desk.tick()
    with statements.counted(desk.store) as seen:
        await desk.desk.tick()
    _at_most(1, seen)


async def test_the_first_tick_of_a_process(desk: TestDesk, cast: Cast) -> None:
    """That all months are planned is seen in one statement; what the problem base has already is not asked for."""
    await cast.wang.says(WORDS)
    desk.restart()
    with statements.counted(desk.store) as seen:
        await desk.desk.tick()
    _at_most(5, seen)
