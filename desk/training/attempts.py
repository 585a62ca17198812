"""What happens to an attempt: begun, answered, handed in, marked, a resit (TRN-3)."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import journal, policies
from desk.events import Event
from desk.people import Person
from desk.training import certificates, exam_time, exams, papers, qualifying, question_bank
from desk.training.attempt import Attempt, AttemptState, follow
from desk.training.exams import CandidateState, Exam, ExamCandidate
from desk.training.question_bank import ExamQuestion, QuestionState
from errors import Stale
from i18n import _, moment
from store.locks import lock

SEEDS = 2**31


async def of_candidate(session: AsyncSession, row: ExamCandidate) -> list[Attempt]:
    """The candidate's attempts in their order."""
    rows = select(Attempt).where(Attempt.candidate_id == row.id).order_by(Attempt.id)
    return list(await session.scalars(rows))


def resit_at(exam: Exam, last: Attempt) -> datetime:
    return (last.handed_in_at or last.ends_at) + timedelta(days=exam.wait_days)


async def begin(session: AsyncSession, row: ExamCandidate, person: Person, now: datetime) -> Attempt:
    """The row, before anything is shown; one that is under way goes on. Raises Stale when none is left, or it is too early; BadInput."""
    await lock(session, ExamCandidate.__tablename__, row.id)  # two presses at once are one attempt
    before = await of_candidate(session, row)
    if before and before[-1].is_underway:
        return before[-1]
    exam = await session.get_one(Exam, row.exam_id)
    _check(row, exam, before, now)
    seed = secrets.randbelow(SEEDS)
    bank = await question_bank.current(session, exam.course_id)
    paper = papers.draw(exam.lines, bank, await _seen(session, exam, person), seed)
    attempt = Attempt(
        candidate_id=row.id, exam_id=exam.id, person_id=person.id, customer_id=person.customer_id, nth=len(before) + 1,
        state=AttemptState.UNDERWAY, language=person.language, seed=seed, paper=paper, answers={}, verdicts={}, by_topic={},
        begun_at=now, ends_at=now + timedelta(minutes=exam.minutes), given_back=0, reached=0,
    )  # fmt: skip
    session.add(attempt)
    follow(attempt, await policies.value(session, policies.EXAM_WARN), now)
    row.due_at = None
    await session.flush()
    await exam_time.watch(session, now)
    await journal.write(session, attempt, Event.ATTEMPT_BEGUN, by=person.id, now=now)
    return attempt


def _check(row: ExamCandidate, exam: Exam, before: Sequence[Attempt], now: datetime) -> None:
    if row.state is not CandidateState.INVITED or len(before) >= exam.attempts:
        raise exams.stale(row.state)
    if before and before[-1].state is AttemptState.MARKING:
        raise Stale(_("Your last attempt is still being marked."))
    if before and now < (at := resit_at(exam, before[-1])):
        raise Stale(_("You can try again from {time} on.").format(time=moment(at, now)))


async def _seen(session: AsyncSession, exam: Exam, person: Person) -> set[str]:
    """The codes of the questions they have had in this exam."""
    rows = await session.scalars(
        select(Attempt.paper).where(Attempt.exam_id == exam.id, Attempt.person_id == person.id)
    )
    numbers = [number for paper in rows for number, _order in paper]
    return {question.code for question in (await question_bank.those(session, numbers)).values()}


def answer(attempt: Attempt, question: int, said: Any) -> bool:
    """A question is answered; None: no answer. The same again changes nothing. Whether more or fewer have an answer now."""
    before = len(attempt.answers)
    if attempt.answers.get(str(question)) == said:
        return False
    kept = {number: each for number, each in attempt.answers.items() if number != str(question)}
    attempt.answers = kept if said is None else {**kept, str(question): said}
    return len(attempt.answers) != before


