"""Words are as good as the buttons of the card in front of somebody, and pass the same checks (HOT-11, DIS-3, DIS-5, DIS-7)."""

import pytest
from sqlalchemy import select

from desk.dispatch.appointments import Appointment
from desk.hotline.remote_support import RemoteWork
from tests.fakes.desk import TestDesk
from tests.stories.cast import Cast, a_ticket, a_visit, cast
from tests.stories.hotline.test_live_chat import writes_to

__all__ = ["cast"]


async def asks_for_remote(cast: Cast) -> None:
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    await cast.chen.presses("远程")
    await cast.chen.says("看一下打印设置")


async def consent(desk: TestDesk) -> str:
    async with desk.store.reading() as session:
        return (await session.scalars(select(RemoteWork.state).order_by(RemoteWork.id.desc()))).first() or ""


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("可以", "agreed"),
        ("同意", "agreed"),
        ("好的，没问题", "agreed"),
        ("不行", "refused"),
        ("不同意", "refused"),
    ],
)
async def test_consent_to_remote_work_in_words(desk: TestDesk, cast: Cast, words: str, state: str) -> None:
    """HOT-11: in the middle of a chat too, and the person who talks reads the words as well."""
    await asks_for_remote(cast)
    await cast.wang.says(words)
    assert await consent(desk) == state
    await cast.wang.says("谢谢")
    assert await consent(desk) == state


async def test_words_to_a_person_are_no_consent(desk: TestDesk, cast: Cast) -> None:
    """HOT-10, HOT-11: what staff asked after the card is what is answered."""
    await asks_for_remote(cast)
    await writes_to(cast.chen, "灯还亮着吗？")
    await cast.wang.says("是的")
    assert await consent(desk) == "asked"
    assert cast.chen.sees("💬 王丽：是的")
    card = next(m for m in reversed(cast.wang.user.visible) if "从远程" in m.text or "同意" in str(m.buttons))
    await cast.wang.says("可以", reply_to=card)  # by quoting it they answer it all the same
    assert await consent(desk) == "agreed"
    assert cast.chen.sees("💬 王丽：可以")


async def test_a_time_in_words(desk: TestDesk, cast: Cast) -> None:
    """DIS-3: none, then one of those that are offered, as people say it."""
    await a_visit(cast)
    await cast.li.says("接单")
    offered = [b for b in cast.wang.buttons if ":" in b]
    await cast.wang.says("都不行")
    assert "什么时间对您合适" in cast.wang.last
    await cast.wang.says("随便")
    await cast.li.presses("提议时间") if any("提议时间" in b for b in cast.li.buttons) else None
    await cast.li.says("明天下午两点")
    await cast.wang.says("方便")
    async with desk.store.reading() as session:
        appointment = (await session.scalars(select(Appointment))).one()
    assert appointment.starts_at is not None, offered


async def test_an_old_card_is_not_pressed_by_words(desk: TestDesk, cast: Cast) -> None:
    """TIC-3: the version is checked as for a press."""
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    await cast.chen.presses("已解决")
    await cast.chen.says("换了线")
    asked = next(
        m for m in reversed(cast.wang.user.visible) if any("已解决" in b.text for r in m.buttons for b in r)
    )
    await cast.wang.presses("没有解决")
    await cast.wang.says("灯又红了")
    await cast.wang.says("已解决", reply_to=asked)
    assert (await desk.ticket()).state == "reopened"
