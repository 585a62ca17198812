"""Exams in chat: the bank sent as a table, an exam opened for a class, sat with restarts, marked, a resit (TRN-3)."""

import csv
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO, StringIO

import httpx
import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from bot.cli.admin import table_import as offered_tables
from desk.figures.periods import month
from desk.files import File
from desk.people import Person
from desk.reports import service_month
from desk.reports.monthly_reports import MonthlyReport
from desk.training import attempts, certificates, exams, question_bank, question_table
from desk.training.attempt import Attempt, AttemptState
from desk.training.classes import ClassState, TrainingClass
from desk.training.enrolment import Enrolment, EnrolmentState
from desk.training.exams import Exam, Shows
from desk.training.question_bank import LETTERS, ExamQuestion
from desk.training.question_table import EXAMPLES, QUESTIONS
from errors import Stale
from handlers.admin.tables import TABLES
from handlers.reports import heading
from i18n import spoken
from kb.files.reading import Row
from tests.fakes.desk import Actor, TestDesk
from tests.stories.cast import Cast, cast
from tests.stories.training.test_classes import a_course, lin

__all__ = ["cast", "lin"]
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(autouse=True)
def tables() -> Iterator[None]:
    offered_tables.offer()
    yield
    TABLES.clear()


def the_bank() -> bytes:
    out = StringIO()
    csv.writer(out).writerows([tuple(QUESTIONS), *EXAMPLES])
    return out.getvalue().encode()


async def a_finished_class(desk: TestDesk, trainer: Actor, *people: Actor) -> TrainingClass:
    """In which they were."""
    course = await a_course(desk)
    async with desk.store.transaction() as session:
        now = desk.clock.now()
        one = TrainingClass(
            course_id=course.id, state=ClassState.FINISHED, sittings=[["2026-02-27T09:00", "2026-02-27T12:00"]], zone="Asia/Shanghai",
            starts_at=now - timedelta(days=3), ends_at=now - timedelta(days=2), trainer_id=trainer.person_id, seats=8, least=1,
            closes_at=now - timedelta(days=4), waiting_limit=8, open_to={}, done_until=now, created_at=now, why="", sequence=0,
        )  # fmt: skip
        session.add(one)
        await session.flush()
        for number, actor in enumerate(people):
            session.add(
                Enrolment(
                    class_id=one.id, person_id=actor.person_id, customer_id=1, state=EnrolmentState.ATTENDED, place_no=number,
                    attended={"0": "present"}, at=now,
                )
            )  # fmt: skip
        return one


async def the_attempt(desk: TestDesk, actor: Actor) -> Attempt:
    """Their newest."""
    async with desk.store.reading() as session:
        mine = select(Attempt).where(Attempt.person_id == actor.person_id).order_by(Attempt.id.desc())
        return (await session.scalars(mine)).first()  # type: ignore[return-value]


async def questions(desk: TestDesk, attempt: Attempt) -> dict[int, ExamQuestion]:
    async with desk.store.reading() as session:
        return await question_bank.those(session, attempt.versions)


async def answers(desk: TestDesk, actor: Actor, right: dict[str, bool | str | None]) -> None:
    """All questions of the paper in their order: rightly, wrongly, in these words, or later (None)."""
    attempt = await the_attempt(desk, actor)
    bank = await questions(desk, attempt)
    for number, order in attempt.paper:
        asked = bank[number]
        wanted = right.get(asked.code, True)
        if wanted is None:
            await actor.presses("⏭")
        elif isinstance(wanted, str):
            await actor.says(wanted)
        else:
            await one_answer(actor, asked, order, good=wanted)


async def one_answer(actor: Actor, asked: ExamQuestion, order: list[int], *, good: bool) -> None:
    letters = [LETTERS[order.index(int(n))] for n in asked.right] if asked.options else []
    match asked.kind:
        case "single":
            other = next(letter for letter in LETTERS[: len(order)] if letter not in letters)
            await actor.presses(letters[0] if good else other)
        case "multi" if good and actor.user.name == "Emma Clarke":
            await actor.says(" and ".join(letters).lower())
        case "multi":
            for letter in letters if good else letters[:1]:
                await actor.presses(f"☐ {letter}")
                assert f"☑ {letter}" in actor.buttons
            await actor.presses("✔")
        case "true_false":
            value = (asked.right[0] == "true") is good
            await actor.presses(
                ("true" if value else "false")
                if actor.user.name == "Emma Clarke"
                else "对"
                if value
                else "错"
            )
        case _:
            await actor.says(str(asked.right[0]) if good else "1")


