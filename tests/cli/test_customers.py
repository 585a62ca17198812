"""`kefu customers` and `kefu products`: the customer file by hand and from a table (CUS-1, CUS-2)."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import invites
from desk.customers import Customer
from desk.people import Person, Role, arrive
from desk.ticket import Ticket, Urgency
from desk.tickets.lifecycle import file
from kb.base.entry import ProblemType
from tests.cli.conftest import Cli, a_ticket

TABLE = """客户名称,地址,区域,类别,服务码,验收日期,产品,服务开始,服务结束,服务范围,联系人,电话,邮箱,语言
明月纺织,苏州示例路8号,华东,重点,MY-01,2026/1/31,NE=LOCK-1|NL,2026年1月1日,2090-12-31,热线,王丽,13812345678,wang@example.com,zh
明月纺织,,,,,,NT=T-9,2091-01-01,2091-12-31,,Emma Clarke,13812345679,,en
岭风机电,广州,华南,regular,LF-02,2025-06-01,ne=LOCK-2,,,,,,,
没有服务码,,,,,,,,,,,,,
借用服务码,,,,MY-01,,,,,,,,,
倒着的合同,,,,DZ-03,,,2026-12-31,2026-01-01,,,,,
半个合同,,,,BG-04,,,2026-01-01,,,,,,
没有联系人,,,,ML-05,,,,,,,13812345670,,
怪类别,,,vip,GL-06,,,,,,,,,
"""


@pytest.fixture
def filed(kefu: Cli) -> Cli:
    kefu("products", "add", "NE", "星河ERP", "--english", "Nebula ERP")
    kefu("customers", "add", "明月纺织", "--service-code", "MY-01", "--owns", "ne=LOCK-7", "--region", "华东",
         "--category", "key", "--accepted", "2026-01-31", "--service", "2026-01-01..2090-12-31", "--address", "苏州")  # fmt: skip
    return kefu


def test_products_are_added_and_renamed(filed: Cli) -> None:
    assert filed.json("products", "list") == [{"code": "NE", "name": "星河ERP", "english": "Nebula ERP"}]
    filed("products", "add", "ne", "星河ERP 2")
    assert filed.json("products", "list") == [{"code": "NE", "name": "星河ERP 2", "english": "Nebula ERP"}]
    assert "Nebula ERP" in filed("products", "list")
    assert "needs a code" in filed.refused("products", "add", "N|E", "x")


def test_a_customer_is_filed_with_what_they_own_and_the_next_visit_back(filed: Cli) -> None:
    shown = filed.json("customers", "show", "my-01".upper())
    assert shown["products"] == [{"code": "NE", "licence": "LOCK-7"}]
    assert shown["contracts"] == [{"starts_on": "2026-01-01", "ends_on": "2090-12-31", "scope": ""}]
    assert (shown["category"], shown["accepted_on"], shown["service_until"]) == (
        "key",
        "2026-01-31",
        "2090-12-31",
    )
    assert shown["next_visit_back"]
    assert "LOCK-7" in filed("customers", "show", "1")
    [listed] = filed.json("customers", "list")
    assert (listed["contacts"], listed["open_tickets"]) == (0, 0)
    assert "MY-01" in filed("customers", "list")


def test_what_they_own_grows_and_is_brought_up_to_date(filed: Cli) -> None:
    """CUS-11: a product bought later is added by the command that keeps its facts."""
    filed("products", "add", "NT", "星河进销存")
    assert "up to date" in filed("customers", "licence", "MY-01", "NT", "--number", "T-1", "--version", "8.2")
    assert "nothing to change" in filed("customers", "licence", "MY-01", "NT", "--version", "8.2")
    assert {"code": "NT", "licence": "T-1"} in filed.json("customers", "show", "MY-01")["products"]


def test_no_acceptance_is_assumed(filed: Cli) -> None:
    """CUS-10: the person who is still being implemented is not accepted, and is not visited back yet."""
    filed("customers", "add", "B", "--service-code", "B-1", "--service", "2026-02-01..2026-03-01")
    shown = filed.json("customers", "show", "b")
    assert (shown["accepted_on"], shown["next_visit_back"]) == (None, None)
    assert "(2026-" in filed("customers", "list")  # over


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("add", "明月纺织", "--service-code", "X"), "There is a customer 明月纺织 already"),
        (("add", "新", "--service-code", "MY-01"), "The service code MY-01 belongs to 明月纺织 already"),
        (("add", "新", "--service-code", "X", "--owns", "XX"), "There is no product XX. There are: NE"),
        (("add", "新", "--service-code", "X", "--category", "vip"), "There is no category vip"),
        (
            ("add", "新", "--service-code", "X", "--accepted", "3/4/2026"),
            "3/4/2026 can be two days. Write it like 2026-03-04.",
        ),
        (("add", "新", "--service-code", "X", "--accepted", "2026-02-30"), "2026-02-30 is not a date"),
        (("add", "新", "--service-code", "X", "--service", "2026-02-01"), "is not a period"),
        (("add", "新", "--service-code", "X" * 21), "at most 20"),
        (
            ("contract", "明月纺织", "2026-02-01", "2026-01-01"),
            "ends (2026-01-01) before it begins (2026-02-01)",
        ),
        (("contact", "明月纺织", "王丽", "--phone", "123x"), "phone number"),
        (("contact", "明月纺织", " "), "no name"),
        (("show", "月明"), "There is no customer called 月明. There are: 明月纺织"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_changes(
    filed: Cli, words: tuple[str, ...], sentence: str
) -> None:
    before = filed.json("customers", "list")
    assert sentence in filed.refused("customers", *words)
    assert filed.json("customers", "list") == before


def test_a_contact_comes_in_by_their_invite_and_is_brought_up_to_date(filed: Cli) -> None:
    shown = filed("customers", "contact", "明月纺织", "王丽", "--phone", "13812345678")
    code = re.findall(r"start[ =](\S+)", shown)[0]
    filed("customers", "contact", "明月纺织", "王丽", "--email", "wang@example.com", "--language", "en")

    async def joins(session: AsyncSession, now: datetime) -> None:
        _stranger, account = await arrive(session, "telegram", "77", name="W", language="zh", now=now)
        assert (await invites.redeem(session, code, account, now)).name == "王丽"

    filed.do(joins)
    [wang] = filed.json("customers", "show", "明月纺织")["contacts"]
    assert (wang["phone"], wang["email"], wang["language"]) == ("+8613812345678", "wang@example.com", "en")
    assert wang["reachable"]
    assert "王丽 · +8613812345678" in filed("customers", "show", "明月纺织")


def test_whoever_the_customer_passes_an_invite_to_becomes_their_contact(filed: Cli) -> None:
    code = re.findall(r"start[ =](\S+)", filed("customers", "invite", "明月纺织"))[0]

    async def joins(session: AsyncSession, now: datetime) -> None:
        _stranger, account = await arrive(session, "telegram", "77", name="Wang", language="zh", now=now)
        person = await invites.redeem(session, code, account, now)
        assert person.has(Role.CONTACT)

    filed.do(joins)
    assert [each["name"] for each in filed.json("customers", "show", "明月纺织")["contacts"]] == ["Wang"]


def test_a_customer_is_named_by_part_code_or_licence(filed: Cli) -> None:
    """CUS-1: as everywhere; of several none is guessed, and a whole name is meant alone."""
    filed("customers", "add", "明月纺织无锡分公司", "--service-code", "MY-02", "--owns", "NE=LOCK-8")
    for said in ("my-02", "lock-8", "无锡", "明月纺织无锡分公司", "2"):
        assert "明月纺织无锡分公司" in filed("customers", "contract", said, "2089-01-01", "2090-12-31"), said
    assert filed.json("customers", "show", "明月纺织")["service_code"] == "MY-01"
    refused = filed.refused("customers", "contract", "明月", "2089-01-01", "2090-12-31")
    assert "MY-01" in refused
    assert "MY-02" in refused
    assert "There is no customer called" in filed.refused("customers", "show", "岭风")


def test_a_demo_customer_is_invited_as_any_other(kefu: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL")
    assert "/?start=" in kefu("customers", "invite", "Harbour Tea Trading Ltd.")


def test_renewals_follow_one_another(filed: Cli) -> None:
    """CUS-2: no day has two service periods of one product; the answer names the other and the first free day."""
    refusal = filed.refused("customers", "contract", "明月纺织", "2027-01-01", "2027-12-31")
    assert "A-1001 covers the same from Thu 1 Jan 2026 to Sun 31 Dec 2090" in refusal
    assert "The first free day is Mon 1 Jan 2091" in refusal
    filed("customers", "contract", "明月纺织", "2091-01-01", "2092-12-31", "--scope", "on site")
    assert "nothing to change" in filed("customers", "contract", "明月纺织", "2091-01-01", "2092-12-31")
    periods = filed.json("customers", "show", "明月纺织")["contracts"]
    assert periods[1:] == [{"starts_on": "2091-01-01", "ends_on": "2092-12-31", "scope": "on site"}]


def test_open_tickets_are_shown(filed: Cli) -> None:
    async def files(session: AsyncSession, now: datetime) -> str:
        customer = (await session.scalars(select(Customer))).one()
        return (await a_ticket(session, now, customer=customer)).number

    number = filed.do(files)
    assert filed.json("customers", "show", "明月纺织")["open_tickets"] == [number]
    assert number in filed("customers", "show", "明月纺织")
    assert filed.json("customers", "list")[0]["open_tickets"] == 1


def test_a_table_is_taken_in_as_far_as_it_is_good_and_again_changes_nothing(kefu: Cli) -> None:
    kefu("products", "add", "NE", "星河ERP")
    table = kefu.file("customers.csv", TABLE)
    report = kefu.json("customers", "import", table, code=1)
    assert (report["new"], report["changed"], report["unchanged"]) == (2, 1, 0)
    reasons = {bad["line"]: bad["reason"] for bad in report["bad"]}
    assert "service code" in reasons[5]
    assert reasons[6] == "The service code MY-01 belongs to 明月纺织 already."
    assert "before it begins" in reasons[7]
    assert "first and its last day" in reasons[8]
    assert "no contact" in reasons[9]
    assert "no category vip" in reasons[10]
    assert [notice.split()[1] for notice in report["notices"]] == ["NL", "NT"]
    shown = kefu.json("customers", "show", "明月纺织")
    assert shown["products"] == [
        {"code": "NE", "licence": "LOCK-1"},
        {"code": "NL", "licence": ""},
        {"code": "NT", "licence": "T-9"},
    ]
    assert [each["starts_on"] for each in shown["contracts"]] == ["2026-01-01", "2091-01-01"]
    assert [(each["name"], each["language"]) for each in shown["contacts"]] == [
        ("王丽", "zh"),
        ("Emma Clarke", "en"),
    ]
    assert (shown["category"], shown["accepted_on"]) == ("key", "2026-01-31")
    assert shown["next_visit_back"]
    again = kefu.json("customers", "import", table, code=1)
    assert (again["new"], again["changed"], again["unchanged"], again["notices"]) == (0, 0, 3, [])
    assert kefu.json("customers", "show", "明月纺织") == shown


def test_a_workbook_with_real_dates_and_numbers_does_as_well(kefu: Cli) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(
        ["Name", "Service code", "Accepted on", "Starts on", "Ends on", "Contact", "Phone", "Products"]
    )
    day = datetime(2026, 1, 31)  # noqa: DTZ001 - as openpyxl writes and reads them
    sheet.append(["Harbour Tea", 1001.0, day, day, datetime(2090, 1, 1), "Ann", 13812345678, "NE"])  # noqa: DTZ001
    book.save(kefu.folder / "c.xlsx")
    kefu("customers", "import", str(kefu.folder / "c.xlsx"))
    shown = kefu.json("customers", "show", "1001")
    assert (shown["name"], shown["accepted_on"], shown["service_until"]) == (
        "Harbour Tea",
        "2026-01-31",
        "2090-01-01",
    )
    assert shown["contacts"][0]["phone"] == "+8613812345678"


def test_lines_that_disagree_are_reported_not_taken_in_turns(kefu: Cli) -> None:
    table = kefu.file(
        "c.csv",
        "name,service_code,address,products,contact,phone\n"
        "A,A-1,North,NE=1,Ann,13812345678\nA,,South,,,\na,,,NE=2,,\nA,,,,Ann,13812345679\nA,,North,NE,Ben,\n",
    )
    report = kefu.json("customers", "import", table, code=1)
    assert [(bad["line"], bad["reason"].split()[0]) for bad in report["bad"]] == [
        (3, "address"),
        (5, "phone"),
    ]
    assert kefu.json("customers", "import", table, code=1)["changed"] == 0
    owned = kefu.json("customers", "show", "A-1")["products"]
    assert [each["licence"] for each in owned] == ["1", "2"]  # two numbers of one product are two licences


def test_many_customers_are_taken_in_over_several_transactions(kefu: Cli) -> None:
    lines = "\n".join(f"客户{n},C-{n},NE=L{n},联系人{n}" for n in range(250))
    table = kefu.file("c.csv", f"name,service_code,products,contact\n{lines}\n")
    assert "250 new" in kefu("customers", "import", table)
    assert "250 unchanged" in kefu("customers", "import", table)

    async def people(session: AsyncSession, _now: datetime) -> int:
        return len(list(await session.scalars(select(Person))))

    assert kefu.do(people) == 250


def test_a_contract_has_time_limits_of_its_own(kefu: Cli) -> None:
    """CUS-2, SLA-1."""
    kefu("customers", "add", "明月纺织", "--service-code", "MY-01")
    contract = ("customers", "contract", "明月纺织", "2026-01-01", "2036-12-31")
    assert "service from" in kefu(*contract, "--promise", "arrival=2h calendar")
    assert "nothing to change" in kefu(*contract, "--promise", "arrival=2h calendar")
    assert "no time limit coffee" in kefu.refused(*contract, "--promise", "coffee=1h")
    assert "Please write a time limit" in kefu.refused(*contract, "--promise", "arrival=soon")


DATES = "name,service_code,starts_on,ends_on\n甲,A-1,46023,长期\n乙,B-1,2026.1.1,20261231\n丙,C-1,2026-01-01,2026年12月\n"


def test_days_are_those_of_any_spreadsheet_and_a_contract_may_have_no_end(kefu: Cli) -> None:
    """CUS-2, KB-6"""
    report = kefu.json("customers", "import", kefu.file("d.csv", DATES), code=1)
    assert report["bad"] == [{"line": 4, "reason": "2026年12月 is not a date. Write it like 2026-03-02."}]
    assert "2026-01-01 – no end" in kefu("customers", "show", "A-1")
    assert "2026-01-01 – 2026-12-31" in kefu("customers", "show", "B-1")


NUMBERS = "name,service_code,contact,phone\n甲,A-1,一,13800138000/13900139000\n乙,B-1,二,0512-65551234转801\n丙,C-1,三,138 0013 8001(微信同号)\n丁,D-1,四,无\n"


def test_numbers_keep_extensions_and_remarks_lose_no_row(kefu: Cli) -> None:
    assert kefu.json("customers", "import", kefu.file("n.csv", NUMBERS))["new"] == 4
    found = [
        kefu.json("customers", "show", code)["contacts"][0]["phone"] for code in ("A-1", "B-1", "C-1", "D-1")
    ]
    assert found == ["+8613800138000 / +8613900139000", "+8651265551234#801", "+8613800138001", ""]


ALIKE = "name,service_code,contact\n苏州远明（集团）,Y-1,李一\n苏州远明(集团),,李二\n 苏州 远明（集团）\u200b,,李　一\nÖSTER,O-1,Øyvind\nöster,,ØYVIND\n"


def test_names_alike_but_for_case_width_and_blanks_are_one(kefu: Cli) -> None:
    report = kefu.json("customers", "import", kefu.file("n.csv", ALIKE))
    assert (report["new"], report["bad"]) == (2, [])
    assert [one["contacts"] for one in kefu.json("customers", "list")] == [2, 1]


def test_a_contact_on_file_twice_becomes_one(kefu: Cli) -> None:
    """CUS-4: shown first; the ticket goes along, and the person who works here is never merged."""
    kefu("customers", "add", "明月纺织", "--service-code", "MY-01")
    for name in ("王丽", "王小丽"):
        kefu("customers", "contact", "明月纺织", name)

    async def reports(session: AsyncSession, now: datetime) -> int:
        came = (await session.scalars(select(Person).where(Person.name == "王小丽"))).one()
        ticket = Ticket(
            contact_id=came.id,
            customer_id=came.customer_id,
            description="x",
            kind=ProblemType.OTHER,
            urgency=Urgency.GENERAL,
            tried=[],
        )
        return (await file(session, ticket, now)).id

    number = kefu.do(reports)
    shown = kefu("customers", "merge", "MY-01", "王小丽", "王丽")
    assert "tickets 1" in shown
    assert "Nothing has been changed" in shown
    assert "王小丽" in kefu("customers", "show", "MY-01")
    assert "one record" in kefu("customers", "merge", "MY-01", "王小丽", "王丽", "--yes")
    assert "王小丽" not in kefu("customers", "show", "MY-01")

    async def whose(session: AsyncSession, _now: datetime) -> str:
        ticket = await session.get_one(Ticket, number)
        return (await session.get_one(Person, ticket.contact_id)).name

    assert kefu.do(whose) == "王丽"
    assert "two different contacts" in kefu.refused("customers", "merge", "MY-01", "王丽", "王丽")


def test_documents_have_versions_and_a_log(kefu: Cli) -> None:
    """CUS-9: added, the same file again is refused, opened with a note of it, and the log of both."""
    kefu("customers", "add", "明月纺织", "--service-code", "A")
    first, second = kefu.file("one.txt", "one"), kefu.file("two.txt", "two")
    kefu("documents", "add", "明月纺织", first, "--kind", "acceptance")
    assert "the same file as version 1" in kefu.refused(
        "documents", "add", "明月纺织", first, "--kind", "acceptance"
    )
    kefu("documents", "add", "明月纺织", second, "--kind", "acceptance", "--readers", "sales")
    [newest] = kefu.json("documents", "list", "明月纺织")
    assert (newest["version"], newest["kind"], newest["readers"]) == (2, "acceptance", "salesperson")
    kefu("documents", "open", str(newest["number"]), str(kefu.folder / "out.txt"))
    assert (kefu.folder / "out.txt").read_text() == "two"
    assert [row["what"] for row in kefu.json("documents", "log", str(newest["number"]))] == [
        "read", "readers_changed", "added", "added",
    ]  # fmt: skip
    log = kefu.json("documents", "log", str(newest["number"]))
    at = datetime.fromisoformat(log[0]["at"]).astimezone(ZoneInfo("Asia/Shanghai"))
    assert f"{at:%Y-%m-%d %H:%M}  read" in kefu("documents", "log", str(newest["number"]))
    assert "Please write one of these words" in kefu.refused(
        "documents", "add", "明月纺织", first, "--kind", "novel"
    )
