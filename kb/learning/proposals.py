"""What the base may learn, for the editors to decide: similar questions in one proposal, with their count (KB-4, KB-5).

wording   customers' words that an entry answered      ─▶ wordings of that entry
failure   words for which an entry was no answer       ─▶ the entry is edited, or the words get an entry
entry     questions without an answer; a ticket's or   ─▶ a new entry
          a colleague's solution, if there is one

open ──▶ accepted
  └────▶ rejected
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import String, Text, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column, validates

from errors import Stale
from i18n import _, plain
from kb.base import entries, outcomes
from kb.base.entry import Entry
from kb.base.outcomes import Outcome
from kb.text.normalise import bare
from store import Base
from store.numbers import numbered_early
from store.session import numbered, written_late


@numbered_early
@written_late
class Proposal(Base):
    """`text`: the words that stand for the group, `key` their bare form; `count`: different customers behind it."""

    __tablename__ = "proposal"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(16))
    entry_code: Mapped[str | None] = mapped_column(String(64), index=True)
    key: Mapped[str] = mapped_column(Text, default="")
    text: Mapped[str] = mapped_column(Text, default="")
    question: Mapped[str] = mapped_column(Text, default="")
    symptoms: Mapped[str] = mapped_column(Text, default="")
    solution: Mapped[list[str]] = mapped_column(default=list)
    files: Mapped[list[Any]] = mapped_column(default=list)
    product: Mapped[str] = mapped_column(String(64), default="")
    module: Mapped[str] = mapped_column(String(128), default="")
    ticket_id: Mapped[int | None]
    proposed_by: Mapped[int | None]
    count: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(16), default="open", index=True)
    decided_by: Mapped[int | None]
    decided_at: Mapped[datetime | None]

    @validates("text", "question", "symptoms")
    def _masked(self, _key: str, value: str) -> str:
        """Anonymous: neither editors nor the learning need the customer's name."""
        return plain.masked(value)

    @property
    def ref(self) -> str:
        return f"proposal:{self.id}"


async def propose_entry(
    session: AsyncSession,
    question: str,
    solution: Sequence[str],
    now: datetime,
    *,
    product: str = "",
    module: str = "",
    files: Sequence[int] = (),
    ticket_id: int | None = None,
    by: int | None = None,
) -> Proposal:
    """An entry is proposed from what solved a ticket, or by a colleague; one open proposal a ticket, the last words win (KB-4).

    It joins the questions that waited for such an answer, if the ticket's was among them.
    """
    found = await _waiting_for(session, ticket_id) if ticket_id is not None else None
    if found is None:
        found = Proposal(kind="entry", at=now, key=bare(question), text=question)
        await numbered(session, found)
    found.question, found.solution, found.files = question, list(solution), list(files)
    found.product, found.module = product or found.product or "", module
    found.ticket_id, found.proposed_by = ticket_id, by
    return found


async def _waiting_for(session: AsyncSession, ticket_id: int) -> Proposal | None:
    """The open proposal that the ticket's question belongs to, or that came from the ticket."""
    asked = select(Outcome.proposal_id).where(Outcome.ticket_id == ticket_id)
    mine = (Proposal.ticket_id == ticket_id) | (Proposal.id.in_(asked) & Proposal.ticket_id.is_(None))
    query = select(Proposal).where(Proposal.kind == "entry", Proposal.state == "open", mine)
    return (await session.scalars(query.order_by(Proposal.id))).first()


async def accept_wording(
    session: AsyncSession,
    proposal: Proposal,
    entry: Entry,
    by: int | None,
    now: datetime,
    seen: int | None = None,
) -> None:
    """The editor has read the words: they are wordings of the entry from now on. `seen`: as in `words`."""
    await decide(session, proposal, "accepted", by, now)
    proposal.entry_code = entry.code
    known = {bare(text) for text in (entry.question, *entry.variants)}
    fresh = [text for text in await words(session, proposal, seen) if bare(text) not in known]
    read = known | {bare(text) for text in fresh}
    learnt = [text for text in entry.learnt if bare(text) not in read]
    content = {"variants": [*entry.variants, *fresh], "learnt": learnt}
    await entries.change(session, entry, now, by, content)


