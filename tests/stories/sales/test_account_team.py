"""Who answers for a customer, what the file says of them, and what becomes of it when somebody leaves (CUS-8, CUS-10, CUS-11)."""

from datetime import timedelta

from desk.customers import Customer
from desk.people import Role
from desk.roster.leave import Leave
from desk.sales import account_team
from desk.sales.account_team import Duty
from desk.surveys import visit_backs
from i18n import company_day
from tests.fakes.desk import TestDesk
from tests.stories.cast import Cast, a_ticket, cast

__all__ = ["cast"]


async def the_file(desk: TestDesk, cast: Cast) -> Customer:
    async with desk.store.reading() as session:
        return await session.get_one(Customer, cast.customer.id)


async def test_somebody_answers_for_a_customer_until_they_leave(desk: TestDesk, cast: Cast) -> None:
    """CUS-8: entrusted with a tap, told once; after a departure the named successor has it, and hears of it."""
    zhang = await desk.person("张敏", Role.SALES)
    grace = await desk.person("Grace Hall", Role.SALES, language="en")
    head = await desk.person("刘总", Role.SALES_HEAD)
    await desk.settle()
    await head.says("/find 明月纺织")
    await head.presses("明月纺织")
    await head.presses("谁负责")
    await head.presses("销售经理")
    await head.presses("张敏")
    assert "您现在是 1 家客户的销售经理" in zhang.last
    await zhang.presses("明月纺织")
    assert "👔 销售经理：张敏" in zhang.last
    assert (await the_file(desk, cast)).sales_manager_id == zhang.person_id
    await cast.zheng.says("/staff 张敏")
    await cast.zheng.presses("张敏")
    await cast.zheng.presses("已离开")
    await cast.zheng.presses("是")
    assert "1 家客户由谁接手" in cast.zheng.last
    await cast.zheng.presses("Grace Hall")
    assert "You are the sales manager of 1 customer now. 张敏, who answered for them, has left." in grace.last
    assert (await the_file(desk, cast)).sales_manager_id == grace.person_id
    await cast.zheng.says("/staff Grace")
    await cast.zheng.presses("Grace Hall")
    await cast.zheng.presses("已离开")
    await cast.zheng.presses("是")
    await cast.zheng.presses("先由负责人")
    assert "Grace Hall" in head.last  # the person who is above, when nobody is named
    assert (await the_file(desk, cast)).sales_manager_id == head.person_id


async def test_the_file_tells_stage_contracts_and_licences(desk: TestDesk, cast: Cast) -> None:
    """CUS-10, CUS-11: derived and explained; a licence is corrected line by line; who may not is told so."""
    await cast.chen.says("/find 明月纺织")
    await cast.chen.presses("明月纺织")
    assert "🏷 收费服务期：A-1001" in cast.chen.last
    assert "📅 A-1001 · 收费服务期 · 进行中" in cast.chen.last
    assert not any("授权" in button for button in cast.chen.buttons)
    await cast.zhao.says("/find 明月纺织")
    await cast.zhao.presses("明月纺织")
    await cast.zhao.presses("授权与站点")
    await cast.zhao.presses("LOCK-1")
    await cast.zhao.presses("版本")
    await cast.zhao.says("8.2")
    assert "LOCK-1 · 版本 8.2" in cast.zhao.last
    await cast.zhao.does("presses_data", f"c:change_licence:{cast.customer.id}:0:")
    await cast.zhao.presses("LOCK-1")
    await cast.zhao.presses("最近升级")
    await cast.zhao.says("上周")
    assert "2026-03-31" in cast.zhao.last  # asked again, with an example
    await cast.zhao.says("2026-03-01")
    assert "升级于" in cast.zhao.last
    await cast.chen.does("presses_data", f"c:change_licence:{cast.customer.id}:0:")
    assert "管理员" in cast.chen.last


async def test_the_customers_own_account_manager_hears_and_no_other(desk: TestDesk, cast: Cast) -> None:
    """CUS-8, HOT-8: of the region's account managers only theirs is told who has the ticket, and finds and reads it, no more."""
    own = await desk.person("何雨桐", Role.ACCOUNT_MANAGER, region="华东")
    other = await desk.person("白雪", Role.ACCOUNT_MANAGER, region="华东")
    async with desk.store.transaction() as session:
        (await session.get_one(Customer, cast.customer.id)).account_manager_id = own.person_id
    await desk.settle()
    await a_ticket(cast.wang)
    assert own.sees("👤 明月纺织")
    assert not other.sees("👤 明月纺织")
    await own.says("/find K-1001")
    await own.presses("K-1001")
    assert "加密锁红灯亮" in own.last
    card = own.user.visible[-1]
    assert own.buttons == ["📎 文件和经过", "🏢 客户", "⏰ 督办"]
    await own.presses("文件和经过")
    assert own.sees("K-1001")
    await own.says("我来跟进", reply_to=card)
    assert "只有处理这张工单的同事可以操作" in own.last
    assert not cast.wang.sees("我来跟进")
    await other.says("/find K-1001")
    assert "没有找到" in other.last


async def test_who_is_on_leave_is_not_asked_for_a_customer(desk: TestDesk, cast: Cast) -> None:
    """CUS-8: their head is, until they are back."""
    zhang = await desk.person("张敏", Role.SALES)
    head = await desk.person("刘总", Role.SALES_HEAD)
    now = desk.clock.now()
    async with desk.store.transaction() as session:
        customer = await session.get_one(Customer, cast.customer.id)
        customer.sales_manager_id = zhang.person_id
        asked = await account_team.responsible(session, customer, Duty.SALES, now)
        assert [each.id for each in asked] == [zhang.person_id]
        session.add(Leave(person_id=zhang.person_id, starts_at=now, ends_at=now + timedelta(days=3)))
        await session.flush()
        asked = await account_team.responsible(session, customer, Duty.SALES, now)
        assert [each.id for each in asked] == [head.person_id]


async def test_nobody_is_visited_before_the_acceptance(desk: TestDesk, cast: Cast) -> None:
    """CUS-10, VIS-1: an acceptance is not assumed; from its day on the visits are counted."""
    today = company_day(desk.clock.now())
    async with desk.store.transaction() as session:
        customer = await session.get_one(Customer, cast.customer.id)
        accepted, customer.accepted_on = customer.accepted_on, None
        assert await visit_backs.plan(session, customer, today) is None
        assert customer.accepted_on is None
        customer.accepted_on = accepted
        assert await visit_backs.plan(session, customer, today) is not None
