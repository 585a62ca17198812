"""What follows from a contract's days (CUS-2, CUS-10, SCO-5): against a second calculation, day by day, on random chains."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import gettz

from desk import contracts
from desk.calendars.calendar import Calendar
from desk.contracts import Agreed, ContractState, ServiceStage, agree, state
from desk.customers import Contract, ContractKind, Customer
from errors import BadInput
from tests.rules.customers.campaign import cases, seed

DAY = timedelta(days=1)
CHAINS = cases(1_500)
BEGINS = [
    date(year, 12, 1) for year in (2023, 2025, 2027)
]  # with the leap days of 2024 and 2028 within reach
BEGIN = BEGINS[0]
ZONES = (
    "Asia/Shanghai", "Asia/Kolkata", "America/New_York", "Europe/London", "Pacific/Auckland", "Pacific/Kiritimati", "Pacific/Pago_Pago",
)  # fmt: skip


def contract(number: int, first: date, last: date, **more: object) -> Contract:
    return Contract(
        id=number,
        starts_on=first,
        ends_on=last,
        products=[],
        predecessor_id=None,
        **{"kind": ContractKind.PAID, **more},
    )


def chain(random: Random) -> list[Contract]:
    """Renewals on the day, gaps, declined and terminated ones, moved ends, one of a day's length, ends at 29 February."""
    found: list[Contract] = []
    first = random.choice(BEGINS) + timedelta(days=random.randrange(120))
    for number in range(1, random.randint(2, 6)):
        last = random.choice(
            [first + timedelta(days=random.randrange(0, 400)), date(first.year + 1, 2, 28) + DAY]
        )
        found.append(contract(number, first, last))
        if random.random() < 0.15 and last > first:
            found[-1].ended_on = first + timedelta(days=random.randrange((last - first).days))
        first = found[-1].last_day + timedelta(days=1 + random.choice([0, 0, 1, 29, 30, 31, 90]))
    if random.random() < 0.2 and not found[-1].ended_on:
        moved = found[-1].ends_on + timedelta(days=random.choice([-30, -1, 1, 28, 365, 366]))
        found[-1].ends_on = max(moved, found[-1].starts_on)
    if random.random() < 0.3:
        found[-1].declined_on = found[-1].last_day - timedelta(days=random.randrange(60))
    random.shuffle(found)
    return found


def expected(one: Contract, all_of_them: list[Contract], today: date) -> ContractState:
    """Counted over the days, one after the other, and not from their ends."""
    at, ends, ended = one.starts_on, one.ends_on, one.ended_on or date.max
    days = []
    while at <= ends and at <= ended:
        days.append(at)
        at += DAY
    cut_short = days[-1] != ends
    later = [each for each in all_of_them if each.starts_on > days[-1]]
    if today in set(days):
        rest = len(days) - days.index(today) - 1
        open_end = not later and not cut_short and not one.declined_on
        return ContractState.ENDS_SOON if open_end and rest <= 60 else ContractState.RUNNING
    if today < days[0]:
        return ContractState.TO_COME
    if cut_short:
        return ContractState.TERMINATED
    if later:
        return ContractState.RENEWED
    return (
        ContractState.LAPSED if one.declined_on or (today - days[-1]).days > 30 else ContractState.UNDECIDED
    )


def test_chains_agree_with_a_count_of_days() -> None:
    random, seen = Random(seed(20260301)), set()
    for _n in range(CHAINS):
        some = chain(random)
        one = random.choice(some)
        today = random.choice([one.starts_on, one.last_day]) + timedelta(
            days=random.choice([-1, 0, 1, -60, -61, 30, 31, 200])
        )
        assert state(one, some, today) == expected(one, some, today), (one.starts_on, one.ends_on, today)
        seen.add(state(one, some, today))
    assert seen == set(ContractState)


def test_the_day_is_the_customers_own_in_every_zone() -> None:
    """A period ends with its last day there: against the rules of zones as another library reads them, near midnight and at clock changes."""
    random = Random(seed(8))
    for _n in range(CHAINS):
        zone, one = (
            random.choice(ZONES),
            contract(1, day := random.choice(BEGINS), day + timedelta(days=random.randrange(400))),
        )
        edge = datetime(
            *random.choice([one.starts_on, one.last_day + DAY]).timetuple()[:3], tzinfo=gettz(zone)
        )
        at = edge.astimezone(UTC) + timedelta(seconds=random.choice([-86400, -3600, -1, 0, 1, 3600, 86399]))
        today = Calendar(ZoneInfo(zone), {}, None).local_date(at)
        local = at.astimezone(gettz(zone))
        assert today == local.date(), (zone, at)
        assert (state(one, [one], today) in (ContractState.RUNNING, ContractState.ENDS_SOON)) is (
            one.starts_on <= local.date() <= one.ends_on
        )


def test_no_two_periods_of_one_product_are_agreed_for_one_day() -> None:
    """CUS-2: refused with the other's number and the first free day; another product, or the day after, may be."""
    random, refused = Random(7), 0
    for _n in range(40):
        customer = Customer(name="明月纺织", contracts=[])
        for number in range(8):
            first = BEGIN + timedelta(days=random.randrange(400))
            named = random.choice([(), ("NE",), ("NL",), ("NE", "NL")])
            refused += not tried(
                customer, number, Agreed(first, first + timedelta(days=random.randrange(200)), named)
            )
        for day in (BEGIN + timedelta(days=n) for n in range(0, 620, 7)):
            for product in ("NE", "NL"):
                assert sum(each.covers(day, product) for each in customer.contracts) <= 1
    assert 50 < refused < 300


def tried(customer: Customer, number: int, agreed: Agreed) -> bool:
    try:
        agree(customer, agreed)[0].id = number
    except BadInput:
        return False
    return True


def test_the_first_free_day_is_free() -> None:
    customer = Customer(name="x", contracts=[])
    tried(customer, 42, Agreed(date(2026, 1, 1), date(2026, 12, 31)))
    with pytest.raises(BadInput, match=r"A-1042 covers the same .* first free day is Fri 1 Jan 2027"):
        agree(customer, Agreed(date(2026, 12, 31), date(2027, 6, 30)))
    _new, changed = agree(customer, Agreed(date(2027, 1, 1), date(2027, 6, 30)))
    assert changed
    assert agree(customer, Agreed(date(2027, 1, 1), date(2027, 6, 30)))[1] is False


def test_a_period_ends_after_it_begins() -> None:
    with pytest.raises(BadInput, match="before it begins"):
        agree(Customer(name="x", contracts=[]), Agreed(date(2026, 2, 1), date(2026, 1, 1)))


def test_the_stage_follows_from_what_runs() -> None:
    """CUS-10: an acceptance is not assumed; the furthest of what runs is the stage."""
    today = date(2026, 6, 1)
    customer = Customer(name="x", contracts=[], accepted_on=None)
    assert contracts.stage(customer, today)[0] == ServiceStage.INSTALLATION
    customer.contracts = [contract(1, date(2026, 5, 1), date(2026, 7, 1), kind=ContractKind.TRIAL)]
    assert contracts.stage(customer, today)[0] == ServiceStage.TRIAL_RUN
    customer.contracts.append(contract(2, today, date(2027, 5, 31), kind=ContractKind.FREE))
    assert contracts.stage(customer, today)[0] == ServiceStage.FREE
    assert contracts.stage(customer, date(2028, 1, 1))[0] == ServiceStage.AFTER
