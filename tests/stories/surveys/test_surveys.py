"""Surveys as people meet them (VIS-2 to VIS-4)."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from desk import administration
from desk.customers import Customer
from desk.dispatch.orders import Dispatch
from desk.people import Person, Role
from desk.surveys import survey_catalogue, visit_plans
from desk.surveys.visit_backs import VisitBack, VisitBackState, plan
from desk.ticket import Ticket, TicketState
from tests.fakes.desk import SHANGHAI, TestDesk
from tests.stories.cast import Cast, a_ticket, cast
from tests.stories.surveys.test_visit_back_cycles import begin_cycle

__all__ = ["cast"]

TOLD = {"en": "Tell us", "zh": "请讲"}
PRINTING: dict[str, Any] = {
    "code": "printing",
    "purpose": "cycle",
    "name": {"en": "Printing", "zh": "打印"},
    "products": ["NE"],
    "questions": [
        {"id": "paper", "kind": "choice", "ask": {"en": "Paper?", "zh": "用什么纸？"}, "next": {"a5": "end"},
         "options": [{"key": "a4", "en": "A4", "zh": "A4纸"}, {"key": "a5", "en": "A5", "zh": "A5纸"}]},
        {"id": "why", "kind": "words", "ask": TOLD},
        {"id": "photo", "kind": "photo", "ask": {"en": "A picture?", "zh": "拍张照？"}, "optional": True},
    ],
}  # fmt: skip


async def newest(desk: TestDesk) -> VisitBack:
    async with desk.store.reading() as session:
        asked = select(VisitBack).where(VisitBack.invited_at.is_not(None)).order_by(VisitBack.id.desc())
        return (await session.scalars(asked.limit(1))).one()


async def invited(desk: TestDesk, cast: Cast) -> None:
    """The first visit-back of the cycle: 31 March, ten o'clock."""
    await begin_cycle(desk, cast)
    await desk.forward(days=29)


async def solved(cast: Cast) -> None:
    """A ticket of 王丽, from her report to her yes."""
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    await cast.chen.presses("已解决")
    await cast.chen.says("换了加密锁")
    await cast.wang.presses("已解决")


async def test_a_survey_of_their_own_product_branches_stops_and_goes_on(desk: TestDesk, cast: Cast) -> None:
    """VIS-3: questions are data with branches, words and pictures; who stops goes on there, by the reminder or /surveys."""
    async with desk.store.transaction() as session:
        assert await survey_catalogue.take_in(session, PRINTING, desk.clock.now()) == ("printing", 1)
    await invited(desk, cast)
    assert "用什么纸" in cast.wang.last
    await cast.wang.presses("A4纸")
    async with desk.store.transaction() as session:  # what is being asked goes on as it began
        changed = {**PRINTING, "questions": PRINTING["questions"][:1]}
        assert await survey_catalogue.take_in(session, changed, desk.clock.now()) == ("printing", 2)
    await cast.wang.presses("停止")
    await desk.forward(days=1)
    assert "请讲" in cast.wang.last
    await cast.wang.says("/surveys")
    await cast.wang.presses("回答")
    await cast.wang.says("A4纸便宜")
    await cast.wang.presses("上一步")
    await cast.wang.says("A4纸更便宜")
    await cast.wang.does("sends_photo")
    found = await newest(desk)
    assert (found.state, found.survey, found.survey_version) == (VisitBackState.ANSWERED, "printing", 1)
    assert found.answers == {"paper": "a4", "why": "A4纸更便宜", "photo": [1]}


