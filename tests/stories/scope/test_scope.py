"""Requests that are not plainly in scope: judged, decided, offered, signed, agreed; nobody is ever refused (SCO-1 to SCO-4)."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from desk.customers import Contract, ContractKind, Customer
from desk.money import Money
from desk.people import Role
from desk.sales.renewals import Renewal
from desk.scope import catalogue
from desk.scope.case import ScopeCase, ScopeState
from desk.scope.catalogue import ServiceItem
from desk.scope.quote_rows import Quote
from desk.sla.clocks import Clock
from desk.ticket import Ticket, TicketState
from simulation.refusals import REFUSALS
from tests.fakes.desk import Actor, TestDesk
from tests.stories.cast import Cast, a_ticket, cast
from tests.stories.roster.test_handing_over import two_shifts, until

__all__ = ["cast"]


@pytest.fixture(autouse=True)
async def nobody_is_refused(desk: TestDesk, cast: Cast) -> AsyncIterator[None]:
    """SCO-3: in all that customers have read at the end of a story."""
    yield
    texts = [text for who in (cast.wang, cast.emma) for text in who.texts]
    assert texts
    assert [text for text in texts if REFUSALS.search(text.lower())] == []


@pytest.fixture
async def zhang(desk: TestDesk, cast: Cast) -> Actor:
    """张敏 of sales."""
    return await desk.person("张敏", Role.SALES_MANAGER)


async def knows(desk: TestDesk, **more: Any) -> None:
    """An item of the catalogue for technical faults."""
    content = {
        "code": "FAULT", "name": "软件故障处理", "name_en": "Software fault", "problem_types": ["technical"], "price_minor": 30_000,
        "currency": "CNY", "valid_from": date(2026, 1, 1), "unit": "case", "in_scope_for": ["paid"], "depends_for": [],
        "counts_against": "",
    }  # fmt: skip
    async with desk.store.transaction() as session:
        await catalogue.put(session, ServiceItem(**{**content, **more}), date(2026, 3, 2))


async def ended(desk: TestDesk, cast: Cast, kind: ContractKind = ContractKind.FREE) -> None:
    """The only period of 明月纺织 ended on 28 February."""
    async with desk.store.transaction() as session:
        customer = await session.get_one(Customer, cast.customer.id)
        customer.contracts[0].ends_on, customer.contracts[0].kind = date(2026, 2, 28), kind


async def the_case(desk: TestDesk) -> ScopeCase:
    async with desk.store.reading() as session:
        return (await session.scalars(select(ScopeCase))).one()


async def the_quote(desk: TestDesk) -> Quote:
    async with desk.store.reading() as session:
        return (await session.scalars(select(Quote).order_by(Quote.id.desc()).limit(1))).one()


async def stands_still(desk: TestDesk) -> bool:
    async with desk.store.reading() as session:
        clocks = (await session.scalars(select(Clock).where(Clock.ended_at.is_(None)))).all()
        return bool(clocks) and all(clock.paused_at is not None for clock in clocks)


async def test_in_scope_goes_on_with_its_facts_on_one_line(desk: TestDesk, cast: Cast) -> None:
    """SCO-1: inside a contract a fault goes on as ever, and the card says why it may."""
    await knows(desk)
    await a_ticket(cast.wang)
    assert "范围内：软件故障处理 · A-1001 至" in cast.chen.last
    assert (await desk.ticket()).state is TicketState.ASSIGNED
    assert "就绪" not in cast.wang.last
    assert "已登记" in cast.wang.last or "值班" in cast.wang.last


async def test_after_the_period_sales_agree_on_a_price_and_then_work_begins(
    desk: TestDesk, cast: Cast, zhang: Actor
) -> None:
    """SCO-2, SCO-3, SCO-4: the clocks are paused until the customer agrees; agreed twice is agreed once; then it is assigned."""
    await knows(desk)
    await ended(desk, cast)
    await a_ticket(cast.wang)
    for words in ("免费服务期已于", "2月28日", "张敏", "您的问题保留着"):
        assert words in cast.wang.last
    ticket = await desk.ticket()
    assert (ticket.state, ticket.waits_for, ticket.assignee_id) == (
        TicketState.WAITING_THIRD_PARTY, "scope", None,
    )  # fmt: skip
    assert await stands_still(desk)
    assert "目录价 ¥300.00" in zhang.last
    await cast.chen.does("presses_data", f"c:take:{ticket.id}:{ticket.version}:")
    assert "正在商定" in cast.chen.last
    await zhang.presses("报价")
    await zhang.says("问一下李总")
    assert "金额" in zhang.texts[-2]
    await zhang.says("三百")
    await zhang.presses("没有")
    assert "¥300.00" in cast.wang.last
    await cast.wang.says("嗯")  # no more than heard: what binds is agreed by its own word, or its button
    assert "按其中一个按钮" in cast.wang.last
    assert (await the_case(desk)).state is ScopeState.OFFERED
    await cast.wang.says("同意")
    assert any("已商定" in text for text in cast.wang.texts)
    quote = await the_quote(desk)
    await cast.wang.does("presses_data", f"c:agree_quote:{quote.id}:0:")
    assert (await the_case(desk)).state is ScopeState.AGREED
    ticket = await desk.ticket()
    assert (ticket.state, ticket.waits_for, ticket.assignee_id) == (
        TicketState.ASSIGNED,
        "",
        cast.chen.person_id,
    )
    assert not await stands_still(desk)
    assert (quote.total, quote.signed_by) == (Money(30_000), None)


async def test_a_call_that_is_out_of_scope_is_told_the_same_by_voice_and_in_chat(
    desk: TestDesk, cast: Cast, zhang: Actor
) -> None:
    """INT-10, SCO-4: who calls hears sales' promise and no other; nothing on the card does what must wait."""
    await knows(desk)
    await ended(desk, cast)
    await cast.chen.says("/call 13812345678 报表导出以后金额全是零")
    await cast.chen.presses("转为工单")
    said = "您的免费服务期已于 2月28日 周六结束。我已告诉销售经理张敏，会在明天 10:00 前联系您商量。"
    ticket = await desk.ticket()
    assert cast.chen.sees(f"请告诉王丽：编号是 {ticket.number}。{said}")
    assert cast.wang.sees(said)
    assert "⏰ 承诺" not in cast.chen.last
    assert not any("已解决" in label or "继续" in label for label in cast.chen.buttons)
    await cast.chen.does("presses_data", f"c:resolve:{ticket.id}:{ticket.version}:")
    assert "正在商定" in cast.chen.last


