"""Questions that several steps of a complaint ask: which department, which colleague, and a draft to send or rewrite."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.access import access_complaint, access_complaint_answer, access_complaint_keeping
from desk.calendars import regions
from desk.complaints import responsible, transitions
from desk.complaints.complaint import DEPARTMENT_NAMES, Complaint, Department
from desk.dispatch.orders import Dispatch
from desk.events import Event
from desk.journal import JournalEntry
from desk.people import STAFF_NUMBERS, Person
from desk.ticket import Ticket
from errors import BadInput, NotAllowed
from handlers.chat.cards import if_unchanged, not_made, says_it_changed
from handlers.chat.flows import Talk
from handlers.chat.incoming import Said
from handlers.chat.questions import Choice, Words
from handlers.chat.turn import Turn
from handlers.complaints import card
from i18n import _, joining
from i18n.joining import listed

NOBODY, SEND = "0", "send"
AHEAD = (1, 2, 3, 5, 10, 20)  # working days


async def _load_to_keep(turn: Turn, number: int) -> Complaint:
    return await access_complaint_keeping(turn.session, turn.person, number)


async def _load_to_answer(turn: Turn, number: int) -> Complaint:
    return await access_complaint_answer(turn.session, turn.person, number)


@says_it_changed
async def _show(turn: Turn, complaint: Complaint) -> None:
    turn.reply(await card.for_staff(turn.session, complaint, turn.person, turn.now))


on_kept_complaint = if_unchanged(_load_to_keep, _show)
on_complaint_to_answer = if_unchanged(_load_to_answer, _show)


def still(complaint: Complaint, *states: str) -> Complaint:
    """It may have moved on while we were asking. Raises Stale."""
    if complaint.state not in states:
        raise not_made(complaint.number)
    return complaint


def which_department(prompt: str) -> Choice:
    return Choice(prompt, options=[(d, _(DEPARTMENT_NAMES[d])) for d in Department], columns=2)


@dataclass(frozen=True)
class Colleague(Choice):
    """One who is offered, or any other by name."""

    others: Mapping[str, str] = field(default_factory=dict)  # name in small letters → number

    def heard(self, said: Said) -> str:
        try:
            return super().heard(said)
        except BadInput:
            name = said.text.strip().lower()
            if name in self.others:
                return self.others[name]
            raise BadInput(
                _("I know no colleague of that name. Please press a button, or write the whole name.")
            ) from None


async def colleague(
    session: AsyncSession, complaint: Complaint, prompt: str, *, offer_self: Person | None = None
) -> Colleague:
    """Offers the colleagues who have worked on it, and the asker, if that makes sense; any other one by name."""
    staff = await _staff(session)
    involved = await _involved(session, complaint) | ({offer_self.id} if offer_self else set())
    offered = [p for p in staff if p.id in involved]
    options = [(str(p.id), p.name) for p in offered]
    return Colleague(
        prompt,
        options=[*options, (NOBODY, _("Nobody in particular"))],
        others={p.name.lower(): str(p.id) for p in staff},
    )


async def _staff(session: AsyncSession) -> list[Person]:
    return list(await session.scalars(select(Person).where(Person.id.in_(STAFF_NUMBERS)).order_by(Person.id)))


async def _involved(session: AsyncSession, complaint: Complaint) -> set[int]:
    """Who has done anything on the ticket it is about, or was sent there."""
    about = complaint.about_ticket_id
    ticket = await session.get(Ticket, about) if about else None
    if ticket is None:
        return {n for n in complaint.concerned if n}
    by = await session.scalars(select(JournalEntry.by).where(JournalEntry.ticket_id == about).distinct())
    sent = await session.scalars(select(Dispatch.engineer_id).where(Dispatch.ticket_id == about))
    return {n for n in (ticket.owner_id, ticket.assignee_id, complaint.named_id, *by, *sent) if n}


async def mornings(talk: Talk, complaint: Complaint) -> list[str]:
    """Of working days to come, as ISO, to choose from."""
    working = (await regions.hours_of(talk.turn.session, complaint.region)).working
    at, found = talk.turn.now, list[str]()
    for _n in range(max(AHEAD)):
        at = working.next_morning(at)
        found.append(at.isoformat())
    return [found[n - 1] for n in AHEAD]


def draft(prompt: str, text: str) -> Words:
    """Sent as it is by one press, or rewritten."""
    return Words(f"{prompt}\n\n{text}", options=[(SEND, _("📤 Send it like this"))], shortest=2)


def in_private(turn: Turn) -> None:
    """A complaint is never read or handed in where others look on. Raises NotAllowed."""
    if turn.said.in_group:
        raise NotAllowed(_("Complaints are for few eyes: please write /complaint to me in private."))


async def reads(turn: Turn, number: int) -> None:
    """The card, for people who may see it."""
    in_private(turn)
    complaint = await access_complaint(turn.session, turn.person, number)
    turn.reply(await card.for_staff(turn.session, complaint, turn.person, turn.now))


async def noted(turn: Turn, number: int) -> None:
    """That somebody reads what was said on a complaint is in the journal, too."""
    complaint = await turn.session.get(Complaint, number)
    if complaint is not None and complaint.contact_id != turn.person.id:
        await transitions.write(turn.session, complaint, Event.COMPLAINT_READ, turn.now, turn.person.id)


async def department_names(session: AsyncSession, complaint: Complaint) -> str:
    """The department, and who answers there."""
    people = await responsible.heads(session, complaint)
    name = _(DEPARTMENT_NAMES[complaint.department]) if complaint.department else ""
    return joining.noted(name, listed(p.name for p in people))
