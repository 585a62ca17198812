"""Nobody answered the survey: a call, with the questions on its card, answered there for the customer (VIS-3)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk.access import access_visit_back, require
from desk.people import Person
from desk.roles import CALLERS
from desk.surveys import answers as survey_answers
from desk.surveys import survey_catalogue
from desk.surveys.visit_backs import VisitBack, VisitBackState
from desk.ticket import Ticket
from errors import Stale
from handlers.chat.cards import button, verb
from handlers.chat.message import Message, Priority
from handlers.chat.turn import Turn
from handlers.surveys.survey import begin, wording
from i18n import _, spoken
from i18n.joining import noted


async def call_task(session: AsyncSession, visit_back: VisitBack, viewer: Person, now: datetime) -> Message:
    """The person to call, and the questions."""
    contact = await session.get_one(Person, visit_back.contact_id or 0)
    ticket = await session.get(Ticket, visit_back.ticket_id) if visit_back.ticket_id else None
    form = await survey_catalogue.form(session, visit_back.survey, visit_back.survey_version)
    lines = [
        _("{name} has not answered the survey. Please call.").format(name=contact.name),
        f"📞 {contact.phones or _('no number on file')}",
        *([f"{ticket.number} “{ticket.title}”"] if ticket else []),
    ]
    for number, question in enumerate(form.questions, start=1):
        labels = " / ".join(label for _key, label in question.choices(spoken().language))
        words = f"{number}. {await wording(session, visit_back, question)}"
        lines.append(noted(words, labels))
    n = visit_back.id
    buttons = [
        [button(_("📝 Enter the answers"), "answer_by_phone", n)],
        [button(_("📞 Called"), "survey_called", n), button(_("🔕 No surveys"), "refuse_surveys", n)],
    ]
    done = visit_back.state is not VisitBackState.CALL
    return Message(
        viewer.id,
        "\n".join([*lines, *([_("Dealt with.")] if done else [])]),
        title=_("☎️ Visit-back by phone"),
        rows=[] if done else buttons,
        card=visit_back.ref,
        priority=Priority.NOTICE,
    )


@verb
async def answer_by_phone(turn: Turn, number: int, version: int, extra: str) -> None:
    """The same questions, answered by a colleague for the customer."""
    require(turn.person, *CALLERS)
    visit_back = await access_visit_back(turn.session, turn.person, number)
    if visit_back.state in (VisitBackState.ANSWERED, VisitBackState.DROPPED):
        raise Stale(_("This survey is already finished. Thank you!"))
    await begin(turn, visit_back, {})


@verb
async def survey_called(turn: Turn, number: int, version: int, extra: str) -> None:
    """Called, and there are no answers."""
    require(turn.person, *CALLERS)
    visit_back = await access_visit_back(turn.session, turn.person, number)
    await survey_answers.called(turn.session, visit_back, turn.person, turn.now)
