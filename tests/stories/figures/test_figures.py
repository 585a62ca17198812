"""STA-1, STA-4: the figures in chat, from a picture to the numbers, their tickets and the file; and who may see whose."""

from datetime import date, datetime
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from desk.people import Role
from desk.reports import making
from desk.reports.monthly_reports import What
from desk.ticket import Ticket
from tests.fakes.desk import SHANGHAI, Actor, TestDesk
from tests.stories.cast import Cast, a_ticket, cast

__all__ = ["cast"]

PNG = b"\x89PNG"


def page(actor: Actor) -> str:
    return next(text for text in reversed(actor.texts) if "服务统计" in text or "Figures ·" in text)


async def some_tickets(desk: TestDesk, cast: Cast) -> None:
    """One solved at the first contact in half an hour, one by the manager after two, one open; the base has solved a fourth."""
    await cast.wang.says("凭证打印不全,右边切掉了")
    await cast.wang.presses("解决了")
    await desk.forward(days=1)
    await a_ticket(cast.wang, "报表导出以后金额全是零")
    await desk.forward(minutes=10)
    await cast.chen.presses("接单")
    await desk.forward(minutes=20)
    await cast.chen.presses("已解决")
    await cast.chen.says("重新安装报表插件")
    await cast.wang.presses("已解决")
    await a_ticket(cast.wang, "固定资产卡片打不开")
    await desk.forward(minutes=120)
    await cast.zhao.says("/find K-1002")
    await cast.zhao.presses("K-1002")
    await cast.zhao.presses("接单")
    await cast.zhao.presses("已解决")
    await cast.zhao.says("换了新的控件")
    await cast.wang.presses("已解决")
    await a_ticket(cast.wang, "数据库连不上了")


async def test_a_head_looks_closer_and_closer(desk: TestDesk, cast: Cast) -> None:
    """STA-1: picture and numbers, another breakdown, one person only, their tickets, one ticket, the file."""
    await some_tickets(desk, cast)
    await cast.zhao.says("/figures")
    assert cast.zhao.files[-1][:4] == PNG
    assert "2026年3月" in page(cast.zhao)
    for line in ("新受理 3，已解决 2，期末未结 1", "半数在 30分钟内，九成在 2小时内", "问题库直接解决：1（25%）",
                 "解决率：67%", "一次沟通解决：100%", "陈晓：解决 1，未结 1，30分钟", "赵敏：解决 1，未结 0，2小时"):  # fmt: skip
        assert line in page(cast.zhao), line
    await cast.zhao.presses("分组")
    await cast.zhao.presses("故障级别")
    assert "按故障级别" not in page(cast.zhao)  # there is only one
    await cast.zhao.presses("分组")
    await cast.zhao.presses("人员")
    await cast.zhao.presses("只看一个")
    await cast.zhao.presses("陈晓")
    assert "2026年3月 · 陈晓" in page(cast.zhao)
    assert "新受理 2，已解决 1，期末未结 1" in page(cast.zhao)
    await cast.zhao.presses("已解决 1")
    assert "已解决 · 2026年3月 · 陈晓：1" in cast.zhao.last
    await cast.zhao.presses("K-1001")
    assert "报表导出" in cast.zhao.last
    await cast.zhao.presses("表格文件")
    table = sheets(cast.zhao.files[-1])
    assert table["数字"][1][:4] == ["合计", 2, 1, 1]
    assert {row[0] for row in table["含义"][1:]} >= {"满意率", "解决率", "重复报修"}


async def test_other_days(desk: TestDesk, cast: Cast) -> None:
    """STA-1: a period by its name, by the arrows, by typing; each in the reader's language; old buttons still work."""
    await some_tickets(desk, cast)
    grace = await desk.person("Grace Hall", Role.GENERAL_MANAGER, language="en")
    await grace.says("/figures")
    assert "Figures · March 2026" in page(grace)
    await grace.presses("February 2026")
    assert "Filed 0, solved 0, open at the end 0" in page(grace)
    await grace.presses("Period")
    await grace.presses("This week")
    assert "Filed 3, solved 2, open at the end 1" in page(grace)
    await grace.presses("Period")
    await grace.presses("Other days")
    await grace.says("soon")
    assert grace.sees("Please write the first and the last day")
    await grace.says("2026-03-02 2026-03-02")
    assert "2 Mar 2026" in page(grace)
    assert "Solved by the problem base alone: 1 (100%)" in page(grace)
    await grace.says("/figures 2027")
    assert "Filed 0" in page(grace)
    await grace.says("/figures 2026")
    assert "Filed 3" in page(grace)
    await grace.presses("Filed 3")
    assert "K-1003" in grace.buttons[0]