async def hand_in(session: AsyncSession, attempt: Attempt, by: int | None, now: datetime) -> None:
    """Marked at once, but for short words that somebody decides about. `by` None: the time was up. Raises Stale."""
    if not attempt.is_underway:
        raise Stale(_("This attempt has been handed in."))
    same, doubt = [await policies.value(session, each) for each in (policies.EXAM_SAME, policies.EXAM_DOUBT)]
    given = await policies.value(session, policies.EXAM_WITHDRAWN) == "given"
    for_nothing = {QuestionState.WITHDRAWN} if given else set()
    questions = await question_bank.those(session, attempt.versions)
    attempt.verdicts = {
        str(number): questions[number].state in for_nothing
        or papers.is_right(questions[number], attempt.answers.get(str(number)), same, doubt)
        for number in attempt.versions
    }
    attempt.handed_in_at = now if by else min(now, attempt.ends_at)
    attempt.state, attempt.due_at = AttemptState.MARKING, None
    await _mark(session, attempt, questions, by, now, Event.ATTEMPT_HANDED_IN)


async def decide(
    session: AsyncSession, attempt: Attempt, question: int, right: bool, by: Person, now: datetime
) -> None:
    """Short words are right, or not. Raises Stale when a colleague was quicker."""
    if attempt.verdicts.get(str(question), False) is not None:
        raise Stale(_("That has been decided already."))
    attempt.verdicts = {**attempt.verdicts, str(question): right}
    if not attempt.undecided:
        await _mark(
            session,
            attempt,
            await question_bank.those(session, attempt.versions),
            by.id,
            now,
            Event.ATTEMPT_MARKED,
        )


async def _mark(
    session: AsyncSession,
    attempt: Attempt,
    questions: dict[int, ExamQuestion],
    by: int | None,
    now: datetime,
    event: Event,
) -> None:
    """The score, once everything is decided; then what comes next for the candidate."""
    if not attempt.undecided:
        exam = await session.get_one(Exam, attempt.exam_id)
        found = papers.marks([(questions[n].topic, attempt.verdicts[str(n)]) for n in attempt.versions])
        attempt.right, attempt.percent, attempt.by_topic = found.right, found.percent, dict(found.by_topic)
        attempt.passed, attempt.state = found.passes(exam.pass_percent), AttemptState.DONE
        await _settle(session, attempt, exam, now)
    await session.flush()
    await journal.write(session, attempt, event, by=by, now=now)


async def _settle(session: AsyncSession, attempt: Attempt, exam: Exam, now: datetime) -> None:
    row = await session.get_one(ExamCandidate, attempt.candidate_id)
    if attempt.passed:
        paper = await certificates.issue(session, attempt, exam, now)
        await qualifying.by_pass(session, paper, now)
        return exams.settle(row, CandidateState.PASSED, None)
    if attempt.nth >= exam.attempts:
        return exams.settle(row, CandidateState.FAILED, None)
    at = resit_at(exam, attempt)
    return exams.settle(row, CandidateState.INVITED, at if at > now else None)


async def fall_due(session: AsyncSession, attempt: Attempt, now: datetime) -> None:
    """Time is short, or up; what the desk was away for is given back first."""
    await exam_time.give_back(session, now)
    if not attempt.is_underway:
        attempt.due_at = None
    elif now >= attempt.ends_at:
        await hand_in(session, attempt, None, now)
    elif attempt.question_ends_at is not None and now >= attempt.question_ends_at:
        await _question_over(session, attempt, now)
    elif attempt.due_at is None or attempt.due_at <= now:
        follow(attempt, await policies.value(session, policies.EXAM_WARN), now)
        await session.flush()
        await journal.write(session, attempt, Event.ATTEMPT_WARNED, by=None, now=now)


async def _question_over(session: AsyncSession, attempt: Attempt, now: datetime) -> None:
    """What is marked of it counts; the next one waits until it is asked for. After the last one it is handed in."""
    at, ended = attempt.reached, attempt.question_ends_at
    exam_time.close_question(attempt, await session.get_one(Exam, attempt.exam_id), at)
    if attempt.reached >= len(attempt.paper):
        return await hand_in(session, attempt, None, now)
    follow(attempt, await policies.value(session, policies.EXAM_WARN), now)
    await session.flush()
    ends = ended.isoformat() if ended else ""
    await journal.write(session, attempt, Event.QUESTION_OVER, by=None, now=now, question=at + 1, ended=ends)
    return None
