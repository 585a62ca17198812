"""Requirements counted: open by age and product, words kept, what was planned and delivered, the ten most asked for (REQ-1, REQ-2)."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.requirements import counting
from desk.requirements.requirement import OVER, Requirement, RequirementState, Voice

AGES = (30, 90, 180)  # days
TOP = 10
S = RequirementState


@dataclass(frozen=True)
class RequirementFigures:
    """`first_words`, `decisions`: how many were due by now, and how many of them were kept."""

    open_by_age: dict[str, int]
    open_by_product: dict[str, int]
    first_words: tuple[int, int]
    decisions: tuple[int, int]
    states: dict[str, int]
    top: list[tuple[str, str, int]]  # number, title, customers
    promised: list[tuple[str, str, str, str]]  # number, title, quarter, state


async def figures(session: AsyncSession, now: datetime) -> RequirementFigures:
    """The figures as things stand now; merged requirements count as what they are a part of."""
    rows = list(
        await session.scalars(
            select(Requirement).where(Requirement.state != S.MERGED).order_by(Requirement.id)
        )
    )
    asking: dict[int, set[tuple[str, int | None]]] = defaultdict(set)
    for voice in await session.scalars(select(Voice)):
        asking[voice.requirement_id].add(counting.whose(voice))
    open_ones = [row for row in rows if row.state not in OVER]
    most = sorted(rows, key=lambda row: (-len(asking[row.id]), row.id))[:TOP]
    return RequirementFigures(
        open_by_age=by_age(open_ones, now),
        open_by_product=dict(Counter(row.product for row in open_ones)),
        first_words=kept([(row.first_word_by, row.first_word_at) for row in rows if row.state is not S.COMMERCIAL], now),
        decisions=kept([(row.decide_by, row.decided_at) for row in rows], now),
        states=dict(Counter(row.state.value for row in rows)),
        top=[(row.number, row.title, len(asking[row.id])) for row in most],
        promised=[
            (row.number, row.title, row.target, row.state.value)
            for row in rows
            if row.target and row.state in (S.PLANNED, S.IN_WORK, S.DELIVERED, S.CONFIRMED)
        ],
    )  # fmt: skip


def by_age(rows: Sequence[Requirement], now: datetime) -> dict[str, int]:
    """`to 30`, `to 90`, `to 180`, `older`: days since they were asked for."""
    found = Counter(
        next((f"to {days}" for days in AGES if now - row.opened_at <= timedelta(days=days)), "older")
        for row in rows
    )
    return {name: found[name] for name in (*(f"to {days}" for days in AGES), "older")}


def kept(times: Sequence[tuple[datetime | None, datetime | None]], now: datetime) -> tuple[int, int]:
    """Of promises until when, and when it was: those that are due or done, and those that were kept."""
    settled = [(by, at) for by, at in times if by and (at or by <= now)]
    return len(settled), sum(1 for by, at in settled if at and at <= by)
