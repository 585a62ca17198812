"""Short words, each in its place: at an answer, at a question, with a ticket open, with nothing asked (INT-8, INT-9, KB-2, KB-3).

`tests/rules/intake/phrases/heard.txt` was written before the rules; each section says where the words are said, and what
must become of them.
"""

from collections import Counter
from itertools import count

import pytest
from sqlalchemy import select

from desk import policies
from desk.people import Person, Role
from desk.requirements.requirement import Voice
from desk.ticket import Urgency
from handlers import customer_messages
from handlers.chat.talk_rows import TalkRow
from handlers.intake import intents, keywords, several, short_questions
from handlers.intake.intents import Intent
from handlers.intake.meaning import Meaning
from kb.base.outcomes import Outcome
from kb.files import importing
from kb.files.reading import Row, Sheet
from kb.learning.proposals import Proposal
from tests.fakes.desk import Actor, TestDesk
from tests.rules.intake.test_intents import phrases
from tests.stories.cast import Cast, a_ticket, cast, describes

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
    """KB-3: *not solved* is heard in words; the person who will only try it is waited for, and nothing is learnt from it."""
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
            expected = known if known in list(short_questions.Topic) else None
            assert short_questions.topic(words) == expected, words


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
    """For how many users is asked once, and not of who has said it, or wants their money back (INT-1, REQ-3)."""
    for words in [*said("idle: sales"), "加5个用户多少钱"]:
        actor, known = await somebody(desk, cast), keywords.tells_sales_enough(words)
        await actor.says(words)
        if not known:
            await actor.says("财务模块，20个用户")
        async with desk.store.reading() as session:
            wish = (await session.scalars(select(Voice).order_by(Voice.id.desc()).limit(1))).one()
        whole = words if known else f"{words}\n财务模块，20个用户"
        assert (wish.person_id, wish.words) == (actor.person_id, whole), words
        assert known == ("5" in words or "退款" in words)


async def test_a_fact_beside_a_problem(desk: TestDesk, cast: Cast) -> None:
    """The fact is told, the problem goes on alone (INT-1); a number alone is who to call, then the problem is asked."""
    await cast.wang.says("服务器机房的空调一直滴水怎么办，另外你们几点下班？")
    assert cast.wang.sees("每天 08:30-22:00")
    async with desk.store.reading() as session:
        row = (await session.scalars(select(TalkRow).where(TalkRow.person_id == cast.wang.person_id))).one()
    assert (dict(row.answers)["problem"], bool(row.asked)) == ("服务器机房的空调一直滴水怎么办", True)
    actor = await desk.person("陌生人", Role.CONTACT, customer=cast.customer)
    await actor.says("13800138000")
    assert actor.sees("13800138000")
    assert await asked(desk, actor) == "problem"
    async with desk.store.reading() as session:
        person = await session.get_one(Person, actor.person_id)
        assert (person.phone, person.phone_unproven) == ("+8613800138000", True)


async def test_a_question_how_it_stands_means_the_open_ticket(desk: TestDesk, cast: Cast) -> None:
    await a_ticket(cast.wang)
    for words in said("status: card"):
        await cast.wang.says(words)
        assert "目前的情况是" in cast.wang.last, (words, cast.wang.last)
        assert "11:00" in cast.wang.last
        assert cast.chen.sees(f"💬 王丽：{words}")
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


async def test_a_bot_says_so(desk: TestDesk, cast: Cast) -> None:
    """An honest yes, and an honest no."""
    for actor, words, begins in (
        (cast.wang, "你是机器人吗", "是的，我是程序"), (cast.wang, "你是真人吗", "不是真人，我是程序"),
        (cast.wang, "你是机器人还是真人", "我是程序"), (cast.emma, "are you a bot?", "Yes, I am a program"),
        (cast.emma, "is this a real person?", "No, I am a program"), (cast.emma, "are you human or a bot", "I am a program"),
    ):  # fmt: skip
        await actor.says(words)
        assert actor.last.startswith(begins), (words, actor.last)


