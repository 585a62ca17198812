"""Finding tickets and customers by what somebody remembers of them: number, phone, names, words; slips forgiven (TIC-2).

However many tickets there are, a bounded number is looked at: those of the customers and people that are named, what is
open, and the latest.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import fuzz
from sqlalchemy import ColumnElement, Select, String, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import customers
from desk.customers import Customer
from desk.people import Person, has_phone
from desk.phones import phone_number
from desk.ticket import OPEN, Ticket
from errors import BadInput
from kb.text.jaccard import features
from kb.text.normalise import plain
from store import Base

_NUMBERED = r"(?:工单号?|单号|编号|ticket|no\.?|number)?[:#]*(?:[kc]-?)?(\d{4,9})(?:号(?:工单)?)?"
ENOUGH = 0.7  # of the words
CLOSE = 85  # of letters, in hundredths; for slips of the keyboard
NAMED, LATEST, KEPT = 20, 600, 60


class Search(Base):
    """What a person has looked for last, and what was found: its pages stay as they were."""

    __tablename__ = "search"

    person_id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(default=1)  # one more with each search
    words: Mapped[str] = mapped_column(String(200))
    customers: Mapped[list[Any]] = mapped_column(default=list)
    tickets: Mapped[list[Any]] = mapped_column(default=list)


@dataclass
class Found:
    customers: list[int] = field(default_factory=list)
    tickets: list[int] = field(default_factory=list)


def fits(wanted: str, text: str) -> float:
    """How much of what is wanted is in the text, from 0 to 1: 1 word for word, less by sound, word stems or letters."""
    query, plain_text = plain(wanted), plain(text)
    if not query or not plain_text:
        return 0.0
    if query in plain_text:
        return 1.0
    parts = features(wanted)
    share = len(parts & features(text)) / len(parts) if parts else 0.0
    letters = fuzz.partial_ratio(query, plain_text) if len(plain_text) >= len(query) >= 5 else 0.0
    return max(share if share >= ENOUGH else 0.0, letters / 100 if letters >= CLOSE else 0.0) * 0.99


def ticket_number(words: str) -> int | None:
    """`K-1042`, `k1042`, `#1042`, `工单K-1042`, `1042号`: the ticket's own number."""
    bare = unicodedata.normalize("NFKC", words[:40]).casefold().replace(" ", "")
    written = re.fullmatch(_NUMBERED, bare)
    return int(written[1]) - 1000 if written else None


async def find(session: AsyncSession, words: str, visible: ColumnElement[bool]) -> Found:
    """Tickets and customers that fit the words, the best first; of tickets only those that are `visible` (TIC-2)."""
    number = ticket_number(words)
    if number is not None:
        rows = await session.scalars(select(Ticket.id).where(visible, Ticket.id == number))
        if found := list(rows):
            return Found(tickets=found)
    customers = await customers_named(session, words)
    people = await _people(session, words)
    theirs = or_(Ticket.customer_id.in_(customers), Ticket.contact_id.in_(people))
    named = await _rows(session, _tickets().where(visible, theirs), NAMED)
    others = await _rows(session, _tickets().where(visible), LATEST)
    others += await _rows(session, _tickets().where(visible, Ticket.state.in_(OPEN)), LATEST)
    return Found(customers, _best(words, [row.id for row in named], others))


def _tickets() -> Select[int, str, str, str]:
    return select(Ticket.id, Ticket.description, Ticket.solution, Ticket.error_code).order_by(
        Ticket.id.desc()
    )


async def _rows(session: AsyncSession, query: Select[int, str, str, str], limit: int) -> list[Any]:
    return list(await session.execute(query.limit(limit)))


def _best(words: str, named: Sequence[int], rows: Iterable[Any]) -> list[int]:
    scores = dict.fromkeys(named, 1.0)
    for row in rows:
        score = fits(words, f"{row.description} {row.error_code} {row.solution}")
        if score > scores.get(row.id, 0.0):
            scores[row.id] = score
    return sorted(scores, key=lambda number: (-scores[number], -number))[:KEPT]


async def customers_named(session: AsyncSession, words: str) -> list[int]:
    """By name, service code or licence number; when nothing is written so, by what sounds or looks like it."""
    query = select(Customer.id).where(customers.named(words)).order_by(Customer.id.desc()).limit(NAMED)
    found = list(await session.scalars(query))
    if found:
        return found
    names = await session.execute(
        select(func.coalesce(Customer.merged_into_id, Customer.id), Customer.name)
        .order_by(Customer.id.desc())
        .limit(LATEST)
    )
    likely = sorted(((fits(words, name), number) for number, name in names), reverse=True)
    return list(dict.fromkeys(number for score, number in likely[:NAMED] if score))


async def _people(session: AsyncSession, words: str) -> list[int]:
    """By name, or by a phone number."""
    same: ColumnElement[bool] = Person.name.icontains(words.strip(), autoescape=True)
    if re.fullmatch(r"[\d\s+()#转-]{7,24}", words):
        try:
            same = has_phone(phone_number(words))
        except BadInput:
            return []
    return list(await session.scalars(select(Person.id).where(same).order_by(Person.id.desc()).limit(NAMED)))


async def keep(session: AsyncSession, person: Person, words: str, found: Found) -> Search:
    """Remembered until the next one."""
    row = await session.get(Search, person.id)
    if row is None:
        row = Search(person_id=person.id, number=0)
        session.add(row)
    row.number += 1
    row.words, row.customers, row.tickets = words[:200], found.customers, found.tickets
    await session.flush()
    return row
