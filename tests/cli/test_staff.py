"""`kefu staff`: people come, change roles, leave; by hand and from a table."""

import asyncio
import re
from datetime import datetime

import pytest
from openpyxl import Workbook
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import invites, journal
from desk.people import Account, Person, Role, arrive
from desk.tickets import ownership
from errors import BadInput
from tests.cli.conftest import Cli, a_ticket
from tests.fakes.botapi import TOKEN, BotApi, served

TABLE = """姓名,角色,手机,邮箱,语言,区域,产品,技能,备注
陈晓,客户专员|engineer,138 1234 5678,chen@example.com,中文,华东,NE,打印|网络,
Grace Miller,Service Manager,+1 202-555-0143,,en,North,,,likes tea
,engineer,,,,,,,
李强,wizard,,,,,,,
赵敏,service_manager,12,,,,,,
孙洁,quality_supervisor,,,,,NX,,
"""


@pytest.fixture
def staffed(kefu: Cli) -> Cli:
    kefu("products", "add", "NE", "星河ERP", "--english", "Nebula ERP")
    kefu("staff", "add", "李强", "--role", "engineer", "--region", "华东", "--product", "ne", "--skill", "打印",
         "--phone", "13812345678", "--email", "li@example.com", "--language", "zh")  # fmt: skip
    return kefu


def _code(shown: str) -> str:
    return str(re.findall(r"start[ =](\S+)", shown)[0])


def test_somebody_new_joins_by_the_invite_that_was_printed(staffed: Cli) -> None:
    [li] = staffed.json("staff", "list")
    assert li["roles"] == ["engineer"]
    assert (li["phone"], li["region"], li["products"], li["skills"]) == (
        "+8613812345678",
        "华东",
        ["NE"],
        ["打印"],
    )
    assert not li["joined"]
    assert not li["on_duty"]
    code = _code(staffed("staff", "invite", "李强"))

    async def joins(session: AsyncSession, now: datetime) -> int:
        _stranger, account = await arrive(session, "telegram", "77", name="Li", language="zh", now=now)
        return (await invites.redeem(session, code, account, now)).id

    assert staffed.do(joins) == li["id"]
    [li] = staffed.json("staff", "list")
    assert (li["joined"], li["reachable"], li["channel"]) == (True, True, "telegram")
    assert "Telegram" in staffed("staff", "list")


