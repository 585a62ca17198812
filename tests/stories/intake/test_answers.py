"""How an answer is offered: one clarifying question, then the candidates, then the ticket (KB-2, KB-3, INT-8)."""

from typing import Any

import pytest

from desk.customers import Licence, Product
from desk.people import Role
from kb.base import entries
from kb.search.problem_base import Answer, Decision, Hit, ProblemBase
from tests.fakes.desk import Actor, TestDesk
from tests.stories.cast import Cast, cast

__all__ = ["cast"]

SAME = "结账时提示还有单据没有审核"


async def entry(
    desk: TestDesk, code: str, product: str, module: str, question: str = SAME, **more: Any
) -> None:
    content = {"solution": [f"照{code}做"], "state": "approved", "kind": "application", **more}
    async with desk.store.transaction() as session:
        await entries.create(session, desk.clock.now(), None, code=code, question=question, product=product, module=module, **content)  # fmt: skip


async def another_product(desk: TestDesk, cast: Cast) -> None:
    """易账本, which 明月纺织 owns too."""
    async with desk.store.transaction() as session:
        session.add(Product(code="YZ", name="易账本", name_en="EasyLedger"))
        await session.flush()
        session.add(Licence(customer_id=cast.customer.id, product="YZ"))


@pytest.mark.parametrize("typed", ["", "账本", "易账本的"])
async def test_two_products_are_asked_apart(desk: TestDesk, cast: Cast, typed: str) -> None:
    """KB-2: one question from what tells the candidates apart, by a press or a part of the name; then the solution."""
    await another_product(desk, cast)
    await entry(desk, "NE-9", "NE", "结账")
    await entry(desk, "YZ-9", "YZ", "结账")
    await cast.wang.says(SAME)
    assert "还是" in cast.wang.last
    await (cast.wang.says(typed) if typed else cast.wang.presses("易账本"))
    assert "照YZ-9做" in cast.wang.last
    await cast.wang.presses("没有解决")
    assert "工作" in cast.wang.last  # which product is known: it is not asked again


async def test_a_product_that_was_named_is_not_asked_for(desk: TestDesk, cast: Cast) -> None:
    """KB-2, INT-1: nothing that is known is asked."""
    await another_product(desk, cast)
    await entry(desk, "NE-9", "NE", "结账")
    await entry(desk, "YZ-9", "YZ", "结账")
    await cast.wang.says(f"易账本{SAME}")
    assert not cast.wang.sees("还是")
    assert any("照YZ-9做" in text or SAME in text for text in cast.wang.texts[-1:])


async def test_the_only_product_is_not_asked_for(desk: TestDesk, cast: Cast) -> None:
    """KB-2: 明月纺织 has one product; its modules are asked apart. 说不准 shows what there is."""
    await entry(desk, "NE-8", "NE", "总账")
    await entry(desk, "NE-9", "NE", "库存")
    await cast.wang.says(SAME)
    assert "哪一块" in cast.wang.last
    await cast.wang.presses("说不准")
    assert cast.wang.last.count(SAME) == 2
    await cast.wang.presses("2.")
    assert cast.wang.sees("照NE-8做") != cast.wang.sees("照NE-9做")


async def test_none_of_these_is_a_ticket(desk: TestDesk, cast: Cast) -> None:
    """KB-3: the question, then the ticket; no second question of the kind."""
    await entry(desk, "NE-8", "NE", "总账")
    await entry(desk, "NE-9", "NE", "库存")
    await cast.wang.says(SAME)
    await cast.wang.presses("都不是")
    assert "工作照常" in "".join(cast.wang.buttons)


async def test_symptoms_tell_apart_what_is_in_one_module(desk: TestDesk, cast: Cast) -> None:
    """KB-2: with the same product and module, the questions are shown with what is seen."""
    await entry(desk, "NE-8", "NE", "结账", symptoms="红色提示 9001")
    await entry(desk, "NE-9", "NE", "结账", symptoms="弹窗 9002")
    await cast.wang.says(SAME)
    assert "红色提示 9001" in cast.wang.last
    assert "弹窗 9002" in cast.wang.last


