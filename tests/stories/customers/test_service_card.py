"""The service card and the greeting (INT-12, INT-14)."""

from desk.customers import Customer
from desk.people import Role
from desk.policies import PolicyRow
from tests.fakes.desk import TestDesk
from tests.stories.cast import Cast, cast

__all__ = ["cast"]


async def test_the_card_has_all_that_is_needed_to_be_served(desk: TestDesk, cast: Cast) -> None:
    """INT-14: code, numbers, hours, promised times, end of service, people, and how to send things; for the person who is new, what is the company's."""
    manager = await desk.person("钱多", Role.ACCOUNT_MANAGER)
    async with desk.store.transaction() as session:
        for key, value in (("company.telephone", "400-800-1000"), ("company.supervision", "400-800-2000")):
            session.add(PolicyRow(key=key, value=value, changed_at=desk.clock.now()))
        customer = await session.get_one(Customer, cast.customer.id)
        customer.account_manager_id = manager.person_id
    await cast.wang.says("/card")
    for part in (
        "S-明月纺织",
        "400-800-1000",
        "400-800-2000",
        "8:30",
        "60分钟",
        "2028",
        "钱多",
        "截图发图片",
        "请不要发送密码",
    ):
        assert part in cast.wang.last, part
    await cast.emma.says("/card")
    for part in ("Service code: S-明月纺织", "Supervision: 400-800-2000", "Service until", "A screenshot"):
        assert part in cast.emma.last, part
    stranger = desk.stranger("小周")
    await stranger.says("/card")
    assert "400-800-1000" in stranger.last
    assert "服务码" not in stranger.last
    await cast.chen.says("/card")
    assert "不认识" in cast.chen.last or "/card" in cast.chen.last


async def test_the_greeting_names_company_or_branch_by_the_hour(desk: TestDesk, cast: Cast) -> None:
    """INT-12: in the customer's language; the branch of their region, the company's own words if it has any."""
    async with desk.store.transaction() as session:
        for key, value in (
            ("company.name", "星河软件"),
            ("company.name_en", "Nebula"),
            ("company.branches", "华东=星河华东分公司; 华南=星河华南分公司"),
        ):
            session.add(PolicyRow(key=key, value=value, changed_at=desk.clock.now()))
    await cast.wang.says("你好")
    assert "早上好 · 星河华东分公司" in cast.wang.last
    await desk.forward(hours=9)
    stranger = desk.stranger("Sam", language="en")
    await stranger.says("hello")
    assert stranger.sees("Good evening · Nebula")
    async with desk.store.transaction() as session:
        session.add(
            PolicyRow(key="company.greeting", value="{hello}，这里是{company}", changed_at=desk.clock.now())
        )
    await cast.wang.says("你好")
    assert "晚上好，这里是星河华东分公司" in cast.wang.last
