"""Short words with a ticket open and no chat: they are for the person who has it (HOT-6, HOT-10, INT-9, TIC-3)."""

import pytest
from sqlalchemy import func, select

from desk.ticket import Ticket, TicketState
from tests.fakes.desk import TestDesk
from tests.stories.cast import Cast, a_ticket, a_visit, cast
from tests.stories.intake.test_first_words import said

__all__ = ["cast"]


async def tickets(desk: TestDesk) -> int:
    async with desk.store.reading() as session:
        return await session.scalar(select(func.count()).select_from(Ticket)) or 0


async def test_a_wish_for_a_person_goes_to_who_has_the_ticket(desk: TestDesk, cast: Cast) -> None:
    """INT-9, HOT-6: no second ticket, unless it is about something new."""
    await a_ticket(cast.wang)
    for words in said("with a ticket: a person"):
        await cast.wang.says(words)
        assert cast.chen.sees(f"💬 王丽：{words}"), words
        assert "您的工单 K-1001 由陈晓负责" in cast.wang.last
    assert [b.text for row in cast.chen.user.visible[-1].buttons for b in row] == ["📞 已致电", "⏰ 稍后回电"]
    assert await tickets(desk) == 1
    await cast.wang.presses("新问题")
    assert "请简单说说是什么事" in cast.wang.last
    await cast.wang.says("想了解一下报表培训")
    assert await tickets(desk) == 2


async def test_it_works_is_heard_by_who_has_the_ticket(desk: TestDesk, cast: Cast) -> None:
    """TIC-3: with *solved?* in one tap; nothing ends by itself."""
    await a_ticket(cast.wang)
    for words in said("with a ticket: it works"):
        await cast.wang.says(words)
        assert cast.chen.sees(f"💬 王丽：{words}"), words
        assert [b.text for row in cast.chen.user.visible[-1].buttons for b in row] == ["✅ 已解决"]
        assert "我已告诉负责 K-1001 的同事" in cast.wang.last
    assert (await desk.ticket()).state is TicketState.ASSIGNED


@pytest.mark.parametrize("words", ["对", "ok", "是的", "好的", "不是"])
async def test_a_ticket_that_waits_for_the_customer_gets_the_answer(
    desk: TestDesk, cast: Cast, words: str
) -> None:
    """TIC-2: a yes or a no is what it waits for."""
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    await cast.chen.presses("⏸")
    await cast.chen.presses("等客户") if any(
        "等客户" in b for b in cast.chen.buttons
    ) else await cast.chen.presses("客户")
    await cast.chen.says("升级到新版本可以吗？")
    assert (await desk.ticket()).state is TicketState.WAITING_CUSTOMER
    await cast.wang.says(words)
    assert (await desk.ticket()).state is TicketState.IN_PROGRESS
    assert cast.chen.sees(f"💬 王丽：{words}")


async def test_a_recorded_call_takes_the_old_time_away(desk: TestDesk, cast: Cast) -> None:
    """HOT-4: nobody finds a time that is over on the card they can act on."""
    await a_ticket(cast.wang)
    assert "11:00" in cast.wang.last
    await cast.chen.presses("接单")
    await cast.chen.presses("已致电")
    await cast.chen.presses("没有解决")
    assert not any("11:00" in m.text and m.buttons for m in cast.wang.user.visible)


async def test_a_late_visit_is_told_with_the_new_time(desk: TestDesk, cast: Cast) -> None:
    """DIS-3: at its second; the appointment's card names no old time any more."""
    await a_visit(cast)
    await cast.li.presses("接单")
    await cast.wang.presses("13:30")
    await desk.forward(hours=3, minutes=30)
    assert "李强本应在 13:30 前到您那里，现在迟到了" in cast.wang.last
    assert "新的到达时间：14:30 前" in cast.wang.last
    assert not any(
        "已约定：李强" in m.text and "13:30" in m.text and m.buttons for m in cast.wang.user.visible
    )
    assert cast.wang.sees("李强没能按约定的时间到达")
    told = len(cast.wang.texts)
    await desk.forward(hours=1)
    assert "李强本应在 14:30 前到您那里" in cast.wang.last
    assert len(cast.wang.texts) > told - 1
    await cast.li.presses("已出发")
    await cast.li.presses("已到达")
    arrived = len(cast.wang.texts)
    await desk.forward(hours=6)
    assert not any("新的到达时间" in text for text in cast.wang.texts[arrived:])
