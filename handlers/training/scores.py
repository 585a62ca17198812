"""Scores for trainers: by trainee, course, customer and period, with a table; and how the questions do (TRN-3)."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import policies
from desk.access import require
from desk.customers import Customer
from desk.figures.periods import NAMES as PERIODS
from desk.figures.periods import known
from desk.files import File
from desk.people import Person
from desk.roles import TRAINERS
from desk.training import courses, item_analysis, question_bank, scores
from desk.training.attempt import Attempt, AttemptState
from desk.training.exams import Exam
from desk.training.item_analysis import REMARK_NAMES, AnalysedQuestion, Sat
from desk.training.scores import Score, Wanted
from errors import NotFound
from handlers.chat.cards import verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.jobs import job
from handlers.chat.message import Message
from handlers.chat.questions import Choice, Question, Which, Words, YesNo
from handlers.chat.turn import Turn
from handlers.training import exam_formatting
from i18n import _, company_day, company_zone, ngettext, spoken
from i18n.joining import labelled

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ALL = "all"
SHOWN = 15
Value = str | int | float | None


@verb
async def exam_scores(turn: Turn, number: int, version: int, extra: str) -> None:
    require(turn.person, *TRAINERS)
    await start(turn, asks_scores)


@flow
async def asks_scores(talk: Talk) -> None:
    """Whose, of which period; the table comes along."""
    require(talk.person, *TRAINERS)
    options = [
        (ALL, _("All")),
        ("course", _("Of a course")),
        ("customer", _("Of a customer")),
        ("person", _("Of a trainee")),
    ]
    by = await talk.ask("by", Choice(_("Which scores?"), options=options, columns=2))
    which = await talk.ask("which", partial(_which, talk, by)) if by != ALL else ""
    spans = [*((name, _(label)) for name, label in PERIODS.items()), (ALL, _("The whole time"))]
    span = await talk.ask("period", Choice(_("Of which period?"), options=spans, columns=2))
    since, until = known(company_day(talk.turn.now))[span].bounds if span != ALL else (None, None)
    wanted = {by: int(which)} if by != ALL else {}
    await draw_scores(
        talk.turn, wanted, since.isoformat() if since else "", until.isoformat() if until else ""
    )


async def _which(talk: Talk, by: str) -> Question[str]:
    session = talk.turn.session
    if by == "course":
        every = await courses.every(session)
        return Which(
            _("Of which course?"),
            options=[(str(c.id), f"{c.code} {c.named(talk.person.language)}") for c in every],
        )
    if by == "customer":
        rows: Any = (
            select(Customer.id, Customer.name)
            .where(Customer.id.in_(select(Attempt.customer_id)))
            .order_by(Customer.name)
        )
        asked = _("Which customer?")
    else:
        rows = (
            select(Person.id, Person.name)
            .where(Person.id.in_(select(Attempt.person_id)))
            .order_by(Person.name)
        )
        asked = _("Which trainee?")
    return Which(asked, options=[(str(number), name) for number, name in await session.execute(rows)])


@job()
async def draw_scores(turn: Turn, wanted: dict[str, int], since: str, until: str) -> None:
    """A few lines, and all of it as a table."""
    require(turn.person, *TRAINERS)
    span = [datetime.fromisoformat(at) if at else None for at in (since, until)]
    found = await scores.found(turn.session, Wanted(**wanted, since=span[0], until=span[1]))
    if not found:
        return turn.say(_("There is no score in this period."))
    lines = [
        _summary(found),
        *(_line(score) for score in found[:SHOWN]),
        *(["…"] if len(found) > SHOWN else []),
    ]
    rows = table(found)
    turn.reply(
        Message(
            turn.person.id, "\n".join(lines), title=_("📊 Scores"), drawn=partial(drawn, rows, turn.now, "scores.xlsx"),
        )
    )  # fmt: skip
    return None


def _summary(found: Sequence[Score]) -> str:
    told = scores.summed(found)
    attempts = ngettext("{n} attempt", "{n} attempts", told.attempts).format(n=told.attempts)
    passed = _("{passed} of {people} people passed, {mean}% on average.").format(**asdict(told))
    return labelled(attempts, passed)


def _line(score: Score) -> str:
    mark = "✔" if score.attempt.passed else "✖"
    return f"{mark} {score.person} · {score.customer or '–'} · {score.exam.named(spoken().language)} · {score.attempt.percent}%"


def table(found: Sequence[Score]) -> list[list[Value]]:
    """Heads first; the topics of all papers as columns."""
    topics = list(dict.fromkeys(topic for score in found for topic in score.attempt.by_topic if topic))
    heads: list[Value] = [
        _("trainee"), _("customer"), _("course"), _("exam"), _("attempt"), _("which attempt"), _("day"), _("percent"), _("passed"), *topics,
    ]  # fmt: skip
    return [heads, *(_row(score, topics) for score in found)]


def _row(score: Score, topics: Sequence[str]) -> list[Value]:
    at = score.attempt
    day = at.handed_in_at.astimezone(company_zone()).date().isoformat() if at.handed_in_at else ""
    parts = [
        f"{at.by_topic[topic][0]}/{at.by_topic[topic][1]}" if topic in at.by_topic else "" for topic in topics
    ]
    return [
        score.person, score.customer, score.course.code, score.exam.named(spoken().language), at.number, at.nth, day, at.percent,
        _("yes") if at.passed else _("no"), *parts,
    ]  # fmt: skip


def drawn(rows: list[list[Value]], made_at: datetime, name: str) -> list[File]:
    from documents.xlsx import XlsxDocument  # with openpyxl, much to load

    book = XlsxDocument(made_at)
    book.sheet(name.removesuffix(".xlsx"), [str(head) for head in rows[0]], rows[1:])
    return [File.holding(book.content(), name, XLSX)]


@verb
async def exam_items(turn: Turn, number: int, version: int, extra: str) -> None:
    require(turn.person, *TRAINERS)
    await draw_items(turn, number)


@job()
async def draw_items(turn: Turn, number: int) -> None:
    """The questions that need a look, and all of them as a table."""
    require(turn.person, *TRAINERS)
    exam = await turn.session.get(Exam, number)
    if exam is None:
        raise NotFound(_("I cannot find that exam."))
    least = await policies.value(turn.session, policies.EXAM_ITEMS)
    found = await items(turn.session, exam, least)
    if not found:
        return turn.say(_("No question of this exam has enough answers yet; needed: {n}.").format(n=least))
    questions = await question_bank.those(turn.session, [item.question for item in found])
    marked = [item for item in found if item.remark is not None]
    lines = [labelled(questions[i.question].code, _(REMARK_NAMES[i.remark])) for i in marked if i.remark]
    lines = lines or [_("No question stands out.")]
    rows = _items_table(found, questions)
    turn.reply(
        Message(
            turn.person.id, "\n".join(lines), title=exam_formatting.title(exam), drawn=partial(drawn, rows, turn.now, "questions.xlsx"),
        )
    )  # fmt: skip
    return None


async def items(session: AsyncSession, exam: Exam, least: int) -> list[AnalysedQuestion]:
    rows = await session.scalars(
        select(Attempt.verdicts).where(Attempt.exam_id == exam.id, Attempt.state == AttemptState.DONE)
    )
    sat = [Sat({int(number): bool(right) for number, right in verdicts.items()}) for verdicts in rows]
    return item_analysis.items(sat, least)


def _items_table(found: Sequence[AnalysedQuestion], questions: dict[int, Any]) -> list[list[Value]]:
    heads: list[Value] = [
        _("question"),
        _("code"),
        _("version"),
        _("answers"),
        _("right"),
        _("separation"),
        _("remark"),
    ]
    rows: list[list[Value]] = [
        [
            questions[i.question].asks(spoken().language), questions[i.question].code, questions[i.question].edition, i.answers,
            round(i.share, 2), None if i.separation is None else round(i.separation, 2), _(REMARK_NAMES[i.remark]) if i.remark else "",
        ]
        for i in found
    ]  # fmt: skip
    return [heads, *rows]


@verb
async def withdraw_question(turn: Turn, number: int, version: int, extra: str) -> None:
    require(turn.person, *TRAINERS)
    await start(turn, withdraws_question, {"exam": number})


@flow
async def withdraws_question(talk: Talk) -> None:
    """By its code; papers that have it keep it."""
    require(talk.person, *TRAINERS)
    session = talk.turn.session
    exam = await session.get(Exam, talk.args["exam"])
    if exam is None:
        raise NotFound(_("I cannot find that exam."))
    code = await talk.ask("code", Words(_("Which question? Please write its code."), longest=60))
    asked = await question_bank.latest(session, exam.course_id, code)
    if asked is None:
        talk.say(_("There is no question {code} in this bank.").format(code=code))
        talk.correct("code")
    assert asked is not None
    sure = _("Withdraw this question? It is drawn no more; papers that have it keep it.")
    if await talk.ask("sure", YesNo(f"{labelled(asked.code, asked.asks(talk.person.language))}\n\n{sure}")):
        await question_bank.withdraw(session, asked)
        talk.say(_("It is withdrawn."))