async def sends(desk: TestDesk, trainer: Actor, name: str, data: bytes) -> None:
    """A table, which is read in the background."""
    await trainer.does("sends_document", name=name, data=data)
    assert desk.desk.fetcher is not None
    while await desk.desk.fetcher.fetch_one():
        pass
    await desk.forward(seconds=20)


async def an_exam(desk: TestDesk, trainer: Actor, minutes: str = "20") -> None:
    """Made in chat from what stands in the bank."""
    await sends(desk, trainer, "questions.csv", the_bank())
    await trainer.presses("✅")
    assert "新增 5" in trainer.last
    await trainer.says("/training")
    await trainer.presses("📝")
    assert "凭证 1：1" in trainer.last
    await trainer.presses("新建考试")
    await trainer.presses("OP")
    await trainer.says("图纸 5")  # the bank has none: told at once
    assert "图纸" in trainer.texts[-2]
    await trainer.says("凭证 2; 3")
    await trainer.says(minutes)
    await trainer.says("0")
    assert "1 到 100" in trainer.texts[-2]
    await trainer.says("70%")
    await trainer.presses("及格")
    await trainer.says("80")
    await trainer.presses("✅")
    assert "80%" in trainer.last


async def test_an_exam_from_the_bank_to_the_resit(desk: TestDesk, cast: Cast, lin: Actor) -> None:
    """TRN-3: a row before the first question, each answer kept, short words decided by the trainer, by topic, a resit after the wait; both languages."""
    one = await a_finished_class(desk, lin, cast.wang, cast.emma)
    await an_exam(desk, lin)
    await lin.does("presses_data", f"c:class_exam:{one.id}:0:")
    await lin.presses("凭证录入")
    assert "2" in lin.last
    assert "5 questions · 20 minutes" in cast.emma.last
    assert "2 attempts left" in cast.emma.last
    await cast.wang.presses("▶")
    attempt = await the_attempt(desk, cast.wang)
    assert (attempt.state, attempt.nth, len(attempt.paper)) == (AttemptState.UNDERWAY, 1, 5)
    assert "1/5" in cast.wang.last
    desk.restart()
    await answers(desk, cast.wang, {"Q-1": False, "Q-5": "损益的结转"})
    assert "最后一题" in cast.wang.last
    desk.restart()
    await cast.wang.presses("交卷")
    assert "培训师" in cast.wang.last
    assert "损益的结转" in lin.last
    await lin.presses("✖")
    assert "未通过" in cast.wang.last
    assert "（60%）" in cast.wang.last
    assert "凭证：1/2" in cast.wang.last
    assert "F5 新增" in cast.wang.last
    await cast.wang.says("/learning")
    assert "60%" in cast.wang.last
    attempt = await the_attempt(desk, cast.wang)
    await cast.wang.does("presses_data", f"c:begin_exam:{attempt.candidate_id}:0:")
    assert "3月5日" in cast.wang.last
    await desk.forward(days=3)
    assert "再考一次" in cast.wang.last
    await cast.wang.presses("▶")
    await answers(desk, cast.wang, {"Q-3": None})
    assert "没有作答" in cast.wang.last
    await cast.wang.presses("↩")
    await answers_left(desk, cast.wang, "Q-3")
    await cast.wang.presses("交卷")
    assert cast.wang.sees("🎉 通过")
    await verified(desk, cast.wang, "王＊")
    await cast.emma.presses("Begin")
    assert cast.emma.sees("0 of 5 answered")
    attempt = await the_attempt(desk, cast.emma)
    await cast.emma.does(
        "presses_data", f"c:hand_in_exam:{attempt.id}:0:"
    )  # by a slip: an attempt is soon gone
    assert "5 questions have no answer" in cast.emma.last
    assert (await the_attempt(desk, cast.emma)).is_underway
    await cast.emma.presses("Go on")
    await answers(desk, cast.emma, {})
    assert cast.emma.sees("5 of 5 answered")  # on its card, where it stands
    assert not cast.emma.sees("0 of 5 answered")
    await cast.emma.presses("Hand in")
    assert cast.emma.sees("Passed.")
    assert cast.emma.sees("5 of 5 right (100%)")
    async with desk.store.reading() as session:
        march = month(desk.clock.now().date())
        counted = (await service_month.numbers(session, march.first, ""))["exams"]
    assert counted == [[{"zh": "凭证录入", "en": "Entering vouchers"}, 2, 2, 0, 0]]
    report = MonthlyReport(numbers={"exams": counted})
    assert heading.exams(report) == [(counted[0][0][spoken().language], 2, 2, 0, 0)]
    await lin.says("/training")
    await lin.presses("成绩")
    await lin.presses("某个客户")
    await lin.presses("明月纺织")
    await lin.presses("本月")
    assert "2 人中 2 人通过" in lin.last
    rows = list(load_workbook(BytesIO(lin.files[-1])).worksheets[0].values)
    assert [(row[0], row[5], row[7]) for row in rows[1:]] == [
        ("Emma Clarke", 1, 100),
        ("王丽", 2, 100),
        ("王丽", 1, 60),
    ]
    assert rows[0][9:]
    assert "凭证" in rows[0]
    await lin.says("/training")
    await lin.presses("成绩")
    await lin.presses("全部")
    await lin.presses("全部")
    assert "2 人中 2 人通过" in lin.last


