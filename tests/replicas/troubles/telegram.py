"""Bad days at Telegram. Each returns how many messages may come twice, for their first answer did not reach us."""

from bot.delivery.sender import AT_ONCE
from tests.replicas.busy import BusyDesk

SAYS = "sendMessage"


async def one_chat_429(desk: BusyDesk) -> int:
    """A customer's chat must be left alone for a while; the manager's alert comes all the same, and at once."""
    customer = desk.chance.choice(desk.customers)
    desk.api.fail(SAYS, status=429, retry_after=desk.chance.choice([1, 3, 15]), chat=customer)
    await desk.break_a_promise()
    await desk.alerts_arrive(within=5)
    return 0


async def every_chat_429(desk: BusyDesk) -> int:
    desk.api.fail(times=10, status=429, retry_after=desk.chance.choice([1, 3]))
    return await _passes(desk)


async def server_errors(desk: BusyDesk) -> int:
    desk.api.fail(times=desk.chance.randint(3, 15), status=desk.chance.choice([500, 502, 504]))
    return await _passes(desk)


async def errors_after_the_effect(desk: BusyDesk) -> int:
    """Done, and yet an error is answered."""
    times = desk.chance.randint(1, 3)
    desk.api.fail(SAYS, times=times, status=502, after=True)
    return await _passes(desk, times)


async def no_answer(desk: BusyDesk) -> int:
    desk.api.hang(times=desk.chance.randint(1, 8))
    return await _passes(desk)


async def no_answer_after_the_effect(desk: BusyDesk) -> int:
    times = desk.chance.randint(1, 3)
    desk.api.hang(SAYS, times=times, after=True)
    return await _passes(desk, times)


async def lines_cut(desk: BusyDesk) -> int:
    desk.api.cut(times=desk.chance.randint(1, 9))
    return await _passes(desk)


async def lines_cut_after_the_effect(desk: BusyDesk) -> int:
    times = desk.chance.randint(1, 3)
    desk.api.cut(SAYS, times=times, after=True)
    return await _passes(desk, times)


async def answers_garbled(desk: BusyDesk) -> int:
    """No JSON: to what was asked for updates, and to messages that were sent."""
    desk.api.garble("getUpdates", times=2)
    desk.api.garble(SAYS, after=True)
    return await _passes(desk, 1)


async def updates_hang(desk: BusyDesk) -> int:
    desk.api.hang("getUpdates")
    return await _passes(desk)


async def telegram_is_down(desk: BusyDesk) -> int:
    """Nothing is answered but errors; then all is sent, the alerts first."""
    for method in (None, "getUpdates"):
        desk.api.fail(method, times=None, status=502)
    await desk.lasts(0, 8)
    return 0


async def menus_refused(desk: BusyDesk) -> int:
    """A server that knows no menus, while a process starts: it hears people all the same."""
    desk.api.fail("setMyCommands", times=None, status=404)
    await desk.fleet.kill(desk.chance.choice(desk.fleet.running))
    await desk.fleet.up(await desk.fleet.start())
    await desk.is_heard(within=15)
    return AT_ONCE


async def updates_again(desk: BusyDesk) -> int:
    """Updates that were confirmed long ago."""
    recent = list(desk.api.updates.recent)
    for raw in desk.chance.sample(recent, min(9, len(recent))):
        desk.api.updates.stray(raw)
    return await _passes(desk)


async def updates_in_no_order(desk: BusyDesk) -> int:
    """A batch in no order; and one update that comes after those behind it."""
    desk.api.updates.mixed = True
    desk.write_one()
    late = desk.api.updates.pending.pop()
    await _passes(desk)
    desk.api.updates.stray(late)
    await _passes(desk)
    desk.api.updates.mixed = False
    return 0


async def _passes(desk: BusyDesk, excused: int = 0) -> int:
    await desk.lasts(1, 4)
    return excused


KINDS = (
    one_chat_429, every_chat_429, server_errors, errors_after_the_effect, no_answer, no_answer_after_the_effect,
    lines_cut, lines_cut_after_the_effect, answers_garbled, updates_hang, telegram_is_down, menus_refused,
    updates_again, updates_in_no_order,
)  # fmt: skip
