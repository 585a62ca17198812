"""Conversations as straight-line functions.

A flow is an ordinary async function that reads like the process. Its answers are a dict in one row. On each
message the function runs again from the top: a question that has its answer returns it at once, the first one
without takes the message as its answer, and the next one asks and stops. So there are no states, a restart
changes nothing, and *back* is a deletion from a dict.

A release, or other rows, may lead a flow another way while its talk is open: what was asked is then asked no more. The
answer to it is nothing that the flow knows, so another question is asked first, and a flow that would end does nothing.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar
from zlib import crc32

from sqlalchemy import ForeignKey, String, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk.hotline import messages as ticket_messages
from desk.people import Person
from errors import BadInput, NotAllowed, NotYet, Refused, Stale
from handlers.chat import paging
from handlers.chat.incoming import Said
from handlers.chat.message import Button, Message, Rows
from handlers.chat.questions import Question
from handlers.chat.registry import Registry
from handlers.chat.turn import Turn
from i18n import _
from store import Base, row_number, savepoint, seldom
from store.numbers import numbered_early
from store.session import numbered, written_late

T = TypeVar("T")
BACK, STOP, PAGE = "<", "x", ">"  # the last with a page, and the words looked for
ROLES = "roles"  # in `args`: in which of them it was begun
PIECES = "pieces"  # the name of a talk that asks nothing: it waits for the rest of what is being said
TOPIC = "topic"  # in `args`: where in the staff group it is asked; without, it is in private


@numbered_early
@written_late
class TalkRow(Base):
    """`answers` holds questions (`ask`) and fixed results (`once`, their names begin with `=`) in their order."""

    __tablename__ = "talk"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    flow: Mapped[str] = mapped_column(String(40))
    args: Mapped[dict[str, Any]]
    answers: Mapped[list[Any]] = mapped_column(default=list)  # [[name, answer], …]
    asked: Mapped[str] = mapped_column(String(60), default="")  # the question that is open
    floor_at: Mapped[datetime]  # the newest has the floor for free text
    ended: Mapped[bool] = mapped_column(default=False, index=True)


class _Waiting(Exception):
    """The flow has asked, and waits."""


class _Again(Exception):
    """An answer was taken back: from the top."""


Flow = Callable[["Talk"], Awaitable[None]]
Asked = Question[T] | Callable[[], Awaitable[Question[T]]]  # a question, or what makes it
FLOWS: Registry[Flow] = Registry()
PATIENT: set[str] = set()  # what is no answer to these is a matter of its own, and they wait


def flow(function: Flow) -> Flow:
    """A flow under its name, which the rows of its talks carry."""
    FLOWS.mark(function, function.__module__)
    return function


def patient(function: Flow) -> Flow:
    """A flow that steps back for whatever else the person has to say."""
    PATIENT.add(function.__name__)
    return flow(function)


async def made(question: Asked[T]) -> Question[T]:
    return question if isinstance(question, Question) else await question()


class Talk:
    """What a flow sees: the turn, and its own questions and answers."""

    def __init__(self, turn: Turn, row: TalkRow, said: Said | None, key: str | None) -> None:
        self.turn, self.row, self.person, self.args = turn, row, turn.person, row.args
        self.answers: dict[str, Any] = dict(row.answers)
        self._said, self._key = said, key
        self._pending: list[tuple[str, dict[str, Any]]] = []
        self._page, self._sought, self._turned = 0, "", False
        self.stepped_back = False  # what was said is not for this talk

    def say(self, text: str, **more: Any) -> None:
        """Said now; dropped in later runs, for it was said when this place was first reached."""
        self._pending.append((text, more))

    async def ask(self, name: str, question: Asked[T]) -> T:
        """The answer to this question, now or from an earlier run; what makes it is called only if it is asked."""
        if name not in self.answers:
            self._take_or_show(name, await made(question))
        self._pending.clear()
        answer: T = self.answers[name]
        return answer

    def _take_or_show(self, name: str, question: Question[Any]) -> None:
        if self.row.asked == name:
            self._take(name, question)
        if name not in self.answers:
            if self.unexpected:
                self._put_aside()
            self._show(name, question)
            raise _Waiting

    @property
    def unexpected(self) -> bool:
        """Whether this run came past the question that is open, and what was said answers nothing."""
        return self._said is not None and bool(self.row.asked)

    def _put_aside(self) -> None:
        """The words stay with the talk, and nothing is made of them."""
        self._said, self._key = None, None
        self.turn.say("", card=self._card(self.row.asked), strips=True)
        self.say(
            _("My questions have changed meanwhile. What you wrote is kept; please answer this one first:")
        )

    async def once(self, name: str, do: Callable[[], Awaitable[T]]) -> T:
        """A result (or an effect) that must not change between runs."""
        if f"={name}" not in self.answers:
            self.answers[f"={name}"] = await do()
        result: T = self.answers[f"={name}"]
        return result

    def correct(self, *names: str) -> None:
        """Takes these answers back; the flow asks them again."""
        for name in names:
            self.answers.pop(name, None)
        raise _Again

    def _take(self, name: str, question: Question[T]) -> None:
        said, key, self._said, self._key = self._said, self._key, None, None
        if said is None:
            return
        self._pending.clear()
        if key is not None and key.startswith(PAGE):
            page, _colon, self._sought = key.removeprefix(PAGE).partition(":")
            self._page, self._turned = int(page) if page.isdecimal() else 0, True
            return
        try:
            self.answers[name] = question.answer(said) if key is None else question.pressed(key)
        except NotYet as kept:
            if str(kept):
                self.turn.say(str(kept))
            raise _Waiting from None
        except BadInput as hint:
            if key is None and paging.found(question.options, said.text):
                self._sought = said.text.strip()
                return
            if key is None and self.row.flow in PATIENT:
                self.stepped_back = True
                raise _Waiting from None
            self.say(str(hint))
            return
        self.row.asked = ""
        if question.options and not question.share_phone:
            answered = f"{question.prompt}\n✔ {question.label(self.answers[name]) or said.text}"
            beneath = question.afterwards(self.answers[name], self.row.id, name)
            self.turn.say(answered, beneath, card=self._card(name))

    def _show(self, name: str, question: Question[T]) -> None:
        self.row.asked = name
        self.flush()
        shown = paging.shown(question.options, self._page, self._sought)
        buttons = [Button(label, self._data(name, key)) for key, label in shown.options]
        lead, rest = buttons[: question.lead], buttons[question.lead :]
        rows = [[button] for button in lead]
        rows += [rest[i : i + question.columns] for i in range(0, len(rest), question.columns)]
        turning = [
            Button(label, self._data(name, f"{PAGE}{to}:{self._sought}")) for to, label in shown.turning
        ]
        card = self._card(name) if buttons else ""
        self.turn.say(
            f"{question.prompt}\n{paging.hint()}" if turning else question.prompt,
            [*rows, turning, *([each] for each in question.beside), *self._controls(name)],
            card=card,
            fresh=not self._turned,
            share_phone=question.share_phone,
            files=question.files,
        )

    def _controls(self, name: str) -> Rows:
        back = [Button(_("◀ Back"), self._data(name, BACK))] if self._asked() else []
        return [[*back, Button(_("✖ Stop"), self._data(name, STOP))]]

    def _asked(self) -> list[str]:
        """Questions that were answered here, and not known from the start."""
        given = self.args.get("known", [])
        return [name for name in self.answers if not name.startswith("=") and name not in given]

    def back(self) -> None:
        """Undoes the last answer and all that came of it."""
        if asked := self._asked():
            names = list(self.answers)
            self.answers = {name: self.answers[name] for name in names[: names.index(asked[-1])]}
        self.row.asked, self._said = "", None

    def _data(self, name: str, key: str) -> str:
        return f"t:{self.row.id}:{digest(name)}:{key}"

    def _card(self, name: str) -> str:
        return card(self.row, digest(name))

    def flush(self) -> None:
        for text, more in self._pending:
            self.turn.say(text, **more)
        self._pending.clear()


def digest(name: str) -> str:
    """Short, so that a button's data stays within 64 bytes."""
    return f"{crc32(name.encode()) & 0xFFFF:04x}"


