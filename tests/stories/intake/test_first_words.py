"""Short words, each in its place: at an answer, at a question, with a ticket open, with nothing asked (INT-8, INT-9, KB-2, KB-3).

`tests/rules/intake/phrases/heard.txt` was written before the rules; each section says where the words are said, and what
must become of them.
"""

from collections import Counter
from itertools import count

import pytest
from sqlalchemy import select

from desk.people import Role
from desk.ticket import Urgency
from handlers.chat.flows import TalkRow
from handlers.intake import intents, topics
from tests.fakes.desk import Actor, TestDesk
from tests.rules.intake.test_intents import phrases
from tests.stories.cast import Cast, a_ticket, cast

__all__ = ["cast"]

HEARD = phrases("heard")
NUMBERS = count()
HELP = {
    "company.name": "公司名称",
    "company.address": "公司地址",
    "company.telephone": "拨打的电话",
    "company.about": "一句话介绍",
}
PROBLEM = "凭证打印不全,右边切掉了"


def said(section: str) -> list[str]:
    return [text for kind, text in HEARD if kind == section]


async def somebody(desk: TestDesk, cast: Cast) -> Actor:
    name = f"客户{next(NUMBERS)}"
    return await desk.person(name, Role.CONTACT, customer=cast.customer, phone="+8613800000000")


async def asked(desk: TestDesk, actor: Actor) -> str:
    """The open question."""
    async with desk.store.reading() as session:
        rows = select(TalkRow).where(TalkRow.person_id == actor.person_id, TalkRow.ended.is_(False))
        row = (await session.scalars(rows.order_by(TalkRow.id.desc()))).first()
        return row.asked if row else ""


@pytest.mark.parametrize("outcome", ["solved", "failed", "waits"])
async def test_after_an_answer(desk: TestDesk, cast: Cast, outcome: str) -> None:
    """KB-3: *not solved* is heard in words; whoever will only try it is waited for, and nothing is learnt from it."""
    for words in said(f"answer: {outcome}"):
        actor = await somebody(desk, cast)
        await actor.says(PROBLEM)
        shown = sum("💡" in text for text in actor.texts)
        await actor.says(words)
        expected = {"solved": "", "failed": "urgency", "waits": "solved:NE-1"}[outcome]
        assert await asked(desk, actor) == expected, (words, actor.last)
        assert sum("💡" in text for text in actor.texts) == shown, words  # the steps are not said twice


async def test_at_a_question_with_buttons(desk: TestDesk, cast: Cast) -> None:
    """INT-3, INT-5: by words as by buttons."""
    for urgency in (Urgency.GENERAL, Urgency.URGENT):
        for words in said(f"yesno effect: {urgency}"):
            actor = await somebody(desk, cast)
            await actor.says("/new 服务器机房的空调一直滴水怎么办")
            await actor.says("都不是")
            await actor.says(words)
            assert await asked(desk, actor) == "right", (words, actor.last)
            await actor.says("对")
            assert (await desk.ticket()).urgency is urgency, words


@pytest.mark.parametrize("outcome", ["filed", "asked what is wrong"])
async def test_at_the_playback(desk: TestDesk, cast: Cast, outcome: str) -> None:
    """INT-5: yes files it, no asks which line is wrong."""
    for words in said(f"playback: {outcome}"):
        actor = await somebody(desk, cast)
        await actor.says("/new 服务器机房的空调一直滴水怎么办")
        await actor.says("都不是")
        await actor.says("不急")
        await actor.says(words)
        if outcome == "filed":
            assert actor.last.startswith("K-"), (words, actor.last)
        else:
            assert actor.sees("哪一行不对"), (words, actor.last)


def test_facts_are_told_from_problems() -> None:
    for kind, words in HEARD:
        place, _colon, what = kind.partition(": ")
        if place in ("idle", "status"):
            known = {"card": "status", "sales": "price"}.get(what, what)
            expected = known if known in list(topics.Topic) else None
            assert topics.topic(words) == expected, words


