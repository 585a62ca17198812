"""Staff are examined: a pass qualifies; dispatch and routing warn or refuse; a renewal is offered in time (TRN-6)."""

from sqlalchemy import select

from desk.people import Role
from desk.qualifications import Qualification
from desk.ticket import Ticket
from desk.training import exams, qualifying
from desk.training.courses import CourseKind
from desk.training.exams import Exam, Shows
from desk.training.question_table import EXAMPLES
from tests.fakes.desk import Actor, TestDesk
from tests.stories.cast import Cast, a_ticket, cast
from tests.stories.training.test_classes import a_course, lin
from tests.stories.training.test_exams import _question, answers

__all__ = ["cast", "lin"]


async def an_exam_for_staff(desk: TestDesk, trainer: Actor) -> None:
    course = await a_course(desk, CourseKind.INTERNAL, valid_months=3)
    async with desk.store.transaction() as session:
        for row in EXAMPLES[:3]:
            session.add(_question(row, course.id, desk))
        exam = Exam(
            course_id=course.id, name="产品资格", name_en="Product", rule=[["", 0, 3]], minutes=10, pass_percent=60, attempts=1, wait_days=0,
            shows=Shows.NEVER, created_by=trainer.person_id, created_at=desk.clock.now(), may_return=True,
        )  # fmt: skip
        await exams.make(session, exam)


async def test_a_pass_qualifies_and_is_renewed_in_time(desk: TestDesk, cast: Cast, lin: Actor) -> None:
    """TRN-6: opened for a role, passed, qualified for the product until its end; sending warns, or refuses by policy; renewal offered, end told."""
    zhou = await desk.person("周平", Role.ENGINEER, products=["NE"], region="华东")
    await an_exam_for_staff(desk, lin)
    await lin.says("/training")
    await lin.presses("📝")
    await lin.presses("产品资格")
    await lin.presses("对员工开放")
    await lin.presses("工程师")
    assert "产品资格" in cast.li.last
    await cast.li.presses("开始考试")
    await answers(desk, cast.li, {})
    await cast.li.presses("交卷")
    assert cast.li.sees("您已获得资格：NE · 至 2026年6月2日")
    await a_ticket(cast.wang)
    async with desk.store.transaction() as session:
        (await session.scalars(select(Ticket))).one().product = "NE"
    await cast.chen.presses("接单")
    await cast.chen.presses("上门")
    await cast.chen.says("远程看过，加密锁不亮")
    await cast.zhao.presses("选工程师")
    assert "李强：🎖 有资格" in cast.zhao.last
    assert "周平：⚠️ 没有相应资格" in cast.zhao.last
    assert cast.zhao.last.index("李强") < cast.zhao.last.index("周平")
    await desk.set_policy("training.qualified_visits", "refuse")
    await cast.zhao.says("/cancel")
    await cast.zhao.presses("选工程师")
    assert "周平" not in cast.zhao.last
    await cast.zhao.presses("李强")
    assert zhou.person_id is not None
    await desk.forward(days=33)
    assert cast.li.sees("您的资格快到期了：NE")
    assert cast.li.sees("您现在可以参加这场考试")
    async with desk.store.transaction() as session:
        row = (await session.scalars(select(Qualification))).one()
        row.ends_on = desk.clock.at.date()
        await qualifying._follow(session, row, desk.clock.now())
    await desk.forward(days=4)
    assert cast.li.sees("您的资格已到期：NE")
    assert cast.zhao.sees("资格已到期：李强 · NE")


async def test_tickets_go_to_the_qualified(desk: TestDesk, cast: Cast) -> None:
    """TRN-6: given by a manager, in chat; a ticket goes to the person who has it, and by policy to nobody else; withdrawn, it counts no more."""
    sun = await desk.person("孙敏", Role.SPECIALIST)
    gu = await desk.person(
        "顾平", Role.CONTACT, customer=await desk.customer("东海港口"), phone="+8613812345670"
    )
    await desk.on_duty(sun)
    await cast.zhao.says("/training")
    await cast.zhao.presses("资格")
    assert "还没有人有资格" in cast.zhao.last
    await cast.zhao.presses("授予资格")
    await cast.zhao.presses("孙敏")
    await cast.zhao.presses("某项技能")
    await cast.zhao.says("加密锁")
    await cast.zhao.presses("不限地区")
    await cast.zhao.presses("长期")
    assert "孙敏 · 加密锁 · 长期" in cast.zhao.last
    assert sun.sees("您已获得资格：加密锁")
    await sun.says("/learning")
    assert "🎖 加密锁" in sun.last
    await a_ticket(cast.wang)
    assert (await desk.ticket()).assignee_id == sun.person_id
    await desk.set_policy("training.qualified_tickets", "refuse")
    await cast.zhao.says("/training")
    await cast.zhao.presses("资格")
    await cast.zhao.presses("✖ 孙敏")
    assert sun.sees("您的资格已取消")
    await a_ticket(gu, "加密锁插上没有反应，换了接口也一样")
    assert (await desk.ticket()).assignee_id is None
