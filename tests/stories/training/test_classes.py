"""Courses and classes: opened, seats and a waiting list that explains itself, moved, attended (TRN-1, TRN-2)."""

import pytest
from sqlalchemy import select

from desk.people import Person, Role
from desk.training import enrolment
from desk.training.classes import ClassState, TrainingClass
from desk.training.courses import Course, CourseKind
from desk.training.enrolment import Enrolment, EnrolmentState
from tests.fakes.desk import Actor, TestDesk
from tests.stories.cast import Cast, cast

__all__ = ["cast"]


@pytest.fixture
async def lin(desk: TestDesk, cast: Cast) -> Actor:
    """林涛, the trainer."""
    return await desk.person("林涛", Role.TRAINER)


async def a_course(desk: TestDesk, kind: CourseKind = CourseKind.OPERATION, **more: object) -> Course:
    async with desk.store.transaction() as session:
        content = {
            "code": "OP",
            "name": "凭证录入",
            "name_en": "Entering vouchers",
            "products": ["NE"],
            "skill": "",
            "goals": "",
            "hours": 6,
        }
        course = Course(**{**content, "kind": kind, "valid_months": 12, **more})
        session.add(course)
        return course


async def a_class(
    trainer: Actor, sittings: str = "2026-03-12 09:00-12:00", seats: str = "1", whom: str = "全部"
) -> None:
    """Made in chat and opened at once."""
    await trainer.says("/training")
    await trainer.presses("新建班")
    await trainer.presses("OP")
    await trainer.says(sittings)
    await trainer.says("苏州培训室")
    await trainer.says(seats)
    await trainer.presses(whom)
    await trainer.presses("现在开放")


async def the_class(desk: TestDesk) -> TrainingClass:
    async with desk.store.reading() as session:
        return (await session.scalars(select(TrainingClass))).one()


async def states(desk: TestDesk) -> dict[int, EnrolmentState]:
    async with desk.store.reading() as session:
        return {row.person_id: row.state for row in await session.scalars(select(Enrolment))}


async def test_a_class_from_its_opening_to_the_roll_call(desk: TestDesk, cast: Cast, lin: Actor) -> None:
    """TRN-1, TRN-2: made by the trainer, told to those it is for, registered with a calendar file, reminded, moved, attended."""
    await a_course(desk)
    await cast.wang.says("/training")
    assert "不认识" in cast.wang.last
    await a_class(lin, "3-12 09:00-12:00\n3-13 09:00-12:00", "8")
    one = await the_class(desk)
    assert (one.state, one.least, one.trainer_id) == (ClassState.OPEN, 3, lin.person_id)
    assert "凭证录入" in cast.wang.last
    assert "苏州培训室" in cast.wang.last
    assert "Entering vouchers" in cast.emma.last
    assert "8 seats left" in cast.emma.last
    await cast.wang.presses("给我报名")
    assert "已留好座位" in cast.wang.last
    ics = cast.wang.files[-1].decode()
    assert ics.count("BEGIN:VEVENT") == 2
    assert "DTSTART:20260312T010000Z" in ics
    await cast.emma.says("nope")  # words are as good as the buttons
    assert (await states(desk))[cast.emma.person_id or 0] is EnrolmentState.NOT_INTERESTED
    assert lin.sees("王丽 · 明月纺织")
    await desk.forward(days=5)
    assert "报名人数少于最少人数" in lin.last
    await lin.presses("照常开班")
    assert "照常开课" in cast.wang.last
    await lin.presses("改期")
    await lin.presses("晚一周")
    await lin.says("讲师生病")
    assert "讲师生病" in cast.wang.last
    assert "3月19日" in cast.wang.last
    assert "尚未回复：王丽" in lin.last
    assert "SEQUENCE:1" in cast.wang.files[-1].decode()
    await cast.wang.says("嗯")
    assert not any("尚未回复：王丽" in text for text in lin.texts[-1:])
    before = len(cast.wang.texts)
    await desk.forward(days=16, hours=23)
    assert sum("提醒" in text for text in cast.wang.texts[before:]) >= 1
    assert "谁到了" in lin.last
    await lin.presses("王丽")
    await lin.presses("王丽")
    assert "🕘 王丽" in lin.buttons
    await desk.forward(days=1)
    await lin.presses("其余都到")
    assert (await the_class(desk)).state is ClassState.RUNNING
    await desk.forward(days=1)
    assert (await the_class(desk)).state is ClassState.FINISHED
    assert (await states(desk))[cast.wang.person_id or 0] is EnrolmentState.ATTENDED