def card(row: TalkRow, question: str) -> str:
    """Of the message that asks this question; it stays the same once the question is answered."""
    return f"talk:{row.id}:{question}"


async def start(
    turn: Turn,
    which: Flow,
    args: dict[str, Any] | None = None,
    known: dict[str, Any] | None = None,
    follows: TalkRow | None = None,
) -> None:
    """Opens a talk; what is `known` already is not asked, and what was said in the one it `follows` is its own."""
    known = known or {}
    row = TalkRow(
        person_id=turn.person.id,
        flow=which.__name__,
        args={
            **(args or {}),
            **({TOPIC: turn.topic} if turn.topic else {}),
            ROLES: sorted(turn.person.roles),
            "known": list(known),
        },
        answers=[[name, answer] for name, answer in known.items()],
        asked="",
        floor_at=turn.now,
    )
    await numbered(turn.session, row)
    if follows is not None:
        await ticket_messages.inherit(turn.session, follows.id, row.id)
    if turn.gathered is not None:
        await ticket_messages.inherit(turn.session, turn.gathered.id, row.id)
    if turn.utterance is not None:
        turn.utterance.talk_id = row.id
    await _run(turn, row)


_OPEN = seldom(
    "person",
    select(TalkRow)
    .where(TalkRow.person_id == bindparam("person"), TalkRow.ended.is_(False), TalkRow.flow != PIECES)
    .order_by(TalkRow.floor_at.desc(), TalkRow.id.desc()),
)


