"""Conversations as test cases: kept masked, run before a change, shown side by side (KB-5)."""

from datetime import timedelta

from sqlalchemy import select

from desk import policies
from desk.knowledge import talk_cases
from desk.knowledge.talk_cases import FirstAnswer, TalkCase
from desk.policies import PolicyRow
from desk.privacy import ageing
from tests.fakes.desk import Actor, TestDesk
from tests.stories.cast import Cast, a_ticket, cast

__all__ = ["cast"]

CUT = "凭证打印不全,右边切掉了"


async def kept(desk: TestDesk) -> list[TalkCase]:
    async with desk.store.reading() as session:
        return list(await talk_cases.every(session))


async def test_what_would_be_answered_otherwise_is_seen_before_it_is_taken_as_right(
    desk: TestDesk, cast: Cast
) -> None:
    """KB-5: a ticket and an answered question are kept, masked; an entry goes, and both answers stand side by side."""
    await a_ticket(cast.wang, "我叫王丽，13812345678，月末结转之后报表全是空的")
    await cast.emma.says("the voucher is cut off on the right when printed")
    await cast.emma.presses("solved it")
    await cast.zheng.says("/find K-1001")
    await cast.zheng.presses("K-1001")
    await cast.zheng.presses("存为测试用例")
    assert "月末结转" in cast.zheng.last
    assert "王丽" not in cast.zheng.last
    assert "13812345678" not in cast.zheng.last
    await cast.zheng.says("/talks")
    await cast.zheng.presses("最近的提问")
    await cast.zheng.presses("voucher is cut off")
    assert "NE-501" in cast.zheng.last
    await cast.zheng.says(f"/talks {CUT}")
    assert "直接回答 NE-1 " in cast.zheng.last
    assert len(await kept(desk)) == 3

    await cast.zheng.says("/talks")
    await cast.zheng.presses("全部运行")
    assert "3 条用例，回答都与以前一致" in cast.zheng.last
    await retire(cast.zheng, "NE-1")
    before = [case.answers for case in await kept(desk)]
    await cast.zheng.says("/talks")
    await cast.zheng.presses("全部运行")
    assert "3 条用例中有 1 条的回答会变" in cast.zheng.last
    assert "以前：直接回答 NE-1 " in cast.zheng.last
    assert "现在：" in cast.zheng.last
    assert [case.answers for case in await kept(desk)] == before  # a run only reads
    await cast.zheng.presses("新回答是对的")
    assert "1 条新回答" in cast.zheng.last
    await cast.zheng.says("/talks")
    await cast.zheng.presses("全部运行")
    assert "回答都与以前一致" in cast.zheng.last


async def test_what_was_not_shown_is_not_taken_as_right(desk: TestDesk, cast: Cast) -> None:
    """KB-5: the base has changed again since the run; the new changes are shown first."""
    await cast.zheng.says(f"/talks {CUT}")
    await cast.zheng.says("/talks cannot log in although the password is right")
    await retire(cast.zheng, "NE-1")
    await cast.zheng.says("/talks")
    await cast.zheng.presses("全部运行")
    assert "有 1 条" in cast.zheng.last
    await retire(cast.zheng, "NE-502")
    before = [case.answers for case in await kept(desk)]
    await cast.zheng.presses("新回答是对的")
    assert "有 2 条" in cast.zheng.last
    assert [case.answers for case in await kept(desk)] == before


async def retire(editor: Actor, code: str) -> None:
    await editor.says(f"/kb {code}")
    await editor.presses("停用")
    await editor.presses("停用")


async def test_cases_are_for_editors_and_go_with_whose_words_they_are(desk: TestDesk, cast: Cast) -> None:
    """KB-5: nobody else sees them; erasing somebody takes their cases along."""
    await cast.emma.says("the voucher is cut off on the right when printed")
    await cast.emma.presses("solved it")
    await cast.chen.says("/talks")
    assert "我不认识 /talks" in cast.chen.last
    await cast.zheng.says("/talks")
    await cast.zheng.presses("最近的提问")
    await cast.zheng.presses("voucher is cut off")
    await cast.zheng.says("/talks thanks")
    words = [case.text for case in await kept(desk)]
    assert len(words) == 2
    async with desk.store.reading() as session:
        of_emma = (await session.scalars(select(TalkCase).where(TalkCase.person_id.is_not(None)))).all()
    assert [case.person_id for case in of_emma] == [cast.emma.person_id]
    await cast.zheng.says("/privacy Emma Clarke")
    await cast.zheng.presses("🗑 删除…")
    await cast.zheng.presses("🗑 是的，删除")
    assert [case.then for case in await kept(desk)] == [(FirstAnswer("wish", "thanks"),)]


async def test_words_of_customers_go_when_words_go_and_those_of_editors_stay(
    desk: TestDesk, cast: Cast
) -> None:
    """KB-5: the policy `privacy.words` holds for cases too."""
    async with desk.store.transaction() as session:
        for words, whose in (("the voucher is cut off", cast.emma.person_id), ("the voucher is blank", None)):
            await talk_cases.keep(session, words, desk.clock.now(), person_id=whose)
        session.add(PolicyRow(key=policies.KEEP_WORDS.key, value="365d", changed_at=desk.clock.now()))
    for days, left in ((300, 2), (400, 1)):
        async with desk.store.transaction() as session:
            await ageing.age(session, desk.clock.now() + timedelta(days=days))
        assert len(await kept(desk)) == left
