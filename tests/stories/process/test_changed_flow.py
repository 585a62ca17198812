"""A release changes what a flow asks while somebody is in its middle: nothing is taken for an answer that is none."""

import pytest

from desk.people import Role
from desk.ticket import TicketState
from handlers.chat.flows import FLOWS, Flow, Talk
from handlers.chat.questions import Words
from tests.fakes.desk import Actor, TestDesk
from tests.stories.cast import Cast, a_ticket, cast

__all__ = ["cast"]


async def _asked_why(cast: Cast) -> Actor:
    """陈晓 puts a ticket on hold, and is asked why."""
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    await cast.chen.presses("挂起")
    await cast.chen.presses("客户")
    return cast.chen


def _change(monkeypatch: pytest.MonkeyPatch, flow: Flow) -> None:
    monkeypatch.setitem(FLOWS, "suspend_because", flow)


async def test_another_question_comes_first_and_the_words_are_no_answer_to_it(
    desk: TestDesk, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list[tuple[str, str]]()

    async def changed(talk: Talk) -> None:
        days = await talk.ask("days", Words("几天？"))
        why = await talk.ask("reason", Words("原因？"))
        asked.append((days, why))

    chen = await _asked_why(cast)
    _change(monkeypatch, changed)
    await chen.says("等客户发日志")
    assert chen.sees("问题有变动")
    assert chen.last.startswith("几天？")
    await chen.says("两天")
    await chen.says("等日志")
    assert asked == [("两天", "等日志")]


async def test_what_is_not_asked_any_more_does_nothing(
    desk: TestDesk, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the question nobody has agreed to what follows it; what the flow did is taken back."""

    async def changed(talk: Talk) -> None:
        talk.person.give(Role.ADMIN)
        talk.say("完成")

    chen = await _asked_why(cast)
    _change(monkeypatch, changed)
    await chen.says("等客户发日志")
    assert "请重新开始" in chen.last
    assert not chen.sees("完成")
    assert (await desk.ticket()).state is TicketState.IN_PROGRESS
    await chen.says("/invite")
    assert not chen.sees("邀请谁")


async def test_a_flow_that_is_gone_ends_its_talks(
    desk: TestDesk, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    chen = await _asked_why(cast)
    monkeypatch.delitem(FLOWS, "suspend_because")
    await chen.says("等客户发日志")
    assert "请重新开始" in chen.last
    assert (await desk.ticket()).state is TicketState.IN_PROGRESS
