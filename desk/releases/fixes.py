"""What a release mends, as people write it, and which tickets and wishes wait for that (REL-1, REL-2)."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.hotline.consultations import Consultation
from desk.people import Person
from desk.releases.release import Release, ReleaseFix
from desk.requirements.requirement import OVER, Requirement, RequirementState, Voice
from desk.ticket import OPEN, Ticket
from desk.tickets.incident_rows import Incident
from errors import BadInput
from i18n import _
from i18n.joining import labelled, listed, one_line
from kb.base import entries
from kb.base.entry import Entry
from store import row_number

MOST = 100  # of one release
LONGEST = 4000  # characters of a list of them
_BETWEEN = re.compile(r"[\s,，、;；。]+")
_TICKETS, _REQUIREMENT, _INCIDENT = ("K", "C"), "R", "M"
TICKET, REQUIREMENT, ENTRY, TRACKER = "ticket", "requirement", "entry", "tracker"


async def read(session: AsyncSession, text: str) -> list[str]:
    """`K-1042, R-1003, NE-007, ABC-12` as references, each once. Raises BadInput, naming what is unknown."""
    words = list(dict.fromkeys(word for word in _BETWEEN.split(text[:LONGEST]) if word))
    if len(words) > MOST:
        raise BadInput(_("At most {n} at once, please.").format(n=MOST))
    found = {word: await _one(session, word) for word in words}
    if unknown := [word[:40] for word, mends in found.items() if not mends]:
        raise BadInput(
            _("I do not know {what}. Tickets are like K-1042, requirements like R-1003; entries and R&D's keys as they are written.").format(
                what=listed(unknown)
            )
        )  # fmt: skip
    return list(dict.fromkeys(found.values()))


async def _one(session: AsyncSession, word: str) -> str:
    """Its reference; "" for what is not there. A known incident is its first report."""
    letter, _dash, digits = word.upper().partition("-")
    number = (row_number(digits) or 0) - 1000
    if number > 0 and letter == _INCIDENT and (incident := await session.get(Incident, number)) is not None:
        return f"{TICKET}:{incident.master_id}"
    if number > 0 and letter in _TICKETS and await session.get(Ticket, number) is not None:
        return f"{TICKET}:{number}"
    if number > 0 and letter == _REQUIREMENT and (whole := await _whole(session, number)) is not None:
        return whole.ref
    if (entry := await entries.find(session, word)) is not None:
        return f"{ENTRY}:{entry.id}"
    same = func.lower(Consultation.tracker_key) == word.lower()
    key: str | None = await session.scalar(select(Consultation.tracker_key).where(same).limit(1))
    return f"{TRACKER}:{key}" if key else ""


async def _whole(session: AsyncSession, number: int) -> Requirement | None:
    """What it has become a part of."""
    found = await session.get(Requirement, number)
    while found is not None and found.merged_into_id:
        found = await session.get(Requirement, found.merged_into_id)
    return found


async def of_release(session: AsyncSession, release: Release) -> list[str]:
    rows = select(ReleaseFix.mends).where(ReleaseFix.release_id == release.id).order_by(ReleaseFix.id)
    return list(await session.scalars(rows))


async def add(session: AsyncSession, release: Release, found: Sequence[str]) -> list[str]:
    """What it mends besides; those that are new in it. Raises BadInput for too many."""
    known = await of_release(session, release)
    new = [mends for mends in found if mends not in known]
    if len(known) + len(new) > MOST:
        raise BadInput(_("At most {n} at once, please.").format(n=MOST))
    session.add_all(ReleaseFix(release_id=release.id, mends=mends) for mends in new)
    await session.flush()
    return new


async def remove(session: AsyncSession, release: Release, found: Sequence[str]) -> None:
    rows = select(ReleaseFix).where(ReleaseFix.release_id == release.id, ReleaseFix.mends.in_(found))
    for row in await session.scalars(rows):
        await session.delete(row)
    await session.flush()


def numbers(found: Collection[str], kind: str) -> list[int]:
    return [int(mends.partition(":")[2]) for mends in found if mends.startswith(f"{kind}:")]


async def named(session: AsyncSession, mends: str) -> tuple[str, str]:
    """A fix's number and what it is about, for staff."""
    kind, _colon, key = mends.partition(":")
    if kind == TRACKER:
        return key, ""
    number = int(key)
    if kind == TICKET:
        ticket = await session.get_one(Ticket, number)
        return ticket.number, ticket.title
    if kind == REQUIREMENT:
        requirement = await session.get_one(Requirement, number)
        return requirement.number, requirement.title
    entry = await session.get_one(Entry, number)
    return entry.code, entry.question


