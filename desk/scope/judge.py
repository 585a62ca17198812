"""Whether a request is in scope, with the facts it stands on (SCO-1): a customer, a running contract, the item, what is left of it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from desk import policies
from desk.calendars import regions
from desk.customers import Contract, Customer
from desk.scope import allowances, catalogue
from desk.scope.case import Ground, Verdict
from desk.scope.catalogue import Allowance, ServiceItem
from desk.ticket import Ticket


@dataclass(frozen=True)
class Judgement:
    """`facts`: numbers and names for the one line that tells it, as JSON keeps them."""

    verdict: Verdict
    ground: Ground
    facts: dict[str, Any] = field(default_factory=dict)
    item: ServiceItem | None = None

    @property
    def stored(self) -> dict[str, Any]:
        """As the ticket keeps it."""
        code = {"item": self.item.code} if self.item else {}
        return {"verdict": self.verdict.value, "ground": self.ground.value, **code, **self.facts}


async def judge(
    session: AsyncSession,
    ticket: Ticket,
    now: datetime,
    item: ServiceItem | None = None,
    *,
    ordinary: bool = False,
) -> Judgement:
    """In scope, out of scope or unknown, on the customer's own day (SCO-1). `item`: what it is about, if somebody has said so; else by its problem type.
    `ordinary`: somebody has said that it is no service with a form of its own."""
    customer = await session.get(Customer, ticket.customer_id) if ticket.customer_id else None
    hours = await regions.hours_of(session, customer.region if customer else ticket.region)
    today = hours.working.local_date(now)
    found = [item] if item else await catalogue.items_for(session, ticket.kind, ticket.subtype or "", today)
    if ordinary:
        found = [each for each in found if not each.form]
    item = found[0] if len(found) == 1 else None
    if customer is None:
        return Judgement(Verdict.UNKNOWN, Ground.PROSPECT, item=item)
    contract = customer.contract_on(today, ticket.product)
    if contract is None:
        return _none_runs(customer, ticket.product, today, item)
    facts: dict[str, Any] = {"contract": contract.number, "until": contract.last_day.isoformat()}
    if item is None:
        return await _unmapped(session, facts, several=len(found) > 1)
    covered = item.covered_by(contract.kind)
    if not covered:
        verdict, ground = (
            (Verdict.UNKNOWN, Ground.DEPENDS) if covered is None else (Verdict.OUT, Ground.EXCLUDED)
        )
        return Judgement(verdict, ground, facts, item)
    facts |= await _left(session, customer, contract, item, hours, ticket)
    used_up = int(facts.get("left", 1)) <= 0
    within = Verdict.SPECIAL if item.form else Verdict.IN
    verdict, ground = (Verdict.OUT, Ground.USED_UP) if used_up else (within, Ground.COVERED)
    return Judgement(verdict, ground, facts, item)


def _none_runs(customer: Customer, product: str, today: date, item: ServiceItem | None) -> Judgement:
    """The last period that ended; a future one is named. Without any period on file the answer is unknown."""
    theirs = [c for c in customer.contracts if not product or not c.products or product in c.products]
    ended = max((c for c in theirs if c.last_day < today), key=lambda c: c.last_day, default=None)
    begins = min((c.starts_on for c in theirs if c.starts_on > today), default=None)
    facts: dict[str, Any] = {"begins": begins.isoformat()} if begins else {}
    if ended is None:
        return Judgement(Verdict.UNKNOWN, Ground.NO_PERIOD, facts, item)
    facts |= {"contract": ended.number, "until": ended.last_day.isoformat(), "kind": ended.kind.value}
    return Judgement(Verdict.OUT, Ground.OVER, facts, item)


async def _unmapped(session: AsyncSession, facts: dict[str, Any], *, several: bool) -> Judgement:
    """Nothing in the catalogue is said of it: by policy. What may be several things is for somebody to say."""
    if not several and await policies.value(session, policies.SCOPE_UNMAPPED) == "in":
        return Judgement(Verdict.IN, Ground.COVERED, facts)
    return Judgement(Verdict.UNKNOWN, Ground.UNMAPPED, facts)


async def _left(
    session: AsyncSession,
    customer: Customer,
    contract: Contract,
    item: ServiceItem,
    hours: regions.Hours,
    ticket: Ticket,
) -> dict[str, Any]:
    """Of what the contract includes a number of."""
    included = contract.allowances.get(item.counts_against) if item.counts_against else None
    if included is None:
        return {}
    kind = Allowance(item.counts_against)
    used = await allowances.used(session, customer, contract, kind, hours.working, ticket.id)
    return {"allowance": kind.value, "of": int(included), "left": max(int(included) - used, 0)}
