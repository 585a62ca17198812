"""Training that customers ask for, on site, and what they say afterwards (TRN-4, TRN-5)."""

import pytest
from sqlalchemy import select

from desk.dispatch.orders import Dispatch
from desk.people import Role
from desk.surveys.visit_backs import VisitBack, VisitBackKind
from desk.training.enrolment import EnrolmentState
from handlers.training.training_phrases import asks
from kb.base.entry import ProblemType
from tests.fakes.desk import Actor, TestDesk
from tests.stories.cast import Cast, cast
from tests.stories.dispatch.test_visit import reports, there
from tests.stories.scope.test_special_services import offers
from tests.stories.training.test_classes import a_class, a_course, lin, states, the_class

__all__ = ["cast", "lin"]


@pytest.mark.parametrize(
    "text",
    [
        "我们想申请培训",
        "培训",
        "培训：新员工",
        "We need training",
        "Please arrange a training",
        "需要安排员工培训",
        "sign me up for the voucher class",
        "帮我报名凭证录入培训",
    ],
)
async def test_what_asks_for_training(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "培训模块打不开",
        "the training module crashes",
        "昨天培训时打印不了",
        "training report is wrong",
        "不需要培训",
        "register for the training fails",
        "参加培训的课程表打不开",
    ],
)
async def test_what_is_a_problem_all_the_same(text: str) -> None:
    assert not asks(text)


async def test_seats_of_a_class_that_fits_and_how_it_was(desk: TestDesk, cast: Cast, lin: Actor) -> None:
    """TRN-4: who asks is offered seats of an open class; the person who attended is asked how it was, in the survey of trainings."""
    await a_course(desk)
    await a_class(lin, "2026-03-12 09:00-12:00", "3")
    await cast.emma.says("We need training")
    await cast.emma.presses("Entering vouchers")
    await cast.emma.says("2")
    await cast.emma.presses("Take these seats: T-1001")
    await cast.emma.says("王丽")
    await cast.emma.presses("Yes")
    assert list((await states(desk)).values()) == [EnrolmentState.REGISTERED] * 2
    await desk.forward(days=10)
    await lin.presses("其余都到")
    await desk.forward(days=2)
    assert "How useful was the class “Entering vouchers” (T-1001)" in " ".join(cast.emma.texts)
    assert "“凭证录入”（T-1001）这个班对您的工作有帮助吗" in " ".join(cast.wang.texts)
    await cast.emma.presses("4 ⭐")
    await cast.emma.presses("5 ⭐")
    await cast.emma.presses("Just right")
    await cast.emma.presses("Nothing more")
    async with desk.store.reading() as session:
        rows = (
            await session.scalars(select(VisitBack).where(VisitBack.kind == VisitBackKind.TRAINING))
        ).all()
    one = await the_class(desk)
    [answered] = [row for row in rows if row.answered_at]
    assert (answered.class_id, answered.contact_id) == (one.id, cast.emma.person_id)
    assert answered.answers == {"score": 4, "trainer": 5, "pace": "right", "words": ""}


async def test_who_names_a_class_is_asked_nothing_that_is_known(
    desk: TestDesk, cast: Cast, lin: Actor
) -> None:
    """TRN-2, TRN-4: words that name a course lead to the class itself; course and number said are not asked; who comes alone names nobody."""
    await a_course(desk)
    await a_course(desk, code="MC", name="月末结账", name_en="Closing the month")
    await a_class(lin, "2026-03-12 09:00-12:00", "3")
    await cast.wang.says("我想报名凭证录入的课")
    await cast.wang.presses("给我报名")
    await cast.emma.says("I want to join the voucher class")
    assert {"🙋 Register me", "👥 Colleagues too"} <= set(cast.emma.buttons)
    assert "T-1001" in cast.emma.last
    await cast.emma.says("We need training on vouchers for 1 person")
    assert "There is a class" in cast.emma.last, cast.emma.texts[-3:]
    await cast.emma.presses("Take these seats: T-1001")
    await cast.emma.says("just me")
    assert "Seats for: Emma" in " ".join(cast.emma.texts)
    assert await states(desk) == dict.fromkeys(
        (cast.wang.person_id, cast.emma.person_id), EnrolmentState.REGISTERED
    )
    await cast.emma.says("I can't come to the class on Thursday")
    assert "✖ Cannot come" in cast.emma.buttons
    assert "be about?" not in cast.emma.last
    await cast.emma.says("sign me up for the course about closing the month")
    assert "How many people" in cast.emma.last  # no class of it: one of their own


async def test_training_on_site_is_an_order_with_a_report(desk: TestDesk, cast: Cast, lin: Actor) -> None:
    """TRN-4, TRN-5: with no class that fits a trainer is sent: work order, what was taught, the customer's opinion, the report."""
    await a_course(desk)
    await cast.wang.says("我们想申请培训")
    await cast.wang.presses("凭证录入")
    await cast.wang.says("5")
    await cast.wang.says("下周三上午")
    await cast.wang.presses("我们这里")
    await cast.wang.says("新来的会计")
    ticket = await desk.ticket()
    assert ticket.kind is ProblemType.TRAINING
    for words in ("培训：凭证录入", "人数：5", "下周三上午", "新来的会计"):
        assert words in ticket.description
    await cast.zhao.presses("选工程师")
    assert "李强" not in cast.zhao.last
    await cast.zhao.presses("林涛")
    await there(lin)
    await lin.presses("完成")
    await lin.says("五位会计，基础不同")
    await lin.says("讲了凭证录入，考核四人合格")
    await lin.presses("是")
    await lin.presses("无")
    await lin.presses("15")
    await lin.presses("没有照片")
    await cast.wang.presses("满意")
    assert reports(cast.wang) == 1


async def orders(desk: TestDesk) -> list[Dispatch]:
    async with desk.store.reading() as session:
        return list(await session.scalars(select(Dispatch)))


async def test_training_of_their_own_waits_for_its_form(desk: TestDesk, cast: Cast, lin: Actor) -> None:
    """SCO-10, TRN-5: what has a form is judged by it: nobody is sent before it is agreed to, and then the order is there by itself."""
    await a_course(desk)
    await offers(desk, "TRAIN", "操作培训", "Training", "", problem_types=["training"], in_scope_for=["paid"])
    await offers(desk, "TRAINOWN", "专场培训", "Training of your own", "svc_train", in_scope_for=[])
    zhang = await desk.person("张敏", Role.SALES_MANAGER)
    await cast.emma.says("We need training")
    await cast.emma.presses("Entering vouchers")
    await cast.emma.says("5")
    await cast.emma.says("next Wednesday")
    await cast.emma.presses("At our place")
    await cast.emma.presses("Nothing more")
    ticket = await desk.ticket()
    assert (ticket.kind, ticket.waits_for, ticket.assignee_id) == (ProblemType.TRAINING, "form", None)
    assert "Sales manager 张敏 will get in touch" in cast.emma.last
    assert await orders(desk) == []
    assert not lin.sees("K-1001")
    await zhang.presses("确认单与价格")
    for words in ("凭证录入，会计", "5 人，贵司，下周三"):
        await zhang.says(words)
    for label in ("是", "没有", "按目录价", "没有"):
        await zhang.presses(label)
    assert "Consent form: training" in cast.emma.last
    await cast.emma.presses("Agree")
    [order] = await orders(desk)
    assert (order.ticket_id, "next Wednesday" in order.reason) == (ticket.id, True)
    assert (await desk.ticket()).waits_for == ""
    await cast.zhao.presses("选工程师")
    assert any("林涛" in label for label in cast.zhao.buttons)
