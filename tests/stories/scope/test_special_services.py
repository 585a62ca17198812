"""SCO-10: special services have forms, terms and prices of their own; nothing is done before the customer has agreed to the form."""

from datetime import date
from typing import Any

from sqlalchemy import select

from desk.customers import ContractKind, Customer
from desk.people import Role
from desk.sales import first_visit_needs
from desk.sales.first_visit_needs import Need, NeedKind
from desk.sales.first_visits import FirstVisit
from desk.scope import catalogue
from desk.scope.case import ScopeCase, ScopeState
from desk.scope.catalogue import ServiceItem
from desk.scope.fees import Fee
from desk.scope.quote_rows import Quote, QuoteState
from desk.surveys import survey_catalogue
from desk.ticket import Ticket, TicketState
from tests.fakes.desk import TestDesk
from tests.stories.cast import Cast, a_ticket, cast

__all__ = ["cast"]
PDF = b"%PDF"


async def offers(desk: TestDesk, code: str, name: str, name_en: str, form: str, **more: Any) -> None:
    content = {
        "unit": "case", "problem_types": [], "in_scope_for": ["paid"], "depends_for": [], "counts_against": "",
        "price_minor": 250_000, "currency": "CNY", "valid_from": date(2026, 1, 1),
    }  # fmt: skip
    async with desk.store.transaction() as session:
        item = ServiceItem(code=code, name=name, name_en=name_en, form=form, **{**content, **more})
        await catalogue.put(session, item, date(2026, 3, 2))


async def the_quotes(desk: TestDesk) -> list[Quote]:
    async with desk.store.reading() as session:
        return list(await session.scalars(select(Quote).order_by(Quote.id)))


async def test_part_of_the_service_and_agreed_to_with_one_tap(desk: TestDesk, cast: Cast) -> None:
    """SCO-10: the person who works on it fills the form in; the work waits; the hash of the text is kept; the form is a PDF."""
    await offers(desk, "UPGRADE", "版本升级", "Upgrade", "svc_upgrade")
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    await cast.chen.presses("更多")
    await cast.chen.presses("特殊服务")
    await cast.chen.presses("版本升级")
    await cast.chen.says("从 11 升级到 12")
    await cast.chen.says("周六全天")
    await cast.chen.presses("是")
    await cast.chen.presses("否")
    await cast.chen.presses("没有")
    await cast.chen.presses("没有")
    for words in (
        "升级服务确认单",
        "从 11 升级到 12",
        "今天已做完整备份吗",
        "条款：升级在本单约定",
        "服务范围内，不收费",
    ):
        assert words in cast.wang.last, words
    ticket = await desk.ticket()
    assert (ticket.state, ticket.waits_for) == (TicketState.WAITING_THIRD_PARTY, "form")
    await cast.chen.does("presses_data", f"c:resolve:1:{ticket.version}:")
    assert "客户同意确认单后才开始处理" in cast.chen.last
    await cast.wang.presses("同意")
    [quote] = await the_quotes(desk)
    await cast.wang.does("presses_data", f"c:agree_quote:{quote.id}:0:")
    [quote] = await the_quotes(desk)
    assert (quote.state, quote.said_sha256) == (QuoteState.AGREED, quote.text_hash)
    ticket = await desk.ticket()
    assert (ticket.state, ticket.waits_for, ticket.assignee_id) == (
        TicketState.IN_PROGRESS,
        "",
        cast.chen.person_id,
    )
    await cast.wang.presses("PDF")
    assert cast.wang.files[-1][:4] == PDF
    async with desk.store.reading() as session:
        assert list(await session.scalars(select(Fee))) == []
    await cast.li.does("presses_data", f"c:service_form_paper:{quote.id}:0:")
    assert cast.li.files == []


