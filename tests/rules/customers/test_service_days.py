"""A service period is of local days: from its first midnight where the company is, and until its last (SCO-1)."""

from datetime import UTC, date, datetime

import pytest

from desk.customers import Contract, Customer
from i18n import DEFAULT_ZONE, company_day, settle


@pytest.fixture(autouse=True)
def _company_speech() -> None:
    settle("zh", DEFAULT_ZONE)


@pytest.mark.parametrize(
    ("at", "in_service"),
    [
        (datetime(2026, 3, 1, 15, 59, tzinfo=UTC), False),  # 23:59 on 1 March in Shanghai
        (datetime(2026, 3, 1, 16, 0, tzinfo=UTC), True),
        (datetime(2026, 3, 1, 23, 30, tzinfo=UTC), True),  # 07:30 on 2 March
        (datetime(2026, 3, 31, 15, 59, tzinfo=UTC), True),
        (datetime(2026, 3, 31, 16, 0, tzinfo=UTC), False),
    ],
)
def test_its_days_begin_at_the_companys_midnight(at: datetime, in_service: bool) -> None:
    contract = Contract(starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 31))
    customer = Customer(name="明月纺织", contracts=[contract])
    assert (customer.contract_on(company_day(at)) is not None) == in_service
