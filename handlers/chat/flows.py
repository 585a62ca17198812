"""Conversations as straight-line functions.

A flow is an ordinary async function that reads like the process. Its answers are a dict in one row. On each
message the function runs again from the top: a question that has its answer returns it at once, the first one
without takes the message as its answer, and the next one asks and stops. So there are no states, a restart
changes nothing, and *back* is a deletion from a dict.

A release, or other rows, may lead a flow another way while its talk is open: what was asked is then asked no more. The
answer to it is nothing that the flow knows, so another question is asked first, and a flow that would end does nothing.

A flow that raises BadInput goes back to the question that was open before: the hint, then the question again.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from desk.hotline import messages as ticket_messages
from desk.people import Person
from errors import BadInput, NotAllowed, Refused, Stale
from handlers.chat.incoming import Said
from handlers.chat.message import Message
from handlers.chat.registry import Registry
from handlers.chat.talk import BACK, STOP, Again, Talk, Waiting
from handlers.chat.talk_rows import OPEN, ROLES, TOPIC, TalkRow, card, digest, floor
from handlers.chat.turn import Turn
from i18n import _
from store import row_number, savepoint
from store.session import numbered

__all__ = ["Talk"]
Flow = Callable[[Talk], Awaitable[None]]
FLOWS: Registry[Flow] = Registry()
PATIENT: set[str] = set()  # what is no answer to these is a matter of its own, and they wait


def flow(function: Flow) -> Flow:
    """A flow under its name, which the rows of its talks carry."""
    FLOWS.mark(function, function.__module__)
    return function


def patient(function: Flow) -> Flow:
    """A flow that is ended to other messages of the person."""
    PATIENT.add(function.__name__)
    return flow(function)


async def start(
    turn: Turn,
    which: Flow,
    args: dict[str, Any] | None = None,
    known: dict[str, Any] | None = None,
    follows: TalkRow | None = None,
) -> None:
    """Opens a talk. Answers in `known` are not asked for; messages of the talk it `follows` count as its own.

    `args` begin with the record it is about. An open talk of this flow about the same record is ended: one question at a time.
    """
    known = known or {}
    record = list((args or {}).items())[:1]
    if record and record[0][1]:
        await give_way(turn, which, dict(record))
    row = _new_row(turn, which, args or {}, known)
    await numbered(turn.session, row)
    if follows is not None:
        await ticket_messages.inherit(turn.session, follows.id, row.id)
    if turn.gathered is not None:
        await ticket_messages.inherit(turn.session, turn.gathered.id, row.id)
    if turn.recorded is not None:
        turn.recorded.talk_id = row.id
    await _run(turn, row)


def _new_row(turn: Turn, which: Flow, args: dict[str, Any], known: dict[str, Any]) -> TalkRow:
    return TalkRow(
        person_id=turn.person.id,
        flow=which.__name__,
        args={
            **args,
            **({TOPIC: turn.topic} if turn.topic else {}),
            ROLES: sorted(turn.person.roles),
            "known": list(known),
        },
        answers=[[name, answer] for name, answer in known.items()],
        asked="",
        floor_at=turn.now,
    )


async def start_later(
    turn: Turn, which: Flow, args: dict[str, Any], known: dict[str, Any] | None = None
) -> None:
    """Opens a talk that asks once the one that is started next has come to its end."""
    await numbered(turn.session, _new_row(turn, which, args, known or {}))


async def go_on(turn: Turn, row: TalkRow) -> bool:
    """What was said answers the open question of this talk; False: it is something else, and the talk waits."""
    if turn.said.text.strip().lower() in ("stop", "停止", _("✖ Stop").lower()):
        await stop(turn, row)
        return True
    key = BACK if turn.said.text.strip().lower() in ("back", "返回", "上一步", _("◀ Back").lower()) else None
    if turn.recorded is not None:
        turn.recorded.talk_id = row.id
    taken = await _run(turn, row, turn.said, key)
    if not taken and turn.recorded is not None:
        turn.recorded.talk_id = None
    return taken


async def ask_again(turn: Turn, row: TalkRow) -> None:
    """The open question comes last in the chat."""
    row.floor_at = turn.now
    await _run(turn, row)


async def press(turn: Turn) -> None:
    """A button of a talk: it names its talk and its question."""
    _t, number, asked, key = turn.said.button.split(":", 3)
    wanted = row_number(number)
    row = await turn.session.get(TalkRow, wanted) if wanted is not None else None
    if row is None or row.person_id != turn.person.id or row.ended:
        turn.say(_("That question has been dealt with. Just write me what you need."))
    elif digest(row.asked) != asked:
        turn.say(_("That was answered already; this is where we are:"))
        await _run(turn, row)
    elif key == STOP:
        await stop(turn, row)
    else:
        row.floor_at = turn.now
        await _run(turn, row, turn.said, key)


async def begin_again(turn: Turn, row: TalkRow, known: dict[str, Any]) -> None:
    """The first words were added to before anything was answered: the flow runs anew, and its question is edited in place."""
    before, spoken = card(row, digest(row.asked)), len(turn.replies)
    row.answers, row.asked, row.floor_at = [[name, answer] for name, answer in known.items()], "", turn.now
    await _run(turn, row)
    said = turn.replies[spoken:]
    if any(each.card == before for each in said):
        turn.replies[spoken:] = [replace(each, fresh=False) if each.card == before else each for each in said]
    else:
        passed = Message(turn.person.id, _("I have read what you added:"), card=before)
        turn.replies.insert(spoken, passed)


async def stop(turn: Turn, row: TalkRow) -> None:
    row.ended = True
    text = _("All right, I have stopped. Just write me when you need something.")
    turn.say(text, card=card(row, digest(row.asked)), fresh=True)  # the question loses its buttons
    await _resume(turn)


async def give_way(turn: Turn, which: Flow, args: dict[str, Any]) -> None:
    """Ends this person's open talks of the flow with these `args`, silently: the question is asked again."""
    for row in await turn.session.scalars(OPEN, {"person": turn.person.id}):
        if row.flow == which.__name__ and args.items() <= row.args.items():
            end(turn, row)