async def verified(desk: TestDesk, actor: Actor, initials: str) -> None:
    """The document has come, and its number is known on the web: initials only, and one answer for any other number."""
    paper = next(text for text in reversed(actor.texts) if "C-" in text)
    assert actor.files[-1].startswith(b"%PDF")
    number = paper.partition("C-")[2][:19]
    transport = httpx.ASGITransport(app=desk.desk.web(), client=("203.0.113.7", 50000))
    headers = {"accept": "text/html", "accept-language": "zh"}
    async with httpx.AsyncClient(
        transport=transport, base_url="https://desk.example.org", headers=headers
    ) as web:
        page = await web.get(f"/verify/C-{number}")
        assert page.status_code == 200
        assert initials in page.text
        assert "2027年3月" in page.text
        assert "王丽" not in page.text
        others = [await web.get(f"/verify/{other}") for other in ("C-AAAA-AAAA-AAAA-AAAA", "1", "%27%22--")]
        assert {(other.status_code, other.text) for other in others} == {(404, others[0].text)}
        assert page.text.count("SHA-256") == 1
        issued = actor.files[-1]
        for content, told in (
            (issued, "与签发的证书一致"),
            (issued.replace(b"%PDF-1", b"%PDF-2"), "内容有改动"),
        ):
            compared = await web.post(
                f"/verify/C-{number}", files={"file": ("c.pdf", content, "application/pdf")}
            )
            assert (compared.status_code, told in compared.text) == (200, True)
        assert (
            await web.post(f"/verify/C-{number}", files={"file": ("c.pdf", b"0" * 5_000_000)})
        ).status_code == 413
        assert (await web.post(f"/verify/C-{number}", content=b"x")).status_code == 400
    async with desk.store.transaction() as session:
        row = await certificates.by_number(session, number.lower())
        assert row is not None
        kept = await session.get_one(File, row.file_id)
        kept.content = issued.replace(b"%PDF-1", b"%PDF-2")
    await actor.presses("📄")
    assert actor.files[-1] == issued  # what was changed where it is kept is noticed, and drawn again
    async with desk.store.transaction() as session:
        row = await certificates.by_number(session, number.lower())
        assert row is not None
        assert row.valid_until is not None
        await certificates.revoke(session, row, "由别人代考", None, desk.clock.now())
    async with httpx.AsyncClient(
        transport=transport, base_url="https://desk.example.org", headers=headers
    ) as web:
        assert "撤销" in (await web.get(f"/verify/C-{number}")).text


