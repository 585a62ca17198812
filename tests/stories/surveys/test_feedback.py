"""Praise, opinions and suggestions: kept, answered, summed up by the month (VIS-8)."""

import pytest
from sqlalchemy import select

from desk.people import Role
from desk.surveys.feedback import Feedback, FeedbackKind
from handlers.surveys.feedback import said
from tests.fakes.desk import TestDesk
from tests.stories.cast import Cast, a_ticket, cast
from tests.stories.surveys.test_surveys import invited

__all__ = ["cast"]


async def kept(desk: TestDesk) -> list[Feedback]:
    async with desk.store.reading() as session:
        return list(await session.scalars(select(Feedback).order_by(Feedback.id)))


async def test_a_suggestion_is_kept_passed_on_answered_and_counted(desk: TestDesk, cast: Cast) -> None:
    """VIS-8: said in words, confirmed with a tap; reminded, passed on, answered, and in the monthly report."""
    await a_ticket(cast.wang)
    await cast.wang.says("建议：月结以后能直接导出凭证")
    await cast.wang.presses("建议")
    assert "孙洁" not in cast.wang.last
    assert "已经记下" in cast.wang.last
    [row] = await kept(desk)
    assert (row.kind, row.person_id, row.words) == (
        FeedbackKind.SUGGESTION, cast.wang.person_id, "建议：月结以后能直接导出凭证",
    )  # fmt: skip
    assert "直接导出凭证" in cast.sun.last
    assert not cast.chen.sees("直接导出凭证")
    await cast.chen.does("presses_data", f"c:answer_feedback:{row.id}:{row.version}:")
    assert "没有找到" in cast.chen.last
    seen = len(cast.sun.texts)
    await desk.forward(days=4)
    assert len(cast.sun.texts) > seen
    await cast.sun.presses("转给")
    await cast.sun.presses("服务部")
    assert "服务部" in cast.wang.last
    assert "直接导出凭证" in cast.zhao.last
    await cast.zhao.presses("答复")
    await cast.zhao.says("下个版本就有，谢谢您的建议")
    assert "下个版本就有" in cast.wang.last
    [row] = await kept(desk)
    assert (row.answered_by, row.due_at) == (cast.zhao.person_id, None)
    await cast.sun.does("presses_data", f"c:answer_feedback:{row.id}:{row.version}:")
    assert "已经" in cast.sun.last
    await desk.forward(days=30)
    assert any("服务月报" in text and "💡 建议：1" in text for text in cast.wu.texts)


async def test_free_words_of_a_survey_are_praise_by_a_tap(desk: TestDesk, cast: Cast) -> None:
    """VIS-8, VIS-3: what was written in a survey is passed on once, in English too; who only tapped is not asked."""
    await invited(desk, cast)
    await cast.wang.presses("5 ⭐")
    await cast.wang.presses("✅ 是")
    await cast.wang.says("陈晓很耐心")
    await cast.wang.presses("表扬")
    [row] = await kept(desk)
    assert (row.kind, row.words, row.person_id) == (FeedbackKind.PRAISE, "陈晓很耐心", cast.wang.person_id)
    await cast.wang.does("presses_data", f"c:survey_feedback:{row.visit_back_id}:0:opinion")
    assert len(await kept(desk)) == 1
    await cast.sun.presses("答复")
    await cast.sun.says("谢谢，已经转告陈晓")
    assert "已经转告陈晓" in cast.wang.last
    mary = await desk.person("Mary", Role.CONTACT, customer=cast.customer, language="en")
    await mary.says("/feedback")
    await mary.says("The hotline answers faster than last year")
    await mary.presses("Praise")
    assert "quality supervisor has it" in mary.last
    await mary.says("I have a suggestion")
    assert "What would you like to tell us" in mary.last
    await mary.says("Printing fails since this morning")
    await mary.presses("does not work")
    assert len(await kept(desk)) == 2


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("我要表扬陈晓", "praise"), ("建议：增加导出", "suggestion"), ("建议增加批量打印", "suggestion"), ("提个意见", "opinion"),
        ("I have a suggestion: dark mode", "suggestion"), ("Praise for Chen", None), ("Feedback: all fine", "opinion"),
        ("意见单打不开", None), ("表扬单审批报错", None), ("The suggestion form crashes", None), ("feedback form crashes", None),
        ("打印没反应", None),
    ],
)  # fmt: skip
def test_only_what_begins_so_is_feedback(words: str, kind: str | None) -> None:
    """VIS-8: a problem with a form of that name stays a problem."""
    assert said(words) == kind