@pytest.mark.parametrize("words", ["谢谢", "？", "在吗", "好的", "什么破软件"])
async def test_small_talk_answers_no_question(desk: TestDesk, cast: Cast, words: str) -> None:
    """INT-8, INT-9: whatever is open stays open, and is asked again after a kind word."""
    await cast.wang.says("凭证打印不全,右边切掉了")
    await cast.wang.says(words)
    if words == "什么破软件":  # anger after an answer: it did not help, and the way to complain is named
        assert cast.wang.sees("您也可以随时投诉")
    else:
        assert "告诉我有没有解决" in cast.wang.last
        await cast.wang.presses("没有解决")
    question = cast.wang.last
    await cast.wang.says(words)
    assert cast.wang.last == question
    await cast.wang.presses("工作照常")
    await cast.wang.says(words)
    if words != "好的":  # which says yes to what is played back
        assert "对吗" in cast.wang.last
        await cast.wang.presses("提交")
    assert (await desk.ticket()).description == "凭证打印不全,右边切掉了"


@pytest.mark.parametrize(
    ("words", "solved"),
    [("yes", True), ("是的", True), ("可以了", True), ("no", False), ("不行", False), ("没用", False)],
)
async def test_a_clear_word_answers(desk: TestDesk, cast: Cast, words: str, solved: bool) -> None:
    """KB-2: buttons before typing, but never instead of it."""
    await cast.wang.says("凭证打印不全,右边切掉了")
    await cast.wang.says(words)
    assert ("随时" in cast.wang.last) is solved
    assert ("工作" in cast.wang.last) is not solved


async def test_a_picture_is_no_small_talk(desk: TestDesk, cast: Cast) -> None:
    """INT-6: kept, and a few words are asked for."""
    await cast.wang.does("sends_photo", data=b"screen")
    await cast.wang.does("sends_photo", data=b"another")
    assert cast.wang.sees("请再写几句说明")


async def test_it_works_by_now(desk: TestDesk, cast: Cast) -> None:
    """In the middle of the questions there is nothing left to ask."""
    await cast.wang.says("凭证打印不全,右边切掉了")
    await cast.wang.presses("没有解决")
    await cast.wang.says("没事了，已经弄好了")
    assert not cast.wang.sees("K-1001")
    await cast.wang.says("谢谢")
    assert "不客气" in cast.wang.last


async def test_anger_alone_is_no_problem_report(desk: TestDesk, cast: Cast) -> None:
    """INT-8: the complaint path is offered once, and the problem is asked for."""
    await cast.wang.says("气死我了")
    assert cast.wang.sees("投诉") or any(
        "投诉" in b.text for m in cast.wang.user.visible for r in m.buttons for b in r
    )
    assert "哪里" in cast.wang.last or "什么" in cast.wang.last
    await cast.wang.says("凭证打印不全,右边切掉了")
    assert "纸张选A5并保存" in cast.wang.last


async def test_anger_in_the_middle_is_offered_the_complaint_path(desk: TestDesk, cast: Cast) -> None:
    """INT-8: any message of anger, also as an answer; the question goes on, and a press leads to the supervisor."""
    await cast.wang.says("凭证打印不全,右边切掉了")
    await cast.wang.says("什么破办法，根本没用")
    assert "工作" in cast.wang.last  # not solved, and on to the ticket
    await cast.wang.presses("投诉")
    await cast.wang.says("问题拖了三天没有人处理")
    assert (await desk.ticket()).complaint
    assert cast.sun.sees("问题拖了三天没有人处理")


async def test_a_complaint_wins_over_a_wish_for_a_person(desk: TestDesk, cast: Cast) -> None:
    """INT-8: said while a person is already being called."""
    await cast.wang.says("转人工")
    await cast.wang.says("我要投诉你们，工程师两次都没有来")
    assert (await desk.ticket()).complaint


async def test_who_asks_for_a_person_twice_is_asked_no_more(desk: TestDesk, cast: Cast) -> None:
    """INT-9: one question at most."""
    await cast.wang.says("转人工")
    await cast.wang.says("人工！！！")
    assert "K-1001" in cast.wang.last