async def test_out_of_scope_signed_and_void_when_its_text_changes(desk: TestDesk, cast: Cast) -> None:
    """SCO-10, SCO-2: sales fill it in, a second signature for what is free; a new text of the form voids the offer; no way round the form, but for what has become grave."""
    await offers(desk, "RECOVER", "数据恢复", "Data recovery", "svc_recover", in_scope_for=[])
    zhang = await desk.person("Grace Hall", Role.SALES_MANAGER, language="en")
    head = await desk.person("刘总", Role.SALES_HEAD)
    await desk.settle()
    await cast.emma.says("the server room smells of smoke and the dongle is red")
    if any("None of these" in button for button in cast.emma.buttons):
        await cast.emma.presses("None of these")
    await cast.emma.presses("Work goes on")
    await cast.emma.presses("file")
    await cast.chen.presses("接单")
    await cast.chen.presses("更多")
    await cast.chen.presses("特殊服务")
    await cast.chen.presses("数据恢复")
    assert "客户同意确认单后继续处理" in cast.chen.last
    assert "Sales manager Grace Hall will get in touch" in cast.emma.last
    async with desk.store.reading() as session:
        case = (await session.scalars(select(ScopeCase))).one()
    await zhang.does("presses_data", f"c:set_price:{case.id}:{case.version}:")
    await zhang.says("100")
    await zhang.presses("Nothing more")
    assert zhang.sees("This service has a form of its own")
    await zhang.presses("Form and price")
    for answer in ("all of 2025", "Yes", "No", "Nothing more"):
        await (zhang.says(answer) if answer.startswith("all") else zhang.presses(answer))
    await zhang.presses("Free this once")
    await zhang.says("our own update broke it")
    await zhang.presses("Nothing more")
    assert "second signature" in zhang.last
    assert "数据恢复服务确认单" in head.last
    assert not cast.emma.sees("Consent form")
    await head.presses("签字")
    assert "Consent form: data recovery" in cast.emma.last
    async with desk.store.transaction() as session:
        content = await survey_catalogue.content(session, "svc_recover")
        changed = {**content, "terms": {"en": "Other terms.", "zh": "新条款。"}}
        await survey_catalogue.take_in(session, changed, desk.clock.now())
    await cast.emma.presses("Agree")
    assert cast.emma.sees("The text of this form has changed meanwhile")
    assert [quote.state for quote in await the_quotes(desk)] == [QuoteState.VOID]
    ticket = await desk.ticket()
    assert ticket.waits_for == "form"
    await cast.chen.does("presses_data", f"c:level:{ticket.id}:{ticket.version}:")
    await cast.chen.presses("2 ·")
    assert (await desk.ticket()).waits_for == ""  # it may go down: the form comes meanwhile
    await zhang.presses("Form and price")
    await zhang.says("all of 2025")
    for label in ("Yes", "No", "Nothing more", "By the list", "Nothing more"):
        await zhang.presses(label)
    assert "Terms: Other terms." in cast.emma.last
    await cast.emma.presses("Agree")
    quote = (await the_quotes(desk))[-1]
    assert (quote.state, quote.said_sha256, quote.total_minor) == (
        QuoteState.AGREED,
        quote.text_hash,
        250_000,
    )
    async with desk.store.reading() as session:
        assert (await session.get_one(ScopeCase, case.id)).state is ScopeState.AGREED
        assert [fee.amount_minor for fee in await session.scalars(select(Fee))] == [250_000]


async def test_a_grave_fault_goes_on_while_its_form_is_agreed_to(desk: TestDesk, cast: Cast) -> None:
    """SCO-3, SCO-10: at level 1 a recovery does not wait, by its sub-type or named by a colleague; its form and price come meanwhile."""
    await offers(desk, "RECOVER", "数据恢复", "Data recovery", "svc_recover", in_scope_for=[])
    await offers(desk, "UPGRADE", "版本升级", "Upgrade", "svc_upgrade")
    await a_ticket(cast.wang, effect="瘫痪")
    await cast.chen.presses("接单")
    await cast.chen.presses("更多")
    await cast.chen.presses("特殊服务")
    await cast.chen.presses("数据恢复")
    await cast.chen.says("2025 全年")
    for label in ("是", "否", "没有", "没有"):
        await cast.chen.presses(label)
    ticket = await desk.ticket()
    assert (ticket.level, ticket.state, ticket.waits_for) == (1, TicketState.IN_PROGRESS, "")
    assert "数据恢复服务确认单" in cast.wang.last
    await cast.chen.does("presses_data", f"c:resolve:1:{ticket.version}:")
    await cast.chen.says("已经恢复")
    assert (await desk.ticket()).state is TicketState.RESOLVED
    async with desk.store.reading() as session:
        assert list(await session.scalars(select(Fee))) == []  # nothing is charged before it is agreed
    await cast.wang.presses("同意")
    async with desk.store.reading() as session:
        assert [fee.amount_minor for fee in await session.scalars(select(Fee))] == [250_000]


