"""What is heard of a customer at any time: that nobody there can work, and what is said until it is mended (SLA-4)."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.people import Person
from desk.sla.emergencies import Emergency
from desk.ticket import URGENCY_NAMES, Ticket, Urgency
from errors import NotAllowed
from handlers.chat import flows
from handlers.chat.cards import button, verb
from handlers.chat.incoming import Said
from handlers.chat.message import Button, Rows
from handlers.chat.talk_rows import OPEN
from handlers.chat.turn import Turn
from handlers.intake.outage import is_outage
from handlers.intake.report_problem import report_problem
from i18n import _

CHOSEN = f":{Urgency.VERY_URGENT}"  # how the data of the button end that says so in the report


def down(person: Person) -> Button:
    """One press for "Everything is down"."""
    return button(_(URGENCY_NAMES[Urgency.VERY_URGENT]), report_outage.__name__, person.id)


@verb
async def report_outage(turn: Turn, number: int, version: int, extra: str) -> None:
    """The report begins with what is known: how urgent it is."""
    if turn.person.is_staff:
        raise NotAllowed(_("Only the customer can do that."))
    await flows.start(turn, report_problem, known={"urgency": Urgency.VERY_URGENT})


async def added(ticket: Ticket, person: Person, words: str) -> tuple[str, Rows]:
    """What they hear when these words went to a ticket of theirs. An outage told beside an ordinary one calls nobody yet: that is
    said, with the button that does (SLA-4)."""
    text = _("Added to {number}.").format(number=ticket.number)
    if ticket.urgency is Urgency.VERY_URGENT or not await is_outage(words):
        return text, ()
    press = _("If nobody there can work, press the button: somebody is called at once.")
    return f"{text}\n{press}", [[down(person)]]


async def is_urgent(session: AsyncSession, person: Person, said: Said) -> bool:
    """Whether this tells of an emergency, or belongs to one that is being reported or mended."""
    if said.button.startswith(f"c:{report_outage.__name__}:") or said.button.endswith(CHOSEN):
        return True
    if await is_outage(said.text):
        return True
    return await _is_reporting(session, person) or await _is_underway(session, person)


async def _is_reporting(session: AsyncSession, person: Person) -> bool:
    rows = await session.scalars(OPEN, {"person": person.id})
    return any(
        [name.removeprefix("="), answer] == ["urgency", Urgency.VERY_URGENT]
        for row in rows
        if row.flow == report_problem.__name__
        for name, answer in row.answers
    )


async def _is_underway(session: AsyncSession, person: Person) -> bool:
    theirs = Ticket.contact_id == person.id, Emergency.ended_at.is_(None)
    query = select(Emergency.id).join(Ticket, Ticket.id == Emergency.ticket_id).where(*theirs).limit(1)
    return await session.scalar(query) is not None