async def test_thanks_do_not_open_a_closed_ticket(desk: TestDesk, cast: Cast) -> None:
    """TIC-3: a kind word quoting an old message is no report."""
    await cast.wang.says("转人工")
    await cast.wang.presses("直接")
    await cast.chen.presses("接单")
    await cast.chen.presses("已解决")
    await cast.chen.says("已处理")
    done = next(m for m in cast.wang.user.visible if "已处理" in m.text)
    await cast.wang.presses("已解决")
    await cast.wang.says("谢谢", reply_to=done)
    assert "不客气" in cast.wang.last
    assert not (await desk.ticket()).is_open


async def test_no_words_of_one_customer_reach_another(desk: TestDesk, cast: Cast) -> None:
    """KB-2, KB-4: wordings, approved or learnt, are searched and never shown."""
    secret = "明月纺织三车间老周的机器结账时转圈"
    await entry(desk, "NE-8", "NE", "总账", variants=[secret], learnt=[f"{secret}不停"])
    await entry(desk, "NE-9", "NE", "库存", variants=[secret])
    other = await desk.customer("禾润食品")
    shen = await desk.person("沈佳怡", Role.CONTACT, customer=other, phone="+8613800000001")
    await desk.settle()
    await shen.says(secret.replace("明月纺织", ""))
    await _press_all(shen, ["总账", "1.", "没有解决"])
    assert [text for text in shen.texts if "明月纺织" in text or "不停" in text] == []


async def _press_all(actor: Actor, labels: list[str]) -> None:
    """Whatever of these there is to press, in this order."""
    for label in labels:
        if any(label in button for button in actor.buttons):
            await actor.presses(label)


def _hit(code: str, question: str, score: float) -> Hit:
    return Hit(code, question, "NE", "打印", "technical", (), score, "zh")


@pytest.mark.parametrize(("second", "offered"), [(0.07, True), (0.02, False)])
async def test_after_a_sure_answer_only_a_really_likely_one(
    desk: TestDesk, cast: Cast, monkeypatch: pytest.MonkeyPatch, second: float, offered: bool
) -> None:
    """KB-3: a wrong answer is worse than a ticket, and a second one even more so."""
    hits = (_hit("NE-1", "打印凭证时内容超出纸张", 0.9), _hit("NE-2", "登录时提示密码错误", second))
    answer = Answer(Decision.SURE, 0.9, hits)
    monkeypatch.setattr(ProblemBase, "search", lambda *_, **__: answer)
    await cast.wang.says("凭证右边没了")
    await cast.wang.presses("没有解决")
    assert any("登录时" in button for button in cast.wang.buttons) is offered
    if offered:
        await cast.wang.presses("登录时")
        await cast.wang.presses("没有解决")
    await cast.wang.presses("工作照常")
    await cast.wang.presses("提交")
    assert (await desk.ticket()).tried == (["NE-1", "NE-2"] if offered else ["NE-1"])


async def test_a_single_doubtful_candidate_is_asked_about(
    desk: TestDesk, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """KB-3: not sure is not sure, though there is but one."""
    answer = Answer(Decision.NOT_SURE, 0.4, (_hit("NE-1", "打印凭证时内容超出纸张", 0.4),))
    monkeypatch.setattr(ProblemBase, "search", lambda *_, **__: answer)
    await cast.wang.says("右边没了")
    assert not cast.wang.sees("💡")
    await cast.wang.presses("都不是")
    assert "工作照常" in "".join(cast.wang.buttons)


async def test_an_answer_in_the_other_language_is_offered_and_said_to_be_so(
    desk: TestDesk, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """KB-2: there is no entry in the language of the question; the base's second look knows one in the other."""
    await entry(desk, "NE-9", "NE", "结账", "闸机嗡嗡响，打不开")
    hit = Hit("NE-9", "闸机嗡嗡响，打不开", "NE", "结账", "application", ("照NE-9做",), 0.3, "zh")
    answer = Answer(Decision.NOT_SURE, 0.3, (hit,))
    monkeypatch.setattr(ProblemBase, "search", lambda *_args, **_more: answer)
    await cast.emma.says("The turnstile hums and stays shut")
    assert "in Chinese only" in cast.emma.last
    assert "闸机嗡嗡响，打不开" in cast.emma.last
    await cast.emma.says("1")
    assert "照NE-9做" in cast.emma.last