def test_the_link_to_the_bot_is_printed_when_telegram_says_its_name(
    kefu: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def add() -> str:
        async with BotApi(token=TOKEN, username="kefu_test_bot") as api, served(api) as address:
            monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
            monkeypatch.setenv("TELEGRAM_API_URL", address)
            return await asyncio.to_thread(kefu, "staff", "add", "陈晓", "--role", "specialist")

    shown = asyncio.run(add())
    assert f"https://t.me/kefu_test_bot?start={_code(shown)}" in shown
    assert f"http://localhost:8080/?start={_code(shown)}" in shown


def test_without_telegram_the_code_alone_is_printed(kefu: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("TELEGRAM_API_URL", "http://127.0.0.1:9")
    shown = kefu("staff", "add", "陈晓", "--role", "specialist")
    assert _code(shown)
    assert "t.me" not in shown


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("add", "李强", "--role", "trainer"), "There is a 李强 on the staff already"),
        (("add", "王五", "--role", "wizard"), "There is no role wizard. There are: specialist"),
        (("add", "王五", "--role", "contact"), "There is no role contact"),
        (("add", "7", "--role", "engineer"), "needs a name"),
        (("add", "王五", "--role", "engineer", "--product", "XX"), "There is no product XX. There are: NE"),
        (("add", "王五", "--role", "engineer", "--phone", "12x"), "phone number"),
        (("add", "王五", "--role", "engineer", "--email", "nowhere"), "not an e-mail address"),
        (("add", "王五", "--role", "engineer", "--language", "fr"), "There is no language fr"),
        (("add", "王五", "--role", "engineer", "--time-zone", "Mars"), "There is no time zone Mars"),
        (("invite", "王五"), "Nobody of the staff is called 王五. There are: 李强"),
        (("leave", "99"), "Nobody of the staff is called 99"),
        (("role", "李强"), "Say which role"),
        (("role", "李强", "--remove", "engineer"), "no role left"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_changes(
    staffed: Cli, words: tuple[str, ...], sentence: str
) -> None:
    before = staffed.json("staff", "list")
    assert sentence in staffed.refused("staff", *words)
    assert staffed.json("staff", "list") == before


def test_names_are_known_in_any_case_and_by_number(kefu: Cli) -> None:
    kefu("staff", "add", "Grace Miller", "--role", "engineer")
    kefu("staff", "role", "grace miller", "--add", "Trainer", "--remove", "工程师")
    [grace] = kefu.json("staff", "list")
    kefu("staff", "role", str(grace["id"]), "--add", "specialist")
    assert kefu.json("staff", "list")[0]["roles"] == ["specialist", "trainer"]


def test_two_of_one_name_are_told_apart_by_their_numbers(kefu: Cli) -> None:
    async def two(session: AsyncSession, now: datetime) -> list[int]:
        people = [Person(name=name, created_at=now) for name in ("Li", "LI")]
        for person in people:
            person.give(Role.ENGINEER)
        session.add_all(people)
        await session.flush()
        return [person.id for person in people]

    first, second = kefu.do(two)
    assert f"Several are called li. Give one of their numbers instead: {first}, {second}." in kefu.refused(
        "staff", "leave", "li"
    )
    kefu("staff", "leave", str(second))
    assert [person["id"] for person in kefu.json("staff", "list")] == [first]


def test_who_leaves_may_do_nothing_and_what_they_leave_behind_is_listed(staffed: Cli) -> None:
    code = _code(staffed("staff", "invite", "李强"))
    staffed("roster", "add", "李强", "2090-01-01 08:30", "2090-01-01 22:00")

    async def works(session: AsyncSession, now: datetime) -> str:
        li = (await session.scalars(select(Person).where(Person.name == "李强"))).one()
        ticket = await a_ticket(session, now)
        await ownership.take(session, ticket, li, now)
        return ticket.number

    number = staffed.do(works)
    shown = staffed("staff", "leave", "李强")
    assert number in shown
    assert "1 shift to come is nobody's now" in shown
    assert staffed.json("staff", "list") == []

    async def comes_back(session: AsyncSession, now: datetime) -> None:
        _stranger, account = await arrive(session, "telegram", "77", name="Li", language="zh", now=now)
        with pytest.raises(BadInput):
            await invites.redeem(session, code, account, now)
        entry = await session.scalar(
            select(journal.JournalEntry).where(journal.JournalEntry.event == "person.left")
        )
        assert entry is not None

    staffed.do(comes_back)


def test_a_table_is_taken_in_as_far_as_it_is_good_and_again_changes_nothing(kefu: Cli) -> None:
    kefu("products", "add", "NE", "星河ERP")
    table = kefu.file("staff.csv", TABLE)
    report = kefu.json("staff", "import", table, code=1)
    assert (report["new"], report["changed"], report["unchanged"]) == (2, 0, 0)
    reasons = {bad["line"]: bad["reason"] for bad in report["bad"]}
    assert reasons[4] == "the name is missing"
    assert reasons[5].startswith("There is no role wizard")
    assert "phone" in reasons[6]
    assert reasons[7].startswith("There is no product NX")
    assert report["ignored"] == ["备注"]
    before = kefu.json("staff", "list")
    assert [(p["name"], p["roles"], p["language"]) for p in before] == [
        ("陈晓", ["engineer", "specialist"], "zh"),
        ("Grace Miller", ["service_manager"], "en"),
    ]
    again = kefu.json("staff", "import", table, code=1)
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 2)
    assert kefu.json("staff", "list") == before


def test_a_change_in_the_table_is_taken_over(kefu: Cli) -> None:
    kefu("staff", "import", kefu.file("a.csv", "name,roles,region\nAnn,engineer,North\n"))
    report = kefu("staff", "import", kefu.file("b.csv", "name,roles,region\nann,trainer,South\n"))
    assert "0 new, 1 changed, 0 unchanged, 0 bad" in report
    [ann] = kefu.json("staff", "list")
    assert (ann["roles"], ann["region"]) == (["engineer", "trainer"], "South")


def test_two_lines_that_disagree_are_not_both_taken(kefu: Cli) -> None:
    report = kefu.json(
        "staff", "import", kefu.file("a.csv", "name,roles,region\nAnn,engineer,N\nAnn,engineer,S\n"), code=1
    )
    assert report["bad"] == [{"line": 3, "reason": "region is not the same as in line 2"}]


def test_those_who_left_are_not_brought_back_by_a_table(kefu: Cli) -> None:
    table = kefu.file("a.csv", "name,roles\nAnn,engineer\n")
    kefu("staff", "import", table)
    kefu("staff", "leave", "Ann")
    kefu("staff", "import", table, code=1)
    assert "Nothing could be imported" in kefu.err
    assert kefu.json("staff", "list") == []


def test_each_new_one_gets_an_invite_when_wanted(kefu: Cli) -> None:
    table = kefu.file("a.csv", "name,roles\nAnn,engineer\nBen,admin\n")
    assert len(re.findall(r"start[ =]\S+", kefu("staff", "import", table, "--invite"))) == 2
    assert "/start" not in kefu("staff", "import", table, "--invite")


def test_a_workbook_and_json_lines_do_as_well(kefu: Cli) -> None:
    book = Workbook()
    book.worksheets[0].append(["Name", "Roles", "Phone"])
    book.worksheets[0].append(["Ann", "engineer", 13812345678])
    book.save(kefu.folder / "a.xlsx")
    lines = kefu.file(
        "b.jsonl", '{"name": "Ben", "roles": ["engineer", "admin"], "phone": null}\n{"name": 1, \n'
    )
    kefu("staff", "import", str(kefu.folder / "a.xlsx"))
    report = kefu.json("staff", "import", lines, code=1)
    assert [bad["line"] for bad in report["bad"]] == [2]
    ann, ben = kefu.json("staff", "list")
    assert (ann["phone"], ben["roles"]) == ("+8613812345678", ["admin", "engineer"])


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is empty"),
        ("who,roles\nAnn,engineer\n", "The table lacks the column name. The columns are: name, roles"),
        ("name,roles,phone,手机\nAnn,engineer,1,2\n", "Two columns of the table mean phone"),
        ("name,roles\n", "Nothing could be imported"),
        ("\x00\x01", "not a table"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(kefu: Cli, text: str, sentence: str) -> None:
    kefu("staff", "import", kefu.file("x.csv", text), code=1)
    assert sentence in kefu.err


def test_a_file_that_is_not_there_is_said(kefu: Cli) -> None:
    assert "nowhere.csv cannot be opened" in kefu.refused("staff", "import", "nowhere.csv")


def test_in_the_demo_a_newcomer_can_be_chosen_at_once(kefu: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL")
    assert "can be chosen" in kefu("staff", "add", "New One", "--role", "engineer")
    assert "can be chosen" in kefu("staff", "invite", "New One")
    assert kefu.json("staff", "list")[-1]["channel"] == "web"


def test_who_has_blocked_the_bot_is_shown_as_not_reachable(staffed: Cli) -> None:
    async def blocked(session: AsyncSession, now: datetime) -> None:
        li = (await session.scalars(select(Person))).one()
        session.add(
            Account(person_id=li.id, channel="telegram", address="5", seen_at=now, unreachable="blocked")
        )

    staffed.do(blocked)
    assert "not reachable: blocked" in staffed("staff", "list")
