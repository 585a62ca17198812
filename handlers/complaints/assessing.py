"""Assessments: recorded by a person after the verification, seen and commented by the one concerned (COM-7)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk.access import access_assessment, access_complaint_keeping, access_own_assessment
from desk.complaints import staff_assessments
from desk.complaints.complaint import Complaint
from desk.complaints.staff_assessments import REASON_NAMES, Assessment, AssessmentReason
from desk.people import Person
from handlers.chat.cards import button, if_unchanged, verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.message import Message
from handlers.chat.questions import Choice, Words
from handlers.chat.turn import Turn
from handlers.complaints import questions
from handlers.complaints.questions import NOBODY
from i18n import _, moment

LISTED = 10


async def card(session: AsyncSession, assessment: Assessment, viewer: Person, now: datetime) -> Message:
    """The same to both sides; the one concerned comments, who keeps complaints can take it back."""
    person = await session.get_one(Person, assessment.person_id)
    by = await session.get_one(Person, assessment.recorded_by)
    complaint = await session.get_one(Complaint, assessment.complaint_id)
    lines = [
        f"👤 {person.name}",
        f"⚖️ {_(REASON_NAMES[assessment.reason])} – {assessment.words}",
        _("recorded by {name}, {time}").format(name=by.name, time=moment(assessment.recorded_at, now)),
        *([_("💬 Comment: {words}").format(words=assessment.comment)] if assessment.comment else []),
        *([_("↩ Taken back; it does not count.")] if assessment.withdrawn_at else []),
    ]
    mine = person.id == viewer.id
    n, v = assessment.id, assessment.version
    act = (
        button(_("✍️ My comment"), "comment_assessment", n, v)
        if mine
        else button(_("↩ Withdraw it"), "withdraw_assessment", n, v)
    )
    return Message(
        viewer.id,
        "\n".join(lines),
        title=_("⚖️ Assessment · {number}").format(number=complaint.number),
        rows=[] if assessment.withdrawn_at else [[act]],
        card=assessment.ref,
    )


@verb
async def assess(turn: Turn, number: int, version: int, extra: str) -> None:
    await access_complaint_keeping(turn.session, turn.person, number)
    await start(turn, record_assessment, {"complaint": number})


@flow
async def record_assessment(talk: Talk) -> None:
    """Who, which reason, and in words what it rests on; they are told, and can comment."""
    session = talk.turn.session
    complaint = await access_complaint_keeping(session, talk.person, talk.args["complaint"])
    chosen = await talk.ask(
        "person", await questions.colleague(session, complaint, _("Whom does it concern?"))
    )
    if chosen == NOBODY:
        talk.say(_("All right, nothing is recorded."))
        return
    reasons = [(reason, _(name)) for reason, name in REASON_NAMES.items()]
    reason = await talk.ask("reason", Choice(_("Which reason?"), options=reasons, columns=2))
    words = await talk.ask(
        "words", Words(_("What is the evidence? The person concerned reads this."), shortest=2)
    )
    person = await session.get_one(Person, int(chosen))
    await staff_assessments.record(
        session, complaint, person, AssessmentReason(reason), words, talk.person, talk.turn.now
    )
    talk.say(_("It is recorded. {name} is told, and can comment.").format(name=person.name))


async def _load(turn: Turn, number: int) -> Assessment:
    return await access_assessment(turn.session, turn.person, number)


async def _load_own(turn: Turn, number: int) -> Assessment:
    return await access_own_assessment(turn.session, turn.person, number)


async def _show(turn: Turn, assessment: Assessment) -> None:
    turn.reply(await card(turn.session, assessment, turn.person, turn.now))


on_assessment = if_unchanged(_load, _show)
on_own_assessment = if_unchanged(_load_own, _show)


@verb
async def show_assessment(turn: Turn, number: int, version: int, extra: str) -> None:
    await _show(turn, await _load(turn, number))


@verb
@on_own_assessment
async def comment_assessment(turn: Turn, assessment: Assessment, extra: str) -> None:
    await start(turn, say_about_it, {"assessment": assessment.id})


@flow
async def say_about_it(talk: Talk) -> None:
    assessment = await access_own_assessment(talk.turn.session, talk.person, talk.args["assessment"])
    words = await talk.ask("words", Words(_("How do you see it? Your comment is kept with it.")))
    await staff_assessments.comment(talk.turn.session, assessment, words, talk.person, talk.turn.now)


@verb
@on_assessment
async def withdraw_assessment(turn: Turn, assessment: Assessment, extra: str) -> None:
    await access_complaint_keeping(turn.session, turn.person, assessment.complaint_id)
    await staff_assessments.withdraw(turn.session, assessment, turn.person, turn.now)


async def own(turn: Turn) -> None:
    """/assessments: what stands against me, and what I can say to it."""
    found = await staff_assessments.of_person(turn.session, turn.person, LISTED)
    if not found:
        return turn.say(_("There are no assessments of your work."))
    rows = [[button(f"⚖️ {_(REASON_NAMES[a.reason])}", "show_assessment", a.id)] for a in found]
    return turn.say(_("Your assessments, the newest first:"), rows)
