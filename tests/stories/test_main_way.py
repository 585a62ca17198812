"""The main way, end to end: a problem is answered, or becomes a ticket that is dispatched, watched and visited back."""

from desk.people import Role
from desk.tickets import State
from tests.desk import TestDesk


async def test_the_base_answers_at_once(desk: TestDesk) -> None:
    """KB-2: one clumsy sentence, the right answer in one message."""
    customer = await desk.customer()
    wang = await desk.person("王丽", Role.CONTACT, language="en", customer=customer)
    await wang.says("the voucher is cut off on the right when I print")
    assert "Choose A5" in wang.last
    await wang.presses("That solved")
    assert wang.sees("🎉") or "Glad" in wang.last


async def test_not_solved_becomes_a_ticket_in_three_taps(desk: TestDesk) -> None:
    """KB-3, INT-1, INT-5, INT-9: three taps later a number and an honest time."""
    customer = await desk.customer()
    wang = await desk.person("王丽", Role.CONTACT, language="en", customer=customer, phone="+8613812345678")
    chen = await desk.person("陈晓", Role.SPECIALIST)
    await desk.on_duty(chen)
    await wang.says("the voucher is cut off on the right when I print")
    await wang.presses("Not solved")
    await wang.presses("Work goes on")
    await wang.presses("file it")
    assert "K-1001" in wang.last
    assert "11:00" in wang.last
    assert "明月纺织" in chen.last
    assert (await desk.ticket()).state is State.ASSIGNED
