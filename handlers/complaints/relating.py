"""The ticket a complaint is about: found if there is only one, else chosen by the complaint manager."""

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.complaints import process as complaint_process
from desk.complaints.complaint import Complaint, ComplaintState
from desk.ticket import STATE_NAMES, Ticket
from handlers.chat.cards import verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.questions import Choice
from handlers.chat.turn import Turn
from handlers.complaints.confirming import kept
from handlers.complaints.questions import on_kept_complaint
from i18n import _

OFFERED = 8
NONE = "0"


@verb
@on_kept_complaint
async def relate_complaint(turn: Turn, complaint: Complaint, extra: str) -> None:
    await start(turn, relate_to, {"complaint": complaint.id})


@flow
async def relate_to(talk: Talk) -> None:
    """One of the newest, or none."""
    session = talk.turn.session
    complaint = await kept(talk, *(state for state in ComplaintState if state is not ComplaintState.CLOSED))
    options = [
        (str(t.id), f"{t.number} · {_(STATE_NAMES[t.state])} · {t.title}")
        for t in await _theirs(session, complaint)
    ]
    question = Choice(
        _("Which ticket is {number} about?").format(number=complaint.number),
        options=[*options, (NONE, _("None of these"))],
    )
    chosen = await talk.ask("ticket", question)
    about = await session.get_one(Ticket, int(chosen)) if chosen != NONE else None
    await complaint_process.relate(session, complaint, about, talk.person, talk.turn.now)


async def _theirs(session: AsyncSession, complaint: Complaint) -> list[Ticket]:
    """The newest of who complains, and of their company."""
    whose = [Ticket.contact_id == complaint.contact_id]
    if complaint.customer_id is not None:
        whose.append(Ticket.customer_id == complaint.customer_id)
    query = select(Ticket).where(or_(*whose), Ticket.complaint.is_(False)).order_by(Ticket.id.desc())
    return list(await session.scalars(query.limit(OFFERED)))
