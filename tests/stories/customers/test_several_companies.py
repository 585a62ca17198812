"""A contact of several companies: asked which, once a matter is begun, if the words do not say (CUS-12)."""

from sqlalchemy import select

from desk.customers import Membership
from desk.people import Person
from desk.ticket import Ticket
from tests.fakes.desk import TestDesk
from tests.stories.cast import Cast, cast

__all__ = ["cast"]
TROUBLE = "服务器机房的空调一直滴水怎么办"


async def works_for_both(desk: TestDesk, cast: Cast) -> None:
    """王丽 keeps the books of 朝阳机械 as well; the manager says so on her card."""
    await desk.customer("朝阳机械")
    await cast.zhao.does("presses_data", f"c:person_moves:{cast.wang.person_id}:0:")
    await cast.zhao.says("朝阳")
    await cast.zhao.presses("是")
    assert "明月纺织、朝阳机械" in cast.zhao.last


async def test_a_matter_is_the_companys_that_was_meant(desk: TestDesk, cast: Cast) -> None:
    """CUS-12: named in the words it is not asked; corrected on the playback; leaving one keeps the other."""
    await works_for_both(desk, cast)
    await cast.wang.says("/me")
    assert "明月纺织、朝阳机械" in cast.wang.last
    await cast.wang.says("/card")
    assert "S-明月纺织" in cast.wang.last
    assert "S-朝阳机械" in cast.wang.last
    await cast.wang.says(TROUBLE)
    await cast.wang.presses("都不是")
    assert "哪家公司" in cast.wang.last
    await cast.wang.presses("朝阳机械")
    await cast.wang.presses("重要功能")
    assert "单位：朝阳机械" in cast.wang.last
    await cast.wang.presses("提交")
    assert "🏢 朝阳机械" in cast.chen.last
    await cast.wang.says(f"明月纺织的{TROUBLE}")
    await cast.wang.presses("新问题")
    await cast.wang.presses("都不是")
    assert "哪家公司" not in cast.wang.last
    await cast.wang.presses("重要功能")
    assert "单位：明月纺织" in cast.wang.last
    await cast.wang.presses("提交")
    async with desk.store.reading() as session:
        first, second = await session.scalars(select(Ticket).order_by(Ticket.id))
        assert (first.customer_id, second.customer_id) == (2, 1)
    await cast.chen.says("/call 13812345678 打印机不出纸")
    await cast.chen.presses("王丽 · 朝阳机械")
    await cast.chen.presses("工单")
    assert (await desk.ticket()).customer_id == 2
    await cast.zhao.does("presses_data", f"c:person_leaves:{cast.wang.person_id}:0:")
    await cast.zhao.presses("明月纺织")
    async with desk.store.reading() as session:
        wang = await session.get_one(Person, cast.wang.person_id)
        assert (wang.active, wang.customer_id) == (True, 2)
        assert not list(await session.scalars(select(Membership)))
