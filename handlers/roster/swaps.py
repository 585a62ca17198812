"""Swaps in chat: a shift of one's own is offered to a colleague, who agrees or declines by a button (HOT-1)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk.access import access_swap, require_staff
from desk.people import Person, with_role
from desk.roles import ROSTERED
from desk.roster import leave, swaps
from desk.roster import shifts as roster_shifts
from desk.roster.shifts import Shift, Span
from desk.roster.swaps import STATE_NAMES, Swap, SwapState
from errors import Blocked, NotAllowed, Stale
from handlers.chat.cards import button, if_unchanged, verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.message import Message
from handlers.chat.questions import Choice
from handlers.chat.turn import Turn
from i18n import _, moment

SHOWN = 12  # shifts to choose from
NOTHING = "nothing"


def when(span: Span, now: datetime) -> str:
    return f"{moment(span.start, now)} – {moment(span.end, now)}"


async def card(session: AsyncSession, swap: Swap, viewer: Person, now: datetime) -> Message:
    """The offer, its parties, and the buttons of the person who is to act."""
    by = await session.get_one(Person, swap.offered_by)
    to = await session.get_one(Person, swap.offered_to)
    lines = [_("{name} gives: {shift}").format(name=by.name, shift=when(swap.given, now))]
    if swap.back:
        lines.append(_("{name} gives: {shift}").format(name=to.name, shift=when(swap.back, now)))
    else:
        lines.append(_("{name} takes it over.").format(name=to.name))
    if swap.state is SwapState.OFFERED:
        lines.append(_("Until {name} agrees, nothing changes.").format(name=to.name))
    n, v = swap.id, swap.version
    rows = {
        swap.offered_to: [
            [button(_("✅ Agree"), "agree_swap", n, v), button(_("✖ Decline"), "decline_swap", n, v)]
        ],
        swap.offered_by: [[button(_("↩ Withdraw"), "withdraw_swap", n, v)]],
    }.get(viewer.id, [])
    return Message(
        viewer.id,
        "\n".join(lines),
        title=f"🔁 {by.name} → {to.name} · {_(STATE_NAMES[swap.state])}",
        rows=rows if swap.state is SwapState.OFFERED else [],
        card=swap.ref,
    )


@verb
async def offer_shift(turn: Turn, number: int, version: int, extra: str) -> None:
    require_staff(turn.person)
    await start(turn, offer_to_colleague)


@flow
async def offer_to_colleague(talk: Talk) -> None:
    """Asks which shift, to whom, and for which shift in return; then the colleague decides."""
    session, now, me = talk.turn.session, talk.turn.now, talk.person
    require_staff(me)
    mine = await roster_shifts.coming(session, me.id, now, SHOWN)
    if not mine:
        raise Blocked(_("You have no shift ahead."))
    chosen = await talk.ask("shift", Choice(_("Which shift do you offer?"), options=_options(mine, now)))
    given = await _own(session, me, chosen)
    people = await talk.once("people", lambda: _free(session, me, given, now))
    if not people:
        raise Blocked(_("Nobody is free then. Please ask the service manager."))
    named = [(number, name) for number, name in people]
    colleague = await talk.ask("to", Choice(_("To whom?"), options=named, columns=2))
    to = await session.get_one(Person, int(colleague))
    theirs = [s for s in await roster_shifts.coming(session, to.id, now, SHOWN) if s.starts_at != given.start]
    back = NOTHING
    if theirs:
        options = [(NOTHING, _("Nothing in return")), *_options(theirs, now)]
        back = await talk.ask("back", Choice(_("Which of theirs do you take in return?"), options=options))
    returned = None if back == NOTHING else await _own(session, to, back)
    await swaps.offer(session, me, to, given, returned, now)


def _options(shifts: list[Shift], now: datetime) -> list[tuple[str, str]]:
    return [(shift.starts_at.isoformat(), when(shift.span, now)) for shift in shifts]


async def _own(session: AsyncSession, person: Person, start: str) -> Span:
    shift = await roster_shifts.find(session, person.id, datetime.fromisoformat(start))
    if shift is None:
        raise Stale(_("The roster has changed meanwhile: {name} has no such shift.").format(name=person.name))
    return shift.span


async def _free(session: AsyncSession, me: Person, given: Span, now: datetime) -> list[list[str]]:
    """Who could be there then, as far as the roster knows; somebody on duty then could still swap."""
    away = {each.person_id for each in await leave.between(session, max(given.start, now), given.end)}
    return [
        [str(person.id), person.name]
        for person in await with_role(session, *ROSTERED)
        if person.id != me.id and person.id not in away
    ]


async def _load(turn: Turn, number: int) -> Swap:
    return await access_swap(turn.session, turn.person, number)


async def _show(turn: Turn, swap: Swap) -> None:
    turn.reply(await card(turn.session, swap, turn.person, turn.now))


on_swap = if_unchanged(_load, _show)


def _only(turn: Turn, person: int) -> None:
    if turn.person.id != person:
        raise NotAllowed(_("This is for your colleague to decide."))


@verb
@on_swap
async def agree_swap(turn: Turn, swap: Swap, extra: str) -> None:
    _only(turn, swap.offered_to)
    await swaps.agree(turn.session, swap, turn.person, turn.now)


@verb
@on_swap
async def decline_swap(turn: Turn, swap: Swap, extra: str) -> None:
    _only(turn, swap.offered_to)
    await swaps.decline(turn.session, swap, turn.person, turn.now)


@verb
@on_swap
async def withdraw_swap(turn: Turn, swap: Swap, extra: str) -> None:
    _only(turn, swap.offered_by)
    await swaps.withdraw(turn.session, swap, turn.person, turn.now)
