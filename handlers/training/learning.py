"""/learning: a person's classes, exams, places and what is open to them; the main contact sees those of the company (TRN-2)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import customers
from desk.people import Person
from desk.training import attempts, classes, enrolment, exams, running
from desk.training.attempt import AttemptState
from desk.training.classes import UNDERWAY, TrainingClass
from desk.training.enrolment import IN_IT, STATE_NAMES, Enrolment
from desk.training.exams import STATE_NAMES as EXAM_STATES
from desk.training.exams import Exam
from errors import NotFound
from handlers.chat.cards import button, verb
from handlers.chat.message import Button, Message
from handlers.chat.turn import Turn
from handlers.training import exam_formatting, formatting, qualifications
from i18n import _, moment
from i18n.joining import listed

SHOWN = 10


async def command(turn: Turn) -> None:
    """/learning"""
    turn.reply(await overview(turn, turn.person))


@verb
async def my_learning(turn: Turn, number: int, version: int, extra: str) -> None:
    """Shows a person's own overview, or a main contact that of a colleague of the same company."""
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
    """Their timetable; on one's own page also what is open, and the colleagues of a main contact."""
    lines, rows = await _timetable(turn, person)
    exam_lines, exam_rows = await _exams(turn, person)
    lines, rows = lines + exam_lines, rows + exam_rows
    lines += await qualifications.lines(turn.session, person)
    if person is turn.person:
        more_lines, more_rows = await _open_ones(turn)
        colleagues = (await people_of(turn.session, person))[:SHOWN]
        lines += more_lines
        rows += [*more_rows, *([button(f"👤 {each.name}", "my_learning", each.id)] for each in colleagues)]
    text = "\n".join(lines).strip() or _("There is no class for you just now.")
    return Message(turn.person.id, text, rows=rows, title=_("🎓 Learning"), card="learning")


async def _timetable(turn: Turn, person: Person) -> tuple[list[str], list[list[Button]]]:
    """The classes they are in that are not over."""
    lines, rows = [], []
    for row, one in await enrolment.seats_of(turn.session, person, *UNDERWAY):
        title = await formatting.title(turn.session, one)
        lines.append(f"• {title} · {moment(one.starts_at, turn.now)} · {_(STATE_NAMES[row.state])}")
        rows.append([button(title, "show_class", one.id)])
    if not lines:
        return [], []
    own = person is turn.person
    head = _("Your timetable:") if own else _("Timetable of {name}:").format(name=person.name)
    return [head, *lines], rows


async def _exams(turn: Turn, person: Person) -> tuple[list[str], list[list[Button]]]:
    """What they may take, and what came of it (TRN-3)."""
    lines, rows = [], []
    for row in (await exams.of_person(turn.session, person.id))[:SHOWN]:
        exam = await turn.session.get_one(Exam, row.exam_id)
        done = [
            each for each in await attempts.of_candidate(turn.session, row) if each.state is AttemptState.DONE
        ]
        scores = listed(f"{each.percent}%" for each in done)
        lines.append(
            f"• {exam_formatting.title(exam)} · " + listed(filter(None, (_(EXAM_STATES[row.state]), scores)))
        )
        if person is turn.person:
            rows.append([button(exam_formatting.title(exam), "show_exam", row.id)])
    return (["", _("Exams:"), *lines] if lines else []), rows


async def _open_ones(turn: Turn) -> tuple[list[str], list[list[Button]]]:
    """The classes they may still join."""
    lines, rows = [], []
    for one in await _open_to(turn.session, turn.person, turn.now):
        title = await formatting.title(turn.session, one)
        lines.append(f"• {title} · {moment(one.starts_at, turn.now)}")
        rows.append([button(f"🙋 {title}", "show_class", one.id)])
    return (["", _("Open for you:"), *lines] if lines else []), rows


async def _open_to(session: AsyncSession, person: Person, now: datetime) -> list[TrainingClass]:
    customer = await customers.of(session, person)
    theirs = select(Enrolment.class_id).where(Enrolment.person_id == person.id, Enrolment.state.in_(IN_IT))
    taken = set(await session.scalars(theirs))
    open_still = [
        one
        for one in await classes.ahead(session)
        if one.is_ahead and now < one.closes_at and one.id not in taken
    ]
    return [one for one in open_still if running.may_join(one, person, customer)][:SHOWN]
