"""DIS-11, DIS-12: the customer sees who comes before a visit, and an engineer of another branch may be sent."""

import io

from PIL import Image

from desk.figures.counting import figures
from desk.figures.periods import month
from desk.figures.scope import By, Scope
from desk.people import Role
from i18n import company_day
from tests.fakes.desk import TestDesk
from tests.stories.cast import Cast, a_ticket, a_visit, cast
from tests.stories.dispatch.test_visit import records, there

__all__ = ["cast"]


def photo() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (20, 20), "green").save(content, "JPEG")
    return content.getvalue()


async def test_the_customer_sees_who_comes(desk: TestDesk, cast: Cast) -> None:
    """DIS-11: name, photo and staff number, which the engineer sent once."""
    await cast.li.says("/me")
    await cast.li.presses("照片和工号")
    await cast.li.says("1024")
    assert cast.li.sees("请发一张照片")
    await cast.li.does("sends_photo", photo())
    await cast.li.says("1024")
    assert "客户会看到" in cast.li.last
    await a_visit(cast)
    before = len([m for m in cast.wang.user.visible if m.file])
    await cast.li.presses("接单")
    assert cast.wang.sees("李强（工号 1024）将上门为您服务。")
    assert len([m for m in cast.wang.user.visible if m.file]) == before + 1


async def test_an_administrator_sends_it_for_a_colleague(desk: TestDesk, cast: Cast) -> None:
    """DIS-11: a colleague cannot; each may leave what is there."""
    await cast.zheng.says("/staff 李强")
    await cast.zheng.presses("李强")
    await cast.zheng.presses("照片和工号")
    await cast.zheng.presses("保持不变")
    await cast.zheng.says("2048")
    cast.zhao.user.presses_data(f"c:staff_badge:{cast.li.person_id}:0:")
    await desk.settle()
    assert "没有找到" in cast.zhao.last
    emma = cast.emma
    await a_ticket_in_english(cast)
    await cast.chen.presses("上门")
    await cast.chen.says("远程看过")
    await cast.zhao.presses("选工程师")
    await cast.zhao.presses("李强")
    await cast.li.presses("接单")
    assert emma.sees("李强, staff number 2048, will come to you.")


async def a_ticket_in_english(cast: Cast) -> None:
    await cast.emma.says("the dongle light is red and no ledger opens")
    for label in ("None of these", "important", "file"):
        await cast.emma.presses(label)
    await cast.chen.presses("接单")


async def test_an_engineer_of_another_branch_helps(desk: TestDesk, cast: Cast) -> None:
    """DIS-12: may be chosen, and it is said; both branches see the order, and the visit counts for the branch that helps."""
    far = await desk.person("高远", Role.ENGINEER, products=["NE"], region="华北")
    ning = await desk.person("宁静", Role.SERVICE_MANAGER, region="华北")
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    await cast.chen.presses("上门")
    await cast.chen.says("远程看过，加密锁不亮")
    await cast.zhao.presses("选工程师")
    assert "高远：熟悉该产品、华北" in cast.zhao.last
    await cast.zhao.presses("高远")
    assert "🏬 属于华北分支机构" in far.last
    assert ning.sees("您那边的高远要去华东的客户处：D-1001")
    await ning.says("/visits")
    await ning.presses("D-1001")
    assert "高远" in ning.last
    await there(far)
    assert cast.wang.sees("高远会上门为您服务。")
    await records(far)
    await cast.wang.presses("已解决，满意")
    async with desk.store.reading() as session:
        scope = Scope(month(company_day(desk.clock.now()).replace(day=1)))
        by = await figures(session, scope, By.REGION)
        assert {region: found.helped for region, found in by.items()} == {"华东": 0, "华北": 1}
        assert by["华东"].visited == 1
        assert (await figures(session, scope))[0].helped == 1
