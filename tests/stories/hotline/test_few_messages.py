"""Messages people can live with: few of them, silent unless they need somebody now, and never more than six actions on a card."""

import asyncio
import time
from datetime import datetime, timedelta

import pytest

from bot.delivery.rate_limits import RateLimits
from desk.people import Role
from desk.ticket import TicketState
from tests.fakes.botapi.chats import Sent
from tests.fakes.botapi.group import Group
from tests.fakes.desk import SHANGHAI, Actor, TestDesk
from tests.stories.cast import Cast, a_ticket, a_visit, cast, describes

__all__ = ["cast"]

MOST = 3  # new messages to a specialist for an ordinary ticket, besides the customer's own words
ACTIONS = 6


def rung(desk: TestDesk, actor: Actor) -> list[str]:
    """What made a sound at this person's."""
    return [
        str(values.get("text", ""))
        for name, values in desk.api.log
        if name == "sendMessage" and str(values["chat_id"]) == str(actor.user.id) and not values.get("disable_notification")
    ]  # fmt: skip


async def test_an_ordinary_ticket_is_three_messages_to_the_specialist_and_one_a_step_to_the_customer(
    desk: TestDesk, cast: Cast
) -> None:
    """HOT-10: its card, where their words go (once a talk), and what solved it; the rest changes in place."""
    await describes(cast.wang, "加密锁红灯亮，打不开账套")
    await cast.wang.presses("重要功能")
    before = len(cast.chen.texts)
    steps = []

    async def step(doing: object) -> None:
        seen = len(cast.wang.texts)
        await doing  # type: ignore[misc]
        steps.append(len(cast.wang.texts) - seen)

    await step(cast.wang.presses("提交"))
    await step(cast.chen.presses("接单"))
    card = cast.chen.user.message("K-1001")
    for words in ("您好，我是陈晓", "请把加密锁换一个口", "再重启一次电脑"):
        await step(cast.chen.says(words, reply_to=card))
        await step(cast.wang.says("好的"))
    await desk.forward(minutes=5)
    await step(cast.chen.presses("已解决"))
    await step(cast.chen.says("换了一个口"))
    await step(cast.wang.presses("已解决"))
    mine = [text for text in cast.chen.texts[before:] if "💬 王丽" not in text]
    assert len(mine) <= MOST, mine
    assert max(steps) <= 1, steps
    assert (await desk.ticket()).state is TicketState.CLOSED


async def test_a_manager_off_duty_is_called_only_when_nobody_below_is_at_work(
    desk: TestDesk, cast: Cast
) -> None:
    """SLA-3: 20:00 is after the manager's hours; 陈晓 is on duty, so it comes without a sound. Alone, it wakes them."""
    desk.clock.at = datetime(2026, 3, 2, 20, 0, tzinfo=SHANGHAI)
    await a_ticket(cast.wang, effect="瘫痪")
    await desk.forward(minutes=35)
    assert any("🚨 首次响应" in text for text in cast.zhao.texts)
    assert not any("🚨 首次响应" in text for text in rung(desk, cast.zhao))


async def test_with_nobody_on_duty_it_wakes(desk: TestDesk) -> None:
    """SLA-3: there is nobody below."""
    customer = await desk.customer()
    zhao = await desk.person("赵敏", Role.SERVICE_MANAGER)
    wang = await desk.person("王丽", Role.CONTACT, customer=customer, phone="+8613812345678")
    desk.clock.at = datetime(2026, 3, 2, 20, 0, tzinfo=SHANGHAI)
    await desk.settle()
    await a_ticket(wang, effect="瘫痪")
    await desk.forward(minutes=35)
    assert any("🚨 首次响应" in text for text in rung(desk, zhao))


def actions(message: Sent) -> list[str]:
    return [button.text for row in message.buttons for button in row]


async def test_a_card_shows_six_actions_and_the_rest_behind_more(desk: TestDesk, cast: Cast) -> None:
    """An entry has eight: the two that are least likely stand behind *more*, on the same card, and back."""
    editor = await desk.person("钱文", Role.EDITOR)
    await editor.says("/kb NE-1")
    card = editor.user.message("NE-1")
    assert len(actions(card)) == ACTIONS
    assert actions(card)[-1] == "⋯ 更多"
    said = len(editor.texts)
    await editor.presses("⋯ 更多")
    assert len(actions(card)) > ACTIONS
    assert any("合并" in each for each in actions(card))
    await editor.presses("◀ 上一步")
    assert len(actions(card)) == ACTIONS
    assert len(editor.texts) == said
    await editor.says("拆分")  # in words it is as good as those that are seen
    assert "问法" in editor.last


