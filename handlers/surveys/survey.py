"""Surveys in chat: the first question comes with the invitation, the rest follow by buttons and words (VIS-1 to VIS-4)."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import policies
from desk.access import access_visit_back
from desk.hotline import messages as ticket_messages
from desk.people import Person
from desk.surveys import answers as survey_answers
from desk.surveys import bad_scores, survey_catalogue
from desk.surveys.forms import Form, FormQuestion, QuestionKind, text
from desk.surveys.invitations import OUT
from desk.surveys.visit_backs import VisitBack, VisitBackState
from desk.ticket import Ticket
from desk.training.classes import TrainingClass
from errors import Stale
from handlers.chat.cards import button, verb
from handlers.chat.flows import Talk, flow, patient, start
from handlers.chat.message import Button, Message, Priority, Rows
from handlers.chat.questions import SKIP, Words
from handlers.chat.turn import Turn
from handlers.surveys import feedback, form_questions, scores
from handlers.training import formatting as training_words
from i18n import _, spoken

LARGEST = 10  # score of any survey
FINISHED = (VisitBackState.ANSWERED, VisitBackState.DROPPED)


async def invitation(
    session: AsyncSession, visit_back: VisitBack, person: Person, reminder: bool = False
) -> Message:
    """The question where they are, answered with one tap; a visit in person and *never* are there too."""
    form = await survey_catalogue.form(session, visit_back.survey, visit_back.survey_version)
    question = form.open_question(visit_back.answers) or form.first
    lines = [
        *([_("A little reminder, should you have a minute:")] if reminder else []),
        await wording(session, visit_back, question),
        _("1 = not at all, {most} = very. A minute, no more.").format(most=question.most)
        if question.kind is QuestionKind.SCALE
        else _("A minute, no more."),
    ]
    n, at = visit_back.id, form.number(question)
    keys = [button(label, "score", n, 0, f"{at}.{key}") for key, label in question.choices(spoken().language)]
    width = len(keys) if question.kind is QuestionKind.SCALE else 1
    more = [] if keys else [[button(_("▶ Answer"), "open_survey", n)]]
    return Message(
        person.id,
        "\n".join(lines),
        rows=[
            *(keys[row : row + width] for row in range(0, len(keys), width or 1)),
            *more,
            [button(_("🤝 Visit us, please"), "wish_visit", n)],
            [button(_("🔕 No surveys, please"), "refuse_surveys", n)],
        ],
        priority=Priority.SURVEY,
        card=visit_back.ref,
        about=visit_back.ref,
        fresh=True,
    )


async def wording(session: AsyncSession, visit_back: VisitBack, question: FormQuestion) -> str:
    """The question in the language that is spoken, with what it is about."""
    ticket = await session.get(Ticket, visit_back.ticket_id) if visit_back.ticket_id else None
    words = text(question.ask, spoken().language)
    about = (ticket.number, ticket.title) if ticket else await _class(session, visit_back)
    for name, value in zip(("{number}", "{title}"), about, strict=False):
        words = words.replace(name, value)
    return words


async def _class(session: AsyncSession, visit_back: VisitBack) -> tuple[str, ...]:
    """Number and course of the class that it is about (TRN-4)."""
    one = await session.get(TrainingClass, visit_back.class_id) if visit_back.class_id else None
    return (one.number, await training_words.course_of(session, one)) if one else ()


async def _unfinished(turn: Turn, number: int) -> VisitBack:
    visit_back = await access_visit_back(turn.session, turn.person, number)
    if visit_back.state in FINISHED:
        raise Stale(_("This survey is already finished. Thank you!"))
    return visit_back


@verb
async def score(turn: Turn, number: int, version: int, extra: str) -> None:
    """The answer on the card opens the talk; a late one still lands on its own visit-back."""
    visit_back = await _unfinished(turn, number)
    form = await survey_catalogue.form(turn.session, visit_back.survey, visit_back.survey_version)
    at, _dot, key = extra.partition(".")
    question = form.get(int(at)) if at.isdecimal() else None
    label = dict(question.choices(spoken().language)).get(key) if question else None
    if question is None or label is None:
        raise Stale(_("This survey is already finished. Thank you!"))
    turn.say(f"{await wording(turn.session, visit_back, question)}\n✔ {label}", card=visit_back.ref)
    await begin(turn, visit_back, {**_so_far(form, visit_back), question.id: key})


def _so_far(form: Form, visit_back: VisitBack) -> dict[str, Any]:
    """The answers so far, as answers of a talk."""
    return {q.id: _said(visit_back.answers[q.id]) for q in form.questions if q.id in visit_back.answers}


def _said(answer: Any) -> Any:
    return answer if isinstance(answer, list) else str(answer) or SKIP


async def begin(turn: Turn, visit_back: VisitBack, given: dict[str, Any]) -> None:
    """A talk about it, in the place of one that is open; what is given they may still go back to."""
    about = {"visit_back": visit_back.id}
    await start(turn, survey, {**about, "given": given})


@verb
async def open_survey(turn: Turn, number: int, version: int, extra: str) -> None:
    """Where they stopped, or from the beginning when it begins with words."""
    visit_back = await _unfinished(turn, number)
    form = await survey_catalogue.form(turn.session, visit_back.survey, visit_back.survey_version)
    await begin(turn, visit_back, _so_far(form, visit_back))


def is_score(text: str) -> bool:
    """Whether words begin with a score; what is said beside it is the reason."""
    return scores.read(text, LARGEST)[0] > 0


def is_only_score(text: str, *, number: bool = False) -> bool:
    """A score and nothing beside it; a bare number may be anything, and is one only where `number` says so."""
    score, rest = scores.read(text, LARGEST)
    bare = text.strip().isdecimal() or len(text.strip()) <= 1
    return bool(score) and not rest and (number or not bare)


async def typed(turn: Turn) -> bool:
    """Whether a score in words answers a survey that is out, a late one too, or the one that is quoted (VIS-3, VIS-4)."""
    kind, _colon, number = turn.said.about.partition(":")
    if not is_score(turn.said.text) or kind not in ("", "visit_back"):
        return False
    waiting = (*OUT, VisitBackState.CALL, VisitBackState.CALLED)
    mine = select(VisitBack).where(VisitBack.contact_id == turn.person.id, VisitBack.state.in_(waiting))
    if number:
        mine = mine.where(VisitBack.id == int(number))
    visit_back = await turn.session.scalar(mine.order_by(VisitBack.id.desc()).limit(1))
    return visit_back is not None and await _begins_with_score(turn, visit_back)


async def _begins_with_score(turn: Turn, visit_back: VisitBack) -> bool:
    """What is said beside the score answers the survey's question in words."""
    form = await survey_catalogue.form(turn.session, visit_back.survey, visit_back.survey_version)
    question = form.open_question(visit_back.answers) or form.first
    given, rest = scores.read(turn.said.text, question.most)
    if question.kind is not QuestionKind.SCALE or not given:
        return False
    more = next((q for q in form.questions if q.kind is QuestionKind.WORDS), None)
    words = {more.id: rest} if rest and more else {}
    await begin(turn, visit_back, {**_so_far(form, visit_back), question.id: str(given), **words})
    return True