async def test_whose_figures_they_are(desk: TestDesk, cast: Cast) -> None:
    """STA-4: everybody sees their own; a manager of a region sees that region; forged buttons widen nothing."""
    await some_tickets(desk, cast)
    east = await desk.person("周杰", Role.SERVICE_MANAGER, region="华东")
    south = await desk.person("何静", Role.SERVICE_MANAGER, region="华南")
    for actor, seen in (
        (cast.chen, "新受理 2，已解决 1，期末未结 1"), (cast.li, "新受理 0，已解决 0，期末未结 0"), (cast.wu, "新受理 3，已解决 2"),
        (east, "新受理 3，已解决 2"), (south, "新受理 0，已解决 0"),
    ):  # fmt: skip
        await actor.says("/figures")
        assert seen in page(actor)
    assert "我的" in page(cast.chen)
    assert "华东" in page(east)
    zhao = cast.zhao.person_id
    await cast.chen.does("presses_data", f"c:show_figures:20260301:20260331:.person.person.{zhao}")
    assert "新受理 2，已解决 1" in page(cast.chen)
    await south.does("presses_data", "c:show_figures:20260301:20260331:.person.region.华东")
    assert "新受理 0，已解决 0" in page(south)
    await cast.chen.does("presses_data", f"c:list_figures:20260301:20260331:handled-0.product.person.{zhao}")
    assert "：1" in cast.chen.last
    assert not any("K-1002" in button for button in cast.chen.buttons)
    for data in ("c:show_figures:1:2:", "c:show_figures:20260331:20260301:.person..", "c:list_figures:20260301:20260331:x-1.person..",
                 "c:choose_figures:20260301:20260331:x.person..", "c:show_figures:20260301:20260331:.person.region.~1"):  # fmt: skip
        await cast.zhao.does("presses_data", data)
        assert "失效" in cast.zhao.last or "没有找到" in cast.zhao.last
    before = len(cast.wang.texts)
    await cast.wang.does("presses_data", "c:show_figures:20260301:20260331:.person..")
    await cast.wang.says("/figures")
    assert not any("服务统计" in text for text in cast.wang.texts[before:])


def sheets(content: bytes) -> dict[str, list[list[Any]]]:
    book = load_workbook(BytesIO(content))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.rows] for sheet in book}


async def test_a_month_told_stays_told_and_corrections_are_marked(desk: TestDesk, cast: Cast) -> None:
    """STA-3: what came back in April was solved in March; what is corrected in March itself is marked beside the report."""
    await a_ticket(cast.wang, "报表导出以后金额全是零")
    await cast.chen.presses("接单")
    await cast.chen.presses("已解决")
    await cast.chen.says("重新安装报表插件")
    await cast.wang.presses("已解决")
    desk.clock.at = datetime(2026, 4, 1, 8, 0, tzinfo=SHANGHAI)
    async with desk.store.transaction() as session:
        now = desk.clock.now()
        await making.keep(session, await making.counted(session, What.SERVICE, date(2026, 3, 1), "", now))
    await cast.wang.presses("问题还在")
    await cast.zhao.says("/figures 2026-03")
    assert "新受理 1，已解决 1，期末未结 0" in page(cast.zhao)
    assert "更正" not in page(cast.zhao)
    async with desk.store.transaction() as session:
        (await session.get_one(Ticket, 1)).filed_at = datetime(2026, 2, 27, 9, 0, tzinfo=SHANGHAI)
    await cast.zhao.says("/figures 2026-03")
    assert "月报发出后更正的数字：" in page(cast.zhao)
    assert "新受理：0（月报中为 1）" in page(cast.zhao)
    await cast.zhao.says("/figures 2026-04")
    assert "期末未结 1" in page(cast.zhao)
    assert "重新打开：1" in page(cast.zhao)
