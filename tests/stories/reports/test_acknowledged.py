"""What needs an answer at once reaches the branch's head; the complaint analysis is acknowledged, and measures follow from it (COM-8)."""

from desk.people import Role
from tests.fakes.desk import TestDesk
from tests.stories.cast import Cast, a_ticket, cast
from tests.stories.complaints.test_complaint import complains, confirms

__all__ = ["cast"]


async def test_the_branchs_head_hears_what_needs_an_answer_at_once(desk: TestDesk, cast: Cast) -> None:
    """COM-8: by the supervisor's tap; of a key customer by itself; other branches and whom it is about hear nothing."""
    region = cast.customer.region or "华东"
    async with desk.store.transaction() as session:
        customer = await session.merge(cast.customer)
        customer.region = region
    near = await desk.person("周杰", Role.SERVICE_MANAGER, region=region)
    far = await desk.person("何静", Role.SERVICE_MANAGER, region="西北")
    await a_ticket(cast.wang)
    await complains(cast.wang)
    assert not near.sees("工程师两次没来")
    await cast.sun.presses("马上答复")
    assert near.sees("工程师两次没来")
    assert cast.sun.sees("已同时告知：周杰")
    assert not far.sees("工程师两次没来")
    async with desk.store.transaction() as session:
        (await session.merge(cast.customer)).category = "key"
    await complains(cast.emma, "I want to complain: the engineer never came and nobody calls")
    assert near.sees("never came")
    assert not far.sees("never came")


async def test_the_analysis_is_acknowledged_and_measures_follow(desk: TestDesk, cast: Cast) -> None:
    """COM-8, COM-5: by a tap; reminded; who has not is shown; a measure begins from it; nobody else may."""
    grace = await desk.person("Grace Hall", Role.SALES_MANAGER, language="en")
    await a_ticket(cast.wang)
    await complains(cast.wang)
    await confirms(cast)
    await desk.forward(days=30)
    assert cast.sun.sees("投诉分析报告 · 2026年3月")
    await cast.wang.does("presses_data", "c:note_report:202603:0:")
    await cast.chen.does("presses_data", "c:report_noted_by:202603:0:")
    assert "没有这项权限" in cast.chen.last
    await cast.sun.does("presses_data", "c:note_report:202603:0:")
    assert "已签收：孙洁" in cast.sun.last
    assert "Grace Hall" in cast.sun.last.split("未签收")[1]
    await cast.sun.does("presses_data", "c:note_report:202603:0:")
    assert "已经签收" in cast.sun.last
    await desk.forward(days=4)
    assert "Please take note of the complaint analysis of March 2026" in grace.last
    assert not any("请签收" in text for text in cast.sun.texts)
    await grace.presses("✅ Noted")
    assert "Grace Hall" in grace.last.split("Not yet")[0]
    await grace.does("presses_data", "c:report_measure:202603:0:")
    assert "no valid complaint" in grace.last
    await cast.sun.does("presses_data", "c:report_measure:202603:0:")
    await cast.sun.presses("C-1002")
    await cast.sun.presses("预防")
    await cast.sun.says("排班每周核对")
    await cast.sun.says("赵敏")
    await cast.sun.presses("4月20日")
    assert "排班每周核对" in "".join(cast.zhao.texts)