async def test_the_cards_of_a_visit_and_of_a_complaint_show_six(desk: TestDesk, cast: Cast) -> None:
    """Whatever their state, the person who looks."""
    await a_visit(cast)
    await cast.wang.says("我要投诉")
    await cast.wang.says("工程师两次没来，电话也不接")
    await cast.sun.presses("我来跟进")
    await cast.li.presses("接单")
    await cast.li.presses("出发")
    await cast.li.presses("到达")
    for actor in (cast.wang, cast.chen, cast.li, cast.zhao, cast.sun, cast.wu):
        for message in actor.user.visible:
            assert len(actions(message)) <= ACTIONS, (message.text, actions(message))


async def test_what_telegram_refuses_twice_is_told_in_other_words(desk: TestDesk, cast: Cast) -> None:
    """HOT-10: who was to read it hears that there is something, and where; refused again, it is not tried for ever."""
    await a_ticket(cast.wang)
    desk.api.fail(
        "sendMessage", times=2, status=400, description="Bad Request: something new", chat=cast.wang.user
    )
    await cast.chen.says("请把加密锁换一个口", reply_to=cast.chen.user.message("K-1001"))
    assert "K-1001" in cast.wang.last
    assert "/tickets" in cast.wang.last
    assert cast.chen.sees("📵")
    desk.api.fail(
        "sendMessage", times=None, status=400, description="Bad Request: something new", chat=cast.wang.user
    )
    await cast.chen.says("再试一次", reply_to=cast.chen.user.message("K-1001"))
    await desk.forward(minutes=5)
    assert sum("📵" in text for text in cast.chen.texts) <= MOST


async def test_forty_lines_a_minute_stand_in_the_group_within_twenty_seconds(
    desk: TestDesk, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """HOT-10: a group takes twenty messages a minute; lines that wait are joined, and the card changes in place."""
    group = desk.api.group("客服台", forum=True, members=[cast.chen.user, cast.zhao.user])
    cast.zhao.user.in_group(group).says("/desk@kefu_test_bot")
    await desk.settle()
    await a_ticket(cast.wang)
    inside = Actor(desk, cast.chen.user.in_group(group, max(group.chat.topics)), cast.chen.person_id)
    await inside.presses("接单")
    await inside.says("您好，请说")
    desk.forgetful = False
    said, shown, seconds = await _forty_lines(desk, cast, group, monkeypatch)
    assert len(shown) == len(said)
    late = {line: shown[line] - said[line] for line in said}
    assert max(late.values()) <= 20, late
    sent = [at for at in seconds if at < 60]
    assert len(sent) <= 20


async def _forty_lines(
    desk: TestDesk, cast: Cast, group: Group, monkeypatch: pytest.MonkeyPatch
) -> tuple[dict[str, float], dict[str, float], list[float]]:
    """When each was said and seen, by a clock that is moved by hand; and each call to the group."""
    begun, loop = desk.clock.at, asyncio.get_running_loop()
    start = loop.time()

    def passed() -> float:
        return (desk.clock.at - begun).total_seconds()

    monkeypatch.setattr(loop, "time", lambda: start + passed())
    monkeypatch.setattr(time, "monotonic", lambda: start + passed())
    desk.desk.sender.limits = RateLimits()
    said, shown, calls, before = dict[str, float](), dict[str, float](), list[float](), len(desk.api.log)
    for tick in range(4 * 85):
        if tick % 6 == 0 and len(said) < 40:
            said[f"第{len(said) + 1}句。"] = passed()
            cast.wang.user.says(list(said)[-1])
        await _beat(desk)
        here = [
            values
            for _name, values in list(desk.api.log)[before:]
            if str(values.get("chat_id")) == str(group.id)
        ]
        calls += [passed()] * (len(here) - len(calls))
        text = "\n".join(message.text for message in group.visible)
        for line in said:
            if line not in shown and f"💬 王丽：{line}" in text:
                shown[line] = passed()
        desk.clock.at += timedelta(seconds=0.25)
    return said, shown, calls


async def _beat(desk: TestDesk) -> None:
    """A quarter of a second of the desk: what came in, and what may go out by now."""
    await desk._receive()
    await desk.desk.worker.work()
    sender = desk.desk.sender
    while sender.limits.has_room() and await sender.start_some():
        await asyncio.gather(*sender._tasks)