@patient
async def survey(talk: Talk) -> None:
    """Question by question, as its data say; unhappy answers reach the quality supervisor at once (VIS-4)."""
    session = talk.turn.session
    visit_back = await access_visit_back(session, talk.person, talk.args["visit_back"])
    form = await survey_catalogue.form(session, visit_back.survey, visit_back.survey_version)
    if "=begun" not in talk.answers:
        talk.answers |= {"=begun": True, **talk.args["given"]}
    answers: dict[str, Any] = {}
    question: FormQuestion | None = form.first
    sorry = ""
    while question is not None:
        answers[question.id] = await _answer(talk, visit_back, question, sorry)
        survey_answers.keep(visit_back, dict(answers))
        sorry = await _look_for_trouble(talk, visit_back, question, answers)
        question = form.after(question, answers[question.id])
    if ticket := talk.answers.get("=bad"):
        await ticket_messages.move_to_ticket(session, talk.row.id, int(ticket))
    await survey_answers.answered(session, visit_back, answers, talk.person, talk.turn.now)
    more = await feedback.after_survey(session, visit_back, talk.person)
    _thank(talk, visit_back, sorry, more)


async def _answer(talk: Talk, visit_back: VisitBack, question: FormQuestion, sorry: str) -> Any:
    """As it is kept: a number, a key, words, or the numbers of the files. After an unhappy answer it says sorry first."""
    words = await wording(talk.turn.session, visit_back, question)
    words, beside = (f"{sorry}\n\n{words}", _complain(talk)) if sorry else (words, ())
    return await form_questions.answer(talk, question, words, beside)


