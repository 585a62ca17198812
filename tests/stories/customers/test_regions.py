"""What regions mean for reading (policy `access.regions`): one's own and what one takes part in; heads and the shift read all."""

from datetime import timedelta

import pytest

from desk import policies
from desk.people import Role
from desk.roster.shifts import Shift
from tests.fakes.desk import Actor, TestDesk
from tests.stories.cast import Cast, a_ticket, cast

__all__ = ["cast"]


@pytest.fixture
async def he(desk: TestDesk, cast: Cast) -> Actor:
    """何芳 of 华南; 明月纺织 is in 华东."""
    await a_ticket(cast.wang)
    him = await desk.person("何芳", Role.SPECIALIST, region="华南")
    await desk.settle()
    return him


async def _finds(actor: Actor) -> bool:
    await actor.says("/find 加密锁")
    return any("K-1001" in button for button in actor.buttons)


async def _opens(actor: Actor) -> bool:
    await actor.does("presses_data", "c:show:1:1:", actor.user.visible[-1])
    return "打不开账套" in actor.last


async def test_another_region_is_not_read(desk: TestDesk, cast: Cast, he: Actor) -> None:
    """Neither found nor listed, opened, taken, nor the customer's file; 陈晓 without a region reads all."""
    assert not await _finds(he)
    await he.says("/tickets")
    assert not any("K-1001" in button for button in he.buttons)
    assert not await _opens(he)
    await he.does("presses_data", "c:take:1:1:", he.user.visible[-1])
    assert "没有" in he.last
    await he.does("presses_data", "c:customer_file:1:0:", he.user.visible[-1])
    assert "找不到" in he.last
    assert await _finds(cast.chen)
    await cast.zhao.says("/find 加密锁")
    assert any("K-1001" in button for button in cast.zhao.buttons)


async def test_the_shift_answers_for_all_regions(desk: TestDesk, cast: Cast, he: Actor) -> None:
    async with desk.store.transaction() as session:
        start = desk.clock.now() - timedelta(hours=1)
        session.add(Shift(person_id=he.person_id, starts_at=start, ends_at=start + timedelta(hours=9)))
    assert await _finds(he)
    assert await _opens(he)
    await desk.forward(hours=10)
    assert not await _finds(he)


async def test_what_one_takes_part_in_is_read_on(desk: TestDesk, cast: Cast, he: Actor) -> None:
    """Given to her, and handed back: she may read on."""
    await cast.chen.presses("接单")
    await cast.chen.presses("转交")
    await cast.chen.presses("何芳")
    await cast.chen.says("请接手")
    assert await _finds(he)
    assert await _opens(he)


async def test_a_company_may_let_all_read_all(desk: TestDesk, cast: Cast, he: Actor) -> None:
    """Set in words; what it is set to now is shown in words."""
    async with desk.store.transaction() as session:
        await policies.change(session, policies.READS.key, "全部区域", desk.clock.now())
    assert await _finds(he)
    await cast.zheng.says("/policies")
    await cast.zheng.presses("谁能看什么")
    assert "全部区域" in cast.zheng.last
