"""Sitting an exam in chat: one message a question, letters as buttons, each answer kept in the attempt (TRN-3)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import policies
from desk.access import access_attempt, access_candidate
from desk.training import attempts, exam_time, papers, question_bank
from desk.training.attempt import Attempt
from desk.training.exams import Exam, ExamCandidate, Shows
from desk.training.question_bank import LETTERS, ExamKind, ExamQuestion
from errors import Stale
from handlers.chat.cards import button, verb
from handlers.chat.flows import Talk, flow, give_way, start
from handlers.chat.incoming import Said
from handlers.chat.message import Message
from handlers.chat.questions import SKIP, Choice, Question, Words
from handlers.chat.talk import Waiting
from handlers.chat.talk_rows import TalkRow, card, digest
from handlers.chat.turn import Turn
from handlers.training import exam_card, exam_formatting
from i18n import _, moment, ngettext

DONE, WHOLE = "done", "="  # of a question with several answers: all marked; all at once, in words
HAND_IN, BACK_TO_SKIPPED = "hand_in", "skipped"
SURE = "sure"  # handed in although some have no answer


@verb
async def show_exam(turn: Turn, number: int, version: int, extra: str) -> None:
    row = await access_candidate(turn.session, turn.person, number)
    turn.reply(await exam_card.for_candidate(turn.session, row, turn.person, turn.now))


@verb
async def begin_exam(turn: Turn, number: int, version: int, extra: str) -> None:
    """The attempt is a row before the first question is shown; one that is under way goes on where it was."""
    row = await access_candidate(turn.session, turn.person, number)
    await exam_time.give_back(turn.session, turn.now)
    attempt = await attempts.begin(turn.session, row, turn.person, turn.now)
    turn.replies.append(await exam_card.for_candidate(turn.session, row, turn.person, turn.now))
    await start(turn, takes_exam, {"attempt": attempt.id, "given": await _given(turn, attempt)})


async def _given(turn: Turn, attempt: Attempt) -> dict[str, Any]:
    """The answers so far, as answers of a talk."""
    questions = await question_bank.those(turn.session, attempt.versions)
    kinds = [
        (at, questions[number].kind, attempt.answers.get(str(number)))
        for at, number in enumerate(attempt.versions)
    ]
    given = {
        _name(at): DONE if kind is ExamKind.MULTI else str(said)
        for at, kind, said in kinds
        if said not in (None, "", [])
    }
    over = {_name(at): SKIP for at in range(attempt.reached)}  # its own time was up
    return {**over, **given}


@verb
async def hand_in_exam(turn: Turn, number: int, version: int, extra: str) -> None:
    """With questions that have no answer it is asked once more: an attempt is soon gone."""
    attempt = await access_attempt(turn.session, turn.person, number)
    await exam_time.give_back(turn.session, turn.now)
    left = len(attempt.paper) - len(attempt.answers)
    if left and extra != SURE and attempt.is_underway and turn.now < attempt.ends_at:
        text = f"{_unanswered(left)} {_('Shall I hand it in all the same?')}"
        sure = button(_("🏁 Hand in"), hand_in_exam.__name__, attempt.id, 0, SURE)
        go_on = button(_("▶ Go on"), begin_exam.__name__, attempt.candidate_id)
        return turn.say(text, [[sure, go_on]], card=f"exam_hand_in:{attempt.id}", fresh=True)
    await attempts.hand_in(turn.session, attempt, turn.person.id, turn.now)
    return await give_way(turn, takes_exam, {"attempt": attempt.id})


async def stripped(session: AsyncSession, attempt: Attempt) -> list[Message]:
    """The question that was open when the time was up loses its buttons; a late press still hears why."""
    theirs = (
        TalkRow.person_id == attempt.person_id,
        TalkRow.flow == takes_exam.__name__,
        TalkRow.ended.is_(False),
    )
    rows = (await session.scalars(select(TalkRow).where(*theirs))).all()
    return [
        Message(attempt.person_id, "", card=card(row, digest(row.asked)), strips=True)
        for row in rows
        if row.args.get("attempt") == attempt.id and row.asked
    ]


def _name(at: int) -> str:
    return f"q{at}"


@flow
async def takes_exam(talk: Talk) -> None:
    """Question by question; what was skipped may be come back to, where the exam allows it."""
    session, now = talk.turn.session, talk.turn.now
    attempt = await access_attempt(session, talk.person, talk.args["attempt"])
    await exam_time.give_back(session, now)
    _check_time(talk, attempt)
    exam = await session.get_one(Exam, attempt.exam_id)
    if "=begun" not in talk.answers:
        talk.answers |= {"=begun": True, **talk.args["given"]}
    questions = await question_bank.those(session, attempt.versions)
    for at, (number, order) in enumerate(attempt.paper):
        await _sat(talk, attempt, exam, questions[number], at, order)
        if not exam.may_return:
            _keep(talk)
    skipped = [at for at, number in enumerate(attempt.versions) if str(number) not in attempt.answers]
    ready = await talk.ask("ready", partial(_ready, attempt, exam, len(skipped)))
    if ready == BACK_TO_SKIPPED:
        talk.correct("ready", *map(_name, skipped))
    await attempts.hand_in(session, attempt, talk.person.id, now)


def _check_time(talk: Talk, attempt: Attempt) -> None:
    """A late press hears it; late words are a matter of their own. Raises Stale."""
    if attempt.is_underway and talk.turn.now < attempt.ends_at:
        return
    if not talk.turn.said.button and not attempt.is_underway:
        talk.row.ended, talk.row.asked, talk.stepped_back = True, "", True
        raise Waiting
    if attempt.handed_in_at is not None and attempt.handed_in_at < attempt.ends_at:
        raise Stale(_("This attempt has been handed in."))
    time = moment(attempt.ends_at, talk.turn.now)
    raise Stale(_("Time was up at {time}. What you had answered is handed in.").format(time=time))


def _keep(talk: Talk) -> None:
    """Nobody goes back to what is answered."""
    talk.args = {**talk.args, "known": [*talk.answers]}
    talk.row.args = talk.args


def _unanswered(count: int) -> str:
    return ngettext("{n} question has no answer.", "{n} questions have no answer.", count).format(n=count)


async def _ready(attempt: Attempt, exam: Exam, skipped: int) -> Question[str]:
    options = [(HAND_IN, _("🏁 Hand in"))]
    words = _("That was the last question. Shall I hand it in?")
    if skipped:
        words = f"{_unanswered(skipped)} {words}"
        if exam.may_return:
            options.append((BACK_TO_SKIPPED, _("↩ Back to them")))
    return Choice(words, options=options)


async def _sat(
    talk: Talk, attempt: Attempt, exam: Exam, asked: ExamQuestion, at: int, order: Sequence[int]
) -> None:
    now = talk.turn.now
    if exam.minutes_each and _name(at) not in talk.answers:
        if exam_time.question_is_over(attempt, at, now):
            raise Stale(_("The time for this question was up. Please press “Next question”."))
        await exam_time.open_question(talk.turn.session, attempt, exam, at, now)
    said = await talk.ask(_name(at), partial(_question, talk, attempt, exam, asked, at, order))
    if said == SKIP:
        exam_time.close_question(attempt, exam, at)
        return await _answer(talk, attempt, asked.id, None)
    if asked.kind is ExamKind.MULTI:
        await _several(talk, attempt, asked, at, said)
    else:
        await _answer(talk, attempt, asked.id, int(said) if asked.kind is ExamKind.SINGLE else said)
    exam_time.close_question(attempt, exam, at)
    if exam.shows is Shows.ONCE:
        same, doubt = [
            await policies.value(talk.turn.session, each)
            for each in (policies.EXAM_SAME, policies.EXAM_DOUBT)
        ]
        good = papers.is_right(asked, attempt.answers.get(str(asked.id)), same, doubt)
        talk.say(exam_formatting.verdict(asked, order, good, attempt.language), protected=True)
    return None


async def _answer(talk: Talk, attempt: Attempt, question: int, said: Any) -> None:
    """The card of the exam, where it stands, says how many have an answer."""
    if attempts.answer(attempt, question, said):
        row = await talk.turn.session.get_one(ExamCandidate, attempt.candidate_id)
        shown = await exam_card.for_candidate(talk.turn.session, row, talk.person, talk.turn.now)
        talk.turn.replies.append(replace(shown, quiet=True))


async def _several(talk: Talk, attempt: Attempt, asked: ExamQuestion, at: int, said: str) -> None:
    """Each press marks an option or takes the mark away; the row has it at once."""
    if said.startswith(WHOLE):
        await _answer(talk, attempt, asked.id, sorted(int(n) for n in said.removeprefix(WHOLE)))
        talk.answers[_name(at)] = DONE
    elif said != DONE:
        marked = set(attempt.answers.get(str(asked.id), [])) ^ {int(said)}
        await _answer(talk, attempt, asked.id, sorted(marked) or None)
        talk.correct(_name(at))


@dataclass(frozen=True)
class Several(Choice):
    """Marks, and at last *done*; or all letters in words: `A C`, “A and C”."""

    order: Sequence[int] = ()

    def goes_on(self, answer: object) -> bool:
        return str(answer).isdecimal()

    def heard(self, said: Said) -> str:
        letters = [
            sign for sign in said.text.upper().replace(" AND ", " ") if sign not in " ,，、;；.。和与及&"
        ]
        if letters and all(sign in LETTERS[: len(self.order)] for sign in letters):
            return WHOLE + "".join(sorted({str(self.order[LETTERS.index(sign)]) for sign in letters}))
        return super().heard(said)


@dataclass(frozen=True)
class Letter(Choice):
    """A letter by button or in words."""

    order: Sequence[int] = ()

    def heard(self, said: Said) -> str:
        word = said.text.strip().upper().rstrip(".。、)")
        if len(word) == 1 and word in LETTERS[: len(self.order)]:
            return str(self.order[LETTERS.index(word)])
        return super().heard(said)


class ANumber(Words):
    def heard(self, said: Said) -> str:
        words = super().heard(said)
        return words if words == SKIP else str(question_bank.number(words))


async def _question(
    talk: Talk, attempt: Attempt, exam: Exam, asked: ExamQuestion, at: int, order: Sequence[int]
) -> Question[str]:
    prompt = exam_formatting.question(asked, order, at + 1, attempt, exam, talk.turn.now)
    skip = [(SKIP, _("⏭ Later"))] if exam.may_return else [(SKIP, _("⏭ I do not know"))]
    files = (asked.picture_id,) if asked.picture_id else ()
    letters = list(zip(map(str, order), LETTERS, strict=False))
    if asked.kind is ExamKind.MULTI:
        marked = attempt.answers.get(str(asked.id), [])
        options = [(key, f"{'☑' if int(key) in marked else '☐'} {letter}") for key, letter in letters]
        done = [(DONE, _("✔ Done"))] if marked else []
        return Several(
            prompt, options=[*options, *done, *skip], columns=5, order=order, files=files, protected=True
        )
    if asked.kind is ExamKind.SINGLE:
        return Letter(prompt, options=[*letters, *skip], columns=5, order=order, files=files, protected=True)
    if asked.kind is ExamKind.TRUE_FALSE:
        truth = [(key, _(name)) for key, name in exam_formatting.TRUTH.items()]
        return Choice(prompt, options=[*truth, *skip], columns=2, files=files, protected=True)
    form = ANumber if asked.kind is ExamKind.NUMBER else Words
    return form(prompt, options=skip, longest=200, files=files, protected=True)