async def _look_for_trouble(
    talk: Talk, visit_back: VisitBack, question: FormQuestion, answers: dict[str, Any]
) -> str:
    """What the contact is told of it, once; "" when there is no trouble, or it is told already."""
    answer, limit = answers[question.id], await policies.value(talk.turn.session, policies.SURVEY_BAD)
    if answer == "" or not question.is_bad(answer, limit) or "=bad" in talk.answers:
        return ""
    label = dict(question.choices(spoken().language)).get(str(answer), str(answer))
    words = f"{await wording(talk.turn.session, visit_back, question)} {label}"
    number = await talk.once("bad", lambda: _unhappy(talk, visit_back, words))
    if visit_back.contact_id != talk.person.id:
        return ""
    ticket = await talk.turn.session.get_one(Ticket, number)
    return _("I am sorry to hear that. The quality supervisor knows, and {number} is open for it.").format(
        number=ticket.number
    )


async def _unhappy(talk: Talk, visit_back: VisitBack, words: str) -> int:
    return (await bad_scores.open_ticket(talk.turn.session, visit_back, words, talk.turn.now)).id


def _complain(talk: Talk) -> tuple[Button, ...]:
    """Offered, never forced (INT-8)."""
    return (button(_("📣 Complain"), "offer_complaint", talk.person.id),)


def _thank(talk: Talk, visit_back: VisitBack, sorry: str, more: Rows) -> None:
    rows = [[button(_("✏️ Change my answers"), "correct_survey", visit_back.id)], *more]
    rows += [list(_complain(talk))] if sorry else []
    talk.say("\n\n".join(filter(None, (sorry, _("That helps us a lot. Thank you!")))), rows=rows)


@verb
async def correct_survey(turn: Turn, number: int, version: int, extra: str) -> None:
    """For a day; all questions again, and only then the new answers take the place of the old."""
    visit_back = await access_visit_back(turn.session, turn.person, number)
    await survey_answers.check_correctable(turn.session, visit_back, turn.now)
    await begin(turn, visit_back, {})


@verb
async def refuse_surveys(turn: Turn, number: int, version: int, extra: str) -> None:
    """For good, until they ask for them again; a colleague on the phone may press it for them."""
    visit_back = await access_visit_back(turn.session, turn.person, number)
    await survey_answers.refuse(turn.session, visit_back, turn.person, turn.now)
    if visit_back.contact_id == turn.person.id:
        turn.say(_("Understood: no more surveys. /surveys turns them on again."), card=visit_back.ref)


async def again(turn: Turn) -> None:
    """/surveys: on again, and back to the one that is open."""
    turn.person.surveys = True
    mine = select(VisitBack).where(VisitBack.contact_id == turn.person.id, VisitBack.state.in_(OUT))
    waiting = await turn.session.scalar(mine.order_by(VisitBack.id.desc()).limit(1))
    if waiting is not None:
        return turn.reply(await invitation(turn.session, waiting, turn.person))
    return turn.say(_("Thank you! We will ask you now and then how it goes."))


@verb
async def wish_visit(turn: Turn, number: int, version: int, extra: str) -> None:
    await start(turn, ask_for_visit, {"visit_back": (await _unfinished(turn, number)).id})


@flow
async def ask_for_visit(talk: Talk) -> None:
    """Somebody is to come in person: a request to the service manager (VIS-3)."""
    visit_back = await access_visit_back(talk.turn.session, talk.person, talk.args["visit_back"])
    words = await talk.ask(
        "words",
        Words(_("Gladly. What should we look at, or talk about?"), options=[(SKIP, _("I will say it then"))]),
    )
    wish = _("The customer would like to be visited.") if words == SKIP else words
    await survey_answers.wish_visit(talk.turn.session, visit_back, wish, talk.turn.now)
