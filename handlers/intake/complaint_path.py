"""The complaint path: heard out, and straight to the quality supervisor (INT-8, COM-1)."""

from desk import policies
from desk.complaints import process as complaint_process
from desk.hotline import messages as ticket_messages
from desk.people import Role, with_role
from desk.tickets import lifecycle
from handlers.chat.flows import Talk, flow
from handlers.chat.questions import Words
from handlers.intake import companies, too_many
from handlers.intake.report_problem import phone_question, remember
from i18n import _

PAST = "past"  # the quality supervisor: it is about them


@flow
async def complain(talk: Talk) -> None:
    """The complaint path: heard out, and straight to the quality supervisor (INT-8)."""
    words = await talk.ask(
        "problem",
        Words(
            _("I am sorry. Please tell me what happened; the quality supervisor will read it at once."),
            options=[(PAST, _("It is about the quality supervisor"))],
        ),
    )
    if past := words == PAST:
        question = Words(_("Please tell me what happened; the general manager will read it at once."))
        words = await talk.ask("words", question)
    if not await lifecycle.open_of(talk.turn.session, talk.person):
        await companies.asked(talk, words)
    if not talk.person.phone:
        await talk.ask("phone", phone_question())
    await talk.once("ticket", lambda: _complaint(talk, words, past=past))


async def _complaint(talk: Talk, words: str, *, past: bool) -> int:
    """To the complaint managers, never to the person it may be about; a single open ticket is taken as its subject (COM-1)."""
    session = talk.turn.session
    remember(talk)
    if earlier := await too_many.joins(talk, policies.COMPLAINTS_AN_HOUR):
        return earlier
    about = [ticket for ticket in await lifecycle.open_of(session, talk.person) if not ticket.complaint]
    supervisors = await with_role(session, Role.QUALITY_SUPERVISOR) if past else []
    complaint = await complaint_process.open(
        session, talk.person, words, talk.turn.now, about=about[0] if len(about) == 1 else None,
        named=supervisors[0].id if supervisors else None, company=await companies.of(talk),
    )  # fmt: skip
    await ticket_messages.move_to_ticket(session, talk.row.id, complaint.id)
    return complaint.id
