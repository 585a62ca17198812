"""`kefu tickets`: lists for people and for programs, and one ticket whole."""

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.customers import Customer
from desk.files import File
from desk.hotline.messages import TicketMessage
from desk.people import Person, Role, arrive
from desk.tickets import ownership
from tests.cli.conftest import Cli, a_ticket

FIELDS = ["number", "id", "state", "kind", "subtype", "source", "urgency", "level", "product", "words", "customer", "contact", "owner",
          "assignee", "filed_at", "promised_at", "resolved_at", "closed_at", "complaint"]  # fmt: skip


@pytest.fixture
def worked(kefu: Cli) -> Cli:
    """K-1001 taken by 陈晓 and spoken about, K-1002 new and nobody's."""
    kefu("customers", "add", "明月纺织", "--service-code", "MY-01")

    async def work(session: AsyncSession, now: datetime) -> None:
        customer = (await session.scalars(select(Customer))).one()
        chen = Person(name="陈晓", created_at=now)
        chen.give(Role.SPECIALIST)
        session.add(chen)
        ticket = await a_ticket(session, now, "加密锁红灯亮", customer)
        await ownership.take(session, ticket, chen, now)
        _stranger, account = await arrive(session, "telegram", "7", name="W", language="zh", now=now)
        said = TicketMessage(person_id=ticket.contact_id, account_id=account.id, message="1", ticket_id=ticket.id, at=now,
                         text="请看照片", files=[File(kind="photo", name="red.jpg")])  # fmt: skip
        session.add(said)
        await a_ticket(session, now, "very slow")

    kefu.do(work)
    return kefu


def test_programs_get_everything_the_newest_first(worked: Cli) -> None:
    second, first = worked.json("tickets", "list")
    assert list(first) == FIELDS
    assert (first["number"], first["id"], first["state"]) == ("K-1001", 1, "in_progress")
    assert (first["customer"], first["contact"], first["owner"], first["assignee"]) == (
        "明月纺织",
        "王丽",
        "陈晓",
        "陈晓",
    )
    assert (first["kind"], first["urgency"], first["level"], first["product"]) == (
        "technical",
        "urgent",
        3,
        "NE",
    )
    assert first["filed_at"].endswith("+00:00")
    assert (first["resolved_at"], first["closed_at"], first["complaint"]) == (None, None, False)
    assert (second["customer"], second["owner"], second["words"]) == (None, None, "very slow")


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        (("--state", "new"), ["K-1002"]),
        (("--state", "In Progress", "--state", "new"), ["K-1002", "K-1001"]),
        (("--open",), ["K-1002", "K-1001"]),
        (("--state", "closed"), []),
        (("--customer", "my-01".upper()), ["K-1001"]),
        (("--limit", "1"), ["K-1002"]),
    ],
)
def test_they_are_filtered(worked: Cli, words: tuple[str, ...], numbers: list[str]) -> None:
    assert [ticket["number"] for ticket in worked.json("tickets", "list", *words)] == numbers
    shown = worked("tickets", "list", *words)
    assert all(number in shown for number in numbers)


def test_one_is_shown_with_its_history_and_what_was_said(worked: Cli) -> None:
    for number in ("K-1001", "k1001", "1001"):
        shown = worked("tickets", "show", number)
    assert "K-1001 · in progress" in shown
    assert "Customer: 明月纺织" in shown
    assert "filed by 王丽" in shown
    assert "taken by 陈晓" in shown
    assert "王丽: 请看照片 📎 red.jpg" in shown


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("show", "K-1099"), "There is no ticket K-1099. The latest is K-1002."),
        (("show", "printer"), "There is no ticket printer"),
        (("list", "--state", "lost"), "There is no state lost. There are: new, triaged"),
        (("list", "--customer", "nobody"), "There is no customer called nobody. There are: 明月纺织"),
    ],
)
def test_what_is_not_there_is_said(worked: Cli, words: tuple[str, ...], sentence: str) -> None:
    assert sentence in worked.refused("tickets", *words)


def test_an_empty_desk_says_so(kefu: Cli) -> None:
    assert "Nothing there." in kefu("tickets", "list")
    assert kefu.json("tickets", "list") == []
    assert "none yet" in kefu.refused("tickets", "show", "1001")


def test_a_long_table_says_that_it_is_cut(kefu: Cli) -> None:
    async def many(session: AsyncSession, now: datetime) -> None:
        for n in range(55):
            await a_ticket(session, now, f"problem {n}")

    kefu.do(many)
    shown = kefu("tickets", "list")
    assert "only the newest 50" in shown
    assert "K-1005" not in shown
    assert len(kefu.json("tickets", "list")) == 55
    assert "K-1001" in kefu("tickets", "list", "--limit", "60")