async def answers_left(desk: TestDesk, actor: Actor, code: str) -> None:
    attempt = await the_attempt(desk, actor)
    bank = await questions(desk, attempt)
    number, order = next((number, order) for number, order in attempt.paper if bank[number].code == code)
    await one_answer(actor, bank[number], order, good=True)


async def test_time_is_the_desks_and_its_absence_is_given_back(
    desk: TestDesk, cast: Cast, lin: Actor
) -> None:
    """TRN-3: warned, given back what the desk was away for, handed in by itself; a late press hears why; nobody goes back where it is not allowed."""
    one = await a_finished_class(desk, lin, cast.emma)
    async with desk.store.transaction() as session:
        for row in EXAMPLES[:4]:
            session.add(_question(row, one.course_id, desk))
        exam = Exam(
            course_id=one.course_id, name="小测", name_en="Short test", rule=[["", 0, 3]], minutes=2, pass_percent=60, attempts=1,
            wait_days=0, shows=Shows.ONCE, created_by=lin.person_id, created_at=desk.clock.now(), may_return=True,
        )  # fmt: skip
        await exams.make(session, exam)
        assert exam.may_return is False
    await lin.says("/training")
    await lin.does("presses_data", f"c:class_exam:{one.id}:0:")
    await lin.presses("小测")
    await cast.emma.presses("Begin")
    attempt = await the_attempt(desk, cast.emma)
    bank = await questions(desk, attempt)
    number, order = attempt.paper[0]
    await one_answer(cast.emma, bank[number], order, good=True)
    assert any("✔ Right." in text for text in cast.emma.texts)
    assert not any("Back" in label for label in cast.emma.buttons)
    ends = attempt.ends_at
    await desk.forward(seconds=20)
    desk.clock.at += timedelta(minutes=30)
    desk.restart()
    await desk.settle()
    attempt = await the_attempt(desk, cast.emma)
    assert attempt.is_underway
    assert timedelta(minutes=30) <= attempt.ends_at - ends <= timedelta(minutes=30, seconds=10)
    assert "You have that time back" in cast.emma.last
    await desk.forward(seconds=50)
    assert "1 minute left" in cast.emma.last
    late = next(data for data in shown(cast.emma) if data.startswith("t:"))
    await desk.forward(minutes=1, seconds=10)
    attempt = await the_attempt(desk, cast.emma)
    assert (attempt.state, attempt.right) == (AttemptState.DONE, 1)
    assert "Time was up at" in cast.emma.last
    assert "No attempt is left" in cast.emma.last
    await cast.emma.does("presses_data", late)
    assert "Time was up at" in cast.emma.last
    async with desk.store.transaction() as session:
        candidate = (await exams.of_person(session, cast.emma.person_id or 0))[0]
        with pytest.raises(Stale):
            await attempts.begin(
                session, candidate, await session.get_one(Person, cast.emma.person_id), desk.clock.now()
            )


