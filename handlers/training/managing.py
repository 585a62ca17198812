"""What the trainer does with a class from its card: open, hold, move, cancel, roll call, finish (TRN-1)."""

import re
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from desk.access import access_class_keeping
from desk.events import Event
from desk.people import Person, with_role
from desk.policies.readers import count
from desk.roles import TRAINERS
from desk.training import classes, running, timetable
from desk.training.classes import ClassState, TrainingClass
from desk.training.enrolment import A_MARK, HAVE_SEAT, Enrolment
from errors import BadInput, NotFound
from handlers.chat.cards import if_unchanged, verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.incoming import Said
from handlers.chat.questions import Which, Words
from handlers.chat.turn import Turn
from handlers.training import card, formatting
from handlers.training.sittings import SittingsQuestion
from i18n import _, ngettext
from i18n.joining import labelled, listed
from i18n.number_words import whole


async def _load(turn: Turn, number: int) -> TrainingClass:
    return await access_class_keeping(turn.session, turn.person, number)


async def show(turn: Turn, one: TrainingClass) -> None:
    await turn.session.flush()
    turn.reply(await card.for_trainer(turn.session, one, turn.person, turn.now))


on_class = if_unchanged(_load, show)


@verb
@on_class
async def open_class(turn: Turn, one: TrainingClass, extra: str) -> None:
    told = await running.open_up(turn.session, one, turn.person, turn.now)
    turn.say(
        ngettext("It is open. {n} person hears of it.", "It is open. {n} people hear of it.", told).format(
            n=told
        )
    )
    await show(turn, one)


@verb
@on_class
async def hold_class(turn: Turn, one: TrainingClass, extra: str) -> None:
    await running.hold(turn.session, one, turn.person, turn.now)


@verb
@on_class
async def finish_class(turn: Turn, one: TrainingClass, extra: str) -> None:
    await running.finish(turn.session, one, turn.person, turn.now)


@verb
@on_class
async def archive_class(turn: Turn, one: TrainingClass, extra: str) -> None:
    await classes.move_state(
        turn.session, one, ClassState.ARCHIVED, Event.CLASS_ARCHIVED, turn.now, turn.person.id
    )
    await show(turn, one)


@verb
@on_class
async def move_class(turn: Turn, one: TrainingClass, extra: str) -> None:
    await start(turn, moves_class, {"class": one.id})


@flow
async def moves_class(talk: Talk) -> None:
    """To other times, with the reason that the trainees read; what the trainer has then is warned of."""
    session, now = talk.turn.session, talk.turn.now
    one = await access_class_keeping(session, talk.person, talk.args["class"])
    week = timetable.shifted(one.sittings, 7)
    options = [(formatting.sittings_text(week), _("A week later"))]
    text = _("To when? One sitting a line, like:\n{example}").format(
        example=formatting.sittings_text(one.sittings[:2])
    )
    said = await talk.ask("sittings", SittingsQuestion(text, options=options, now=now))
    times = timetable.read(said)
    trainer = await session.get_one(Person, one.trainer_id)
    clash = formatting.clash(
        await running.double_bookings(session, trainer, timetable.instants(times, one.zone), one.id), now
    )
    why = await talk.ask("why", Words("\n".join([*clash, _("Why? The trainees read it.")]), longest=300))
    try:
        await running.move(session, one, times, why, talk.person, now)
    except BadInput as hint:
        talk.say(str(hint))
        talk.correct("sittings", "why")
    await session.flush()
    talk.turn.reply(await card.for_trainer(session, one, talk.person, now))


@verb
@on_class
async def cancel_class(turn: Turn, one: TrainingClass, extra: str) -> None:
    await start(turn, cancels_class, {"class": one.id})


@flow
async def cancels_class(talk: Talk) -> None:
    one = await access_class_keeping(talk.turn.session, talk.person, talk.args["class"])
    why = await talk.ask("why", Words(_("Why does it not take place? The trainees read it."), longest=300))
    await running.cancel(talk.turn.session, one, why, talk.person, talk.turn.now)


