"""STA-3, COM-6: the monthly reports come by themselves, each to who is to read it, and a past month stays as it was."""

from io import BytesIO

from openpyxl import load_workbook

from desk.people import Person, Role
from tests.fakes.desk import Actor, TestDesk
from tests.stories.cast import Cast, a_ticket, cast

__all__ = ["cast"]

SERVICE, COMPLAINTS = "服务月报 · 2026年3月", "投诉分析报告 · 2026年3月"


def got(actor: Actor, title: str) -> int:
    return sum(title in text for text in actor.texts)


async def a_solved_ticket(desk: TestDesk, cast: Cast) -> None:
    await a_ticket(cast.wang, "报表导出以后金额全是零")
    await desk.forward(minutes=5)
    await cast.chen.presses("接单")
    await cast.chen.presses("已解决")
    await cast.chen.says("重新安装报表插件")
    await cast.wang.presses("已解决")


async def test_they_come_by_themselves(desk: TestDesk, cast: Cast) -> None:
    """STA-3, COM-6: at nine on the first working day; a branch's to its manager; nobody else's business; never twice."""
    east = await desk.person("周杰", Role.SERVICE_MANAGER, region="华东")
    south = await desk.person("何静", Role.SERVICE_MANAGER, region="华南")
    sales = await desk.person("Grace Hall", Role.SALES_MANAGER, language="en")
    await a_solved_ticket(desk, cast)
    await desk.forward(days=29, hours=22, minutes=50)  # 1 April, 8:55 or so
    assert got(cast.wu, SERVICE) == 0
    await desk.forward(minutes=20)
    assert [got(x, SERVICE) for x in (cast.zhao, cast.wu, east, south, cast.sun, cast.chen, cast.wang)] == [
        1,
        1,
        1,
        0,
        0,
        0,
        0,
    ]
    assert [got(x, COMPLAINTS) for x in (cast.zhao, cast.wu, cast.sun, cast.chen)] == [1, 1, 1, 0]
    assert [got(x, COMPLAINTS) for x in (east, south)] == [
        1,
        1,
    ]  # a branch's head is a department head (COM-6)
    assert any("Complaint analysis · March 2026" in text for text in sales.texts)
    assert any("华东" in text and "新受理 1，已解决 1" in text for text in east.texts)
    pdf, xlsx = cast.wu.files[-2:]
    assert (pdf[:5], xlsx[:4]) == (b"%PDF-", b"PK\x03\x04")
    assert (
        "登记表" in load_workbook(BytesIO(xlsx)).sheetnames
        or "数字" in load_workbook(BytesIO(xlsx)).sheetnames
    )
    await desk.forward(days=20)
    assert got(cast.wu, SERVICE) == 1


async def test_a_past_month_stays_as_it_was(desk: TestDesk, cast: Cast) -> None:
    """STA-3: made again by a button, it is the same to the byte, though its ticket has come back since; forged months are refused."""
    await a_solved_ticket(desk, cast)
    await desk.forward(months=1)
    first = [file for file in cast.zhao.files if file[:4] in (b"%PDF", b"PK\x03\x04")]
    await cast.wang.presses("问题还在")
    await cast.zhao.says("/reports")
    await cast.zhao.presses("服务月报")
    again = cast.zhao.files[-2:]
    assert all(file in first for file in again)
    await cast.zhao.presses("2026年2月")
    await cast.zhao.presses("投诉分析")
    assert "投诉分析报告 · 2026年2月" in cast.zhao.texts[-3] + cast.zhao.texts[-2] + cast.zhao.texts[-1]
    for actor, data in (
        (cast.zhao, "c:show_report:202604:0:service."), (cast.zhao, "c:show_report:202613:0:service."), (cast.zhao, "c:show_report:202603:0:x"),
        (cast.chen, "c:show_report:202603:0:service."), (cast.wang, "c:report_month:202603:0:"), (cast.sun, "c:show_report:202603:0:service."),
    ):  # fmt: skip
        before = len(actor.files)
        await actor.does("presses_data", data)
        assert len(actor.files) == before
    await cast.chen.says("/reports")
    assert "/help" in cast.chen.last


async def test_a_month_without_events_is_one_line(desk: TestDesk, cast: Cast) -> None:
    """STA-3, COM-6, KB-6: to each reader once, and no papers full of zeros; the next month is told as usual."""
    await a_solved_ticket(desk, cast)
    async with desk.store.transaction() as session:
        for contact in (cast.wang, cast.emma):
            (await session.get_one(Person, contact.person_id)).surveys = False
    await desk.forward(days=32)
    texts, files = len(cast.wu.texts), len(cast.wu.files)
    await desk.forward(days=35)  # the first days of May are holidays
    told = cast.wu.texts[texts:]
    assert sum("4月" in text and "没有" in text for text in told) == 1, told
    assert len(cast.wu.files) == files
    assert not any("2026年4月" in text and "报告" in text.split("\n")[0] for text in told[1:])
