"""A flow that cannot use the last answer asks for it again, with the reason above; what was said before it stays."""

from dataclasses import dataclass, field

import pytest
from sqlalchemy import func, select

from desk.people import Person, Role
from desk.roster import leave
from desk.ticket import TicketState
from errors import BadInput, Stale
from handlers.chat.flows import FLOWS, Talk
from handlers.chat.questions import Choice, Words
from handlers.chat.talk_rows import TalkRow
from tests.fakes.desk import Actor, TestDesk
from tests.stories.cast import Cast, a_ticket, cast
from tests.stories.roster.test_roster import at
from tests.stories.training.test_classes import a_class, a_course, lin, the_class

__all__ = ["cast", "lin"]


async def _open_talks(desk: TestDesk) -> int:
    async with desk.store.reading() as session:
        found = select(func.count()).select_from(TalkRow).where(TalkRow.ended.is_(False))
        return int(await session.scalar(found) or 0)


@pytest.mark.parametrize("english", [False, True], ids=["zh", "en"])
async def test_nothing_is_lost_when_the_last_answer_cannot_be_used(
    desk: TestDesk, cast: Cast, lin: Actor, english: bool
) -> None:
    """A shift during a leave, seats below one, a customer who is not known: three rooms, and a restart before each correction."""

    def say(chinese: str, in_english: str) -> str:
        return in_english if english else chinese

    await a_course(desk)
    await a_class(lin)
    other = await desk.customer("Qinghe")
    async with desk.store.transaction() as session:
        for actor in (cast.zhao, cast.zheng, lin):
            (await session.get_one(Person, actor.person_id)).language = say("zh", "en")
        li = await session.get_one(Person, cast.li.person_id)
        await leave.grant(session, li, at("03-03 00:00"), at("03-04 00:00"), desk.clock.now())

    zhao = cast.zhao
    await zhao.says("/roster")
    for label in (say("➕ 排班", "➕ Shift"), "李强", say("3月3日", "3 Mar")):
        await zhao.presses(label)
    await zhao.says("08:30-17:30")
    await zhao.presses(say("只排这一天", "Only on that day"))
    assert zhao.sees(say("李强那时休假", "李强 is on leave then"))
    assert zhao.last == say("其他日子也排吗？", "On other days, too?")
    desk.restart()
    for _step in range(2):  # as far as the day
        await zhao.presses(say("◀ 上一步", "◀ Back"))
    await zhao.presses(say("3月5日", "5 Mar"))
    await zhao.says("08:30-17:30")
    await zhao.presses(say("只排这一天", "Only on that day"))
    assert zhao.sees(say("✅ 李强已排班", "✅ 李强 is on duty"))

    await lin.says("/training")
    await lin.presses("T-1001")
    await lin.presses(say("💺 座位", "💺 Seats"))
    await lin.says("0")
    assert lin.texts[-2].startswith(say("请写 1 到", "Please write a number from 1 to"))
    assert lin.last == say("有几个座位？", "How many seats are there?")
    assert (await the_class(desk)).seats == 1  # what the refused answer had changed is taken back
    desk.restart()
    await lin.says("12")
    assert (await the_class(desk)).seats == 12

    zheng = cast.zheng
    await zheng.does("presses_data", f"c:person_moves:{cast.wang.person_id}:0:")
    await zheng.says("Qqinghee")
    assert "Qqinghee" in zheng.texts[-2]
    assert zheng.last == say(
        "在哪家客户？请写名称的一部分或服务码。",
        "With which customer? A part of the name is enough, or the service code.",
    )
    desk.restart()
    await zheng.says("Qinghe")
    await zheng.says(say("不是", "no"))  # nor with the company of before
    assert say("王丽现在属于 Qinghe", "王丽 is with Qinghe now") in zheng.last
    async with desk.store.reading() as session:
        assert (await session.get_one(Person, cast.wang.person_id)).customer_id == other.id
    assert not await _open_talks(desk)


