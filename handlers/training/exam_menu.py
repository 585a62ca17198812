"""Exams for trainers: the bank of a course, a new exam by rule, opened for a class or for staff (TRN-3, TRN-6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from desk.access import access_class_keeping, require
from desk.people import ROLE_NAMES, Person, Role, with_role
from desk.roles import STAFF as STAFF_ROLES
from desk.roles import TRAINERS
from desk.training import courses, enrolment, exams, papers, question_bank
from desk.training.classes import ClassState, TrainingClass
from desk.training.courses import Course
from desk.training.enrolment import EnrolmentState
from desk.training.exams import SHOWS_NAMES, Exam, Shows
from desk.training.question_bank import ExamQuestion, ExamTopic
from errors import NotFound, Stale
from handlers.chat.cards import button, verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.message import Message
from handlers.chat.questions import Choice, Question, Which, Words, YesNo
from handlers.chat.turn import Turn
from handlers.training import exam_formatting
from handlers.training.managing import Count
from i18n import N_, _, ngettext, spoken
from i18n.joining import labelled, listed

SHOWN = 12
RIGHT = "right"
EVERYBODY = "all"


@verb
async def exam_list(turn: Turn, number: int, version: int, extra: str) -> None:
    """The exams, the newest first, and what stands in the bank."""
    require(turn.person, *TRAINERS)
    found = (await exams.every(turn.session))[:SHOWN]
    rows: list[Any] = [[button(exam_formatting.title(each), "exam_of_trainer", each.id)] for each in found]
    rows.append([button(_("➕ New exam"), "new_exam", 0)])
    lines = [_("Exams:") if found else _("There is no exam yet.")]
    for course in await courses.every(turn.session):
        topics = await question_bank.topics(turn.session, course.id)
        if topics:
            parts = listed(map(_counted, topics))
            lines.append(
                labelled(_("Bank of {course} (topic, level: questions)").format(course=course.code), parts)
            )
    lines.append(_("A table of questions that you send me goes into the bank."))
    turn.reply(Message(turn.person.id, "\n".join(lines), rows=rows, title=_("📝 Exams"), card="exams"))


def _counted(topic: ExamTopic) -> str:
    return labelled(f"{topic.name or '–'} {topic.level}", topic.count)


async def access_exam(session: AsyncSession, person: Person, number: int) -> Exam:
    """For those who make exams."""
    require(person, *TRAINERS)
    exam = await session.get(Exam, number)
    if exam is None:
        raise NotFound(_("I cannot find that exam."))
    return exam


@verb
async def exam_of_trainer(turn: Turn, number: int, version: int, extra: str) -> None:
    exam = await access_exam(turn.session, turn.person, number)
    turn.reply(await card(turn.session, exam, turn.person))


async def card(session: AsyncSession, exam: Exam, viewer: Person) -> Message:
    course = await session.get_one(Course, exam.course_id)
    lines = [course.named(spoken().language), *exam_formatting.rule(exam), *_facts(exam)]
    rows = [
        [button(_("📣 Open it for our staff"), "exam_for_staff", exam.id)],
        [
            button(_("🔬 How the questions do"), "exam_items", exam.id),
            button(_("🗑 Withdraw a question"), "withdraw_question", exam.id),
        ],
    ]
    return Message(viewer.id, "\n".join(lines), title=exam_formatting.title(exam), rows=rows, card=exam.ref)


def _facts(exam: Exam) -> list[str]:
    lines = [
        " ".join(filter(None, (line.topic, str(line.level or ""), str(line.count)))) for line in exam.lines
    ]
    return [
        labelled(_("Questions"), listed(lines)),
        labelled(_("Attempts"), exam.attempts),
        labelled(_("Days between them"), exam.wait_days),
        labelled(_("Right answers are shown"), _(SHOWS_NAMES[exam.shows])),
    ]


@verb
async def new_exam(turn: Turn, number: int, version: int, extra: str) -> None:
    require(turn.person, *TRAINERS)
    await start(turn, makes_exam)


LINES = {
    "course": N_("Course"),
    "name": N_("Name of the exam"),
    "rule": N_("Questions"),
    "minutes": N_("Minutes"),
    "each": N_("Minutes a question (0: no limit)"),
    "pass": N_("Pass mark in %"),
    "attempts": N_("Attempts"),
    "wait": N_("Days between them"),
    "shows": N_("Right answers are shown"),
    "back": N_("One may go back to a question"),
}
USUAL = {"each": "0", "attempts": "2", "wait": "3", "shows": Shows.AFTER, "back": True}
ASKED = ("course", "rule", "minutes", "pass")


@flow
async def makes_exam(talk: Talk) -> None:
    """Four questions, the rest as usual; played back, any line corrected."""
    require(talk.person, *TRAINERS)
    for name in ASKED:
        await talk.ask(name, partial(_question, talk, name))
    course = await talk.turn.session.get_one(Course, int(talk.answers["course"]))
    said = {"name": course.name, **USUAL, **talk.answers}
    right = await talk.ask("right", partial(_played_back, talk, said))
    if right != RIGHT:
        talk.answers[right] = await talk.ask(f"new_{right}", partial(_question, talk, right))
        talk.correct("right", f"new_{right}")
    exam = _read(talk, said, course)
    await exams.make(talk.turn.session, exam)
    talk.turn.reply(await card(talk.turn.session, exam, talk.person))


def _read(talk: Talk, said: dict[str, Any], course: Course) -> Exam:
    rule = [[line.topic, line.level, line.count] for line in papers.read_rule(said["rule"])]
    return Exam(
        course_id=course.id, name=said["name"], name_en=course.name_en if said["name"] == course.name else "", rule=rule,
        minutes=int(said["minutes"]), minutes_each=int(said["each"]), pass_percent=int(said["pass"]), attempts=int(said["attempts"]), wait_days=int(said["wait"]),
        shows=Shows(said["shows"]), may_return=bool(said["back"]), created_by=talk.person.id, created_at=talk.turn.now,
    )  # fmt: skip


@dataclass(frozen=True)
class Rule(Words):
    """As `papers.read_rule` understands it, and the bank has them."""

    bank: Sequence[ExamQuestion] = ()

    def heard(self, said: Any) -> str:
        words = super().heard(said)
        papers.draw(papers.read_rule(words), self.bank, (), 0)
        return words


async def _question(talk: Talk, name: str) -> Question[Any]:
    session = talk.turn.session
    if name == "course":
        every = await courses.every(session)
        options = [(str(c.id), f"{c.code} {c.named(talk.person.language)}") for c in every]
        return Which(_("Of which course?"), options=options)
    if name == "rule":
        return await _rule(talk)
    if name == "name":
        return Words(_("What is the exam called?"), longest=100)
    if name == "shows":
        options = [(each, _(label)) for each, label in SHOWS_NAMES.items()]
        return Choice(_("When are the right answers shown?"), options=options)
    if name == "back":
        return YesNo(_("May one go back to a question?"))
    asked = {
        "minutes": _("How many minutes does it last?"),
        "each": _("How many minutes does each question have at most? 0: no limit."),
        "pass": _("How many per cent must be right?"),
        "attempts": _("How many attempts are there?"),
        "wait": _("How many days must one wait for the next?"),
    }
    usual = {"minutes": ("10", "20", "30", "60"), "pass": ("60", "70", "80", "90")}.get(
        name, ("0", "1", "2", "3")
    )
    least, most = exams.BOUNDS[name]
    return Count(asked[name], options=[(n, n) for n in usual], columns=4, least=least, most=most)


async def _rule(talk: Talk) -> Question[str]:
    """With what there is in the bank."""
    there = await question_bank.topics(talk.turn.session, int(talk.answers["course"]))
    lines = [f"• {_counted(topic)}" for topic in there]
    words = _("Which questions? One line each: topic, level, number. Only a number: of all topics.")
    options = [(n, n) for n in ("5", "10", "20") if int(n) <= sum(topic.count for topic in there)]
    bank = await question_bank.current(talk.turn.session, int(talk.answers["course"]))
    return Rule("\n".join([words, *lines]), options=options, columns=3, bank=bank)


async def _played_back(talk: Talk, said: dict[str, Any]) -> Question[str]:
    shown = {name: str(said[name]) for name in LINES}
    course = await talk.turn.session.get_one(Course, int(said["course"]))
    shown |= {
        "course": course.named(talk.person.language),
        "rule": listed(said["rule"].split("\n")),
        "shows": _(SHOWS_NAMES[Shows(said["shows"])]),
        "back": _("yes") if said["back"] else _("no"),
    }
    lines = [labelled(_(label), shown[name]) for name, label in LINES.items()]
    options = [(RIGHT, _("✅ All is right")), *((name, "✏️ " + _(label)) for name, label in LINES.items())]
    return Choice("\n".join([_("Is this right?"), "", *lines]), options=options, lead=1, columns=2)


@verb
async def class_exam(turn: Turn, number: int, version: int, extra: str) -> None:
    """For those who are in the class: at once if the course has one exam, else it is chosen."""
    one = await access_class_keeping(turn.session, turn.person, number)
    if one.state not in (ClassState.RUNNING, ClassState.FINISHED):
        raise Stale(_("An exam is opened once the class has begun."))
    if not await exams.every(turn.session, one.course_id):
        raise Stale(_("This course has no exam yet. /training makes one."))
    await start(turn, opens_exam, {"class": one.id})


@flow
async def opens_exam(talk: Talk) -> None:
    session = talk.turn.session
    one = await access_class_keeping(session, talk.person, talk.args["class"])
    found = await exams.every(session, one.course_id)
    options = [(str(each.id), exam_formatting.title(each)) for each in found]
    people = await _of_class(session, one)
    asked = ngettext(
        "Open which exam for {n} person?", "Open which exam for {n} people?", len(people)
    ).format(n=len(people))
    chosen = await talk.ask("exam", Which(asked, options=options))
    exam = await session.get_one(Exam, int(chosen))
    await _let_in(talk, exam, people, one.id)


async def _of_class(session: AsyncSession, one: TrainingClass) -> list[Person]:
    """Those who were there; while it runs, those who have a seat."""
    states = [EnrolmentState.ATTENDED] if one.state is ClassState.FINISHED else [EnrolmentState.REGISTERED]
    rows = await enrolment.of_class(session, one, *states)
    return [await session.get_one(Person, row.person_id) for row in rows]


async def _let_in(talk: Talk, exam: Exam, people: list[Person], class_id: int | None) -> None:
    rows = await exams.let_in(talk.turn.session, exam, people, talk.person, talk.turn.now, class_id=class_id)
    n = len(rows)
    talk.say(
        ngettext("It is open. {n} person hears of it.", "It is open. {n} people hear of it.", n).format(n=n)
    )


@verb
async def exam_for_staff(turn: Turn, number: int, version: int, extra: str) -> None:
    exam = await access_exam(turn.session, turn.person, number)
    await start(turn, opens_for_staff, {"exam": exam.id})


@flow
async def opens_for_staff(talk: Talk) -> None:
    """For everybody, or a role: sales, say, each quarter (TRN-6)."""
    session = talk.turn.session
    exam = await access_exam(session, talk.person, talk.args["exam"])
    options = [(EVERYBODY, _("All our staff")), *((role, _(ROLE_NAMES[role])) for role in STAFF_ROLES)]
    whom = await talk.ask("whom", Choice(_("For whom?"), options=options, lead=1, columns=2))
    roles = STAFF_ROLES if whom == EVERYBODY else (Role(whom),)
    people = [person for person in await with_role(session, *roles) if person.id != talk.person.id]
    await _let_in(talk, exam, people, None)
