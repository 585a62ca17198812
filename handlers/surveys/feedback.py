"""Praise, opinions and suggestions in chat: said in words or tapped after a survey, answered or passed on by button (VIS-8)."""

import re
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk import customers
from desk.access import access_feedback, access_visit_back
from desk.complaints.complaint import DEPARTMENT_NAMES, Department
from desk.people import Person
from desk.surveys import feedback, survey_catalogue
from desk.surveys.feedback import KIND_NAMES, Feedback, FeedbackKind
from desk.surveys.forms import QuestionKind
from desk.surveys.visit_backs import VisitBack
from errors import NotAllowed, NotFound
from handlers.chat.cards import button, if_unchanged, verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.message import Message, Rows
from handlers.chat.questions import Choice, Words
from handlers.chat.turn import Turn
from handlers.intake.report_problem import report_problem
from handlers.requirements.hearing import wishes
from i18n import _, dated, moment

PROBLEM = "problem"
WISH = "wish"
ENOUGH = 3  # characters beside the kind; fewer say nothing yet
_KINDS = {
    FeedbackKind.PRAISE: "表扬|点赞|praise|compliments?|kudos",
    FeedbackKind.SUGGESTION: "建议|suggestions?",
    FeedbackKind.OPINION: "意见|看法|opinions?|feedback",
}
_BEFORE = (
    r"^(?:我们?(?:想|要|有|来)|(?:想|要)?提|给你们提?|i have|i(?:'d| would) like to|i want to|here is|here are)"
    r"[一几两点个些条要提出给你们 ]{0,6}(?:(?:make|give|share|leave|a|an|some|my|you|few|to) ){0,4}"
)
_NEXT = r"(?=\s*(?:$|[:：,，。.!！]|一下|你们|贵司|增加|加个|把|能|可以|以后|希望))"
_SAID = {
    kind: re.compile(rf"(?:{_BEFORE}(?:{words})|^(?:{words}){_NEXT})", re.IGNORECASE)
    for kind, words in _KINDS.items()
}


def said(text: str) -> FeedbackKind | None:
    """Only what begins so: «建议：…», “I have a suggestion”; “the suggestion form crashes” is a problem."""
    begins = text.strip()[:80]
    return next((kind for kind, pattern in _SAID.items() if pattern.search(begins)), None)


async def heard(turn: Turn) -> bool:
    """Whether they have something to tell us that is no problem; one tap passes it on."""
    kind = said(turn.said.text)
    if kind is None:
        return False
    words = turn.said.text.strip()
    found = _SAID[kind].search(words[:80])
    beside = words[found.end() :] if found else ""
    known = {"words": words} if len(re.sub(r"\W+", "", beside)) >= ENOUGH else {}
    await start(turn, give_feedback, {"kind": kind}, known)
    return True


async def praised(turn: Turn) -> None:
    """What is like praise, however it begins."""
    words = {"words": turn.said.text.strip()}
    await start(turn, give_feedback, {"kind": FeedbackKind.PRAISE}, words)


async def command(turn: Turn) -> None:
    """/feedback"""
    await start(turn, give_feedback, {"kind": ""})


@flow
async def give_feedback(talk: Talk) -> None:
    """What they say, and what it is; what does not work, or the product should do, goes its own way."""
    words = await talk.ask("words", Words(_("Gladly. What would you like to tell us?"), shortest=2))
    first = talk.args["kind"]
    kinds = sorted(FeedbackKind, key=lambda kind: kind != first)
    options = [
        *((kind, _(KIND_NAMES[kind])) for kind in kinds),
        (WISH, _("🧩 Something the product should do")),
        (PROBLEM, _("🛠 Something does not work")),
    ]
    question = Choice(_("May I pass it on to our quality supervisor? As what?"), options=options, columns=3)
    kind = await talk.ask("kind", question)
    if kind == PROBLEM:
        return await start(talk.turn, report_problem, known={"problem": words}, follows=talk.row)
    if kind == WISH:
        return await start(talk.turn, wishes, {}, {"wish": words}, follows=talk.row)
    await feedback.give(talk.turn.session, FeedbackKind(kind), words, talk.person, talk.turn.now)
    return talk.say(_thanks())


def _thanks() -> str:
    return _("Thank you! It is kept, and the quality supervisor has it. You get an answer here.")


