"""Does the customer renew? Asked ahead, on the day and after it; four answers; the customer hears the new standards (SCO-5, SCO-8)."""

from datetime import date

from sqlalchemy import select

from desk import administration
from desk.customers import Contract, Customer
from desk.people import Role
from desk.sales.renewals import Renewal, RenewalAnswer
from tests.fakes.desk import Actor, TestDesk
from tests.stories.cast import Cast, cast

__all__ = ["cast"]
IN_SIXTY_DAYS = date(2026, 5, 1)


async def ends(desk: TestDesk, customer: Customer, on: date, sales: Actor | None = None) -> None:
    async with desk.store.transaction() as session:
        mine = await session.get_one(Customer, customer.id)
        mine.contracts[-1].ends_on, mine.contracts[-1].scope = on, "热线与远程"
        mine.sales_manager_id = sales.person_id if sales else None
        await administration.customer_changed(session, mine, desk.clock.now())
    await desk.settle()


async def the_renewal(desk: TestDesk, number: int = 1) -> Renewal:
    async with desk.store.reading() as session:
        return await session.get_one(Renewal, number)


async def contracts_of(desk: TestDesk, customer: Customer) -> list[Contract]:
    async with desk.store.reading() as session:
        theirs = Contract.customer_id == customer.id
        return list(await session.scalars(select(Contract).where(theirs).order_by(Contract.starts_on)))


async def test_renewed_in_a_few_taps_and_told_at_once(desk: TestDesk, cast: Cast) -> None:
    """SCO-5, SCO-8: dates and scope from the old contract, one line corrected; customer and heads hear; nobody asks again."""
    zhang = await desk.person("张敏", Role.SALES)
    head = await desk.person("刘总", Role.SALES_HEAD)
    await desk.settle()
    await ends(desk, cast.customer, IN_SIXTY_DAYS, zhang)
    assert "🔁 明月纺织" in zhang.last
    assert "还有 60 天" in zhang.last
    assert "一年内：0 张工单" in zhang.last
    assert not head.sees("🔁")
    await zhang.presses("续约")
    assert "最后一天：" in zhang.last
    await zhang.presses("最后一天")
    await zhang.says("2025-01-01")
    await zhang.presses("就这样签")
    assert zhang.sees("最后一天早于第一天")
    await zhang.presses("最后一天")
    await zhang.says("2027-04-30")
    await zhang.presses("价格")
    await zhang.says("问一下老板")
    await zhang.says("1.2万")
    assert "12,000.00" in zhang.last
    await zhang.presses("就这样签")
    assert "续约：A-1002" in zhang.last
    old, new = await contracts_of(desk, cast.customer)
    assert (new.predecessor_id, new.starts_on, new.ends_on) == (old.id, date(2026, 5, 2), date(2027, 4, 30))
    assert (new.scope, new.price_minor, new.currency) == ("热线与远程", 1_200_000, "CNY")
    assert "A-1002" in cast.wang.last
    assert "首次响应" in cast.wang.last
    assert "A-1002 runs from" in cast.emma.last
    assert head.sees("A-1002")
    assert cast.zhao.sees("A-1002")
    said = len(zhang.texts)
    await desk.forward(days=70)
    assert len(zhang.texts) == said


async def test_thinking_is_asked_again_on_the_day_named(desk: TestDesk, cast: Cast) -> None:
    """SCO-5: not before it, though thirty days ahead fall in between; a day that is over is asked for again."""
    grace = await desk.person("Grace Hall", Role.SALES, language="en")
    await desk.settle()
    await ends(desk, cast.customer, IN_SIXTY_DAYS, grace)
    await grace.presses("Thinking")
    await grace.says("2026-03-01")
    assert grace.sees("That day is over")
    await grace.says("2026-04-10")
    assert "is thinking about it · ask again on Fri 10 Apr" in grace.last
    seen = len(grace.texts)
    await desk.forward(days=38)
    assert len(grace.texts) == seen
    await desk.forward(days=2)
    assert len(grace.texts) == seen + 1
    assert (await the_renewal(desk)).answer is RenewalAnswer.THINKING


async def test_not_reached_then_not_renewed(desk: TestDesk, cast: Cast) -> None:
    """SCO-5: the next working day; with a reason it ends, visit-backs with it; a second press finds it decided."""
    zhang = await desk.person("张敏", Role.SALES)
    await desk.settle()
    await ends(desk, cast.customer, IN_SIXTY_DAYS, zhang)
    seen = len(zhang.texts)
    await zhang.presses("联系不上")
    await desk.forward(hours=20)
    assert len(zhang.texts) == seen + 1
    await desk.forward(hours=4)
    assert len(zhang.texts) == seen + 2
    assert (await the_renewal(desk)).unreached == 1
    version = (await the_renewal(desk)).version
    await zhang.presses("不续约")
    await zhang.presses("价格")
    await zhang.says("预算砍半")
    assert "不续约 · 价格 · 预算砍半" in zhang.last
    contract = (await contracts_of(desk, cast.customer))[0]
    assert (contract.declined_on, contract.declined_why) == (date(2026, 3, 3), "价格：预算砍半")
    await zhang.does("presses_data", f"c:renewal_yes:1:{version}:")
    assert "续约 …" not in " ".join(zhang.buttons)
    said = len(zhang.texts)
    await desk.forward(days=95)
    assert not any("🔁" in text for text in zhang.texts[said:])


async def test_several_of_one_day_are_one_list_for_the_head(desk: TestDesk, cast: Cast) -> None:
    """SCO-5: with nobody named the head of sales asks; 60 days before a Saturday fall on the Monday; others may not answer."""
    head = await desk.person("刘总", Role.SALES_HEAD)
    other = await desk.person("张敏", Role.SALES)
    second = await desk.customer("朝阳机械")
    await desk.settle()
    await desk.forward(hours=2)
    async with desk.store.transaction() as session:
        for number, last in ((cast.customer.id, date(2026, 5, 6)), (second.id, date(2026, 5, 7))):
            mine = await session.get_one(Customer, number)
            mine.contracts[-1].ends_on = last
            await administration.customer_changed(session, mine, desk.clock.now())
    seen = len(head.texts)
    await desk.forward(days=4)
    assert len(head.texts) == seen
    await desk.forward(days=4)
    assert "2 个服务期将到期" in head.last
    assert "明月纺织" in head.last
    assert "朝阳机械" in head.last
    await head.presses("朝阳机械")
    assert "联系不上" in " ".join(head.buttons)
    await other.does("presses_data", "c:renewal_unreached:1:1:")
    assert "没有找到" in other.last
    assert (await the_renewal(desk)).answer is RenewalAnswer.NONE
