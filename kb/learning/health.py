"""Health of the base: entries that fail, that help nobody, that are due for review, or that are duplicates (KB-5)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from kb.base.entry import Entry
from kb.base.outcomes import FAULTS, Outcome, failing
from kb.search.problem_base import ProblemBase
from kb.text.jaccard import likeness, pairs

SAME = 0.6  # similarity from which two wordings ask the same
AGREE = 0.5  # similarity from which two solutions say the same


@dataclass(frozen=True)
class Twins:
    """Two entries that are asked in the same words; a contradiction when their solutions differ."""

    one: Entry
    two: Entry
    likeness: float

    @property
    def contradict(self) -> bool:
        return likeness(" ".join(self.one.solution), " ".join(self.two.solution)) < AGREE


def stale(since: datetime) -> Select[Entry]:
    """Approved before `since`, and no help to anybody after it."""
    helped = select(Outcome.entry_code).where(
        Outcome.result == "solved", Outcome.at >= since, Outcome.entry_code.is_not(None)
    )
    old = (Entry.state == "approved", Entry.updated_at < since, Entry.code.not_in(helped))
    return select(Entry).where(*old).order_by(Entry.updated_at, Entry.id)


def to_review(now: datetime) -> Select[Entry]:
    """Approved, and their review date has come."""
    due = (Entry.state == "approved", Entry.review_at <= now)
    return select(Entry).where(*due).order_by(Entry.review_at, Entry.id)


async def failing_entries(
    session: AsyncSession, since: datetime, at_least: int
) -> list[tuple[Entry, int, int]]:
    """Entry, how often it solved, how often it did not; worst first."""
    found = await failing(session, since, max(at_least, 1))
    query = select(Entry).where(Entry.code.in_([one.entry_code for one in found]), Entry.state == "approved")
    by_code = {entry.code: entry for entry in await session.scalars(query)}
    return [
        (by_code[one.entry_code], one.solved, one.not_solved) for one in found if one.entry_code in by_code
    ]


async def at_fault(session: AsyncSession, fault: str, since: datetime) -> list[tuple[Entry, int]]:
    """The entries that customers name this fault of, and how often; the most frequent first."""
    said = [reason for reason, sort in FAULTS.items() if sort == fault]
    named = (
        select(Outcome.entry_code, func.count().label("times"))
        .where(Outcome.reason.in_(said), Outcome.at >= since)
        .group_by(Outcome.entry_code)
        .subquery()
    )
    rows = await session.execute(
        select(Entry, named.c.times)
        .join(named, named.c.entry_code == Entry.code)
        .where(Entry.state == "approved")
        .order_by(named.c.times.desc(), Entry.code)
    )
    return [(entry, times) for entry, times in rows]


async def twins_of(session: AsyncSession, base: ProblemBase, entry: Entry) -> list[Twins]:
    """Entries very like this one, found by the search; the most like first."""
    codes = [hit.code for hit in base.search(entry.question).hits if hit.code != entry.code]
    others = await session.scalars(select(Entry).where(Entry.code.in_(codes)))
    found = [Twins(entry, other, _alike(entry, other)) for other in others if _meet(entry, other)]
    return sorted((one for one in found if one.likeness >= SAME), key=lambda one: -one.likeness)


def all_twins(entries: Sequence[Entry]) -> Iterator[Twins]:
    """The pairs among all these entries, each once; contradictions are among them."""
    seen = set[tuple[int, int]]()
    for product in sorted({entry.product for entry in entries}):
        group = [entry for entry in entries if entry.product in (product, "")]
        texts = [(entry, text) for entry in group for text in _asked(entry)]
        for first, second, like in pairs([text for _entry, text in texts], SAME):
            one, two = sorted((texts[first][0], texts[second][0]), key=lambda entry: entry.id)
            if one is not two and (one.id, two.id) not in seen:
                seen.add((one.id, two.id))
                yield Twins(one, two, like)


def _meet(one: Entry, two: Entry) -> bool:
    """Whether a customer could get either."""
    return not one.product or not two.product or one.product == two.product


def _alike(one: Entry, two: Entry) -> float:
    return max(likeness(mine, theirs) for mine in _asked(one) for theirs in _asked(two))


def _asked(entry: Entry) -> Iterable[str]:
    return (entry.question, *entry.variants)
