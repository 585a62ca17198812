"""Learning of the problem base from the desk's answers, under the policies (KB-4, KB-5)."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from desk import customers, policies
from desk.people import Person
from errors import NotFound
from i18n import _
from kb.base import outcomes
from kb.learning import learn as kb_learning
from kb.search.clarify import Candidate


@dataclass(frozen=True)
class Heard:
    """By telephone or letter a colleague has heard it, and what came of it is their word (INT-10)."""

    heard_by: int | None = None
    source: str = "chat"


IN_CHAT = Heard()


async def asked(
    session: AsyncSession, person: Person, text: str, now: datetime, *, product: str, heard: Heard = IN_CHAT
) -> None:
    """A question is put to the base; a month with one will have a digest (KB-6)."""
    whose = await _whose(session, person)
    await outcomes.record(session, text, "asked", now, **whose, product=product, **asdict(heard))


async def offered(
    session: AsyncSession,
    person: Person,
    text: str,
    candidate: Candidate,
    now: datetime,
    *,
    heard: Heard = IN_CHAT,
) -> None:
    """The question has its first answer, whether or not it helps."""
    whose, product = await _whose(session, person), candidate.product
    await outcomes.record(
        session, text, "offered", now, entry_code=candidate.code, **whose, product=product, **asdict(heard)
    )


async def answered(
    session: AsyncSession,
    person: Person,
    text: str,
    code: str,
    solved: bool,
    now: datetime,
    *,
    product: str,
    stated: float | None,
    heard: Heard = IN_CHAT,
    reason: str = "",
) -> None:
    """What this person asked, and whether the entry solved it. `stated`: how likely it was, if it came first."""
    result = "solved" if solved else "not_solved"
    await _learn(session, person, text, result, code, now, product, stated, heard, reason)


async def did_not_help_because(session: AsyncSession, person: Person, code: str, reason: str) -> None:
    """Why an entry did not help this person, said afterwards; the last reason counts. Raises NotFound."""
    outcome = await outcomes.last_failure(session, person.id, code)
    if outcome is None or reason not in outcomes.FAULTS:
        raise NotFound(_("I do not know this button any more. Just write me what you need."))
    outcome.reason = reason


async def became_ticket(session: AsyncSession, person: Person, text: str, ticket_id: int) -> None:
    """What they asked, and nothing solved, is this ticket now, or a part of it."""
    await outcomes.became_ticket(session, person.id, text, ticket_id)


async def take_back(session: AsyncSession, person: Person, code: str, now: datetime) -> None:
    """This person had said that the entry solved it, and says now that it did not."""
    needed = await policies.value(session, policies.KB_CONFIRMATIONS)
    await kb_learning.take_back(session, person.id, code, now, needed=needed)


async def said_anew(session: AsyncSession, person: Person, text: str, since: datetime) -> None:
    """The person has added words before the first question had an outcome; both are asked together."""
    await kb_learning.said_anew(session, person.id, text, since)


async def unanswered(
    session: AsyncSession,
    person: Person,
    text: str,
    now: datetime,
    *,
    product: str,
    stated: float | None,
    heard: Heard = IN_CHAT,
) -> None:
    """What this person asked, and nothing offered fits. `stated`: how likely the first one was, if there was one."""
    await _learn(session, person, text, "unanswered", None, now, product, stated, heard)


async def _learn(
    session: AsyncSession,
    person: Person,
    text: str,
    result: str,
    code: str | None,
    now: datetime,
    product: str,
    stated: float | None,
    heard: Heard,
    reason: str = "",
) -> None:
    whose = await _whose(session, person)
    outcome = await outcomes.record(
        session,
        text,
        result,
        now,
        entry_code=code,
        **whose,
        product=product,
        stated=stated,
        reason=reason,
        **asdict(heard),
    )
    needed = await policies.value(session, policies.KB_CONFIRMATIONS)
    await kb_learning.learn(session, outcome, now, needed=needed)


async def _whose(session: AsyncSession, person: Person) -> dict[str, Any]:
    """The base knows no customers; where they are later changes no month of the past."""
    customer = await customers.of(session, person)
    region = customer.region if customer else None
    return {"person_id": person.id, "customer_id": person.customer_id, "region": region}
