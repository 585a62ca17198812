"""What solved problems teach the base: a new wording or a new entry, proposed, and accepted by an editor (KB-4).

    a customer says "solved"  ──▶ wording ─┐
                                           ├─ open ──▶ accepted: from now on searchable
    a ticket's solution       ──▶ entry   ─┘      └──▶ rejected

Until an editor accepts it, a proposal is not searched; a wording is searched but never shown to customers.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import String, Text, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from errors import Stale
from kb import entries
from kb.entries import Entry
from kb.normalise import bare
from language import _
from store import Base

MOVES = {"open": ("accepted", "rejected"), "accepted": (), "rejected": ()}


class Proposal(Base):
    """`key` is the bare wording: the same words proposed again only count up."""

    __tablename__ = "proposal"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(16))  # wording | entry
    entry_code: Mapped[str | None] = mapped_column(String(64), index=True)
    key: Mapped[str] = mapped_column(Text, default="")
    text: Mapped[str] = mapped_column(Text, default="")
    question: Mapped[str] = mapped_column(Text, default="")
    symptoms: Mapped[str] = mapped_column(Text, default="")
    solution: Mapped[list[str]] = mapped_column(default=list)
    product: Mapped[str] = mapped_column(String(64), default="")
    ticket_id: Mapped[int | None]
    proposed_by: Mapped[int | None]
    count: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(16), default="open", index=True)
    decided_by: Mapped[int | None]
    decided_at: Mapped[datetime | None]


async def propose_wording(
    session: AsyncSession,
    entry_code: str,
    text: str,
    now: datetime,
    by: int | None = None,
    ticket_id: int | None = None,
) -> Proposal | None:
    """A customer's words that this entry answered. None if the entry has them already, or there is no entry."""
    entry, key = await entries.find(session, entry_code), bare(text)
    if entry is None or not key or key in {bare(known) for known in (entry.question, *entry.variants)}:
        return None
    known = (Proposal.kind == "wording", Proposal.entry_code == entry_code, Proposal.key == key)
    again = update(Proposal).where(*known, Proposal.state == "open").values(count=Proposal.count + 1)
    await session.execute(again.execution_options(synchronize_session="fetch"))
    found = (await session.scalars(select(Proposal).where(*known).order_by(Proposal.id.desc()))).first()
    if found is not None and found.state != "accepted":
        return found  # counted up; or rejected before, and an editor's no stays a no
    return await _add(
        session,
        Proposal(
            at=now,
            kind="wording",
            entry_code=entry_code,
            key=key,
            text=text.strip(),
            product=entry.product,
            ticket_id=ticket_id,
            proposed_by=by,
        ),
    )


async def propose_entry(
    session: AsyncSession,
    question: str,
    solution: Sequence[str],
    now: datetime,
    *,
    symptoms: str = "",
    product: str = "",
    ticket_id: int | None = None,
    by: int | None = None,
) -> Proposal:
    """A draft entry from what solved a ticket; one open proposal a ticket, the last words win."""
    if ticket_id is not None:
        mine = (Proposal.kind == "entry", Proposal.ticket_id == ticket_id, Proposal.state == "open")
        found = (await session.scalars(select(Proposal).where(*mine))).first()
        if found is not None:
            found.question, found.symptoms, found.solution = question, symptoms, list(solution)
            return found
    return await _add(
        session,
        Proposal(
            at=now,
            kind="entry",
            question=question,
            symptoms=symptoms,
            solution=list(solution),
            product=product,
            ticket_id=ticket_id,
            proposed_by=by,
        ),
    )


async def accept(session: AsyncSession, proposal: Proposal, by: int | None, now: datetime) -> Entry:
    """The editor's yes: the wording becomes a variant, or the entry comes into the base, approved."""
    await _decide(session, proposal, "accepted", by, now)
    if proposal.kind == "entry":
        entry = await entries.create(
            session,
            now,
            by,
            code=f"P-{proposal.id}",
            question=proposal.question,
            symptoms=proposal.symptoms,
            solution=list(proposal.solution),
            product=proposal.product,
            state="approved",
        )
        proposal.entry_code = entry.code
        return entry
    entry = await entries.get(session, proposal.entry_code or "")
    await entries.change(session, entry, now, by, {"variants": [*entry.variants, proposal.text]})
    return entry


async def reject(session: AsyncSession, proposal: Proposal, by: int | None, now: datetime) -> None:
    await _decide(session, proposal, "rejected", by, now)


async def waiting(session: AsyncSession, limit: int = 50) -> Sequence[Proposal]:
    """What the editors still have to look at, the most often proposed first."""
    ordered = select(Proposal).where(Proposal.state == "open").order_by(Proposal.count.desc(), Proposal.id)
    return (await session.scalars(ordered.limit(limit))).all()


async def _add(session: AsyncSession, proposal: Proposal) -> Proposal:
    session.add(proposal)
    await session.flush()
    return proposal


async def _decide(
    session: AsyncSession, proposal: Proposal, state: str, by: int | None, now: datetime
) -> None:
    """Of two editors who decide at once, one does."""
    decided = await session.execute(
        update(Proposal)
        .where(Proposal.id == proposal.id, Proposal.state == "open")
        .values(state=state, decided_by=by, decided_at=now)
        .returning(Proposal.id)
    )
    if decided.first() is None:
        raise Stale(_("This proposal has been decided already."))
    await session.refresh(proposal)
