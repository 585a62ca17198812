"""Surveys to chosen customers, and inspections by plan (VIS-5, VIS-6)."""

from datetime import date
from io import BytesIO

from openpyxl import load_workbook
from sqlalchemy import select

from desk.dispatch import inspections
from desk.dispatch.orders import Dispatch
from desk.people import Role
from desk.surveys import campaigns
from desk.surveys.audiences import Audience, audience_of
from desk.surveys.campaigns import Campaign
from desk.surveys.visit_backs import VisitBackState
from tests.fakes.desk import Actor, TestDesk
from tests.stories.cast import Cast, cast

__all__ = ["cast"]


async def others(desk: TestDesk) -> list[Actor]:
    """Three more customers with a contact each."""
    found = []
    for name, category in (("晨光", "key"), ("远山", "regular"), ("碧水", "regular")):
        customer = await desk.customer(name, category)
        found.append(await desk.person(f"{name}的人", Role.CONTACT, customer=customer))
    await desk.settle()
    return found


async def test_a_campaign_from_its_first_question_to_its_table(desk: TestDesk, cast: Cast) -> None:
    """VIS-6: set up by buttons, previewed, started, answered, counted, exported; an old card starts nothing twice."""
    chen_guang, *_rest = await others(desk)
    await cast.sun.says("/campaign")
    await cast.sun.presses("新建")
    await cast.sun.says("重点客户满意度")
    for label in ("定期回访", "华东", "全部", "重点客户", "全部", "不限", "全部客户"):
        await cast.sun.presses(label)
    assert "将发给 1 家" in cast.sun.last
    started = cast.sun.user.visible[-1].buttons[0][0].data
    await cast.sun.presses("▶ 开始")
    assert chen_guang.sees("满意吗")
    assert not cast.wang.sees("满意吗")
    await cast.sun.does("presses_data", started)
    await cast.chen.does("presses_data", started)
    assert "没有这项权限" in cast.chen.last
    await chen_guang.presses("4 ⭐")
    await chen_guang.presses("✅ 是")
    await chen_guang.says("=HYPERLINK(1)")
    await cast.sun.presses("进度")
    assert "已询问 1 家，1 家已回答" in cast.sun.last
    assert "平均 4.0" in cast.sun.last
    await cast.sun.presses("表格")
    book = load_workbook(BytesIO(cast.sun.files[-1]))
    assert [cell.value for cell in book.worksheets[0][2]][4:] == [4, "yes", "=HYPERLINK(1)"]
    assert book.worksheets[0]["G2"].data_type == "s"
    await cast.chen.says("/campaign")
    assert "不认识" in cast.chen.last


async def test_a_campaign_is_spread_paused_and_stopped(desk: TestDesk, cast: Cast) -> None:
    """VIS-6: some each hour; a pause holds back the rest, also what is out already and had to wait; stopped is for good."""
    await others(desk)
    async with desk.store.transaction() as session:
        made = await campaigns.draft(session, "全部", ("cycle", 0), Audience(), desk.clock.now(), pace=1)
        assert await campaigns.start(session, made, desk.clock.now()) == 4
    await desk.forward(minutes=90)
    assert await counted(desk) == {VisitBackState.INVITED: 2, VisitBackState.PLANNED: 2}
    async with desk.store.transaction() as session:
        await campaigns.pause(session, await session.get_one(Campaign, made.id), desk.clock.now())
    await desk.forward(hours=4)
    assert (await counted(desk))[VisitBackState.PLANNED] == 2
    async with desk.store.transaction() as session:
        await campaigns.resume(session, await session.get_one(Campaign, made.id), desk.clock.now())
    await desk.settle()
    async with desk.store.transaction() as session:
        await campaigns.stop(session, await session.get_one(Campaign, made.id), desk.clock.now())
    await desk.forward(hours=4)
    assert await counted(desk) == {VisitBackState.INVITED: 3, VisitBackState.DROPPED: 1}


async def counted(desk: TestDesk) -> dict[VisitBackState, int]:
    async with desk.store.reading() as session:
        made = (await session.scalars(select(Campaign))).one()
        return await campaigns.progress(session, made)


async def test_a_sample_is_drawn_by_its_seed(desk: TestDesk, cast: Cast) -> None:
    """VIS-6: so many by chance, the same ones for the same seed; only whom the conditions fit."""
    await others(desk)
    now = desk.clock.now()
    async with desk.store.reading() as session:
        drawn = [
            list(await audience_of(session, Audience(sample=2, seed=seed), now)) for seed in (7, 7, 8, 9)
        ]
        assert drawn[0] == drawn[1]
        assert all(len(some) == 2 for some in drawn)
        assert len({tuple(some) for some in drawn}) > 1
        fitting = {
            "region": await audience_of(session, Audience(region="华北"), now),
            "product": await audience_of(session, Audience(product="NE"), now),
            "kind": await audience_of(session, Audience(kind="technical"), now),
            "served": await audience_of(session, Audience(since="2026-02-01", until="2026-03-31"), now),
        }
    assert {name: len(some) for name, some in fitting.items()} == {
        "region": 0,
        "product": 4,
        "kind": 0,
        "served": 0,
    }


async def test_an_inspection_is_asked_for_and_told(desk: TestDesk, cast: Cast) -> None:
    """VIS-5: every quarter a visit is asked for a week ahead, goes the way of every visit, and the plan shows its result."""
    await cast.zhao.says("/plan 明月")
    await cast.zhao.presses("安排巡检")
    await cast.zhao.presses("每 3 个月")
    assert "6月2日" in cast.zhao.last
    await desk.forward(days=84)
    assert not cast.zhao.sees("例行巡检")
    await desk.forward(days=1)
    assert cast.zhao.sees("例行巡检")
    assert cast.wang.sees("上门")
    async with desk.store.reading() as session:
        planned = list(
            await session.scalars(select(inspections.Inspection).order_by(inspections.Inspection.nominal))
        )
        order = (await session.scalars(select(Dispatch))).one()
    assert [one.nominal for one in planned] == [date(2026, 6, 2), date(2026, 9, 2)]
    assert planned[0].ticket_id == order.ticket_id
    await cast.zhao.says("/plan 明月")
    assert "6月2日" in cast.zhao.last
    assert order.number in cast.zhao.last or "待派工" in cast.zhao.last or "•" in cast.zhao.last
