"""`kefu contracts due`: what ends and nobody has renewed, in a table, as JSON, as XLSX (SCO-5)."""

from datetime import UTC, datetime, timedelta

from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.customers import Contract, Customer
from desk.people import Person
from desk.sales import first_visit_checks, first_visit_needs
from desk.sales.first_visits import Fact, FactMark
from tests.cli.conftest import Cli


def test_what_ends_soon_is_listed_with_whose_it_is(kefu: Cli) -> None:
    today = datetime.now(UTC).date()
    soon, later = today + timedelta(days=20), today + timedelta(days=90)
    begun = today - timedelta(days=200)
    kefu("staff", "add", "张敏", "--role", "sales")
    for number, (name, last) in enumerate((("明月纺织", soon), ("朝阳机械", later), ("远山物流", soon))):
        kefu("customers", "add", name, "--service-code", f"S-{number}", "--service", f"{begun}..{last}")
    kefu("customers", "entrust", "明月纺织", "--sales", "张敏", "--reseller", "江南软件")
    assert "cannot be the account manager" in kefu.refused(
        "customers", "entrust", "明月纺织", "--account", "张敏"
    )
    kefu("customers", "contract", "远山物流", str(soon + timedelta(days=1)), str(soon + timedelta(days=365)))
    [due] = kefu.json("contracts", "due", "--within", "60d")
    assert (due["customer"], due["number"], due["sales_manager"], due["state"]) == (
        "明月纺织", "A-1001", "张敏", "ends soon",
    )  # fmt: skip
    assert due["days_left"] in (19, 20, 21)
    kefu("contracts", "due", "--within", "120d", "--xlsx", str(kefu.folder / "due.xlsx"))
    rows = list(load_workbook(kefu.folder / "due.xlsx").worksheets[0].values)
    assert [row[0] for row in rows[1:]] == ["明月纺织", "朝阳机械"]
    shown = kefu.json("customers", "show", "明月纺织")
    assert shown["team"] == {"sales_manager": "张敏", "reseller": "江南软件"}
    assert "length of time" in kefu.refused("contracts", "due", "--within", "soon")


def test_the_doctor_lists_what_was_filed_before_it_was_checked(kefu: Cli) -> None:
    """CUS-2, CUS-10, CUS-11: overlapping periods, one lock of two customers, in service without an acceptance."""
    today = datetime.now(UTC).date()
    period = f"{today - timedelta(days=10)}..{today + timedelta(days=10)}"
    kefu("products", "add", "NE", "星河ERP")
    kefu("customers", "add", "明月纺织", "--service-code", "A", "--owns", "NE=LOCK-7", "--service", period)
    kefu("customers", "add", "朝阳机械", "--service-code", "B", "--owns", "NE=lock-7")

    async def overlaps(session: AsyncSession, _now: datetime) -> None:
        session.add(Contract(customer_id=1, starts_on=today, ends_on=today, products=["NE"], kind="paid"))

    kefu.do(overlaps)
    found = {each["check"]: each for each in kefu.json("doctor", code=1)["findings"]}
    assert "明月纺织 (A-1001, A-1002)" in found["contracts"]["text"]
    assert "LOCK-7: 明月纺织 = lock-7: 朝阳机械" in found["licences"]["text"]
    assert (found["acceptance"]["level"], "明月纺织" in found["acceptance"]["text"]) == ("note", True)


def test_first_visits_are_listed_with_whose_facts_were_right(kefu: Cli) -> None:
    """CUS-3: due, done, late; the share of corrected lines by salesperson; needs by department and hours until taken."""
    kefu("customers", "add", "明月纺织", "--service-code", "A")
    kefu("staff", "add", "张敏", "--role", "sales")

    async def visited(session: AsyncSession, now: datetime) -> None:
        seller = (await session.scalars(select(Person))).one()
        contact = Person(name="王丽", customer_id=1, created_at=now)
        session.add(contact)
        await session.flush()
        customer, before = await session.get_one(Customer, 1), now - timedelta(days=8)
        facts = {Fact.PHONE, Fact.ADDRESS}
        visit = await first_visit_checks.submit(session, customer, contact, facts, "", seller, before)
        await first_visit_checks.correct(session, visit, Fact.PHONE, "+8613900001111", seller, now)
        await first_visit_checks.mark(session, visit, [Fact.ADDRESS], FactMark.CONFIRMED, seller, now)
        need = await first_visit_needs.say(
            session, visit, first_visit_needs.NeedKind.TRAINING, "", seller, before
        )
        need.handed_at = now - timedelta(hours=3)
        await first_visit_needs.take_over(session, need, seller, now)
        await first_visit_checks.finish(session, visit, seller, now)

    kefu.do(visited)
    shown = kefu.json("customers", "first-visits")
    [visit], [seller], [asked] = shown["visits"], shown["salespeople"], shown["needs"]
    assert (visit["number"], visit["state"], visit["late"], visit["days"]) == ("F-1001", "done", True, 8.0)
    assert (seller["salesperson"], seller["checked"], seller["corrected"], seller["share"]) == (
        "张敏",
        2,
        1,
        0.5,
    )
    assert (asked["department"], asked["taken"], asked["hours"]) == ("training department", 1, 3.0)
    kefu("customers", "first-visits", "--xlsx", str(kefu.folder / "visits.xlsx"))
    assert [sheet.title for sheet in load_workbook(kefu.folder / "visits.xlsx").worksheets] == [
        "First visits", "Salespeople", "Needs",
    ]  # fmt: skip