async def test_facts_come_from_the_company(desk: TestDesk, cast: Cast) -> None:
    """The administrator keeps them; in the language of who asks, and nothing is made up."""
    await cast.wang.says("你们公司在哪里")
    assert "没有登记" in cast.wang.last
    for key, value in (
        ("company.name", "星河软件"), ("company.address", "苏州工业园区1号"),
        ("company.telephone", "0512-65551234"), ("company.about", "做企业管理软件"),
    ):  # fmt: skip
        await cast.zheng.says("/policies")
        await cast.zheng.presses("公司信息")
        await cast.zheng.presses(HELP[key])
        await cast.zheng.says(value)
    holds = {
        "hours": "08:30-22:00",
        "address": "苏州工业园区1号",
        "telephone": "0512-65551234",
        "about": "星河软件",
        "bot": "程序",
        "help": "/help",
    }
    for fact, part in holds.items():
        for words in said(f"idle: {fact}"):
            await cast.wang.says(words)
            assert part in cast.wang.last, (words, cast.wang.last)
    await cast.emma.says("who are you guys")
    assert "星河软件" in cast.emma.last  # in the language there is
    await cast.emma.says("what are your hours")
    assert "every day 08:30-22:00" in cast.emma.last
    assert await asked(desk, cast.wang) == ""


async def test_a_price_goes_to_sales(desk: TestDesk, cast: Cast) -> None:
    for words in said("idle: sales"):
        actor = await somebody(desk, cast)
        await actor.says(words)
        await actor.says("财务模块，20个用户")
        ticket = await desk.ticket()
        assert (ticket.kind, ticket.words) == ("requirement", f"{words}\n财务模块，20个用户"), words


async def test_a_question_how_it_stands_means_the_open_ticket(desk: TestDesk, cast: Cast) -> None:
    await a_ticket(cast.wang)
    for words in said("status: card"):
        await cast.wang.says(words)
        assert "目前的情况是" in cast.wang.last, (words, cast.wang.last)
        assert "11:00" in cast.wang.last
        assert cast.chen.sees(f"💬 王丽: {words}")
    assert (await desk.ticket()).id == 1


async def test_nothing_to_go_on_is_one_good_question(desk: TestDesk, cast: Cast) -> None:
    """KB-3: never a guess."""
    for words in said("idle: one question"):
        actor = await somebody(desk, cast)
        await actor.says(words)
        assert await asked(desk, actor) == "more", (words, actor.last)
        assert not actor.sees("💡")
    await actor.says(PROBLEM)
    assert "纸张选A5并保存" in actor.last


async def test_small_talk_is_small(desk: TestDesk, cast: Cast) -> None:
    for words in said("idle: small talk"):
        await cast.wang.says(words)
        assert await asked(desk, cast.wang) == "", words


def test_haste_and_thanks_are_no_anger() -> None:
    angry = Counter(words for words in said("not angry") if intents.angry(words))
    assert not angry


async def test_a_picture_alone_is_kept_and_words_are_asked_for(desk: TestDesk, cast: Cast) -> None:
    """INT-1, INT-6."""
    await cast.wang.does("sends_photo", data=b"red light")
    assert "已经收到" in cast.wang.last
    await cast.wang.says("服务器机房的空调一直滴水怎么办")
    await cast.wang.says("转人工")
    await cast.chen.presses("文件和经过")
    assert cast.chen.files[-1] == b"red light"


@pytest.mark.parametrize(("language", "step"), [("zh", "纸张选A5并保存"), ("en", "Choose A5 and save")])
async def test_a_bare_code_is_answered_in_the_language_of_the_person(
    desk: TestDesk, cast: Cast, language: str, step: str
) -> None:
    """KB-2: a code is in no language."""
    actor = cast.wang if language == "zh" else cast.emma
    await actor.says("E3002")
    if "💡" not in actor.last:
        await actor.says("1")
    assert step in actor.last