async def words_of(session: AsyncSession, visit_back: VisitBack) -> str:
    """What they have written in the survey; "" when they have only tapped."""
    form = await survey_catalogue.form(session, visit_back.survey, visit_back.survey_version)
    said = [visit_back.answers.get(q.id, "") for q in form.questions if q.kind is QuestionKind.WORDS]
    return "\n".join(words for words in said if words)


async def after_survey(session: AsyncSession, visit_back: VisitBack, person: Person) -> Rows:
    """One tap makes it praise, an opinion or a suggestion; offered to the one who wrote it."""
    if visit_back.contact_id != person.id or not await words_of(session, visit_back):
        return []
    n = visit_back.id
    return [[button(_(name), "survey_feedback", n, 0, kind) for kind, name in KIND_NAMES.items()]]


@verb
async def survey_feedback(turn: Turn, number: int, version: int, extra: str) -> None:
    """`extra` is the kind."""
    visit_back = await access_visit_back(turn.session, turn.person, number)
    words = await words_of(turn.session, visit_back)
    if visit_back.contact_id != turn.person.id:
        raise NotAllowed(_("Only the customer can do that."))
    if extra not in list(FeedbackKind) or not words:
        raise NotFound(_("I cannot find that."))
    await feedback.give_from_survey(turn.session, FeedbackKind(extra), visit_back, words, turn.now)
    turn.say(_thanks())


@dated
async def card(session: AsyncSession, row: Feedback, viewer: Person, now: datetime) -> Message:
    """Who said what, when, and what has become of it."""
    person = await session.get_one(Person, row.person_id)
    customer = await customers.of(session, person)
    whose = customer.name if customer else person.organisation
    holder = await session.get(Person, row.holder_id) if row.holder_id else None
    by = await session.get(Person, row.answered_by) if row.answered_by else None
    lines = [
        "👤 " + " · ".join(filter(None, (person.name, whose, moment(row.given_at, now)))),
        f"“{row.words}”",
        *([_("➡️ passed on to {name}").format(name=holder.name)] if holder else []),
        *([_("✅ answered by {name}: {words}").format(name=by.name, words=row.answer)] if by else []),
    ]
    n, v = row.id, row.version
    rows = [
        [button(_("✍️ Answer"), "answer_feedback", n, v), button(_("➡️ Pass on"), "pass_feedback_on", n, v)]
    ]
    title = _(KIND_NAMES[row.kind])
    return Message(viewer.id, "\n".join(lines), title=title, rows=[] if by else rows, card=row.ref)


async def _load(turn: Turn, number: int) -> Feedback:
    return await access_feedback(turn.session, turn.person, number)


async def _show(turn: Turn, row: Feedback) -> None:
    turn.reply(await card(turn.session, row, turn.person, turn.now))


on_feedback = if_unchanged(_load, _show)


@verb
@on_feedback
async def answer_feedback(turn: Turn, row: Feedback, extra: str) -> None:
    feedback.open_still(row)
    await start(turn, answers_feedback, {"feedback": row.id})


@flow
async def answers_feedback(talk: Talk) -> None:
    """The customer reads these words."""
    session = talk.turn.session
    row = await access_feedback(session, talk.person, talk.args["feedback"])
    words = await talk.ask("words", Words(_("What do we answer? The customer reads your words."), shortest=2))
    await feedback.answer(session, row, words, talk.person, talk.turn.now)
    talk.say(_("The customer has your answer."))


@verb
@on_feedback
async def pass_feedback_on(turn: Turn, row: Feedback, extra: str) -> None:
    feedback.open_still(row)
    await start(turn, passes_feedback_on, {"feedback": row.id})


@flow
async def passes_feedback_on(talk: Talk) -> None:
    """To the head of a department, who answers it."""
    session = talk.turn.session
    row = await access_feedback(session, talk.person, talk.args["feedback"])
    options = [(each, _(DEPARTMENT_NAMES[each])) for each in Department]
    which = await talk.ask(
        "department", Choice(_("Which department answers it?"), options=options, columns=2)
    )
    head = await feedback.pass_on(session, row, Department(which), talk.person, talk.turn.now)
    talk.say(_("{name} has it now and answers the customer.").format(name=head.name))
