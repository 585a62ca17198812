"""Who blocked the bot and is back gets what they missed; who counts on them hears why, in their own words (HOT-10)."""

import pytest

from desk.people import Role
from tests.fakes.desk import TestDesk
from tests.stories.cast import Cast, a_ticket, cast

__all__ = ["cast"]


async def test_a_customer_who_is_back_gets_the_words_in_order_and_the_card_as_it_stands(
    desk: TestDesk, cast: Cast
) -> None:
    """HOT-10, TIC-4: each once; not the steps between, and no answers to what they asked long before."""
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    card = cast.chen.user.visible[-1]
    await cast.wang.does("blocks_bot")
    await cast.chen.says("请先拔下加密锁", reply_to=card)
    await cast.chen.says("再换一个USB口", reply_to=card)
    await cast.chen.presses("已解决")
    await cast.chen.says("换了USB口")
    before = len(cast.wang.texts)
    await cast.wang.does("unblocks_bot")
    await desk.settle()
    missed = cast.wang.texts[before:]
    words = [n for n, text in enumerate(missed) if "请先拔下" in text or "再换一个" in text]
    assert len(words) == 2
    assert "请先拔下" in missed[words[0]]
    cards = [text for text in missed if "前一段时间消息送不到您这里" in text]
    assert len(cards) == 1
    assert "已解决" in cards[0]
    assert missed.index(cards[0]) > words[1]
    await cast.wang.does("blocks_bot")
    before = len(cast.wang.texts)
    await cast.wang.does("unblocks_bot")
    await cast.wang.says("/help")
    assert not [text for text in cast.wang.texts[before:] if "再换一个" in text or "前一段时间" in text]


async def test_a_colleague_who_is_back_gets_what_still_matters(desk: TestDesk, cast: Cast) -> None:
    """SLA-3: an alert that has ended meanwhile is no news, one that runs is."""
    await a_ticket(cast.wang)
    hua = await desk.person("华英", Role.CONTACT, customer=cast.customer, phone="+8613812345670")
    await a_ticket(hua, "服务器机房的空调一直滴水怎么办")
    await cast.zhao.does("blocks_bot")
    await desk.forward(minutes=40)
    await cast.chen.says("/tickets")
    await cast.chen.presses("K-1001")
    await cast.chen.presses("接单")
    before = len(cast.zhao.texts)
    await cast.zhao.does("unblocks_bot")
    missed = cast.zhao.texts[before:]
    assert sum("🚨" in text and "K-1002" in text for text in missed) == 1
    assert not [text for text in missed if "🚨" in text and "· K-1001" in text]


@pytest.mark.parametrize(
    ("status", "answer", "said"),
    [
        (403, "Forbidden: bot was blocked by the user", "has blocked the bot"),
        (403, "Forbidden: user is deactivated", "the account no longer exists"),
        (400, "Bad Request: chat not found", "nothing has been written here yet"),
        (400, "Bad Request: something new", "it was not accepted there"),
    ],
)
async def test_whoever_counts_on_it_hears_why_in_their_language(
    desk: TestDesk, cast: Cast, status: int, answer: str, said: str
) -> None:
    """HOT-10: one of a few kind sentences, never the channel's own words."""
    zoe = await desk.person("Zoe", Role.SPECIALIST, language="en")
    await a_ticket(cast.wang)
    await zoe.says("/find K-1001")
    await zoe.presses("K-1001")
    await zoe.presses("Take")
    card = zoe.user.visible[-1]
    desk.api.fail("sendMessage", times=2, status=status, description=answer, chat=cast.wang.user)
    await zoe.says("Please restart it", reply_to=card)
    told = [text for text in zoe.texts if "📵" in text]
    assert len(told) == 1
    assert said in told[0]
    assert "+8613812345678" in told[0]
    assert not any(raw in told[0] for raw in ("Forbidden", "Bad Request", "something new"))


async def test_who_asked_a_colleague_hears_that_they_cannot_be_reached(desk: TestDesk, cast: Cast) -> None:
    """HOT-9, HOT-10: and not only the manager."""
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    desk.api.fail(
        "sendMessage", times=2, status=403, description="Forbidden: bot was blocked by the user", chat=cast.li.user
    )  # fmt: skip
    await cast.chen.presses("问同事")
    await cast.chen.presses("李强")
    await cast.chen.says("加密锁红灯是什么意思？")
    assert cast.chen.sees("联系不上李强")