@verb
@on_class
async def other_trainer(turn: Turn, one: TrainingClass, extra: str) -> None:
    await start(turn, changes_trainer, {"class": one.id})


@flow
async def changes_trainer(talk: Talk) -> None:
    """Warned of what the other one has at that time."""
    session, now = talk.turn.session, talk.turn.now
    one = await access_class_keeping(session, talk.person, talk.args["class"])
    people = [person for person in await with_role(session, *TRAINERS) if person.id != one.trainer_id]
    lines = [line for person in people if (line := await _busy(session, person, one))]
    prompt = "\n".join([_("Who teaches it?"), *lines])
    chosen = await talk.ask("trainer", Which(prompt, options=[(str(p.id), p.name) for p in people]))
    await running.change_trainer(session, one, await session.get_one(Person, int(chosen)), talk.person, now)


async def _busy(session: AsyncSession, person: Person, one: TrainingClass) -> str:
    found = await running.double_bookings(session, person, one.times, one.id)
    numbers = listed(number for number, _at in found)
    return "⚠️ " + labelled(person.name, numbers) if found else ""


_COUNTED = re.compile(
    r"(?P<number>\d{1,6}|[零〇一二两三四五六七八九十百千]{1,8}|[a-z]{2,9})\s?"
    r"(?:个|人|位|名|座|个?座位|个?月|天|次|分钟?|%|％|道?题|seats?|people|persons?|months?|days?|minutes?|mins?|times?|attempts?|per cent|percent)?"
)


@dataclass(frozen=True)
class Count(Words):
    """A whole number, also in words: `12`, `十二个`, “twelve seats”."""

    least: int = 0
    most: int = 999_999

    def heard(self, said: Said) -> str:
        text = super().heard(said).strip().casefold()
        found = _COUNTED.fullmatch(text[:40])
        number = count(text) if found is None or (n := whole(found["number"])) is None else n
        if not self.least <= number <= self.most:
            raise BadInput(
                _("Please write a number from {least} to {most}.").format(least=self.least, most=self.most)
            )
        return str(number)


@verb
@on_class
async def class_seats(turn: Turn, one: TrainingClass, extra: str) -> None:
    await start(turn, changes_seats, {"class": one.id})


@flow
async def changes_seats(talk: Talk) -> None:
    one = await access_class_keeping(talk.turn.session, talk.person, talk.args["class"])
    question = Count(_("How many seats are there?"), least=1, most=classes.MOST_SEATS)
    number = await talk.ask("seats", question)
    await running.change_seats(talk.turn.session, one, int(number), talk.person, talk.turn.now)


def _sitting(one: TrainingClass, extra: str) -> int:
    """Raises NotFound."""
    if not extra.isdecimal() or int(extra) >= len(one.sittings):
        raise NotFound(_("I cannot find that class."))
    return int(extra)


@verb
async def roll_call(turn: Turn, number: int, version: int, extra: str) -> None:
    one = await _load(turn, number)
    turn.reply(await card.roll_call(turn.session, one, _sitting(one, extra), turn.person, turn.now))


async def _changed(turn: Turn, one: TrainingClass, sitting: int) -> None:
    turn.replies.append(await card.roll_call(turn.session, one, sitting, turn.person, turn.now))


@verb
async def mark_trainee(turn: Turn, number: int, version: int, extra: str) -> None:
    """Edited in place: none, present, late, left early, absent, and from the beginning."""
    row = await turn.session.get(Enrolment, number)
    if row is None or row.state not in HAVE_SEAT:
        raise NotFound(_("I cannot find that among yours."))
    one = await _load(turn, row.class_id)
    sitting = _sitting(one, extra)
    before = row.attended.get(extra, A_MARK[-1])
    await running.mark(turn.session, one, row, sitting, A_MARK[(A_MARK.index(before) + 1) % len(A_MARK)])
    await _changed(turn, one, sitting)


@verb
async def all_present(turn: Turn, number: int, version: int, extra: str) -> None:
    one = await _load(turn, number)
    sitting = _sitting(one, extra)
    await running.all_present(turn.session, one, sitting)
    await _changed(turn, one, sitting)
