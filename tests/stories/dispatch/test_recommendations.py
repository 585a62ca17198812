"""VIS-7: what an inspection recommends is followed up until the customer has taken or declined it."""

from sqlalchemy import select

from desk.dispatch.recommendations import Recommendation, RecommendationState
from tests.fakes.desk import TestDesk
from tests.stories.cast import Cast, cast
from tests.stories.dispatch.test_visit import there

__all__ = ["cast"]


async def kept(desk: TestDesk) -> list[Recommendation]:
    async with desk.store.reading() as session:
        return list(await session.scalars(select(Recommendation).order_by(Recommendation.id)))


async def inspected(desk: TestDesk, cast: Cast) -> None:
    """The visit by plan takes place, and the engineer recommends two things."""
    await cast.zhao.says("/plan 明月")
    await cast.zhao.presses("安排巡检")
    await cast.zhao.presses("每 3 个月")
    await desk.forward(days=86)
    await cast.zhao.presses("选工程师")
    await cast.zhao.presses("李强")
    await there(cast.li)
    await cast.li.presses("开始处理")
    await cast.li.presses("完成")
    await cast.li.says("服务器硬盘将满")
    await cast.li.says("清理日志")
    await cast.li.presses("是")
    await cast.li.presses("无")
    await cast.li.presses("15")
    assert "建议" in cast.li.last
    await cast.li.says("更换硬盘\n每月备份一次")
    await cast.li.presses("没有照片")


async def test_what_is_recommended_is_asked_after_until_it_is_settled(desk: TestDesk, cast: Cast) -> None:
    await inspected(desk, cast)
    assert [row.words for row in await kept(desk)] == ["更换硬盘", "每月备份一次"]
    assert not cast.wang.sees("更换硬盘 – 待定")
    await desk.forward(days=8)
    assert cast.wang.sees("更换硬盘")
    [disk, backup] = await kept(desk)
    await cast.wang.does("presses_data", f"c:recommendation_taken:{disk.id}:{disk.version}:")
    await cast.wang.does("presses_data", f"c:plan_recommendation:{backup.id}:{backup.version}:")
    await cast.wang.says("2020-01-01")
    assert "哪天" in cast.wang.last
    await cast.wang.says("两周后")
    [disk, backup] = await kept(desk)
    assert (disk.state, disk.due_at) == (RecommendationState.TAKEN, None)
    assert backup.state is RecommendationState.PLANNED
    assert cast.zhao.sees("更换硬盘 – 已采纳")
    await cast.wang.does("presses_data", f"c:decline_recommendation:{disk.id}:{disk.version}:")
    assert "已经答复" in cast.wang.last
    seen = sum("每月备份一次" in text for text in cast.wang.texts)
    await desk.forward(days=17)
    assert sum("每月备份一次" in text for text in cast.wang.texts) > seen
    await cast.zhao.says("/plan 明月")
    assert "更换硬盘 – 已采纳" in cast.zhao.last


async def test_staff_call_who_does_not_answer_and_note_the_reason(desk: TestDesk, cast: Cast) -> None:
    """VIS-7: after two questions without an answer; who has nothing to do with it may not answer."""
    await inspected(desk, cast)
    await desk.forward(days=14)
    assert not cast.zhao.sees("🔧 巡检建议")
    await desk.forward(days=8)
    assert cast.zhao.sees("每月备份一次")
    [_disk, backup] = await kept(desk)
    await cast.chen.does("presses_data", f"c:decline_recommendation:{backup.id}:{backup.version}:")
    assert "找不到" in cast.chen.last
    await cast.zhao.does("presses_data", f"c:decline_recommendation:{backup.id}:{backup.version}:")
    await cast.zhao.says("他们已有云备份")
    [_disk, backup] = await kept(desk)
    assert (backup.state, backup.why, backup.due_at) == (RecommendationState.DECLINED, "他们已有云备份", None)
    assert backup.settled_by == cast.zhao.person_id