async def public(session: AsyncSession, found: Collection[str]) -> list[str]:
    """What every customer may read of it: questions of entries and titles of requirements; nobody's own words."""
    asked = select(Entry).where(Entry.id.in_(numbers(found, ENTRY))).order_by(Entry.id)
    wished = (
        select(Requirement).where(Requirement.id.in_(numbers(found, REQUIREMENT))).order_by(Requirement.id)
    )
    return [
        *(one_line(entry.question, 80) for entry in await session.scalars(asked)),
        *(each.title for each in await session.scalars(wished) if each.title),
    ]


@dataclass(frozen=True)
class WaitingForFix:
    """Open tickets that the release mends, and voices of the wishes that it holds."""

    tickets: list[Ticket]
    voices: list[Voice]

    def by_customer(self) -> dict[int, list[str]]:
        """What each customer waits for, as references."""
        found: dict[int, list[str]] = {}
        for ticket in self.tickets:
            if ticket.customer_id:
                found.setdefault(ticket.customer_id, []).append(ticket.ref)
        for voice in self.voices:
            if voice.customer_id:
                theirs = found.setdefault(voice.customer_id, [])
                theirs.extend({f"{REQUIREMENT}:{voice.requirement_id}"} - set(theirs))
        return found


async def waiting(
    session: AsyncSession, release: Release, found: Sequence[str] | None = None
) -> WaitingForFix:
    """Who waits for all that it mends, or for `found` (REL-2): tickets named or given to R&D under a key named, those of the same incident, those that an entry named did not solve."""
    found = await of_release(session, release) if found is None else found
    named_ones = set(numbers(found, TICKET)) | set(await _tracked(session, found))
    codes = set(await session.scalars(select(Entry.code).where(Entry.id.in_(numbers(found, ENTRY)))))
    same = select(Incident.id).where(Incident.master_id.in_(named_ones))
    incidents = set(await session.scalars(same)) if named_ones else set()
    about = select(Ticket.id, Ticket.incident_id, Ticket.tried).where(
        Ticket.state.in_(OPEN), Ticket.complaint.is_(False), Ticket.product.in_([release.product, ""])
    )
    alike = {
        number
        for number, incident, tried in await session.execute(about)
        if incident in incidents or codes & set(tried)
    }
    waits = Ticket.id.in_(named_ones | alike), Ticket.state.in_(OPEN)
    tickets = await session.scalars(select(Ticket).where(*waits).order_by(Ticket.id))
    open_ones = Requirement.state.not_in(OVER)
    voices = (
        select(Voice)
        .join(Requirement, Requirement.id == Voice.requirement_id)
        .where(Voice.requirement_id.in_(numbers(found, REQUIREMENT)), open_ones, Voice.quiet.is_(False))
        .order_by(Voice.at, Voice.id)
    )
    return WaitingForFix(list(tickets), list(await session.scalars(voices)))


async def _tracked(session: AsyncSession, found: Collection[str]) -> list[int]:
    keys = [mends.partition(":")[2].lower() for mends in found if mends.startswith(f"{TRACKER}:")]
    same = func.lower(Consultation.tracker_key).in_(keys)
    return list(await session.scalars(select(Consultation.ticket_id).where(same)))


async def to_deliver(session: AsyncSession, release: Release) -> list[Requirement]:
    """The release's requirements that are planned or in work."""
    held = numbers(await of_release(session, release), REQUIREMENT)
    states = (RequirementState.PLANNED, RequirementState.IN_WORK)
    query = select(Requirement).where(Requirement.id.in_(held), Requirement.state.in_(states))
    return list(await session.scalars(query.order_by(Requirement.id)))


async def who_waits(session: AsyncSession, waits: Collection[str], customer_id: int) -> list[Person]:
    """The contacts whose tickets and wishes these are."""
    reported = select(Ticket.contact_id).where(Ticket.id.in_(numbers(waits, TICKET)))
    wished = select(Voice.person_id).where(
        Voice.requirement_id.in_(numbers(waits, REQUIREMENT)), Voice.customer_id == customer_id
    )
    theirs = Person.customer_id == customer_id, Person.active
    query = select(Person).where(Person.id.in_(reported) | Person.id.in_(wished), *theirs)
    return list(await session.scalars(query.order_by(Person.id)))


async def own(session: AsyncSession, waits: Collection[str], viewer: Person) -> list[str]:
    """What this contact waits for themselves; what colleagues of theirs reported is not told to them."""
    mine = select(Ticket).where(Ticket.id.in_(numbers(waits, TICKET)), Ticket.contact_id == viewer.id)
    cast = select(Voice.requirement_id).where(Voice.person_id == viewer.id)
    wished = select(Requirement).where(
        Requirement.id.in_(numbers(waits, REQUIREMENT)), Requirement.id.in_(cast)
    )
    return [
        *(labelled(each.number, each.title) for each in await session.scalars(mine.order_by(Ticket.id))),
        *(
            labelled(each.number, each.title) if each.title else each.number
            for each in await session.scalars(wished)
        ),
    ]