async def test_each_question_has_its_own_time(desk: TestDesk, cast: Cast, lin: Actor) -> None:
    """TRN-3: shown with its picture, ended by the server's clock, given back too; nobody comes back to it; what was marked counts."""
    one = await a_finished_class(desk, lin, cast.emma)
    async with desk.store.transaction() as session:
        picture = File.holding(PNG, "voucher.png", "image/png", "photo")
        session.add(picture)
        await session.flush()
        for row in EXAMPLES[:3]:
            question = _question(row, one.course_id, desk)
            question.picture_id = picture.id
            session.add(question)
        exam = Exam(
            course_id=one.course_id, name="小测", name_en="Short test", rule=[["", 0, 3]], minutes=10, minutes_each=1,
            pass_percent=60, attempts=1, wait_days=0, shows=Shows.NEVER, created_by=lin.person_id, created_at=desk.clock.now(),
        )  # fmt: skip
        await exams.make(session, exam)
        assert exam.may_return is False
    await lin.says("/training")
    await lin.does("presses_data", f"c:class_exam:{one.id}:0:")
    await lin.presses("小测")
    assert "At most 1 minute a question" in cast.emma.last
    await cast.emma.presses("Begin")
    assert "1 minute for this question" in cast.emma.last
    assert cast.emma.files[-1] == PNG
    attempt = await the_attempt(desk, cast.emma)
    late = next(data for data in shown(cast.emma) if data.startswith("t:"))
    await desk.forward(seconds=20)
    desk.clock.at += timedelta(minutes=30)  # killed, and away for half an hour
    desk.restart()
    await desk.settle()
    assert attempt.question_ends_at is not None
    away = (await the_attempt(desk, cast.emma)).question_ends_at - attempt.question_ends_at  # type: ignore[operator]
    assert timedelta(minutes=30) <= away <= timedelta(minutes=30, seconds=10)
    await desk.forward(minutes=1)
    assert "The time for question 1 is up" in cast.emma.last
    await cast.emma.does("presses_data", late)
    assert "The time for this question was up" in cast.emma.last
    assert (await the_attempt(desk, cast.emma)).answers == {}
    await desk.forward(seconds=30)  # nothing runs before they ask for the next one
    await cast.emma.presses("Next question")
    attempt = await the_attempt(desk, cast.emma)
    bank = await questions(desk, attempt)
    assert "2/3" in cast.emma.last
    await one_answer(cast.emma, bank[attempt.paper[1][0]], attempt.paper[1][1], good=True)
    assert "3/3" in cast.emma.last
    attempt = await the_attempt(desk, cast.emma)
    assert (attempt.reached, list(attempt.answers)) == (2, [str(attempt.paper[1][0])])
    await desk.forward(minutes=1, seconds=5)
    attempt = await the_attempt(desk, cast.emma)
    assert (attempt.state, attempt.right) == (AttemptState.DONE, 1)  # nothing was left to be asked


def shown(actor: Actor) -> list[str]:
    """What their buttons carry, the newest first."""
    return [button.data or "" for m in reversed(actor.user.visible) for row in m.buttons for button in row]


def _question(row: tuple[str, ...], course: int, desk: TestDesk) -> ExamQuestion:
    return question_table.read(Row(1, dict(zip(QUESTIONS, row, strict=True))), course, desk.clock.now())


def a_table_with_a_picture() -> bytes:
    """The picture lies in the line of its question; another line only names one."""
    from openpyxl import Workbook
    from openpyxl.drawing.image import Image
    from PIL import Image as Picture

    drawn, written = BytesIO(), BytesIO()
    Picture.new("RGB", (30, 12), "red").save(drawn, "PNG")
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["课程", "编号", "题干", "选项", "答案", "图片"])
    sheet.append(["OP", "P1", "图中是什么？", "按钮|菜单", "A", ""])
    sheet.append(["OP", "P2", "图不见了", "甲|乙", "A", "gone.png"])
    sheet.add_image(Image(drawn), "F2")
    book.save(written)
    return written.getvalue()


async def test_pictures_lie_on_the_table_that_is_sent(desk: TestDesk, lin: Actor) -> None:
    """TRN-3: a question comes with its picture in chat, too; one that is only named is told by line; the same table changes nothing."""
    await a_course(desk)
    for told in ("新增 1", "未变 1"):
        await sends(desk, lin, "bank.xlsx", a_table_with_a_picture())
        await lin.presses("导入")
        assert told in lin.last
        assert "gone.png" in lin.last
    async with desk.store.reading() as session:
        [asked] = await session.scalars(select(ExamQuestion))
        picture = await session.scalar(select(File.content).where(File.id == asked.picture_id))
    assert (asked.code, picture[:4] if picture else b"") == ("P1", PNG[:4])


async def test_the_next_table_is_read_while_one_is_asked_about(desk: TestDesk, lin: Actor) -> None:
    """TRN-3: two files one after the other: neither is lost."""
    await a_course(desk)
    await sends(desk, lin, "one.gift", "::a::一{T}\n::b::二{F}".encode())
    assert "哪一个" in lin.last
    await sends(desk, lin, "two.gift", "::c::三{T}".encode())
    await lin.presses("OP")
    assert "two.gift" in lin.last
    await lin.presses("导入")
    await lin.presses("OP")
    await lin.presses("导入")
    async with desk.store.reading() as session:
        assert sorted(await session.scalars(select(ExamQuestion.code))) == ["a", "b", "c"]