async def test_answers_are_corrected_for_a_day(desk: TestDesk, cast: Cast) -> None:
    """VIS-3, VIS-4: all anew, and only the whole takes the place of the old; one survey opens one ticket; later it is kept."""
    await invited(desk, cast)
    old = cast.wang.user.visible[-1].buttons[0][0].data
    await cast.wang.presses("2 ⭐")
    assert "📣" in cast.wang.buttons[0] or any(
        "📣" in b.text for m in cast.wang.user.visible for r in m.buttons for b in r
    )
    number = (await desk.ticket()).id
    await cast.wang.presses("✅ 是")
    await cast.wang.presses("没有了")
    await cast.wang.does("presses_data", old)
    assert "已经" in cast.wang.last
    await cast.wang.presses("修改")
    await cast.wang.presses("1 ⭐")
    assert (await newest(desk)).answers["score"] == 2
    await cast.wang.presses("✅ 是")
    await cast.wang.says("再等等看")
    found = await newest(desk)
    assert (found.answers, found.trouble_id) == ({"score": 1, "working": "yes", "words": "再等等看"}, number)
    assert (await desk.ticket()).id == number
    await cast.chen.says("/mine")
    await cast.chen.presses("K-1001")
    assert cast.chen.sees("问卷：1 ⭐ · ✅ 是 · 再等等看")
    await desk.forward(days=1, hours=1)
    await cast.wang.presses("修改")
    assert "保持不变" in cast.wang.last


async def test_a_call_is_answered_for_the_customer(desk: TestDesk, cast: Cast) -> None:
    """VIS-3: nobody answers: reminded at the hour at which they write, then the questions on the specialist's card."""
    for day in range(6):
        desk.clock.at = datetime(2026, 3, 3 + day, 15, 20, tzinfo=SHANGHAI)
        await cast.wang.says("谢谢")
    await begin_cycle(desk, cast)
    await desk.forward(days=23)
    row = await newest(desk)
    assert (row.state, row.due_at) == (VisitBackState.INVITED, datetime(2026, 4, 1, 15, 0, tzinfo=SHANGHAI))
    await desk.forward(days=3)
    assert "2. 系统都正常吗" in cast.chen.last
    await cast.li.does("presses_data", f"c:answer_by_phone:{row.id}:1:")
    assert "没有这项权限" in cast.li.last
    await cast.chen.presses("填写")
    await cast.chen.presses("4 ⭐")
    await cast.chen.presses("否")
    await cast.chen.says("报表很慢")
    found = await newest(desk)
    assert (found.state, found.answers["working"]) == (VisitBackState.ANSWERED, "no")
    assert (found.contact_id, found.answered_by) == (cast.wang.person_id, cast.chen.person_id)
    assert (await desk.ticket()).contact_id == cast.wang.person_id
    assert cast.sun.sees("🚨")
    assert not any("填写" in button for button in cast.chen.buttons)


async def test_one_survey_at_a_time_and_never_at_night(desk: TestDesk, cast: Cast) -> None:
    """VIS-2, VIS-3: a second one waits until the first is answered; a desk that wakes at night asks in the morning."""
    await solved(cast)
    async with desk.store.transaction() as session:
        await plan(session, cast.customer, desk.clock.now().date())
        cycle = (await session.scalars(select(VisitBack).where(VisitBack.kind == "cycle"))).one()
        cycle.due_at = desk.clock.now() + timedelta(days=1)
    await desk.forward(days=1)
    assert sum("满意" in text for text in cast.wang.texts) == 1
    await cast.wang.presses("5 ⭐")
    await cast.wang.presses("5 ⭐")
    await cast.wang.presses("✅ 是")
    await cast.wang.presses("没有了")
    desk.clock.at = datetime(2026, 3, 5, 2, 0, tzinfo=SHANGHAI)
    await desk.settle()
    assert not cast.wang.sees("这段时间")
    await desk.forward(hours=8)
    assert cast.wang.sees("这段时间")
    asked = (await newest(desk)).invited_at
    assert asked is not None
    assert asked.astimezone(SHANGHAI).hour == 9


async def test_who_is_asked_and_how_often_is_a_policy(desk: TestDesk, cast: Cast) -> None:
    """VIS-2, VIS-3: one contact after the other; of finished services only a share; no for good, and back by asking."""
    await desk.set_policy("survey.whom", "turn")
    await desk.set_policy("survey.share", "0%")
    await invited(desk, cast)
    await cast.wang.presses("5 ⭐")
    await cast.wang.presses("✅ 是")
    await cast.wang.presses("没有了")
    await desk.forward(days=30)
    assert cast.emma.sees("How satisfied")
    await cast.emma.presses("No surveys")
    async with desk.store.reading() as session:
        assert not (await session.get_one(Person, cast.emma.person_id)).surveys
    await cast.emma.says("/surveys")
    async with desk.store.reading() as session:
        assert (await session.get_one(Person, cast.emma.person_id)).surveys
    await solved(cast)
    async with desk.store.reading() as session:
        assert (await session.scalars(select(VisitBack).where(VisitBack.kind == "service"))).all() == []


