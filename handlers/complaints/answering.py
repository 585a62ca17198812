"""The responsible department finds the cause and answers the customer (COM-3); the person it is about may comment."""

from desk.access import access_complaint_answer
from desk.complaints import process as complaint_process
from desk.complaints import statements
from desk.complaints.complaint import CAUSE_NAMES, MEASURE_NAMES, Cause, Complaint, ComplaintState, Measure
from desk.complaints.process import DepartmentAnswer
from desk.people import Person
from errors import NotFound
from handlers.chat.cards import verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.questions import Choice, Words
from handlers.chat.turn import Turn
from handlers.complaints import questions
from handlers.complaints.questions import NOBODY, SEND, draft, on_complaint_to_answer, still
from i18n import N_, _, speaking

DRAFTS = {
    Measure.RENEWED_SERVICE: N_(
        "{name}, you are right, and we are sorry. We put it right at once: our colleague gets in touch with you today."
    ),
    Measure.APOLOGY: N_(
        "{name}, you are right, and we apologise. We have found out how it came about, and see to it that it does not happen again."
    ),
    Measure.COMPENSATION: N_(
        "{name}, you are right, and we are sorry. We want to make it good; our colleague agrees with you today how."
    ),
}


@verb
@on_complaint_to_answer
async def answer_complaint(turn: Turn, complaint: Complaint, extra: str) -> None:
    await start(turn, answer_with, {"complaint": complaint.id})


async def _mine(talk: Talk) -> Complaint:
    complaint = await access_complaint_answer(talk.turn.session, talk.person, talk.args["complaint"])
    return still(complaint, ComplaintState.HANDLING)


@flow
async def answer_with(talk: Talk) -> None:
    """Cause, person, measure, and the words that the customer reads."""
    session = talk.turn.session
    complaint = await _mine(talk)
    causes = [(cause, _(name)) for cause, name in CAUSE_NAMES.items()]
    cause = await talk.ask("cause", Choice(_("What was the cause?"), options=causes, columns=2))
    words = await talk.ask("cause_words", Words(_("In a few words: how did it come about?")))
    asked = await questions.colleague(session, complaint, _("Who is responsible?"))
    person = await talk.ask("person", asked)
    measures = [(measure, _(name)) for measure, name in MEASURE_NAMES.items()]
    measure = Measure(await talk.ask("measure", Choice(_("What does the customer get?"), options=measures)))
    text = await talk.once("draft", lambda: _draft(talk, complaint, measure))
    answer = await talk.ask(
        "answer", draft(_("The customer reads this. Send it, or write it in your own words."), text)
    )
    finding = DepartmentAnswer(
        cause=Cause(cause),
        cause_words=words,
        person_id=int(person) if person != NOBODY else None,
        measure=measure,
        answer=text if answer == SEND else answer,
    )
    await complaint_process.answer(session, complaint, finding, talk.person, talk.turn.now)
    talk.say(
        _("The customer has your answer. The quality supervisor asks whether {number} is settled.").format(
            number=complaint.number
        )
    )


async def _draft(talk: Talk, complaint: Complaint, measure: Measure) -> str:
    contact = await talk.turn.session.get_one(Person, complaint.contact_id)
    with speaking(contact.language, contact.zone):
        return _(DRAFTS[measure]).format(name=contact.name)


@verb
@on_complaint_to_answer
async def ask_comment(turn: Turn, complaint: Complaint, extra: str) -> None:
    await start(turn, ask_for_comment, {"complaint": complaint.id})


@flow
async def ask_for_comment(talk: Talk) -> None:
    """Only from now on the person it is about can read the customer's words."""
    complaint = await _mine(talk)
    session, named = talk.turn.session, complaint.named_id
    if named is None:
        chosen = await talk.ask("who", await questions.colleague(session, complaint, _("Whom do you ask?")))
        if chosen == NOBODY:
            talk.say(_("All right, nobody is asked."))
            return
        named = int(chosen)
    person = await session.get_one(Person, named)
    await statements.ask_comment(session, complaint, person, talk.person, talk.turn.now)
    talk.say(_("{name} is asked for a comment.").format(name=person.name))


@verb
async def comment_complaint(turn: Turn, number: int, version: int, extra: str) -> None:
    await start(turn, comment, {"complaint": number})


@flow
async def comment(talk: Talk) -> None:
    """Their own view of it; the department and the quality supervisor read it."""
    complaint = await _asked(talk)
    words = await talk.ask(
        "words", Words(_("How do you see it? The department and the quality supervisor read it."))
    )
    await statements.comment(talk.turn.session, complaint, words, talk.person, talk.turn.now)
    talk.say(_("Thank you. Your comment has been added."))


async def _asked(talk: Talk) -> Complaint:
    """For the one who was asked. Raises NotFound."""
    complaint = await talk.turn.session.get(Complaint, talk.args["complaint"])
    if complaint is None or not complaint.comment_asked_at or complaint.named_id != talk.person.id:
        raise NotFound(_("I cannot find that complaint."))
    return complaint
