"""What was asked, and what came of it: the memory from which the base learns (KB-4, KB-5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, String, Text, case, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from store import Base

RESULTS = ("offered", "solved", "not_solved", "unanswered")


class Outcome(Base):
    """One question of one person, and the answer's fate."""

    __tablename__ = "outcome"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    person_id: Mapped[int | None] = mapped_column(index=True)
    text: Mapped[str] = mapped_column(Text)
    entry_code: Mapped[str | None] = mapped_column(String(64), index=True)
    result: Mapped[str] = mapped_column(String(16))
    ticket_id: Mapped[int | None] = mapped_column(index=True)


async def record(
    session: AsyncSession,
    text: str,
    result: str,
    now: datetime,
    *,
    entry_code: str | None = None,
    person_id: int | None = None,
    ticket_id: int | None = None,
) -> Outcome:
    """Writes down one outcome; `result` is one of `RESULTS`."""
    if result not in RESULTS:
        raise ValueError(f"not a result: {result!r}")
    outcome = Outcome(
        at=now, person_id=person_id, text=text, entry_code=entry_code, result=result, ticket_id=ticket_id
    )
    session.add(outcome)
    await session.flush()
    return outcome


@dataclass(frozen=True)
class Failing:
    """An entry that was offered as the answer and often was none."""

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


async def unanswered(session: AsyncSession, since: datetime, limit: int = 20) -> Sequence[tuple[str, int]]:
    """Questions nothing answered, the most frequent first, for the editors (KB-5)."""
    times = func.count()
    rows = await session.execute(
        select(Outcome.text, times)
        .where(Outcome.at >= since, Outcome.result == "unanswered")
        .group_by(Outcome.text)
        .order_by(times.desc(), Outcome.text)
        .limit(limit)
    )
    return [(asked, count) for asked, count in rows]
