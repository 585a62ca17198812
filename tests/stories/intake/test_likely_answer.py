"""One candidate that stands far ahead is shown at once as one that may be it, the others under it (KB-2, KB-3, KB-5)."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from kb.base.outcomes import Outcome
from kb.search.problem_base import Answer, Decision, Hit, ProblemBase
from tests.fakes.desk import TestDesk
from tests.stories.cast import Cast, cast
from tests.stories.intake.test_answers import entry

__all__ = ["cast"]

FIRST, SECOND = "打印出来右边一截没有了", "打印机里纸卡住了"


def answers(*hits: Hit, decision: Decision = Decision.LIKELY) -> Callable[..., Answer]:
    return lambda *_args, **_more: Answer(decision, hits[0].score, hits, twice=True)


def hit(code: str, question: str, score: float, *, language: str = "zh", elsewhere: bool = False) -> Hit:
    return Hit(code, question, "NE", "打印", "technical", (), score, language, elsewhere)


async def outcomes(desk: TestDesk) -> list[tuple[str | None, str, str]]:
    async with desk.store.reading() as session:
        rows = await session.scalars(select(Outcome).order_by(Outcome.id))
        return [
            (row.entry_code, row.result, row.reason) for row in rows if row.result not in ("asked", "offered")
        ]


@pytest.fixture
async def two(desk: TestDesk, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """NE-8 is likely, NE-9 stands under it."""
    await entry(desk, "NE-8", "NE", "打印", FIRST)
    await entry(desk, "NE-9", "NE", "打印", SECOND)
    monkeypatch.setattr(ProblemBase, "search", answers(hit("NE-8", FIRST, 0.8), hit("NE-9", SECOND, 0.05)))


@pytest.mark.usefixtures("two")
async def test_it_is_shown_at_once_as_what_it_is(desk: TestDesk, cast: Cast) -> None:
    """KB-3: its steps in the first message, not stated as sure; a bare yes says which is meant, not that it helps."""
    await cast.wang.says("打出来右边没了")
    assert cast.wang.last.startswith("可能是这个")
    assert "照NE-8做" in cast.wang.last
    assert any(button.startswith("2. 打印机") for button in cast.wang.buttons)
    for words in ("好的我试试", "好的"):
        await cast.wang.says(words)
        assert "告诉我有没有解决" in cast.wang.last
    await cast.wang.says("yes")
    assert "请按步骤试一下" in cast.wang.last
    assert await outcomes(desk) == []
    await cast.wang.says("嗯，弄好了")
    assert await outcomes(desk) == [("NE-8", "solved", "")]
    await cast.wang.says("还是不行")
    assert cast.wang.sees("没有真正解决")
    assert await outcomes(desk) == [("NE-8", "not_solved", "")]


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize(
    ("words", "shown", "learnt"),
    [
        ("1", "请按步骤试一下", []),
        ("that's the one", "请按步骤试一下", []),
        ("解决了", "随时", [("NE-8", "solved", "")]),
        ("没用", "工作", [("NE-8", "not_solved", "")]),
        ("i tried that already", "工作", [("NE-8", "not_solved", "tried")]),
        ("2", "照NE-9做", [("NE-8", "not_solved", "another")]),
        ("不是这个", SECOND, [("NE-8", "not_solved", "another")]),
        ("not this one", SECOND, [("NE-8", "not_solved", "another")]),
        ("都不是", "工作", [("NE-8", "not_solved", "another")]),
        ("7", "没解决", []),
        ("谢谢", "有没有解决", []),
    ],
)
async def test_words_are_as_good_as_buttons(
    desk: TestDesk, cast: Cast, words: str, shown: str, learnt: list[tuple[str, str, str]]
) -> None:
    """KB-2, KB-5: in both languages; nothing is solved or learnt that was not said."""
    await cast.wang.says("打出来右边没了")
    await cast.wang.says(words)
    assert shown in cast.wang.last
    assert await outcomes(desk) == learnt


@pytest.mark.usefixtures("two")
async def test_none_of_these_is_a_ticket_that_says_what_was_declined(desk: TestDesk, cast: Cast) -> None:
    """KB-3, INT-1: what they have not tried is not called tried."""
    await cast.wang.says("打出来右边没了")
    await cast.wang.presses("都不是")
    await cast.wang.presses("工作照常")
    await cast.wang.presses("提交")
    ticket = await desk.ticket()
    assert (ticket.tried, ticket.declined) == ([], ["NE-8", "NE-9"])
    assert await outcomes(desk) == [("NE-8", "not_solved", "another")]


@pytest.mark.usefixtures("two")
async def test_not_solved_has_its_reasons(desk: TestDesk, cast: Cast) -> None:
    """KB-5: one tap, as under an answer that was sure."""
    await cast.wang.says("打出来右边没了")
    await cast.wang.presses("没有解决")
    await cast.wang.presses("太难")
    assert await outcomes(desk) == [("NE-8", "not_solved", "hard")]
    await cast.wang.presses("工作照常")
    await cast.wang.presses("提交")
    assert (await desk.ticket()).tried == ["NE-8"]


@pytest.mark.usefixtures("two")
async def test_more_words_are_searched_with_the_first(
    desk: TestDesk, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """KB-2: the same entry again is asked about again, another one takes its place; nothing is learnt of either."""
    await cast.wang.says("打出来右边没了")
    await cast.wang.says("只有财务那台针式打印机这样")
    assert "照NE-8做" in cast.wang.last
    await cast.wang.presses("解决了")
    assert await outcomes(desk) == [("NE-8", "solved", "")]
    await cast.wang.says("打出来右边没了")
    monkeypatch.setattr(ProblemBase, "search", answers(hit("NE-9", SECOND, 0.97), decision=Decision.SURE))
    await cast.wang.says("听到咔咔的声音，里面有纸")
    assert "照NE-9做" in cast.wang.last
    await cast.wang.presses("没有解决")
    await cast.wang.presses("工作照常")
    await cast.wang.presses("提交")
    assert (await desk.ticket()).tried == ["NE-9"]


async def test_of_the_other_language_it_is_said(
    desk: TestDesk, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """KB-2: an entry in the other language may be shown too, said to be so; in a mixed list each says it for itself."""
    english = "The turnstile is blocked"
    await entry(desk, "NE-9", "NE", "结账", "闸机嗡嗡响，打不开")
    await entry(desk, "NE-7", "NE", "Closing", english, solution=["do as NE-7 says"])
    own = hit("NE-7", english, 0.3, language="en")
    other = hit("NE-9", "闸机嗡嗡响，打不开", 0.7, elsewhere=True)
    monkeypatch.setattr(ProblemBase, "search", answers(other, own))
    await cast.emma.says("The turnstile hums and stays shut")
    assert cast.emma.last.startswith("This may be it: I found this in Chinese only.")
    assert "照NE-9做" in cast.emma.last
    await cast.emma.says("no, something else")
    assert english in cast.emma.last
    await cast.emma.says("是的")
    assert "do as NE-7 says" in cast.emma.last
    await cast.emma.presses("That solved it")
    assert await outcomes(desk) == [("NE-9", "not_solved", "another"), ("NE-7", "solved", "")]
    monkeypatch.setattr(ProblemBase, "search", answers(other, own, decision=Decision.NOT_SURE))
    await cast.emma.says("The turnstile hums and stays shut once more")
    assert "闸机嗡嗡响，打不开 (in Chinese)" in cast.emma.last
    assert english in cast.emma.last
