"""A colleague confirms the answer that the base had offered: the customer hears a person, and the base learns (KB-4, KB-5)."""

from sqlalchemy import select

from desk.tickets import offered_answers
from kb.base.outcomes import Outcome
from tests.fakes.desk import TestDesk
from tests.stories.cast import Cast, cast
from tests.stories.hotline.test_live_chat import writes_to

__all__ = ["cast"]
WORDS = "凭证打印不全,右边切掉了"


async def confirmed(desk: TestDesk) -> list[tuple[str, str | None, int | None]]:
    async with desk.store.reading() as session:
        found = await session.scalars(select(Outcome).where(Outcome.heard_by.is_not(None)))
        return [(one.result, one.entry_code, one.heard_by) for one in found]


async def test_one_tap_sends_the_answer_again_and_counts(desk: TestDesk, cast: Cast) -> None:
    """KB-4: the customer gets the steps with the colleague's name; it counts once, by the colleague's word."""
    await cast.wang.says(WORDS)
    await cast.wang.presses("没有解决")
    await cast.wang.presses("工作照常")
    await cast.wang.presses("提交")
    await cast.chen.presses("接单")
    await cast.chen.presses("更多")
    await cast.chen.presses("确认")
    assert "陈晓" in cast.wang.last
    assert "1. " in cast.wang.last
    assert await confirmed(desk) == [("solved", "NE-1", cast.chen.person_id)]
    await cast.chen.presses("更多")
    assert not any("确认" in text for text in cast.chen.buttons)
    await cast.emma.does("presses_data", "c:answer_is_right:1:0:1")
    assert len(await confirmed(desk)) == 1  # neither a stranger to the ticket nor a second time
    await cast.wang.says("好的我试试")
    assert cast.chen.sees("好的我试试")  # they talk now, and the bot keeps quiet


async def test_yes_do_that_is_as_good_as_the_tap(desk: TestDesk, cast: Cast) -> None:
    """KB-4: said by a colleague to a customer with one offered answer; words with more in them confirm nothing."""
    await cast.emma.says("the right side of the voucher is cut off")
    await cast.emma.presses("Not solved")
    await cast.emma.presses("Work goes on")
    await cast.emma.presses("file")
    await cast.chen.presses("接单")
    await writes_to(cast.chen, "do you still see it after that?")
    assert await confirmed(desk) == []
    await writes_to(cast.chen, "Yes, do that.")
    assert await confirmed(desk) == [("solved", "NE-501", cast.chen.person_id)]
    assert cast.emma.sees("Yes, do that.")


def test_only_words_that_confirm_confirm() -> None:
    """KB-4: in both languages."""
    for words in ("对，就按那个做", "按照上面的步骤操作就行", "是的，按刚才说的办", "Yes, do that.", "follow those steps", "that answer is right",
                  "对，请按这个方法试试", "上面的答案是对的", "please try that"):  # fmt: skip
        assert offered_answers.said_in(words), words
    for words in ("不要按那个做", "do not do that", "yes", "好的", "对，但是先备份", "do that only after a backup", "is that right?", "按什么做？",
                  "that is not right"):  # fmt: skip
        assert not offered_answers.said_in(words), words
