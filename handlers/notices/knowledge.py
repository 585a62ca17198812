"""Reminders to review entries, and thanks to the author of a proposal (KB-4, KB-5)."""

from sqlalchemy import select

from desk.people import with_role
from desk.roles import EDITORS
from handlers.chat.cards import button
from handlers.chat.message import Message, Priority
from handlers.notices.notice import Notice, to
from i18n import _, ngettext
from kb.base.entry import Entry
from kb.learning.proposals import Proposal


async def review_due(notice: Notice) -> list[Message]:
    """One message for all entries that are due, to their owner, else to the editors."""
    entry = await notice.session.get_one(Entry, notice.entry.record_id)
    owner = await notice.person(entry.owner_id)
    people = [owner] if owner and owner.is_staff else await with_role(notice.session, *EDITORS)
    count = notice.entry.data["count"]
    messages = []
    for person in people:
        with to(person):
            text = ngettext(
                "📅 {count} entry is to be read again: is it still right?",
                "📅 {count} entries are to be read again: are they still right?",
                count,
            )
            which = "mine" if person is owner else "review"
            show = (
                button(_("📖 Show"), "kb_list", 0, 0, which)
                if count > 1
                else button(_("📖 Show"), "kb_entry", entry.id)
            )
            text = text.format(count=count)
            messages.append(Message(person.id, text, rows=[[show]], priority=Priority.NOTICE))
    return messages


async def approved(notice: Notice) -> list[Message]:
    """The proposer is told that customers get it now."""
    entry = await notice.session.get_one(Entry, notice.entry.record_id)
    query = select(Proposal.proposed_by).where(Proposal.entry_code == entry.code, Proposal.kind == "entry")
    proposer = await notice.person(await notice.session.scalar(query.limit(1)))
    if proposer is None or not proposer.is_staff or proposer.id == notice.entry.by:
        return []
    with to(proposer):
        text = _("Your solution helps customers from now on: {code} “{question}”. Thank you!")
        text = text.format(code=entry.code, question=entry.question)
        return [Message(proposer.id, text, priority=Priority.NOTICE)]