async def test_facts_in_english(desk: TestDesk, cast: Cast) -> None:
    """Each in the language of who asks, when the administrator has both."""
    async with desk.store.transaction() as session:
        for key, value in (
            ("company.name", "星河软件"), ("company.name_en", "Nebula Software"), ("company.address", "苏州工业园区1号"),
            ("company.address_en", "1 Lake Road, Suzhou"), ("company.telephone", "0512-65551234"),
            ("company.about", "做企业管理软件"), ("company.about_en", "We make business software"),
        ):  # fmt: skip
            await policies.change(session, key, value, desk.clock.now())
    holds = {
        "hours": "08:30-22:00",
        "address": "1 Lake Road, Suzhou",
        "telephone": "0512-65551234",
        "about": "We make business software",
        "bot": "I am a program",
        "help": "/help",
    }
    for fact, part in holds.items():
        for words in (each for each in said(f"idle: {fact}") if each.isascii()):
            await cast.emma.says(words)
            assert part in cast.emma.last, (words, cast.emma.last)
            assert "星河" not in cast.emma.last


@pytest.mark.parametrize("section", ["not ours", "too little"])
async def test_one_good_question_and_no_guess(desk: TestDesk, cast: Cast, section: str) -> None:
    """KB-3: for a product of somebody else, and for a few words that say nothing."""
    for words in said(f"idle: {section}"):
        actor = await somebody(desk, cast)
        await actor.says(words)
        assert await asked(desk, actor) == "more", (words, actor.last)
        assert not actor.sees("💡")
        assert ("不是我们的产品" in actor.last) == (section == "not ours"), (words, actor.last)
    await actor.presses("说不清")
    assert await asked(desk, actor) != "more"
    assert not actor.sees("💡")


async def test_a_product_that_our_base_deals_with_is_ours(desk: TestDesk, cast: Cast) -> None:
    async with desk.store.transaction() as session:
        await importing.import_rows(
            session,
            Sheet([Row(2, {"code": "NE-9", "product": "NE", "module": "导入", "type": "technical", "question": "从金蝶K3导入科目余额失败", "solution": ["另存为xlsx", "再导入"]})]),
            desk.clock.now(),
        )  # fmt: skip
    await cast.wang.says("从金蝶K3导入科目余额失败")
    assert "不是我们的产品" not in cast.wang.last


async def test_a_score_without_a_survey_is_thanked_for(desk: TestDesk, cast: Cast) -> None:
    for words in said("idle: only a score"):
        await cast.wang.says(words)
        assert "谢谢您的评分" in cast.wang.last, words


def test_two_problems_are_told_from_one() -> None:
    """INT-1: only what is clear; a telephone number beside a problem is none."""
    for kind, many in (("two problems", 2), ("one problem", 1)):
        for words in said(kind):
            assert len(several.problems(words)) == many, words


async def test_both_problems_are_heard(desk: TestDesk, cast: Cast) -> None:
    """INT-1, KB-2: one answer after the other."""
    for words in said("two problems"):
        actor = await somebody(desk, cast)
        if words.isascii():
            async with desk.store.transaction() as session:
                (await session.get_one(Person, actor.person_id)).language = "en"
        await actor.says(words)
        first = await asked(desk, actor)
        assert first in ("solved:NE-1", "solved:NE-501", "solved:NE-2", "solved:NE-502"), (words, actor.last)
        await actor.says("yes")
        second = await asked(desk, actor)
        assert second in {"solved:NE-1": ("2:solved:NE-2",), "solved:NE-2": ("2:solved:NE-1",)}.get(
            first, ("2:solved:NE-502", "2:solved:NE-501")
        ), (words, actor.last)
        await actor.says("yes")
        assert await asked(desk, actor) == ""


async def test_what_is_left_of_two_problems_is_one_ticket(desk: TestDesk, cast: Cast) -> None:
    """INT-5: both are played back, and what was tried for each stands on it; of a solved one nothing is left."""
    words = "凭证打印不全；另外登录时提示密码错误"
    for first, second, left, tried in (
        ("还是不行", "还是不行", words, ["NE-1", "NE-2"]), ("好了", "还是不行", "登录时提示密码错误", ["NE-1", "NE-2"]),
    ):  # fmt: skip
        actor = await somebody(desk, cast)
        await actor.says(words)
        await actor.says(first)
        await actor.says(second)
        await actor.says("不急")
        assert left in actor.last
        await actor.says("对")
        ticket = await desk.ticket()
        assert (ticket.contact_id, ticket.description, ticket.tried) == (actor.person_id, left, tried)


