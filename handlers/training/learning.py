"""/learning: a person's classes, places and what is open to them; the main contact sees those of the company (TRN-2)."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import customers
from desk.people import Person
from desk.training import classes, running
from desk.training.classes import UNDERWAY, TrainingClass
from desk.training.enrolments import IN_IT, STATE_NAMES, Enrolment
from errors import NotFound
from handlers.chat.cards import button, verb
from handlers.chat.message import Button, Message
from handlers.chat.turn import Turn
from handlers.training import words
from i18n import _, moment

SHOWN = 10


async def command(turn: Turn) -> None:
    """/learning"""
    turn.reply(await overview(turn, turn.person))


@verb
async def my_learning(turn: Turn, number: int, version: int, extra: str) -> None:
    """One's own, or of a person of the company whose main contact one is."""
    person = await turn.session.get(Person, number)
    if person is None or (
        person.id != turn.person.id and person not in await people_of(turn.session, turn.person)
    ):
        raise NotFound(_("I cannot find that among yours."))
    turn.reply(await overview(turn, person))


async def people_of(session: AsyncSession, person: Person) -> list[Person]:
    """The others of the company, for its main contact."""
    customer = await customers.of(session, person)
    people = await customers.contacts(session, customer) if customer and not person.is_staff else []
    return people[1:] if people and people[0].id == person.id else []


async def overview(turn: Turn, person: Person) -> Message:
    session, now = turn.session, turn.now
    mine = (
        select(Enrolment, TrainingClass)
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .where(
            Enrolment.person_id == person.id, Enrolment.state.in_(IN_IT), TrainingClass.state.in_(UNDERWAY)
        )
        .order_by(TrainingClass.starts_at)
    )
    lines: list[str] = []
    rows: list[list[Button]] = []
    for row, one in (await session.execute(mine)).all():
        lines.append(
            f"• {await words.title(session, one)} · {moment(one.starts_at, now)} · {_(STATE_NAMES[row.state])}"
        )
        rows.append([button(await words.title(session, one), "show_class", one.id)])
    taken = {
        row.class_id
        for row in await session.scalars(
            select(Enrolment).where(Enrolment.person_id == person.id, Enrolment.state.in_(IN_IT))
        )
    }
    lines = (
        [
            _("Your timetable:")
            if person is turn.person
            else _("Timetable of {name}:").format(name=person.name),
            *lines,
        ]
        if lines
        else []
    )
    if person is turn.person:
        open_ones = await _open_to(session, person, taken, turn)
        if open_ones:
            lines += ["", _("Open for you:")]
        for one in open_ones:
            lines.append(f"• {await words.title(session, one)} · {moment(one.starts_at, now)}")
            rows.append([button(f"🙋 {await words.title(session, one)}", "show_class", one.id)])
        rows += [
            [button(f"👤 {each.name}", "my_learning", each.id)]
            for each in (await people_of(session, person))[:SHOWN]
        ]
    text = "\n".join(lines).strip() or _("There is no class for you just now.")
    return Message(turn.person.id, text, rows=rows, title=_("🎓 Learning"), card="learning")


async def _open_to(session: AsyncSession, person: Person, taken: set[int], turn: Turn) -> list[TrainingClass]:
    customer = await customers.of(session, person)
    every = [
        one
        for one in await classes.ahead(session)
        if one.is_ahead and turn.now < one.closes_at and one.id not in taken
    ]
    return [one for one in every if running.may_join(one, person, customer)][:SHOWN]