async def test_what_waits_for_its_scope_keeps_nobody_from_handing_over(
    desk: TestDesk, cast: Cast, zhang: Actor
) -> None:
    """SCO-2, HOT-7: it is with nobody until it is agreed on; the rest goes with the shift that begins."""
    zoe = await two_shifts(desk, cast)
    await knows(desk)
    await ended(desk, cast)
    await a_ticket(cast.wang)
    await cast.wang.says("/new 月末结转之后报表全是空的")
    await cast.wang.presses("都不是")
    await cast.wang.presses("瘫痪")
    await cast.wang.presses("提交")
    await until(desk, "03-02 14:00")
    async with desk.store.reading() as session:
        waiting, grave = (await session.scalars(select(Ticket).order_by(Ticket.id))).all()
    assert (waiting.waits_for, waiting.assignee_id) == ("scope", None)
    assert grave.assignee_id == zoe.person_id


async def test_who_settles_it_talks_with_the_customer(desk: TestDesk, cast: Cast, zhang: Actor) -> None:
    """SCO-2, HOT-10: sales ask from their card, and hear what the customer says meanwhile; the customer reads whole sentences."""
    await knows(desk)
    await ended(desk, cast)
    await a_ticket(cast.wang)
    assert "。 " not in cast.wang.last
    await cast.wang.presses("补充")
    await cast.wang.says("预算有点紧")
    assert zhang.sees("💬 王丽：预算有点紧")
    await zhang.presses("问客户")
    await zhang.says("您的预算大概是多少？")
    assert cast.wang.sees("💬 张敏：您的预算大概是多少？")
    await cast.wang.says("两百左右")
    assert zhang.sees("💬 王丽：两百左右")
    await zhang.does("presses_data", f"c:resolve:1:{(await desk.ticket()).version}:")
    assert "只有处理这张工单的同事可以操作" in zhang.last