@dataclass
class Told:
    """What the flow of the test is to refuse, and what it did."""

    refused: set[str] = field(default_factory=set)
    reason: type[BadInput | Stale] = BadInput
    made: list[str] = field(default_factory=list)
    done: list[list[str]] = field(default_factory=list)

    async def makes(self, what: str) -> str:
        self.made.append(what)
        return what

    async def flow(self, talk: Talk) -> None:
        """Refuses before a question and at the end, with effects and words between."""
        self._check("begin")
        talk.say("先说一句")
        first = await talk.ask("first", Words("第一？"))
        await talk.once("after first", lambda: self.makes(first))
        self._check(first)
        talk.say("再说一句")
        second = await talk.ask("second", Choice("第二？", options=[("a", "甲"), ("b", "乙")]))
        talk.person.give(Role.ADMIN)
        await talk.once("after second", lambda: self.makes(second))
        talk.say("完成")
        self._check(second)
        self.done.append([first, second])

    def _check(self, word: str) -> None:
        if word in self.refused:
            raise self.reason(f"{word} 不行")


@pytest.fixture
async def told(desk: TestDesk, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Told:
    """陈晓 is in this flow, and has been asked the first question."""
    told = Told()
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    monkeypatch.setitem(FLOWS, "suspend_because", told.flow)
    await cast.chen.presses("挂起")
    assert cast.chen.last == "第一？"
    return told


async def test_the_question_that_was_open_is_asked_again(desk: TestDesk, cast: Cast, told: Told) -> None:
    """Also after a press; `once` before it stays, what came after it is made anew, and words are not repeated."""
    chen = cast.chen
    told.refused = {"甲甲", "a"}
    await chen.says("甲甲")
    assert chen.texts[-2:] == ["甲甲 不行", "第一？"]
    await chen.says("乙乙")
    assert chen.last == "第二？"
    for _again in range(3):
        await chen.presses("甲")
        assert chen.texts[-2:] == ["a 不行", "第二？"]
    assert chen.texts.count("再说一句") == 1
    assert not chen.sees("完成")
    told.made.clear()
    desk.restart()
    await chen.presses("乙")
    assert (told.made, told.done) == (["b"], [["乙乙", "b"]])
    assert chen.last == "完成"
    assert not await _open_talks(desk)


async def test_back_and_stop_are_there_as_ever(desk: TestDesk, cast: Cast, told: Told) -> None:
    chen = cast.chen
    told.refused = {"a"}
    await chen.says("甲甲")
    await chen.presses("甲")
    assert chen.last == "第二？"
    await chen.presses("◀ 上一步")
    assert chen.last == "第一？"
    await chen.says("丙丙")
    await chen.presses("甲")
    await chen.presses("✖ 停止")
    assert not told.done
    assert not await _open_talks(desk)
    async with desk.store.reading() as session:
        assert not (await session.get_one(Person, chen.person_id)).has(Role.ADMIN)


async def test_what_became_wrong_meanwhile_is_asked_again_itself(
    desk: TestDesk, cast: Cast, told: Told
) -> None:
    """The open question cannot be reached any more: back as far as it can be; at the beginning the talk ends."""
    chen = cast.chen
    await chen.says("甲甲")
    told.refused = {"甲甲"}
    await chen.presses("乙")
    assert chen.texts[-2:] == ["甲甲 不行", "第一？"]
    await chen.says("乙乙")
    told.refused = {"begin"}
    await chen.presses("乙")
    assert chen.last == "begin 不行"
    assert not await _open_talks(desk)


async def test_what_has_moved_on_ends_it(desk: TestDesk, cast: Cast, told: Told) -> None:
    told.refused, told.reason = {"a"}, Stale
    await cast.chen.says("甲甲")
    await cast.chen.presses("甲")
    assert cast.chen.last == "a 不行"
    assert not await _open_talks(desk)
    assert (await desk.ticket()).state is TicketState.IN_PROGRESS