async def stop_all(turn: Turn) -> bool:
    """Whether there was anything to stop."""
    stopped = False
    for row in await turn.session.scalars(OPEN, {"person": turn.person.id}):
        end(turn, row)
        stopped = True
    return stopped


def end(turn: Turn, row: TalkRow) -> None:
    """Without a word; the question that was open loses its buttons."""
    row.ended = True
    if row.asked:
        turn.say("", card=card(row, digest(row.asked)), strips=True)


async def _run(
    turn: Turn, row: TalkRow, said: Said | None = None, key: str | None = None, hint: str = ""
) -> bool:
    """Runs the flow; False if the message was no answer to it. With a `hint` the question is only asked again."""
    talk = Talk(turn, row, said, key, patient=row.flow in PATIENT, hint=hint)
    spoken = len(turn.replies)
    try:
        _check_roles(row, turn.person)
        async with savepoint(turn.session):
            if key == BACK:
                talk.back()
            finished = await _to_the_next_question(talk)
    except Refused as reason:
        del turn.replies[spoken:]  # they may tell of what is taken back
        await _taken_back(turn, row)
        if isinstance(reason, BadInput) and _open_before(turn, row, again=bool(hint)):
            return await _run(turn, row, hint=str(reason))
        await _end_for(turn, row, str(reason))
        return True
    row.answers = [[name, answer] for name, answer in talk.answers.items()]
    if finished:
        row.ended, row.asked = True, ""
        await _resume(turn)
    return not talk.stepped_back


def _check_roles(row: TalkRow, person: Person) -> None:
    """An open talk that needs a role ends when the person loses that role."""
    if not person.roles.issuperset(row.args.get(ROLES, ())):
        raise NotAllowed(_("Your tasks here have changed meanwhile, so I have stopped. Please begin anew."))


async def _to_the_next_question(talk: Talk) -> bool:
    """Whether the flow came to its end. Raises Stale when it is not the flow that has asked any more."""
    which = FLOWS.get(talk.row.flow)
    if which is None:
        raise Stale(_changed())
    while True:
        try:
            await which(talk)
        except Again:
            talk.flush()
        except Waiting:
            return False
        else:
            if talk.unexpected or talk.hint:
                raise Stale(_changed())
            talk.flush()
            return True


def _changed() -> str:
    return _(
        "My questions have changed meanwhile, so nothing was done. Please begin anew; what you wrote is kept."
    )


async def _taken_back(turn: Turn, row: TalkRow) -> None:
    """Restores the talk and the replies as they were before this run."""
    for changed in (row, turn.person, turn.account):
        await turn.session.refresh(changed)


def _open_before(turn: Turn, row: TalkRow, *, again: bool) -> bool:
    """Whether there is a question to go back to. If asking it has failed (`again`), the one before it: one answer fewer each time."""
    if again:
        talk = Talk(turn, row, None, None)
        row.asked = talk.back()
        row.answers = [[name, answer] for name, answer in talk.answers.items()]
    return bool(row.asked)


async def _end_for(turn: Turn, row: TalkRow, reason: str) -> None:
    """It cannot go on (its ticket was closed meanwhile, say), and the person is told."""
    row.ended, row.asked = True, ""
    turn.say(reason)
    await _resume(turn)


async def _resume(turn: Turn) -> None:
    """The talk before this one asks its question again."""
    if row := await floor(turn):
        await _run(turn, row)
