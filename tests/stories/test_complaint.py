"""Complaints as the people in them see them: handed over, confirmed, answered, verified, followed to the end (COM-1 to COM-7)."""

from sqlalchemy import select

from desk.complaint_file import Cause, Complaint, Department, Measure, Source, State
from desk.journal import JournalEntry
from tests.desk import Actor, TestDesk
from tests.stories.cast import Cast, a_ticket, cast

__all__ = ["cast"]


async def the_complaint(desk: TestDesk) -> Complaint:
    async with desk.store.reading() as session:
        return (await session.scalars(select(Complaint).order_by(Complaint.id.desc()).limit(1))).one()


async def readers(desk: TestDesk) -> set[int | None]:
    async with desk.store.reading() as session:
        query = select(JournalEntry.by).where(JournalEntry.event == "complaint.read")
        return set(await session.scalars(query))


async def complains(who: Actor, words: str = "工程师两次没来，电话也不接") -> None:
    await who.says("我要投诉")
    await who.says(words)


async def confirms(cast: Cast, about: str = "陈晓") -> None:
    """孙洁 finds it valid, for the service department."""
    await cast.sun.presses("投诉成立")
    await cast.sun.presses("服务部")
    await (cast.sun.presses(about) if about in " ".join(cast.sun.buttons) else cast.sun.says(about))


async def answers(cast: Cast) -> None:
    """赵敏 has found the cause, and answers with the draft."""
    await cast.zhao.presses("答复客户")
    await cast.zhao.presses("太慢")
    await cast.zhao.says("排班有空档，没有人接")
    await cast.zhao.says("陈晓")
    await cast.zhao.presses("道歉")
    await cast.zhao.presses("就这样发送")


async def test_from_the_customers_words_to_the_archive(desk: TestDesk, cast: Cast) -> None:
    """COM-1 to COM-4: a number and an honest time; confirmed, answered, settled with one tap; whom it is about sees nothing."""
    await a_ticket(cast.wang)
    seen = len(cast.chen.texts)
    await cast.wang.says("我要投诉，工程师两次没来")
    assert "C-1002" in cast.wang.last
    assert "13:00" in cast.wang.last  # three hours of support
    assert "🚨" in cast.sun.last
    assert "工程师两次没来" in cast.sun.last
    assert "K-1001" in cast.sun.last  # their one open ticket is what it is about
    assert "首次响应" in cast.sun.last  # and what was promised is in view
    await confirms(cast)
    assert "服务部" in cast.wang.last
    assert "工程师两次没来" in cast.zhao.last
    await answers(cast)
    assert "王丽" in cast.wang.last
    await cast.wang.presses("已解决")
    assert "C-1002" in cast.wang.last
    file = await the_complaint(desk)
    assert (file.state, file.valid, file.resolved, file.source) == (State.CLOSED, True, True, Source.CUSTOMER)
    assert (file.department, file.cause, file.measure) == (Department.SERVICE, Cause.SLOW, Measure.APOLOGY)
    assert (file.person_id, file.region, file.product, file.about_ticket_id) == (
        cast.chen.person_id, "华东", "NE", 1,
    )  # fmt: skip
    assert file.answered_at is not None
    assert file.verified_by == cast.wang.person_id
    assert len(cast.chen.texts) == seen
    await cast.chen.says("/find C-1002")
    assert "C-1002" not in " ".join([cast.chen.last, *cast.chen.buttons])
    assert await readers(desk) == {cast.sun.person_id, cast.zhao.person_id}