async def test_the_waiting_list_explains_itself(desk: TestDesk, cast: Cast, lin: Actor) -> None:
    """TRN-2: the last seat has one; the other is first on the list; who cancels is offered nothing; none after it closes."""
    await a_course(desk)
    await a_class(lin, "2026-03-20 09:00-12:00")
    number = (await the_class(desk)).id
    cast.wang.user.presses_data(f"c:register_me:{number}:0:")
    cast.emma.user.presses_data(f"c:register_me:{number}:0:")
    await desk.settle()
    assert sorted((await states(desk)).values()) == [EnrolmentState.REGISTERED, EnrolmentState.WAITING]
    first, second = (cast.wang, cast.emma)
    assert (await states(desk))[first.person_id or 0] is EnrolmentState.REGISTERED
    assert "Place on the waiting list: 1" in second.last
    await first.does("presses_data", f"c:register_me:{number}:0:")
    assert "没有空位可给：座位都已占用" in lin.last
    await first.presses("不能来")
    assert "held until" in second.last
    assert "座位已退" in first.last
    await second.presses("Pass")
    assert (await states(desk)) == {
        first.person_id: EnrolmentState.CANCELLED,
        second.person_id: EnrolmentState.PASSED_ON,
    }
    await first.does("presses_data", f"c:register_me:{number}:0:")
    await second.does("presses_data", f"c:register_me:{number}:0:")
    await first.presses("不能来")
    assert "held until" in second.last
    await desk.forward(days=1, hours=1)
    assert "time for this place is over" in second.last
    assert (await states(desk))[first.person_id or 0] is EnrolmentState.CANCELLED
    await second.does("presses_data", f"c:register_me:{number}:0:")
    await first.does("presses_data", f"c:register_me:{number}:0:")
    assert "候补第 1 位" in first.last
    await desk.forward(days=16)
    assert "报名已截止，没有空出座位" in " ".join(first.texts)
    async with (
        desk.store.transaction() as session
    ):  # what is late to be done at the closing offers nothing, either
        one = (await session.scalars(select(TrainingClass))).one()
        row = await enrolment.of_person(session, one, first.person_id or 0)
        assert row is not None
        row.state = EnrolmentState.WAITING
    await second.says("Sorry, I can't make it that day")
    assert "Shall I give your place back?" in second.last
    assert (await states(desk))[second.person_id or 0] is EnrolmentState.REGISTERED  # by a press only
    await second.presses("Cannot")
    assert (await states(desk))[first.person_id or 0] is EnrolmentState.WAITING
    async with desk.store.transaction() as session:
        row = await enrolment.of_person(session, one, first.person_id or 0)
        assert row is not None
        row.state = EnrolmentState.LAPSED
    await first.does("presses_data", f"c:register_me:{number}:0:")
    assert "报名已截止" in first.last


async def test_the_trainer_registers_callers_and_hands_over(desk: TestDesk, cast: Cast, lin: Actor) -> None:
    """TRN-1, TRN-2: whoever calls is found by name or company; signs of a pattern are letters; another trainer takes over; archived."""
    other = await desk.person("徐婷", Role.TRAINER)
    await a_course(desk)
    await a_class(lin, "2026-03-20 09:00-12:00", "2")
    one = await the_class(desk)
    await lin.presses("代人报名")
    await lin.says("%")
    assert "%" in lin.texts[-2], "nobody is called so"
    await lin.says("明月")
    assert {"王丽 · 明月纺织", "Emma Clarke · 明月纺织"} <= set(lin.buttons)
    await lin.presses("王丽")
    assert "已留好座位" in cast.wang.last
    await cast.emma.presses("Not interested")
    assert "/learning" in cast.emma.last
    await lin.presses("换讲师")
    await lin.presses("徐婷")
    assert "T-1001" in other.last
    one = await the_class(desk)
    assert one.trainer_id == other.person_id
    await desk.forward(days=20)
    await other.does("presses_data", f"c:all_present:{one.id}:0:0")
    for verb in ("finish_class", "archive_class"):
        one = await the_class(desk)
        await other.does("presses_data", f"c:{verb}:{one.id}:{one.version}:")
    assert (await the_class(desk)).state is ClassState.ARCHIVED, other.texts[-3:]


