"""The quality supervisor confirms a complaint, or explains why it is not valid (COM-2); and moves it to another department."""

from desk.access import access_complaint_keeping
from desk.complaints import confirming, responsible
from desk.complaints import process as complaint_process
from desk.complaints.complaint import Complaint, ComplaintState, Department
from desk.people import ROLE_NAMES, Person
from handlers.chat.cards import verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.questions import Words
from handlers.chat.turn import Turn
from handlers.complaints import questions
from handlers.complaints.questions import NOBODY, SEND, draft, on_kept_complaint, still
from i18n import _, speaking
from i18n.joining import listed


@verb
async def show_complaint(turn: Turn, number: int, version: int, extra: str) -> None:
    await questions.reads(turn, number)


async def kept(talk: Talk, *states: ComplaintState) -> Complaint:
    """The complaint of a talk, for complaint managers, while it is in one of these states."""
    complaint = await access_complaint_keeping(talk.turn.session, talk.person, talk.args["complaint"])
    return still(complaint, *states)


@verb
@on_kept_complaint
async def complaint_about_me(turn: Turn, complaint: Complaint, extra: str) -> None:
    """Nobody confirms what they are said to have done: it goes past them (COM-1)."""
    await complaint_process.pass_on(turn.session, complaint, turn.person, turn.now)
    role = _(ROLE_NAMES[await responsible.responsible_role(turn.session, complaint)])
    text = _("Thank you for saying so. {number} is with the {role} now.")
    turn.say(text.format(number=complaint.number, role=role), card=complaint.ref)


@verb
@on_kept_complaint
async def answer_at_once(turn: Turn, complaint: Complaint, extra: str) -> None:
    """The head of the customer's branch hears of it, too (COM-8)."""
    await complaint_process.answer_at_once(turn.session, complaint, turn.person.id, turn.now)
    told = listed(person.name for person in await responsible.branch_heads(turn.session, complaint))
    turn.say(
        _("Told as well: {names}").format(names=told)
        if told
        else _("Marked. The customer's region has no service manager of its own.")
    )


@verb
@on_kept_complaint
async def confirm_complaint(turn: Turn, complaint: Complaint, extra: str) -> None:
    await start(turn, confirm_valid, {"complaint": complaint.id})


@flow
async def confirm_valid(talk: Talk) -> None:
    """Asks for the department and the people it is about: these do not read it."""
    session = talk.turn.session
    complaint = await kept(talk, ComplaintState.RECEIVED)
    department = await talk.ask(
        "department",
        questions.which_department(_("Which department answers {number}?").format(number=complaint.number)),
    )
    asked = await questions.colleague(
        session, complaint, _("Whom is it about? They do not see it unless they are asked for a comment.")
    )
    named = await talk.ask("named", asked)
    who = int(named) if named != NOBODY else None
    await confirming.confirm(session, complaint, Department(department), who, talk.person, talk.turn.now)
    answers = await questions.department_names(session, complaint)
    talk.say(_("{number} is with the {department} now.").format(number=complaint.number, department=answers))


@verb
@on_kept_complaint
async def dismiss_complaint(turn: Turn, complaint: Complaint, extra: str) -> None:
    await start(turn, dismiss_because, {"complaint": complaint.id})


@flow
async def dismiss_because(talk: Talk) -> None:
    """A friendly message to the customer; a draft can be sent as it is or rewritten."""
    session = talk.turn.session
    complaint = await kept(talk, ComplaintState.RECEIVED)
    contact = await session.get_one(Person, complaint.contact_id)
    text = await talk.once("draft", lambda: _explanation(contact))
    question = draft(
        _("This goes to {name}. Send it, or write it in your own words.").format(name=contact.name), text
    )
    words = await talk.ask("words", question)
    await confirming.dismiss(session, complaint, text if words == SEND else words, talk.person, talk.turn.now)
    talk.say(_("{number} is explained and archived; it does not count.").format(number=complaint.number))


async def _explanation(contact: Person) -> str:
    """In the customer's language."""
    with speaking(contact.language, contact.zone):
        return _(
            "{name}, thank you for telling us. We have looked at it carefully, together with our service agreement. What you "
            "describe is not part of what was agreed, but we understand that it is a trouble for you. If you like, we find out "
            "together what we can do: just write here."
        ).format(name=contact.name)


@verb
@on_kept_complaint
async def move_complaint(turn: Turn, complaint: Complaint, extra: str) -> None:
    await start(turn, move_to, {"complaint": complaint.id})


@flow
async def move_to(talk: Talk) -> None:
    """Another department answers; the promised time stays."""
    session = talk.turn.session
    complaint = await kept(talk, ComplaintState.HANDLING)
    department = await talk.ask("department", questions.which_department(_("Which department answers it?")))
    why = await talk.ask("why", Words(_("What should they know?")))
    await complaint_process.hand_to(
        session, complaint, Department(department), why, talk.person, talk.turn.now
    )
    who = await questions.department_names(session, complaint)
    talk.say(_("{number} is with the {department} now.").format(number=complaint.number, department=who))
