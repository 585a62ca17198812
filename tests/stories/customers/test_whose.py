"""A record keeps what was true of it: a ticket its company, wherever its contact works today (CUS-12)."""

from sqlalchemy import select

from bot.cli.tickets import ticket_history
from desk.customers import Customer
from desk.dispatch.orders import Dispatch
from desk.people import Person
from desk.ticket import Ticket
from handlers.dispatch import maintenance_report as paper
from handlers.dispatch import order_facts
from i18n import speaking
from tests.fakes.desk import TestDesk
from tests.stories.cast import Cast, a_ticket, a_visit, cast, describes
from tests.stories.customers.test_identity import invite

__all__ = ["cast"]


async def changes_company(desk: TestDesk, cast: Cast) -> None:
    """王丽 works for another customer from now on."""
    other = await desk.customer("朝阳机械")
    async with desk.store.transaction() as session:
        (await session.get_one(Customer, other.id)).address = "杭州"
        (await session.get_one(Person, cast.wang.person_id)).customer_id = other.id


async def test_card_order_and_papers_stay_with_the_company(desk: TestDesk, cast: Cast) -> None:
    """The engineer is sent where the trouble is; a new ticket is the new company's."""
    await a_visit(cast)
    await changes_company(desk, cast)
    await cast.chen.says("/tickets")
    await cast.chen.presses("K-1001")
    assert "🏢 明月纺织" in cast.chen.last
    assert "📍 苏州" in cast.chen.last
    await cast.li.presses("✅ 接单")
    assert "苏州" in cast.li.last
    assert not cast.li.sees("杭州")
    async with desk.store.reading() as session:
        order = (await session.scalars(select(Dispatch))).one()
        ticket = await session.get_one(Ticket, order.ticket_id)
        assert (await order_facts.known(session, order))["address"] == "苏州"
        with speaking("zh"):
            told = await paper._report(session, order, ticket, desk.clock.now())
    assert dict(told.facts)["客户"] == "明月纺织"
    await cast.wang.says("服务器机房的空调一直滴水怎么办")
    await cast.wang.presses("🆕 新问题")
    await cast.wang.presses("都不是")
    await cast.wang.presses("重要功能")
    await cast.wang.presses("提交")
    assert "🏢 朝阳机械" in cast.chen.last


async def test_history_command_line_and_appointment_name_the_tickets_company(
    desk: TestDesk, cast: Cast
) -> None:
    """CUS-12: the engineer's calendar, the command line's history, and the notices of an appointment."""
    await a_visit(cast)
    await changes_company(desk, cast)
    await cast.li.presses("✅ 接单")
    await cast.wang.presses("3月")
    agreed = next(text for text in reversed(cast.li.texts) if "📅" in text)
    assert "明月纺织" in agreed
    assert "苏州" in agreed
    async with desk.store.reading() as session:
        ticket = await session.get_one(Ticket, 1)
        with speaking("zh"):
            head = "\n".join(await ticket_history._head(session, ticket, desk.clock.now()))
    assert "明月纺织" in head
    assert not any("朝阳机械" in text for text in (head, *cast.li.texts))
    await cast.chen.says("/find K-1001")
    assert not cast.chen.sees("朝阳机械")


async def test_a_complaint_about_a_ticket_is_of_its_company(desk: TestDesk, cast: Cast) -> None:
    await a_ticket(cast.wang)
    await changes_company(desk, cast)
    await cast.wang.says("我要投诉，一直没人处理K-1001")
    assert cast.sun.sees("🏢 明月纺织")
    assert not cast.sun.sees("朝阳机械")


async def test_what_was_reported_before_we_knew_them_is_their_customers(desk: TestDesk, cast: Cast) -> None:
    """CUS-4, CUS-12: the person who comes in by their company's invite later."""
    zhou = desk.stranger("周明")
    await describes(zhou)
    for answer in ("星河", "重要功能"):
        await zhou.presses(answer)
    for answer in ("周明公司", "13900001111"):
        await zhou.says(answer)
    await zhou.presses("提交")
    assert (await desk.ticket()).customer_id is None
    await zhou.says(f"/start {await invite(desk, customer=cast.customer)}")
    assert (await desk.ticket()).customer_id == cast.customer.id
