"""Who may reach an entry of the problem base."""

from sqlalchemy.ext.asyncio import AsyncSession

from desk.people import Person
from desk.roles import EDITORS
from errors import NotAllowed, NotFound
from i18n import _
from kb.base.entry import Entry
from kb.learning.proposals import Proposal


async def access_entry(session: AsyncSession, person: Person, entry_id: int) -> Entry:
    """For staff to read, in any state."""
    entry = await session.get(Entry, entry_id)
    if entry is not None and person.is_staff:
        return entry
    raise NotFound(_("I cannot find that entry."))


async def access_entry_work(session: AsyncSession, person: Person, entry_id: int) -> Entry:
    """For the editors and its owner."""
    entry = await access_entry(session, person, entry_id)
    if person.has(*EDITORS) or entry.owner_id == person.id:
        return entry
    raise NotAllowed(_("Only an editor or the owner of the entry can do that."))


async def access_proposal(session: AsyncSession, person: Person, proposal_id: int) -> Proposal:
    """For editors."""
    proposal = await session.get(Proposal, proposal_id)
    if proposal is not None and person.has(*EDITORS):
        return proposal
    raise NotFound(_("This proposal is for the editors of the problem base."))