@pytest.mark.parametrize("words", said("later: failed again"))
async def test_still_not_working_after_it_was_called_solved(desk: TestDesk, cast: Cast, words: str) -> None:
    """KB-3, KB-5: that answer has failed: the ticket carries it and the first words, and nothing is learnt from the yes."""
    await cast.wang.says(PROBLEM)
    await cast.wang.says("好了")
    async with desk.store.reading() as session:
        assert [o.result for o in await session.scalars(select(Outcome)) if o.result == "solved"]
        assert list(await session.scalars(select(Proposal).where(Proposal.kind == "wording")))
    await desk.forward(minutes=20)
    await cast.wang.says(words)
    assert await asked(desk, cast.wang) == "urgency", cast.wang.last
    async with desk.store.reading() as session:
        results = [o.result for o in await session.scalars(select(Outcome))]
        assert ("solved" in results, "not_solved" in results) == (False, True)
        assert not list(await session.scalars(select(Proposal).where(Proposal.kind == "wording")))
    await cast.wang.says("不急")
    await cast.wang.says("对")
    ticket = await desk.ticket()
    assert (ticket.description, ticket.tried) == (PROBLEM, ["NE-1"])


async def test_still_not_working_after_the_ticket_was_closed(desk: TestDesk, cast: Cast) -> None:
    """TIC-3: the same ticket is open again; long after it is a matter of its own."""
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    await cast.chen.presses("已解决")
    await cast.chen.says("换了线")
    await cast.wang.says("好了")
    assert (await desk.ticket()).state == "closed"
    await desk.forward(hours=2)
    await cast.wang.says("又不行了")
    assert (await desk.ticket()).state == "reopened"
    assert "还有什么问题" in cast.wang.last or await asked(desk, cast.wang) == "words"


async def test_praise_training_and_what_is_kept_have_their_ways(
    desk: TestDesk, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """INT-8: praise is passed on by a tap, training is asked for, and what is kept about them is given out or erased."""
    wang = await somebody(desk, cast)
    for words in ("退订", "请删除我的个人信息"):
        await wang.says(words)
        assert "我们保存的关于您的全部数据" in wang.last, words
    assert any("关于我的全部数据" in label for label in wang.buttons)
    await wang.presses("请同事答复")
    assert (await desk.ticket()).description == "请删除我的个人信息"

    async def like(text: str, base: object) -> Meaning:
        return Meaning(wish=Intent.PRAISE if "专业" in text else Intent.TRAINING)

    monkeypatch.setattr(customer_messages, "meaning", like)
    other = await somebody(desk, cast)
    await other.says("小王师傅真的很专业，给个大大的赞")
    await other.presses("🌟 表扬")
    assert "小王师傅真的很专业" in cast.sun.last
    third = await somebody(desk, cast)
    await third.says("新招了两个仓管，能不能安排人来教一下")
    assert await asked(desk, third) == "topic"


async def test_a_yes_where_something_else_is_asked_is_no_thanks(desk: TestDesk, cast: Cast) -> None:
    """INT-9: to a yes that answers nothing nobody says "you are welcome"."""
    wang = await somebody(desk, cast)
    await describes(wang, "加密锁红灯亮，打不开账套")
    assert await asked(desk, wang) == "urgency"
    await wang.says("嗯")
    assert any("请用您自己的话回答" in text for text in wang.texts[-2:])
    await wang.presses("重要功能")
    await wang.says("对")
    assert (await desk.ticket()).description == "加密锁红灯亮，打不开账套"


async def test_a_complaint_stands_behind_the_tickets(desk: TestDesk, cast: Cast) -> None:
    """HOT-10: words after a silence are about the ticket or something new; "1" is never the complaint."""
    wang = await somebody(desk, cast)
    await a_ticket(wang)
    await wang.says("我要投诉，等了一天没人修")
    await wang.says("扫码枪今天也没反应")
    assert "还是新问题" in wang.last
    assert [label[:1] for label in wang.buttons[:2]] == ["K", "C"]
    await wang.says("1")
    assert "已补充到 K-" in wang.last