async def test_what_follows_let_us_talk_is_for_who_made_the_offer(
    desk: TestDesk, cast: Cast, zhang: Actor
) -> None:
    """SCO-2, HOT-10: with two tickets open, nobody asks which one it is about."""
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    await knows(desk)
    await ended(desk, cast)
    await cast.wang.says("/new 月末结转之后报表全是空的")
    await cast.wang.presses("都不是")
    await cast.wang.presses("重要功能")
    await cast.wang.presses("提交")
    await zhang.presses("报价")
    await zhang.says("三百")
    await zhang.presses("没有")
    await cast.wang.presses("商量一下")
    await cast.wang.says("能不能便宜一点，或者分两次付")
    assert zhang.sees("💬 王丽：能不能便宜一点，或者分两次付")
    assert not cast.wang.sees("哪张工单")


async def test_free_of_charge_and_a_large_discount_are_for_two(
    desk: TestDesk, cast: Cast, zhang: Actor
) -> None:
    """SCO-2: never the proposer; sent back with a word; a changed text voids what was signed; of two who press at once one wins."""
    head = await desk.person("郭强", Role.SALES_HEAD)
    lin = await desk.person("林涛", Role.SALES_MANAGER)
    await knows(desk)
    await ended(desk, cast)
    await a_ticket(cast.wang)
    case = await the_case(desk)
    await lin.does("presses_data", f"c:free_once:{case.id}:{case.version}:")
    await zhang.presses("这次免费")
    await zhang.says("老客户，第一次")
    assert "第二人签字" in zhang.last
    await lin.says("也想免费")
    assert "您的改动没有生效" in lin.last
    assert "老客户，第一次" in head.last
    await zhang.does("presses_data", f"c:sign_quote:{case.id}:{(await the_case(desk)).version}:")
    assert (await the_case(desk)).state is ScopeState.SIGNING
    await head.presses("退回")
    await head.says("请先问能否收半价")
    assert "请先问能否收半价" in zhang.last
    await zhang.presses("报价")
    await zhang.says("150")
    await zhang.presses("没有")
    assert (await the_case(desk)).state is ScopeState.SIGNING
    await head.presses("签字")
    signed = await the_quote(desk)
    assert signed.is_signed
    assert "¥150.00" in cast.wang.last
    await zhang.does("presses_data", f"c:change_quote:{case.id}:{(await the_case(desk)).version}:")
    await zhang.says("100")
    await zhang.presses("没有")
    assert (await the_case(desk)).state is ScopeState.SIGNING
    assert not (await the_quote(desk)).is_signed
    await cast.wang.does("presses_data", f"c:agree_quote:{signed.id}:0:")
    assert (await the_case(desk)).state is ScopeState.SIGNING
    await head.presses("签字")
    await cast.wang.presses("同意")
    assert (await the_case(desk)).state is ScopeState.AGREED


async def test_what_nobody_can_tell_is_decided_and_goes_on(desk: TestDesk, cast: Cast, zhang: Actor) -> None:
    """SCO-1: the decider has the facts and what was decided alike; late, those above hear; in scope it goes on at once."""
    await knows(desk, in_scope_for=[], depends_for=["paid"])
    await cast.emma.says("the server room smells of smoke and the dongle is red")
    if any("None of these" in button for button in cast.emma.buttons):
        await cast.emma.presses("None of these")
    await cast.emma.presses("Something important")
    await cast.emma.presses("file")
    assert "whoever is in charge" in cast.emma.last
    assert "视情况而定" in cast.zhao.last
    await desk.forward(hours=4, minutes=1)
    assert "视情况而定" in cast.wu.last
    await cast.zhao.presses("范围内")
    assert "part of your service" in cast.emma.last
    assert (await desk.ticket()).state is TicketState.ASSIGNED
    await a_ticket(cast.wang)
    assert "以前类似的判断" in cast.zhao.last
    await cast.zhao.presses("范围外")
    await cast.zhao.says("网络是他们自己改的")
    assert "网络是他们自己改的" in zhang.last
    assert "张敏" in cast.wang.last


