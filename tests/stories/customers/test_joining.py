"""Two customers that turn out to be one are joined, with a preview; nothing open is left behind (CUS-12)."""

from datetime import date

from sqlalchemy import select

from desk.complaints.complaint import Complaint
from desk.customers import Contract, Customer, Licence
from desk.journal import JournalEntry
from desk.people import Person, Role
from desk.requirements.requirement import Voice
from desk.surveys.visit_backs import VisitBack, VisitBackKind, VisitBackState
from desk.ticket import Ticket
from tests.fakes.desk import TestDesk
from tests.stories.admin.test_table_import import offered_tables, sends
from tests.stories.cast import Cast, a_ticket, cast

__all__ = ["cast", "offered_tables"]


async def the_double(desk: TestDesk) -> Customer:
    """The same company under its long name: another code, another dongle, an overlapping period, the same 王丽."""
    double = await desk.customer("苏州明月纺织有限公司", category="key", accepted=date(2026, 1, 15))
    async with desk.store.transaction() as session:
        licence = (await session.scalars(select(Licence).where(Licence.customer_id == double.id))).one()
        licence.number, licence.version = "LOCK-2", "8.2"
    return double


async def test_a_double_goes_into_the_other_with_all_that_is_open(desk: TestDesk, cast: Cast) -> None:
    """CUS-12: ticket, complaint, contacts, periods, dongles; who answers hears it; old name and code still find it."""
    double = await the_double(desk)
    manager = await desk.person("何雨桐", Role.ACCOUNT_MANAGER)
    there = await desk.person("周工", Role.CONTACT, customer=double, phone="+8613900002222")
    async with desk.store.transaction() as session:
        (await session.get_one(Customer, double.id)).account_manager_id = manager.person_id
        twice = Person(
            name="王丽", phone="+8613812345678", email="wl@example.com", customer_id=double.id,
            created_at=desk.clock.now(), language="zh",
        )  # fmt: skip
        twice.give(Role.CONTACT)
        session.add(twice)
    await a_ticket(there)
    ticket = (await desk.ticket()).id
    await there.says("我要投诉，一直没人处理")
    await there.says("希望能增加一个按颜色排序的功能")
    await cast.zhao.does("presses_data", f"c:customer_file:{cast.customer.id}:0:")
    await cast.zhao.presses("登记了两次")
    await cast.zhao.presses("苏州明月纺织有限公司")
    for told in ("联系人 2", "工单", "投诉 1", "服务期 1", "授权 1", "不能撤销", "同一个人", "重叠"):
        assert told in cast.zhao.last, told
    async with desk.store.reading() as session:
        assert (await session.get_one(Ticket, ticket)).customer_id == double.id
    await cast.zhao.presses("是")
    assert "已合并为一个客户" in cast.zhao.last
    async with desk.store.reading() as session:
        for record in (Ticket, Complaint, Contract, Licence, Voice, VisitBack):
            assert not list(await session.scalars(select(record).where(record.customer_id == double.id)))
        one = await session.get_one(Customer, cast.customer.id)
        assert sorted(each.number for each in one.licences) == ["LOCK-1", "LOCK-2"]
        assert len(one.contracts) == 2
        assert one.category == "key"
        assert one.account_manager_id == manager.person_id
        wang = await session.get_one(Person, cast.wang.person_id)
        assert (wang.email, wang.customer_id) == ("wl@example.com", one.id)
        planned = VisitBack.kind == VisitBackKind.CYCLE, VisitBack.state == VisitBackState.PLANNED
        ahead = select(VisitBack).where(VisitBack.customer_id == one.id, *planned)
        assert len(list(await session.scalars(ahead))) == 1
        joined = select(JournalEntry).where(JournalEntry.event == "customer.joined")
        assert (await session.scalars(joined)).one().by == cast.zhao.person_id
    assert manager.sees("现已合并为一个客户")
    await cast.zhao.says("/plan S-苏州明月纺织有限公司")
    assert "明月纺织" in cast.zhao.last
    await cast.zhao.does("presses_data", f"c:customer_file:{double.id}:0:")
    assert "LOCK-2" in cast.zhao.last
    assert "周工" in cast.zhao.last


async def test_a_table_with_the_old_name_makes_no_customer_anew(desk: TestDesk, cast: Cast) -> None:
    """CUS-12: only managers join; contacts of the record that went are of the other company now, and a table with its name is of that one."""
    double = await the_double(desk)
    await cast.chen.does("presses_data", f"c:customer_twice:{cast.customer.id}:0:")
    assert not cast.chen.sees("不能撤销")
    await cast.zhao.does("presses_data", f"c:customer_twice:{double.id}:0:")
    await cast.zhao.presses("明月纺织")
    await cast.zhao.presses("是")
    async with desk.store.reading() as session:
        gone = await session.get_one(Customer, cast.customer.id)
        assert gone.merged_into_id == double.id
    await cast.emma.says("/me")
    assert "苏州明月纺织有限公司" in cast.emma.last
    table = "客户名称,地址,服务码,联系人,电话\n明月纺织,苏州旧址,S-明月纺织,Emma Clarke,13812345679\n"
    await sends(cast.zheng, "客户.csv", table)
    assert "📥" in cast.zheng.last, cast.zheng.last
    await cast.zheng.presses("导入")
    await desk.forward(seconds=20)
    assert "新增 0 条，更新 0 条，未变 1 条" in cast.zheng.last, cast.zheng.last
    async with desk.store.reading() as session:
        assert (
            await session.scalars(select(Customer.name).where(Customer.merged_into_id.is_(None)))
        ).all() == ["苏州明月纺织有限公司"]
