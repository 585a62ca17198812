"""The digest of a month: what was asked about a product, what came of it, and what nothing answers (KB-6).

Everything is counted by the moment at which it happened, in the company's own zone, and never beyond the end of the
month: a past month gives the same numbers whenever it is asked for.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta

from dateutil.relativedelta import relativedelta
from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import journal
from desk.calendars import dates
from desk.events import Event
from desk.people import Person, with_role
from desk.roles import DIGEST_READERS
from desk.ticket import Ticket
from i18n import N_, company_day
from kb.base.entry import Entry
from kb.base.outcomes import Outcome
from store import Base, Due, Moment, insert

A_DAY = timedelta(days=1)
MONTHS = 6  # shown side by side
MOST = 10  # groups of questions without an answer


class Digest(Due, Base):
    """A month in which something was asked; `due_at`: when its digest goes out, None once it has."""

    __tablename__ = "digest"

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[date] = mapped_column(unique=True)

    @property
    def ref(self) -> str:
        return f"digest:{self.id}"


@dataclass(frozen=True)
class DigestFigures:
    asked: int = 0
    answered: int = 0
    solved: int = 0
    wrong: int = 0
    unanswered: int = 0
    avoided: int = 0
    written: int = 0

    def __add__(self, other: "DigestFigures") -> "DigestFigures":
        return DigestFigures(*(getattr(self, name) + getattr(other, name) for name in NAMES))


NAMES = {
    "asked": N_("asked"),
    "answered": N_("answered"),
    "solved": N_("solved"),
    "wrong": N_("wrong"),
    "unanswered": N_("unanswered"),
    "avoided": N_("tickets avoided"),
    "written": N_("new entries"),
}
MEANINGS = {
    "asked": N_("questions put to the problem base"),
    "answered": N_("of them, those to which a solution was shown"),
    "solved": N_("the customer said that it helped"),
    "wrong": N_("solutions of which the customer said that they did not help"),
    "unanswered": N_("nothing was near enough, or nothing that was offered fitted"),
    "avoided": N_("solved, and the same person filed no ticket within a day, as far as the month goes"),
    "written": N_("entries that came into the base, drafts too"),
}
assert list(NAMES) == list(MEANINGS) == [field.name for field in fields(DigestFigures)]
_RESULTS = {"asked": "asked", "offered": "answered", "solved": "solved", "not_solved": "wrong", "unanswered": "unanswered"}  # fmt: skip


LAST = select(func.max(Digest.month))
_ASKED = select(func.min(Outcome.at)).where(
    Outcome.result == "asked", Outcome.at >= bindparam("since", type_=Moment)
)


async def next_month(session: AsyncSession, now: datetime) -> date | None:
    """The first month in which something was asked and that has no digest yet; later than all that have one."""
    last = await session.scalar(LAST)
    if last and last >= first_day(now):
        return None
    since = bounds(last)[1] if last else datetime.min.replace(tzinfo=UTC)
    at = await session.scalar(_ASKED, {"since": since})
    return first_day(at) if at else None


async def plan(session: AsyncSession, month: date) -> None:
    """A month's digest goes out at nine on the first working day of the next month."""
    row = insert(session, Digest).values(month=month, due_at=await dates.after_month(session, month))
    await session.execute(row.on_conflict_do_nothing())


async def fall_due(session: AsyncSession, digest: Digest, now: datetime) -> None:
    """The digest of a month goes out to its readers (KB-6)."""
    digest.due_at = None
    await journal.write(session, digest, Event.DIGEST_DUE, by=None, now=now)


async def readers(session: AsyncSession) -> list[Person]:
    """The digest's recipients: editors, service managers, administrators."""
    return await with_role(session, *DIGEST_READERS)


def first_day(at: datetime) -> date:
    return company_day(at).replace(day=1)


def bounds(month: date) -> tuple[datetime, datetime]:
    """A month from its first instant until just before that of the next."""
    return dates.company_bounds(month, month + relativedelta(months=1, days=-1))


async def figures(session: AsyncSession, month: date) -> dict[str, DigestFigures]:
    """The month's figures by product; "" are questions of which the product was not known."""
    start, end = bounds(month)
    found = defaultdict[str, Counter[str]](Counter)
    counted = select(Outcome.product, Outcome.result, func.count()).group_by(Outcome.product, Outcome.result)
    for product, result, n in await session.execute(counted.where(Outcome.at >= start, Outcome.at < end)):
        found[product][_RESULTS[result]] += n
    for product in await _avoided(session, start, end):
        found[product]["avoided"] += 1
    written = select(Entry.product, func.count()).group_by(Entry.product)
    for product, n in await session.execute(written.where(Entry.created_at >= start, Entry.created_at < end)):
        found[product]["written"] += n
    return {product: DigestFigures(**counts) for product, counts in sorted(found.items(), key=_known_first)}


def _known_first(row: tuple[str, object]) -> tuple[bool, str]:
    return not row[0], row[0]


async def _avoided(session: AsyncSession, start: datetime, end: datetime) -> list[str]:
    """The product of each solved question after which no ticket came."""
    solved = select(Outcome.product, Outcome.person_id, Outcome.at).where(
        Outcome.result == "solved", Outcome.at >= start, Outcome.at < end
    )
    filed = defaultdict[int, list[datetime]](list)
    within = select(Ticket.contact_id, Ticket.filed_at).where(Ticket.filed_at >= start, Ticket.filed_at < end)
    for contact, at in await session.execute(within):
        filed[contact].append(at)
    return [
        product
        for product, person, at in await session.execute(solved)
        if not any(at <= later < at + A_DAY for later in filed[person or 0])
    ]


def of_product(found: dict[str, DigestFigures], product: str | None) -> DigestFigures:
    """One product's; None: all together."""
    return sum((f for code, f in found.items() if product in (None, code)), DigestFigures())


async def months(session: AsyncSession, last: date, product: str | None) -> dict[date, DigestFigures]:
    """The month and those before it, oldest first."""
    row = [last - relativedelta(months=back) for back in reversed(range(MONTHS))]
    return {month: of_product(await figures(session, month), product) for month in row}


async def without_answer(session: AsyncSession, month: date, product: str | None) -> list[tuple[str, int]]:
    """What nothing answered, like questions together, the most frequent first, in the words of the first one."""
    start, end = bounds(month)
    query = select(Outcome.text, Outcome.key, Outcome.proposal_id).where(
        Outcome.result == "unanswered", Outcome.at >= start, Outcome.at < end
    )
    if product is not None:
        query = query.where(Outcome.product == product)
    groups = defaultdict[int | str, list[str]](list)
    for text, key, proposal in await session.execute(query.order_by(Outcome.id)):
        groups[proposal or key].append(text)
    return _most([(texts[0], len(texts)) for texts in groups.values()])


def _most(groups: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    return sorted(groups, key=lambda group: -group[1])[:MOST]
