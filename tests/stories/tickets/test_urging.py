"""A ticket is urged with a time; the person who has it answers, and both stand on it (TIC-6)."""

from desk.people import Role
from tests.fakes.desk import TestDesk
from tests.stories.cast import Cast, a_ticket, cast

__all__ = ["cast"]


async def test_an_account_manager_urges_and_whoever_has_it_answers(desk: TestDesk, cast: Cast) -> None:
    """TIC-6: from the customer's file; told at once, asked again after its time, answered, and both on card and history."""
    grace = await desk.person("Grace Hall", Role.ACCOUNT_MANAGER, language="en")
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    ticket = await desk.ticket()
    await grace.does("presses_data", f"c:customer_file:{cast.customer.id}:0:")
    assert "K-1001 · in progress" in grace.last
    await grace.presses("⏰ Urge")
    await grace.presses("⏰ K-1001")
    await grace.says("They close their month tomorrow")
    await grace.presses("17:30")
    assert "has been told" in grace.last
    assert "Grace Hall 督办 K-1001" in cast.chen.last
    assert "They close their month tomorrow" in cast.chen.last
    assert not cast.wang.sees("close their month")
    await cast.wang.does("presses_data", f"c:urge_ticket:{ticket.id}:0:")
    assert "没有这一张" in cast.wang.last
    await desk.forward(hours=8)  # its time is over, and nobody has answered
    assert "They close their month" in grace.last
    await desk.forward(hours=15)
    assert "Grace Hall 督办 K-1001" in cast.chen.last
    await cast.chen.does("presses_data", "c:answer_urging:1:0:")
    await cast.chen.says("今天下午换锁")
    assert "今天下午换锁" in grace.last
    await cast.chen.does("presses_data", f"c:show:{ticket.id}:0:")
    for line in ("They close their month tomorrow", "↳ 陈晓：今天下午换锁"):
        assert line in cast.chen.last
    await cast.chen.does("presses_data", f"c:history:{ticket.id}:0:")
    assert "Grace Hall 督办：They close their month tomorrow" in cast.chen.last
    seen = len(cast.chen.texts), len(grace.texts)
    await desk.forward(days=2)
    assert not any("督办 K-1001" in text for text in cast.chen.texts[seen[0] :])
    assert not any("urges K-1001" in text for text in grace.texts[seen[1] :])
    await cast.zhao.does("presses_data", f"c:urge_ticket:{ticket.id}:0:")
    await cast.zhao.says("请给客户回个电话")
    await cast.zhao.says("明天 14:00")
    assert "赵敏督办 K-1001" in cast.chen.last