async def test_data_work_asked_for_in_chat_and_at_a_first_visit(desk: TestDesk, cast: Cast) -> None:
    """SCO-10, SCO-1, CUS-3: data work has its form and price before anything is done, however it was asked for; within a project it is part of it."""
    await offers(desk, "DATA", "数据导入", "Data import", "svc_import", in_scope_for=["project"])
    grace = await desk.person("Grace Hall", Role.SALES_MANAGER, language="en")
    await desk.settle()
    await cast.emma.says("Can you take over our old vouchers from the previous system?")
    if any("None of these" in button for button in cast.emma.buttons):
        await cast.emma.presses("None of these")
    await cast.emma.presses("Work goes on")
    assert "taking over data for you" in cast.emma.last
    await cast.emma.presses("file")
    ticket = await desk.ticket()
    assert (ticket.subtype, ticket.waits_for, ticket.assignee_id) == ("takein", "form", None)
    assert "Sales manager Grace Hall will get in touch" in cast.emma.last
    assert grace.sees("not in scope: not part of this contract · Data import")
    await grace.presses("Form and price")
    await grace.says("vouchers of 2024 and 2025, from the old ledger")
    await grace.says("until 31 January, main set of accounts")
    for label in ("Yes", "Nothing more", "By the list", "Nothing more"):
        await grace.presses(label)
    assert "Consent form: data import" in cast.emma.last
    await cast.emma.presses("Agree")
    assert ((await desk.ticket()).waits_for, (await desk.ticket()).assignee_id) == ("", cast.chen.person_id)

    async with desk.store.transaction() as session:
        (await session.get_one(Customer, cast.customer.id)).contracts[0].kind = ContractKind.PROJECT
        now = desk.clock.now()
        visit = FirstVisit(
            customer_id=cast.customer.id, contact_id=cast.emma.person_id, submitted_by=grace.person_id,
            submitted_at=now, limit_at=now, product="NE",
        )  # fmt: skip
        session.add(visit)
        await session.flush()
        session.add(
            Need(
                first_visit_id=visit.id, customer_id=visit.customer_id, kind=NeedKind.DATA, words="our stock list",
                department=first_visit_needs.DEPARTMENTS[NeedKind.DATA], said_by=cast.emma.person_id, said_at=now, handed_at=now,
                recipients=[cast.zhao.person_id],
            )
        )  # fmt: skip
    await cast.zhao.does("presses_data", "c:take_need_over:1:1:")
    assert cast.zhao.sees("现在是工单 K-1002")
    async with desk.store.reading() as session:
        later = await session.get_one(Ticket, 2)
    assert (later.waits_for, later.scope["verdict"], later.scope["item"]) == ("form", "special", "DATA")
    assert cast.emma.sees("This service has a form of its own. Grace Hall sends it to you by")
    await grace.presses("Form and price")
    await grace.says("the stock list in Excel")
    await grace.says("today, main set of accounts")
    for label in ("Yes", "Nothing more", "Part of their service", "Nothing more"):
        await grace.presses(label)
    assert "Amount: part of your service" in cast.emma.last
    await cast.emma.presses("Agree")
    async with desk.store.reading() as session:
        later = await session.get_one(Ticket, 2)
        fees = [fee.amount_minor for fee in await session.scalars(select(Fee))]
    assert (later.waits_for, later.assignee_id is None, fees) == ("", False, [250_000])


async def test_what_is_no_special_service_after_all_goes_on(desk: TestDesk, cast: Cast) -> None:
    """SCO-10, SCO-3: guessed wrongly, in both languages: sales say so with one tap; it goes on, or is priced as what it is."""
    await offers(desk, "DATA", "数据导入", "Data import", "svc_import", in_scope_for=["project"])
    grace = await desk.person("Grace Hall", Role.SALES_MANAGER, language="en")
    await desk.settle()
    await cast.emma.says("Can you take over our old vouchers from the previous system?")
    if any("None of these" in button for button in cast.emma.buttons):
        await cast.emma.presses("None of these")
    await cast.emma.presses("Work goes on")
    await cast.emma.presses("file")
    assert (await desk.ticket()).waits_for == "form"
    assert grace.buttons == ["📝 Form and price …", "↩ No special service", "💬 Ask the customer"]
    await grace.presses("No special service")
    ticket = await desk.ticket()
    assert (ticket.subtype, ticket.waits_for, ticket.assignee_id) == ("", "", cast.chen.person_id)
    assert cast.emma.sees("It is part of your service, and we go on with it now.")
    await grace.does("presses_data", "c:not_special:1:1:")
    assert "changed meanwhile" in grace.texts[-2]  # a card that is out of date does nothing

    await offers(
        desk, "FAULT", "软件故障处理", "Software fault", "", problem_types=["technical"], in_scope_for=[]
    )
    await a_ticket(cast.wang)
    second = await desk.ticket()
    await grace.presses("Special service")
    await grace.presses("Data import")
    await grace.presses("Stop")
    assert (await desk.ticket()).waits_for == "form"
    await grace.does("presses_data", "c:show_scope:2:0:")
    await grace.presses("No special service")
    assert any("💰 Price" in label for label in grace.buttons)
    async with desk.store.reading() as session:
        case = (await session.scalars(select(ScopeCase).where(ScopeCase.ticket_id == second.id))).one()
    assert (case.state, case.item_code, case.holder_id) == (ScopeState.SALES, "FAULT", grace.person_id)
    assert (await desk.ticket()).waits_for == "scope"
