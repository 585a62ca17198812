"""VIS-1: what an edit does to the plan: no visit that is due is skipped, nobody is asked twice within days, none after the end."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from desk import policies
from desk.customers import Contract, Customer
from desk.surveys.visit_backs import VisitBack, VisitBackKind, VisitBackState, plan
from i18n import company_day, company_zone
from store import Store
from tests.fakes.desk import database

LONG = ("2024-01-01", "2028-12-31")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    with database(tmp_path, on_server=False) as url:
        store = Store(url)
        yield store
        await store.close()


def day(text: str) -> date:
    return date.fromisoformat(text)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}T10:00").replace(tzinfo=company_zone()).astimezone(UTC)


async def planned(
    store: Store,
    accepted: str,
    last: tuple[str, str] | None,
    today: str,
    contracts: tuple[tuple[str, str], ...],
    category: str = "regular",
) -> tuple[str, str] | None:
    """The nominal day and the day of the visit that is planned today, after `last` (nominal, made on)."""
    async with store.transaction() as session:
        customer = Customer(
            name="x", region="", service_code="x", accepted_on=day(accepted), created_at=moment("2024-01-02"), category=category,
            contracts=[Contract(starts_on=day(a), ends_on=day(b)) for a, b in contracts],
        )  # fmt: skip
        session.add(customer)
        await session.flush()
        if last:
            made = VisitBack(
                kind=VisitBackKind.CYCLE,
                customer_id=customer.id,
                nominal=day(last[0]),
                state=VisitBackState.CALLED,
            )
            made.invited_at = moment(last[1])
            session.add(made)
        row = await plan(session, customer, day(today))
        return (row.nominal.isoformat(), company_day(row.due_at).isoformat()) if row and row.due_at else None


AFTER_EDITS = [
    ("acceptance corrected: April is not gone", "2025-01-15", ("2026-01-20", "2026-01-20"), "2026-04-18", (LONG,), ("2026-04-15", "2026-04-20")),
    ("a renewal entered late: April is not gone", "2025-01-20", ("2026-01-20", "2026-01-20"), "2026-04-25", (("2025-01-20", "2026-01-31"), ("2026-02-01", "2027-01-31")), ("2026-04-20", "2026-04-27")),
    ("corrected by three days a day after the visit: not again", "2025-01-23", ("2026-04-20", "2026-04-20"), "2026-04-21", (LONG,), ("2026-07-23", "2026-07-23")),
    ("of several that have become due the last one", "2024-01-20", ("2025-01-20", "2025-01-20"), "2026-04-25", (LONG,), ("2026-04-20", "2026-04-27")),
    ("made late after a stop: those before it are made up for", "2025-06-20", ("2026-01-20", "2026-03-25"), "2026-03-25", (LONG,), ("2026-04-20", "2026-04-20")),
    ("shifted over the Spring Festival: the next one stays", "2026-01-15", ("2026-02-15", "2026-02-24"), "2026-02-24", (LONG,), ("2026-03-15", "2026-03-16")),
    ("shifted far: the regular one soon after stays", "2026-01-01", ("2026-02-01", "2026-02-24"), "2026-02-24", (LONG,), ("2026-03-01", "2026-03-02")),
    ("a first plan of an old customer begins when they are known", "2023-01-20", None, "2024-01-02", (LONG,), ("2024-01-20", "2024-01-22")),
    ("a contract entered later than the customer", "2025-12-20", None, "2026-04-25", (LONG,), ("2026-04-20", "2026-04-27")),
    ("no service then: nothing", "2025-01-20", ("2026-01-20", "2026-01-20"), "2026-04-25", (("2025-01-20", "2026-01-31"),), None),
    ("the last day of service is a Saturday: the Friday before", "2025-01-31", ("2026-07-31", "2026-07-31"), "2026-08-03", (("2025-01-31", "2026-10-31"),), ("2026-10-31", "2026-10-30")),
    ("it ended yesterday: none after it", "2025-01-20", ("2026-01-20", "2026-01-20"), "2026-04-25", (("2025-01-20", "2026-04-24"),), None),
]  # fmt: skip


@pytest.mark.parametrize("case", AFTER_EDITS, ids=[case[0] for case in AFTER_EDITS])
async def test_vis1_plans_after_edits(store: Store, case: tuple) -> None:  # type: ignore[type-arg]
    _name, accepted, last, today, contracts, expected = case
    assert await planned(store, accepted, last, today, contracts) == expected


async def test_vis1_days_between_visits_are_a_policy_below_a_cycle(store: Store) -> None:
    assert policies.APART.read("14d").days == 14
    for text in ("28d", "99999d"):
        with pytest.raises(Exception, match="28"):
            policies.APART.read(text)
