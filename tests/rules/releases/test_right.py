"""Who has a right to a new version, and which one stands on file after it (REL-2, CUS-11)."""

from datetime import date, timedelta

import pytest

from desk.customer_records import installed
from desk.customers import Contract, Customer, Licence
from desk.licences import may_upgrade

TODAY = date(2026, 3, 2)
A_DAY = timedelta(days=1)


def customer(until: date | None, ends: date | None, products: tuple[str, ...] = ()) -> Customer:
    contracts = [Contract(starts_on=date(2025, 1, 1), ends_on=ends, products=list(products))] if ends else []
    return Customer(
        name="A", licences=[Licence(product="NE", number="", version="8.1", upgrades_until=until)], contracts=contracts
    )  # fmt: skip


@pytest.mark.parametrize(
    ("until", "ends", "products", "release", "patch"),
    [
        (None, TODAY, (), True, True),
        (None, TODAY - A_DAY, (), False, False),
        (None, TODAY, ("OA",), False, False),
        (TODAY, None, (), True, True),
        (TODAY - A_DAY, TODAY, (), False, True),
        (TODAY - A_DAY, None, (), False, False),
        (None, None, (), False, False),
    ],
)
def test_its_own_day_counts_else_a_service_period(
    until: date | None, ends: date | None, products: tuple[str, ...], release: bool, patch: bool
) -> None:
    whose = customer(until, ends, products)
    assert may_upgrade(whose, "NE", TODAY) is release
    assert may_upgrade(whose, "NE", TODAY, patch=True) is patch


def test_what_is_in_use_and_since_when() -> None:
    whose = customer(None, None)
    licence = installed(whose, "NE", "8.2", TODAY, upgraded=True)
    assert (licence.version, licence.installed_on, licence.upgraded_on) == ("8.2", TODAY, TODAY)
    licence = installed(whose, "NE", "", TODAY + A_DAY)
    assert (licence.version, licence.installed_on, licence.upgraded_on) == ("8.2", TODAY, TODAY)
    assert installed(whose, "OA", "3", TODAY).upgraded_on is None
    assert whose.products == ["NE", "OA"]
