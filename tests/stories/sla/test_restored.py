"""SLA-5: faults of levels 1 and 2 have a clock for service restored, beside the one for solved."""

from sqlalchemy import select

from desk.figures.counting import figures
from desk.figures.periods import month
from desk.figures.scope import Scope
from desk.sla.clocks import Clock, ClockKind
from i18n import company_day
from tests.fakes.desk import TestDesk
from tests.stories.cast import Cast, a_ticket, cast

__all__ = ["cast"]


async def test_one_tap_says_that_it_works_for_now(desk: TestDesk, cast: Cast) -> None:
    """SLA-5: the customer hears, the promise is kept, the figures know it; a fault that comes back has it again."""
    await a_ticket(cast.wang, effect="瘫痪")
    await cast.chen.presses("接单")
    await cast.chen.presses("先恢复使用")
    assert "临时办法" in cast.wang.last
    assert "🩹 已临时恢复：3月2日 周一 10:00" in cast.chen.last or cast.chen.sees("已临时恢复")
    [clock] = await _clocks(desk)
    assert (clock.met, clock.level) == (True, 1)
    async with desk.store.reading() as session:
        scope = Scope(month(company_day(desk.clock.now()).replace(day=1)))
        assert (await figures(session, scope))[0].kept["restored"] == 1
    await cast.chen.presses("已解决")
    await cast.chen.says("换了电源")
    await cast.wang.presses("没有解决")
    await cast.wang.says("又停了")
    first, second = await _clocks(desk)
    assert first.undone_at is not None
    assert second.ended_at is None


async def test_late_is_an_alert_and_slighter_faults_have_none(desk: TestDesk, cast: Cast) -> None:
    """SLA-5, INT-4: with the level it comes and goes."""
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    assert await _clocks(desk) == []
    assert "🩹 先恢复使用" not in cast.chen.buttons
    await cast.chen.presses("故障级别")
    await cast.chen.presses("2 ·")
    [clock] = await _clocks(desk)
    await cast.chen.presses("回复")
    await cast.chen.says("正在处理")
    await desk.forward(hours=8)
    assert cast.zhao.sees("服务恢复")
    await cast.chen.presses("故障级别")
    await cast.chen.presses("3 ·")
    [clock] = await _clocks(desk)
    assert (clock.ended_at is None, clock.met) == (False, False)


async def _clocks(desk: TestDesk) -> list[Clock]:
    async with desk.store.reading() as session:
        query = select(Clock).where(Clock.kind == ClockKind.RESTORED).order_by(Clock.id)
        return list(await session.scalars(query))
