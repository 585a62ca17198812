"""How an exam is said: its rule, a question with its options, a result by topic, what was wrong (TRN-3)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk.training import attempts, question_bank
from desk.training.attempt import Attempt, AttemptState
from desk.training.exams import CandidateState, Exam, ExamCandidate, Shows
from desk.training.question_bank import LETTERS, ExamKind, ExamQuestion
from desk.training.question_table import FALSE, TRUE
from i18n import _, exactly, moment, ngettext, spoken
from i18n.joining import labelled, listed, noted

WRONG_SHOWN = 20
TRUTH = {"true": TRUE, "false": FALSE}


def title(exam: Exam) -> str:
    return f"📝 {exam.named(spoken().language)}"


def rule(exam: Exam) -> list[str]:
    """n questions, minutes, what passes."""
    return [
        ngettext("{n} question", "{n} questions", exam.questions).format(n=exam.questions)
        + " · "
        + ngettext("{n} minute", "{n} minutes", exam.minutes).format(n=exam.minutes),
        *(
            [
                ngettext(
                    "At most {n} minute a question; nobody goes back to one.",
                    "At most {n} minutes a question; nobody goes back to one.",
                    exam.minutes_each,
                ).format(n=exam.minutes_each)
            ]
            if exam.minutes_each
            else []
        ),
        _("{n}% right passes.").format(n=exam.pass_percent),
    ]


def left(exam: Exam, before: Sequence[Attempt]) -> str:
    n = exam.attempts - len(before)
    return ngettext("{n} attempt left.", "{n} attempts left.", n).format(n=n)


def question(
    asked: ExamQuestion, order: Sequence[int], at: int, attempt: Attempt, exam: Exam, now: datetime
) -> str:
    """With its options under their letters."""
    language = attempt.language
    head = f"📝 {at}/{len(attempt.paper)} · " + _("until {time}").format(time=moment(attempt.ends_at, now))
    if exam.minutes_each and attempt.question_ends_at:
        left = exactly(attempt.question_ends_at - now)
        head = noted(head, _("{time} for this question").format(time=left))
    choices = asked.choices(language)
    lines = [f"{letter}. {choices[n]}" for letter, n in zip(LETTERS, order, strict=False)]
    hint = {
        ExamKind.MULTI: _("Several may be right."),
        ExamKind.NUMBER: _("Please write a number."),
        ExamKind.SHORT: _("Please write a few words."),
    }.get(asked.kind, "")
    return "\n".join([head, "", asked.asks(language), *lines, *([hint] if hint else [])])


def right(asked: ExamQuestion, order: Sequence[int], language: str) -> str:
    """The right answer in words."""
    if asked.kind in (ExamKind.SINGLE, ExamKind.MULTI):
        choices = asked.choices(language)
        places = sorted(list(order).index(int(n)) for n in asked.right)
        return listed(f"{LETTERS[place]}. {choices[order[place]]}" for place in places)
    if asked.kind is ExamKind.TRUE_FALSE:
        return _(TRUTH[str(asked.right[0])])
    return " / ".join(map(str, asked.right))


def verdict(asked: ExamQuestion, order: Sequence[int], good: bool | None, language: str) -> str:
    """After each question, where the exam shows it."""
    if good is None:
        return _("Your trainer looks at this answer.")
    head = (
        _("✔ Right.")
        if good
        else _("✖ The right answer: {answer}").format(answer=right(asked, order, language))
    )
    return noted(head, asked.explains(language)) if asked.explains(language) else head


async def result(
    session: AsyncSession, attempt: Attempt, exam: Exam, row: ExamCandidate, now: datetime
) -> list[str]:
    """Score, by topic, passed or when a resit is possible; what was wrong, if the exam shows it."""
    if attempt.state is AttemptState.MARKING:
        return [_("Your trainer still looks at some of your answers; the result comes by itself.")]
    total = len(attempt.paper)
    score = _("{right} of {total} right ({percent}%).").format(
        right=attempt.right, total=total, percent=attempt.percent
    )
    head = (
        _("🎉 Passed.") if attempt.passed else _("Not passed; {n}% are needed.").format(n=exam.pass_percent)
    )
    topics = [
        labelled(topic, f"{good}/{of}")
        for topic, (good, of) in attempt.by_topic.items()
        if topic and len(attempt.by_topic) > 1
    ]
    lines = [f"{head} {score}".strip(), *(f"• {each}" for each in topics)]
    if not attempt.passed:
        lines.append(again(exam, row, attempt, now))
    return lines + (await wrong(session, attempt) if exam.shows is not Shows.NEVER else [])


def again(exam: Exam, row: ExamCandidate, last: Attempt, now: datetime) -> str:
    if row.state is CandidateState.FAILED:
        return _("No attempt is left. Your trainer can open the exam for you again.")
    at = attempts.resit_at(exam, last)
    if at > now:
        return _("You can try again from {time} on, with other questions where there are any.").format(
            time=moment(at, now)
        )
    return _("You can try again now, with other questions where there are any.")


async def wrong(session: AsyncSession, attempt: Attempt) -> list[str]:
    """Each with the right answer, and why."""
    questions = await question_bank.those(session, attempt.versions)
    lines: list[str] = []
    for at, (number, order) in enumerate(attempt.paper, start=1):
        if attempt.verdicts.get(str(number)) is False:
            asked = questions[number]
            lines += [f"{at}. {asked.asks(attempt.language)}", verdict(asked, order, False, attempt.language)]
    shown = lines[: 2 * WRONG_SHOWN]
    return ["", _("To look at again:"), *shown, *(["…"] if len(lines) > len(shown) else [])] if lines else []
