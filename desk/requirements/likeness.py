"""Which requirements are like these words: by approved titles only, by words and sense, of the same product (REQ-1)."""

import asyncio
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.requirements.requirement import Requirement, RequirementState
from kb.search.alike import Alike, alike
from kb.text.jaccard import likeness

MOST = 3
COMPARED = 400  # the latest so many
NEARLY = 0.5  # share of words that both have
SHOWN = tuple(
    state
    for state in RequirementState
    if state not in (RequirementState.MERGED, RequirementState.COMMERCIAL, RequirementState.CLOSED)
)


async def like(
    session: AsyncSession, words: str, products: Sequence[str], *, but: int = 0
) -> list[Requirement]:
    """The likest first."""
    query = select(Requirement).where(
        Requirement.title != "", Requirement.state.in_(SHOWN), Requirement.id != but
    )
    if products:
        query = query.where(Requirement.product.in_(["", *products]))
    found = list(await session.scalars(query.order_by(Requirement.id.desc()).limit(COMPARED)))
    near = await asyncio.to_thread(nearest, words, [each.title for each in found])
    return [found[at] for at in near]


def nearest(words: str, titles: Sequence[str]) -> list[int]:
    """The places of those that are like it."""
    if not titles:
        return []
    sense = alike(words, list(titles))
    scores = [likeness(words, title) for title in titles]
    near = [at for at in range(len(titles)) if sense[at] is not Alike.NO or scores[at] >= NEARLY]
    return sorted(near, key=lambda at: (-sense[at], -scores[at]))[:MOST]
