"""What was asked, and what came of it: the memory from which the base learns (KB-4, KB-5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, String, Text, case, cast, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from kb.text.normalise import bare
from store import Base
from store.session import written_late

# Why an answer did not help, as customers say it → what is wrong with the base, as editors sort it
FAULTS = {"another": "missing", "outdated": "outdated", "tried": "wrong", "hard": "unclear"}
RESULTS = ("asked", "offered", "solved", "not_solved", "unanswered")  # asked, offered: once a question


@written_late
class Outcome(Base):
    """One question of one person, and the answer's fate. `key`: the bare words; `proposal_id`: what it speaks for."""

    __tablename__ = "outcome"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    person_id: Mapped[int | None] = mapped_column(index=True)
    customer_id: Mapped[int | None]
    region: Mapped[str | None]  # of the customer then; where they are later changes no month of the past
    text: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Text, default="")
    entry_code: Mapped[str | None] = mapped_column(String(64), index=True)
    product: Mapped[str] = mapped_column(String(64), default="")  # as far as it was known then
    result: Mapped[str] = mapped_column(String(16))
    source: Mapped[str] = mapped_column(String(10), default="chat")  # how the question came
    heard_by: Mapped[int | None]  # the colleague to whom the customer said it
    reason: Mapped[str] = mapped_column(
        String(16), default=""
    )  # of FAULTS, if it did not help and they say why
    stated: Mapped[float | None] = mapped_column(
        index=True
    )  # the probability of the first answer that was offered, if this is its fate
    ticket_id: Mapped[int | None] = mapped_column(index=True)
    proposal_id: Mapped[int | None] = mapped_column(index=True)

    @property
    def voice(self) -> tuple[str, int | None]:
        """Who confirmed or denied it. All contacts of one customer count once; so does a stranger, or a colleague who was told."""
        if self.heard_by:
            return ("colleague", self.heard_by)
        return ("customer", self.customer_id) if self.customer_id else ("person", self.person_id)


async def record(
    session: AsyncSession,
    text: str,
    result: str,
    now: datetime,
    *,
    entry_code: str | None = None,
    person_id: int | None = None,
    customer_id: int | None = None,
    region: str | None = None,
    product: str = "",
    stated: float | None = None,
    ticket_id: int | None = None,
    source: str = "chat",
    heard_by: int | None = None,
    reason: str = "",
) -> Outcome:
    """Writes down one outcome; `result` is one of `RESULTS`."""
    if result not in RESULTS:
        raise ValueError(f"not a result: {result!r}")
    outcome = Outcome(
        at=now,
        person_id=person_id,
        customer_id=customer_id,
        region=region,
        text=text,
        key=bare(text),
        entry_code=entry_code,
        product=product,
        result=result,
        stated=stated,
        ticket_id=ticket_id,
        source=source,
        heard_by=heard_by,
        reason=reason,
    )
    session.add(outcome)
    return outcome


async def became_ticket(session: AsyncSession, person_id: int, text: str, ticket_id: int) -> None:
    """What this person asked, and nothing solved, is this ticket now."""
    mine = (Outcome.person_id == person_id, Outcome.ticket_id.is_(None), Outcome.result != "solved")
    await session.execute(update(Outcome).where(*mine, Outcome.text == text).values(ticket_id=ticket_id))


async def last_failure(session: AsyncSession, person_id: int, code: str) -> Outcome | None:
    """The newest time that this entry did not help this person."""
    query = select(Outcome).where(
        Outcome.person_id == person_id, Outcome.entry_code == code, Outcome.result == "not_solved"
    )
    found: Outcome | None = await session.scalar(query.order_by(Outcome.id.desc()).limit(1))
    return found


async def latest(session: AsyncSession, limit: int) -> Sequence[Outcome]:
    """What was asked last, the same words once."""
    newest = select(func.max(Outcome.id)).where(Outcome.key != "").group_by(Outcome.key)
    query = select(Outcome).where(Outcome.id.in_(newest)).order_by(Outcome.id.desc()).limit(limit)
    return (await session.scalars(query)).all()


async def reasons(session: AsyncSession, code: str, since: datetime) -> dict[str, int]:
    """How often each reason was given why this entry did not help, the most frequent first (KB-5)."""
    times = func.count()
    given = (Outcome.entry_code == code, Outcome.at >= since, Outcome.reason != "")
    rows = await session.execute(
        select(Outcome.reason, times.label("times"))
        .where(*given)
        .group_by(Outcome.reason)
        .order_by(times.desc(), Outcome.reason)
    )
    return {row.reason: row.times for row in rows}


_NEWEST_STATED = select(func.max(Outcome.id)).where(Outcome.stated.is_not(None))
_STATED = (
    select(Outcome).where(Outcome.stated.is_not(None)).order_by(Outcome.id.desc()).limit(3_000)
)  # the newest of them


async def newest_stated(session: AsyncSession) -> int:
    """The number of the newest outcome of an answer whose probability was stated; 0 if there is none."""
    return await session.scalar(_NEWEST_STATED) or 0


async def came_true(session: AsyncSession) -> list[tuple[float, bool]]:
    """The newest stated probabilities, and whether the answer solved it; of the same words of one voice the last."""
    newest = (await session.scalars(_STATED)).all()
    last = {(one.voice, one.key): one for one in newest[::-1]}
    return [(one.stated or 0.0, one.result == "solved") for one in last.values()]


@dataclass(frozen=True)
class Failing:
    """An entry that was offered as the answer and often was wrong."""

    entry_code: str
    solved: int
    not_solved: int


async def failing(session: AsyncSession, since: datetime, at_least: int = 3) -> Sequence[Failing]:
    """Entries that failed more often than they solved, worst first (KB-5)."""
    solved = func.sum(cast(case((Outcome.result == "solved", 1), else_=0), Integer))
    failed = func.sum(cast(case((Outcome.result == "not_solved", 1), else_=0), Integer))
    rows = await session.execute(
        select(Outcome.entry_code, solved, failed)
        .where(Outcome.at >= since, Outcome.entry_code.is_not(None))
        .group_by(Outcome.entry_code)
        .having(failed >= at_least, failed > solved)
        .order_by(failed.desc(), Outcome.entry_code)
    )
    return [Failing(code, good, bad) for code, good, bad in rows if code is not None]


async def of_proposal(
    session: AsyncSession, proposal_id: int, up_to: int | None = None, limit: int = 30
) -> Sequence[Outcome]:
    """The outcomes that speak for a proposal, the latest first; `up_to` this one's number."""
    query = select(Outcome).where(Outcome.proposal_id == proposal_id).order_by(Outcome.id.desc())
    if up_to is not None:
        query = query.where(Outcome.id <= up_to)
    return (await session.scalars(query.limit(limit))).all()
