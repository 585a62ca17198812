"""Who hears of an exam: the candidate of all that happens to their attempt, the trainer of what is to be decided (TRN-3)."""

from dataclasses import replace
from datetime import timedelta

from desk import jobs
from desk.people import Person, account_of
from desk.training.attempt import Attempt, AttemptState
from desk.training.certificates import Certificate
from desk.training.classes import TrainingClass
from desk.training.exams import Exam, ExamCandidate
from handlers.chat.cards import button
from handlers.chat.message import Message, Priority
from handlers.notices.notice import Notice, managers, to
from handlers.training import exam_card, exam_marking, exam_talk
from handlers.training.certificate import draw_certificate
from i18n import N_, _, exactly, moment

_N_OPENED = N_("You can take this exam now:")
_N_RESIT = N_("You can try this exam again now:")


async def opened(notice: Notice) -> list[Message]:
    return await _card(notice, _N_OPENED)


async def resit(notice: Notice) -> list[Message]:
    return await _card(notice, _N_RESIT)


async def _card(notice: Notice, lead: str) -> list[Message]:
    row = await notice.session.get_one(ExamCandidate, notice.entry.record_id)
    person = await notice.session.get_one(Person, row.person_id)
    if not person.active or await account_of(notice.session, person.id) is None:
        return []
    with to(person):
        made = await exam_card.for_candidate(notice.session, row, person, notice.now, _(lead))
    return [replace(made, fresh=True, priority=Priority.NOTICE)]


async def _attempt(notice: Notice) -> tuple[Attempt, Person]:
    attempt = await notice.session.get_one(Attempt, notice.entry.record_id)
    return attempt, await notice.session.get_one(Person, attempt.person_id)


async def warned(notice: Notice) -> list[Message]:
    attempt, person = await _attempt(notice)
    with to(person):
        left = exactly(attempt.ends_at - notice.now)
        text = _("⏰ {time} left. What you have answered then is handed in by itself.").format(time=left)
    return [Message(person.id, text, card=f"exam_time:{attempt.id}", fresh=True, language=person.language)]


async def given_back(notice: Notice) -> list[Message]:
    """Said as it was: how long we were away, and until when the exam lasts now."""
    attempt, person = await _attempt(notice)
    with to(person):
        away = exactly(timedelta(seconds=int(notice.entry.data["seconds"])))
        until = moment(attempt.ends_at, notice.now)
        text = _(
            "We were away for {time}, sorry. You have that time back: your exam lasts until {until}."
        ).format(time=away, until=until)
    return [Message(person.id, text, card=f"exam_time:{attempt.id}", fresh=True, language=person.language)]


async def question_over(notice: Notice) -> list[Message]:
    """The open question loses its buttons; the next one comes, and its time begins, when they ask for it."""
    attempt, person = await _attempt(notice)
    with to(person):
        text = _("⏰ The time for question {n} is up. The time for the next one begins when you press.")
        made = Message(
            person.id, text.format(n=notice.entry.data["question"]), card=f"exam_question:{attempt.id}", fresh=True,
            rows=[[button(_("▶ Next question"), "begin_exam", attempt.candidate_id)]],
        )  # fmt: skip
    return [*await exam_talk.stripped(notice.session, attempt), made]


async def handed_in(notice: Notice) -> list[Message]:
    """The result; or that the trainer looks, who then has a card."""
    attempt, person = await _attempt(notice)
    late = [] if notice.entry.by else await exam_talk.stripped(notice.session, attempt)
    told = [*late, *await _result(notice, attempt, person)]
    if attempt.state is not AttemptState.MARKING:
        return told
    for trainer in await _trainers(notice, attempt):
        with to(trainer):
            made = await exam_marking.card(notice.session, attempt, trainer)
        told.append(replace(made, fresh=True, priority=Priority.NOTICE))
    return told


async def marked(notice: Notice) -> list[Message]:
    return await _result(notice, *await _attempt(notice))


async def _result(notice: Notice, attempt: Attempt, person: Person) -> list[Message]:
    row = await notice.session.get_one(ExamCandidate, attempt.candidate_id)
    with to(person):
        lead = ""
        if notice.entry.by is None:
            until = moment(attempt.ends_at, notice.now)
            lead = _("⏰ Time was up at {time}. What you had answered is handed in.").format(time=until)
        made = await exam_card.for_candidate(notice.session, row, person, notice.now, lead)
    return [replace(made, fresh=True, protected=True)]


async def _trainers(notice: Notice, attempt: Attempt) -> list[Person]:
    """Who teaches the class, else who made the exam; as long as they are here. Else managers."""
    row = await notice.session.get_one(ExamCandidate, attempt.candidate_id)
    exam = await notice.session.get_one(Exam, attempt.exam_id)
    one = await notice.session.get(TrainingClass, row.class_id) if row.class_id else None
    for number in (one.trainer_id if one else None, exam.created_by):
        person = await notice.person(number)
        if person is not None and person.active and await account_of(notice.session, person.id):
            return [person]
    return await managers(notice)


async def certified(notice: Notice) -> list[Message]:
    """The document comes as soon as it is drawn."""
    row = await notice.session.get_one(Certificate, notice.entry.record_id)
    person = await notice.session.get_one(Person, row.person_id)
    if person.active and await account_of(notice.session, person.id):
        await jobs.ask(notice.session, draw_certificate.__name__, [row.id], person, notice.now)
    return []
