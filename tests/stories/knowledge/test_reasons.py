"""Why an answer did not help: said by one tap or in words, kept for the editors, and never in the way (KB-5)."""

from sqlalchemy import select

from desk.people import Role
from kb.base.outcomes import Outcome
from tests.fakes.desk import TestDesk
from tests.stories.cast import Cast, cast

__all__ = ["cast"]
WORDS = "凭证打印不全,右边切掉了"


async def reasons(desk: TestDesk) -> list[str]:
    async with desk.store.reading() as session:
        query = select(Outcome.reason).where(Outcome.result == "not_solved").order_by(Outcome.id)
        return list(await session.scalars(query))


async def test_one_tap_reaches_the_editors_and_costs_no_step(desk: TestDesk, cast: Cast) -> None:
    """KB-5: the ticket goes its way; the reason is given in the middle of it, and read on the entry and in its list."""
    await cast.wang.says(WORDS)
    await cast.wang.presses("没有解决")
    assert "工作" in cast.wang.last  # the next question is there already
    await cast.wang.presses("试过")
    assert "编辑会看到" in cast.wang.last
    assert not any("试过" in b.text for m in cast.wang.user.visible for row in m.buttons for b in row)
    await cast.wang.presses("工作照常")
    await cast.wang.presses("提交")
    assert (await desk.ticket()).description == WORDS
    assert await reasons(desk) == ["tried"]
    he = await desk.person("何静", Role.EDITOR)
    await he.says("/kb NE-1")
    assert "已经试过 ×1" in he.last
    await he.says("/kb")
    await he.presses("过时")
    assert "NE-1" not in "".join(he.buttons)
    await he.says("/kb")
    await he.presses("有误")
    assert "NE-1 ×1" in "".join(he.buttons)


async def test_days_later_and_only_by_whom_it_did_not_help(desk: TestDesk, cast: Cast) -> None:
    """KB-5: the tap is taken at any time; nobody else can give a reason for them."""
    await cast.emma.says("the right side of the voucher is cut off")
    await cast.emma.presses("Not solved")
    await cast.emma.presses("Work goes on")
    await cast.emma.presses("file")
    await desk.forward(days=2)
    buttons = (b for m in cast.emma.user.visible for row in m.buttons for b in row)
    data = next(b.data for b in buttons if "Out of date" in b.text)
    await cast.wang.does("presses_data", data)
    assert await reasons(desk) == [""]
    await cast.emma.presses("Out of date")
    assert "Our editors will see it" in cast.emma.last
    assert await reasons(desk) == ["outdated"]


async def test_who_writes_why_has_said_it(desk: TestDesk, cast: Cast) -> None:
    """KB-5: words with the no are as good as the tap; without any there is no reason."""
    await cast.wang.says(WORDS)
    await cast.wang.says("没用，这些我都试过了")
    await cast.emma.says("the right side of the voucher is cut off")
    await cast.emma.says("no")
    assert await reasons(desk) == ["tried", ""]