async def test_a_grave_fault_waits_for_nothing_and_the_customer_may_say_not_now(
    desk: TestDesk, cast: Cast, zhang: Actor
) -> None:
    """SCO-3: at level 1 work begins, whatever the contract says; not now is no end, and what stands is taken up again."""
    await knows(desk)
    await ended(desk, cast)
    await a_ticket(cast.wang, effect="瘫痪")
    ticket = await desk.ticket()
    assert (ticket.level, ticket.waits_for, ticket.assignee_id) == (1, "", cast.chen.person_id)
    assert "处理工作同时进行" in cast.wang.last
    await zhang.presses("报价")
    await zhang.presses("按目录价")
    await zhang.presses("没有")
    await cast.wang.presses("暂不需要")
    assert "随时可以重新提起" in cast.wang.texts[-2] + cast.wang.last
    assert (await the_case(desk)).state is ScopeState.STANDING
    await cast.wang.presses("重新提起")
    assert (await the_case(desk)).state is ScopeState.SALES
    await zhang.presses("报价")
    await zhang.presses("按目录价")
    await zhang.presses("没有")
    await desk.forward(days=15)
    assert (await the_case(desk)).state is ScopeState.SALES
    assert "到期" in " ".join(cast.wang.texts)


async def test_agreed_renewal_brings_what_waits_back_into_scope(
    desk: TestDesk, cast: Cast, zhang: Actor
) -> None:
    """SCO-4: a renewal offered and agreed on runs from that day, chained to the one before, and every request of theirs goes on.

    An offer for one of them that is in scope now is not asked about any more.
    """
    await knows(desk)
    await ended(desk, cast)
    await a_ticket(cast.wang)
    await zhang.presses("报价")
    await zhang.presses("按目录价")
    await zhang.presses("没有")
    await cast.wang.says("/new 月末结转之后报表全是空的")
    await cast.wang.presses("都不是")
    await cast.wang.presses("重要功能")
    await cast.wang.presses("提交")
    await zhang.presses("提议续约")
    await zhang.presses("2027年3月1日")
    await zhang.says("1.2万")
    await cast.wang.presses("同意")
    async with desk.store.reading() as session:
        contracts = (await session.scalars(select(Contract).order_by(Contract.id))).all()
        tickets = (await session.scalars(select(Ticket))).all()
        asked = await session.scalar(
            select(Renewal.contract_id).where(Renewal.contract_id == contracts[-1].id)
        )
    assert [c.starts_on for c in contracts][-1] == date(2026, 3, 2)
    assert (contracts[-1].predecessor_id, contracts[-1].price) == (contracts[0].id, Money(1_200_000))
    assert [ticket.state for ticket in tickets] == [TicketState.ASSIGNED] * 2
    assert asked == contracts[-1].id
    assert cast.wang.sees("不再需要这份报价")
    first = next(text for text in reversed(cast.wang.texts) if "Q-1001" in text)
    assert "不再需要" in first


async def test_an_allowance_that_is_used_up_is_told_with_its_numbers(
    desk: TestDesk, cast: Cast, zhang: Actor
) -> None:
    """SCO-1: one case is included, the second is for sales."""
    await knows(desk, counts_against="cases")
    async with desk.store.transaction() as session:
        (await session.get_one(Customer, cast.customer.id)).contracts[0].allowances = {"cases": 1}
    await a_ticket(cast.wang)
    assert "1 次请求剩 1" in cast.chen.last
    await cast.wang.says("/new")
    await a_ticket(cast.wang, "打印机一直卡纸，换了纸也一样")
    assert "已用完" in cast.wang.last
    assert "已用完" in zhang.last


async def test_a_button_pressed_twice_asks_once(desk: TestDesk, cast: Cast, zhang: Actor) -> None:
    """One question at a time: the same button asks anew, and the question that was open loses its buttons."""
    await ended(desk, cast)
    await knows(desk)
    await a_ticket(cast.wang)
    await zhang.presses("报价")
    asked = [
        button
        for message in zhang.user.visible
        for row in message.buttons
        for button in row
        if "停止" in button.text
    ]
    await zhang.presses("报价")
    again = [
        button
        for message in zhang.user.visible
        for row in message.buttons
        for button in row
        if "停止" in button.text
    ]
    assert (len(asked), len(again)) == (1, 1)