async def test_a_wish_for_a_visit_becomes_a_request(desk: TestDesk, cast: Cast) -> None:
    """VIS-3: the person who would rather be visited says so; the service manager has the request, the survey goes on."""
    await invited(desk, cast)
    await cast.wang.presses("上门")
    await cast.wang.says("想看看新版报表")
    assert "想看看新版报表" in cast.zhao.last
    async with desk.store.reading() as session:
        order = (await session.scalars(select(Dispatch))).one()
        ticket = await session.get_one(Ticket, order.ticket_id)
    assert (order.requested_by, ticket.state) == (cast.chen.person_id, TicketState.IN_PROGRESS)
    assert (await newest(desk)).state is VisitBackState.INVITED


async def test_the_plan_is_seen_and_follows(
    desk: TestDesk, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """VIS-1: managers see past, next and why; policies, calendars and renewals move it, portion by portion, none twice."""
    monkeypatch.setattr(visit_plans, "AT_ONCE", 1)
    other = await desk.customer("老客户", accepted=date(2024, 12, 31))
    await invited(desk, cast)
    async with desk.store.transaction() as session:
        await plan(session, await session.get_one(Customer, other.id), date(2026, 3, 31))
    await cast.zhao.says("/plan 明月")
    assert "4月30日" in cast.zhao.last
    assert "每 1 个月一次" in cast.zhao.last
    assert "• 3月31日" in cast.zhao.last
    await desk.set_policy("visit_back.months", "1 2 2 4")
    await desk.forward(seconds=5)
    async with desk.store.reading() as session:
        ahead = (
            select(VisitBack.nominal)
            .where(VisitBack.state == VisitBackState.PLANNED)
            .order_by(VisitBack.customer_id)
        )
        assert list(await session.scalars(ahead)) == [date(2026, 5, 31), date(2026, 4, 30)]
        assert list(await session.scalars(select(visit_plans.Replan))) == []
    async with desk.store.transaction() as session:
        await administration.except_day(session, "华东", date(2026, 4, 30), "closed", desk.clock.now())
    await desk.forward(seconds=5)
    await cast.sun.says("/plan 老客户")
    assert "5月6日" in cast.sun.last  # the first of May is a holiday
    await cast.chen.says("/plan 明月")
    assert "不认识" in cast.chen.last


@pytest.mark.parametrize(("words", "score"), [("5分", 5), ("非常满意", 5), ("1分，太差了", 1)])
async def test_a_typed_score_is_the_surveys_answer(
    desk: TestDesk, cast: Cast, words: str, score: int
) -> None:
    """VIS-3, VIS-4: as by a button, late too; an unhappy one is answered in one message."""
    await invited(desk, cast)
    await desk.forward(days=4)
    before = len(cast.wang.texts)
    await cast.wang.says(words)
    assert (await newest(desk)).answers["score"] == score
    assert len(cast.wang.texts) == before + 1
    assert ("抱歉" in cast.wang.last) is (score == 1)


@pytest.mark.parametrize("words", ["5", "1分"])
async def test_a_score_is_no_problem_where_one_is_asked_for(desk: TestDesk, cast: Cast, words: str) -> None:
    """VIS-3: the survey that is out has it, and the question waits; no ticket is about a bare score."""
    await invited(desk, cast)
    await cast.wang.says("/new")
    await cast.wang.says(words)
    assert (await newest(desk)).answers["score"] == int(words[0])
    hua = await desk.person("华英", Role.CONTACT, customer=cast.customer, phone="+8613812345672")
    await a_ticket(hua)
    await hua.says("打印机每次多吐一张白纸，换了纸也一样")
    await hua.says("5分")  # no survey of hers is out
    await hua.presses("新问题")
    async with desk.store.reading() as session:
        assert not [
            each
            for each in await session.scalars(select(Ticket.description))
            if words in each or "5分" in each
        ]