async def test_colleagues_come_along_and_a_group_stays_together(
    desk: TestDesk, cast: Cast, lin: Actor
) -> None:
    """TRN-2: names are enough, new ones get a link; a group waits for seats for all, with the reason shown; double booking is warned of."""
    await a_course(desk)
    await a_class(lin, "2026-03-20 09:00-12:00", "2")
    await cast.wang.presses("同事也报名")
    await cast.wang.says("Emma Clarke、李新")
    await cast.wang.presses("是")
    assert "座位不够" in cast.wang.last
    await cast.wang.says("要一起")
    assert cast.wang.sees("候补名单：王丽")
    assert any("/start " in text and "李新" in text for text in cast.wang.texts)
    assert "只有想在一起的一组在等" in lin.last
    await lin.presses("座位")
    await lin.says("0")
    assert (await the_class(desk)).seats == 2, "what is refused is not kept"
    await lin.says("3")
    assert list((await states(desk)).values()).count(EnrolmentState.OFFERED) == 3
    await cast.emma.presses("Take the seat")
    assert "seat is reserved" in cast.emma.last
    await a_class(lin, "2026-03-20 10:00-11:00", "5")
    assert any("同一时间" in text for text in lin.texts)
    async with desk.store.reading() as session:
        other = (await session.scalars(select(TrainingClass).order_by(TrainingClass.id.desc()))).first()
    assert other is not None
    await cast.emma.does("presses_data", f"c:register_me:{other.id}:0:")
    assert any("At the same time: T-1001" in text for text in cast.emma.texts)
    await lin.does("presses_data", f"c:cancel_class:{other.id}:{other.version}:")
    await lin.says("讲师生病")
    assert "does not take place: 讲师生病" in cast.emma.last
    assert "STATUS:CANCELLED" in cast.emma.files[-1].decode()
    await cast.emma.says("/learning")
    assert "T-1001" in cast.emma.last


async def test_a_class_is_made_by_words_and_each_slip_is_told_where_it_happens(
    desk: TestDesk, cast: Cast, lin: Actor
) -> None:
    """TRN-1: times and numbers in words; a wrong one is asked again at once, and nothing else; words stop it, too."""
    await a_course(desk)
    await lin.says("/training")
    await lin.presses("新建班")
    await lin.says("凭证录")  # a part of the only course that has it
    assert "什么时候上课" in lin.last
    await lin.says("2020-01-01 09:00-12:00")
    assert "已经过去" in lin.texts[-2]
    await lin.says("3月20日 上午9点到12点")
    await lin.says("苏州培训室")
    await lin.says("0")
    assert "1 到 500" in lin.texts[-2]
    await lin.says("两个")
    await lin.says("全部")
    assert "2026-03-20 09:00-12:00" in lin.last
    assert "座位：2" in lin.last
    await lin.says("停止")
    assert "已停止" in lin.last
    async with desk.store.reading() as session:
        assert not (await session.scalars(select(TrainingClass))).all()


async def test_who_says_that_they_come_along_is_not_asked_again(
    desk: TestDesk, cast: Cast, lin: Actor
) -> None:
    """TRN-2: «我和赵六» is two people, and one of them is known."""
    await a_course(desk)
    await a_class(lin, "2026-03-20 09:00-12:00", "5")
    await cast.wang.says("我要报名")
    assert "凭证录入" in cast.wang.last
    await cast.wang.presses("同事也报名")
    await cast.wang.says("我和赵六六")
    assert not any("您自己也参加吗" in text for text in cast.wang.texts)
    assert list((await states(desk)).values()).count(EnrolmentState.REGISTERED) == 2
    async with desk.store.reading() as session:
        names = [person.name for person in await session.scalars(select(Person))]
    assert "赵六六" in names
    assert not any("和" in name for name in names)