async def floor(turn: Turn) -> TalkRow | None:
    """The talk that free text said here belongs to."""
    rows = await turn.session.scalars(_OPEN, {"person": turn.person.id})
    return next((row for row in rows if row.args.get(TOPIC) == turn.topic), None)


async def go_on(turn: Turn, row: TalkRow) -> bool:
    """What was said answers the open question of this talk; False: it is something else, and the talk waits."""
    if turn.said.text == _("✖ Stop"):
        await stop(turn, row)
        return True
    key = BACK if turn.said.text.strip().lower() in ("back", "返回", "上一步", _("◀ Back").lower()) else None
    if turn.utterance is not None:
        turn.utterance.talk_id = row.id
    taken = await _run(turn, row, turn.said, key)
    if not taken and turn.utterance is not None:
        turn.utterance.talk_id = None
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
    """More was said before anything was answered: from the top, and the message that asked changes where it stands."""
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
    """What is asked there already is asked anew: the open talks about the same thing end without a word."""
    rows = await turn.session.scalars(
        select(TalkRow).where(
            TalkRow.person_id == turn.person.id, TalkRow.flow == which.__name__, TalkRow.ended.is_(False)
        )
    )
    for row in rows:
        if args.items() <= row.args.items():
            _end(turn, row)


async def end_all(session: AsyncSession, person: int, which: Flow) -> None:
    """What was asked there has been answered elsewhere."""
    theirs = TalkRow.person_id == person, TalkRow.flow == which.__name__
    await session.execute(update(TalkRow).where(*theirs).values(ended=True))


async def stop_all(turn: Turn) -> bool:
    """Whether there was anything to stop."""
    stopped = False
    for row in await turn.session.scalars(_OPEN, {"person": turn.person.id}):
        _end(turn, row)
        stopped = True
    return stopped


def _end(turn: Turn, row: TalkRow) -> None:
    """Without a word; the question that was open loses its buttons."""
    row.ended = True
    if row.asked:
        turn.say("", card=card(row, digest(row.asked)), strips=True)


async def _run(turn: Turn, row: TalkRow, said: Said | None = None, key: str | None = None) -> bool:
    """Whether what was said was for this talk."""
    talk = Talk(turn, row, said, key)
    if key == BACK:
        talk.back()
    spoken = len(turn.replies)
    try:
        _check_roles(row, turn.person)
        async with savepoint(turn.session):
            finished = await _to_the_next_question(talk)
    except Refused as reason:
        del turn.replies[spoken:]  # they may tell of what is taken back
        await _end_for(turn, row, str(reason))
        return True
    row.answers = [[name, answer] for name, answer in talk.answers.items()]
    if finished:
        row.ended, row.asked = True, ""
        await _resume(turn)
    return not talk.stepped_back


def _check_roles(row: TalkRow, person: Person) -> None:
    """What somebody began in a role ends with it, at whatever question."""
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
        except _Again:
            talk.flush()
        except _Waiting:
            return False
        else:
            if talk.unexpected:
                raise Stale(_changed())
            talk.flush()
            return True


def _changed() -> str:
    return _(
        "My questions have changed meanwhile, so nothing was done. Please begin anew; what you wrote is kept."
    )


async def _end_for(turn: Turn, row: TalkRow, reason: str) -> None:
    """It cannot go on (its ticket was closed meanwhile, say): what it changed is taken back, and the person told."""
    for changed in (row, turn.person, turn.account):
        await turn.session.refresh(changed)
    row.ended, row.asked = True, ""
    turn.say(reason)
    await _resume(turn)


async def _resume(turn: Turn) -> None:
    """The talk before this one asks its question again."""
    if row := await floor(turn):
        await _run(turn, row)