async def words(session: AsyncSession, proposal: Proposal, seen: int | None = None) -> list[str]:
    """What was asked, each once. `seen`: the number of the last outcome that was read; later ones stay out."""
    said = {
        bare(one.text): one.text.strip() for one in await outcomes.of_proposal(session, proposal.id, seen)
    }
    return list({proposal.key: proposal.text.strip(), **said}.values())


async def accept_entry(
    session: AsyncSession, proposal: Proposal, by: int | None, now: datetime, seen: int | None = None
) -> Entry:
    """The editor's yes to a new entry: a draft with what was asked as its wordings. `seen`: as in `words`."""
    await decide(session, proposal, "accepted", by, now)
    question = proposal.question or proposal.text
    asked = await words(session, proposal, seen)
    entry = await entries.create(
        session,
        now,
        by,
        code=f"P-{proposal.id}",
        question=question,
        variants=[text for text in asked if bare(text) != bare(question)],
        symptoms=proposal.symptoms,
        solution=list(proposal.solution),
        files=list(proposal.files),
        product=proposal.product,
        module=proposal.module,
    )
    proposal.entry_code = entry.code
    return entry


async def reject(session: AsyncSession, proposal: Proposal, by: int | None, now: datetime) -> None:
    """The editor's no; words that the base had learnt from it are forgotten."""
    await decide(session, proposal, "rejected", by, now)
    entry = await entries.find(session, proposal.entry_code) if proposal.entry_code else None
    if entry is None or proposal.kind != "wording":
        return
    gone = {bare(one.text) for one in await outcomes.of_proposal(session, proposal.id)}
    kept = [text for text in entry.learnt if bare(text) not in gone]
    await entries.change(session, entry, now, by, {"learnt": kept})


async def waiting(session: AsyncSession, limit: int = 50, offset: int = 0) -> Sequence[Proposal]:
    """What the editors still have to look at, the most often asked first."""
    ordered = select(Proposal).where(Proposal.state == "open").order_by(Proposal.count.desc(), Proposal.id)
    return (await session.scalars(ordered.limit(limit).offset(offset))).all()


async def place_of(session: AsyncSession, proposal: Proposal) -> int:
    """How many open ones are ahead of it in the queue."""
    ahead = (Proposal.count > proposal.count) | (
        (Proposal.count == proposal.count) & (Proposal.id < proposal.id)
    )
    return await session.scalar(select(func.count()).where(Proposal.state == "open", ahead)) or 0


async def how_many(session: AsyncSession) -> int:
    return await session.scalar(select(func.count()).where(Proposal.state == "open")) or 0


async def tickets_saved(session: AsyncSession, proposal: Proposal) -> list[int]:
    """The tickets that an answer would have made needless."""
    query = select(Outcome.ticket_id).where(
        Outcome.proposal_id == proposal.id, Outcome.ticket_id.is_not(None)
    )
    numbers = {number for number in await session.scalars(query.distinct()) if number}
    return sorted(numbers | ({proposal.ticket_id} if proposal.ticket_id else set()))


async def decide(
    session: AsyncSession, proposal: Proposal, state: str, by: int | None, now: datetime
) -> None:
    """Of two editors who decide at once, one does. Raises Stale for the other."""
    decided = await session.execute(
        update(Proposal)
        .where(Proposal.id == proposal.id, Proposal.state == "open")
        .values(state=state, decided_by=by, decided_at=now)
        .returning(Proposal.id)
    )
    if decided.first() is None:
        raise Stale(_("This proposal has been decided already."))
    await session.refresh(proposal)
