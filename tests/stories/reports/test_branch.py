"""STA-6: figures filled in, the head adds summary and support needed, late or changed figures are marked, headquarters answers."""

from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from desk.people import Role
from desk.ticket import Ticket
from tests.fakes.desk import Actor, TestDesk
from tests.stories.cast import Cast, cast
from tests.stories.reports.test_reports import a_solved_ticket

__all__ = ["cast"]


def sheets(content: bytes) -> dict[str, list[list[Any]]]:
    return {s.title: [[c.value for c in row] for row in s.rows] for s in load_workbook(BytesIO(content))}


def last_report(actor: Actor) -> str:
    return next(text for text in reversed(actor.texts) if "服务月报" in text)


async def writes(head: Actor) -> None:
    await head.presses("总结与所需支持")
    await head.says("整体平稳，一张工单当天解决")
    await head.says("需要一名熟悉加密锁的工程师")
    assert "需要一名熟悉加密锁的工程师" in head.last.split("总结")[0]  # what is needed stands first
    await head.presses("✏️ 总结")
    await head.says("整体平稳，工单当天解决")


async def test_the_head_adds_words_and_headquarters_answers(desk: TestDesk, cast: Cast) -> None:
    """STA-6: asked with the report; one question at a time; support needed first; changed figures marked; the answer reaches the head."""
    east = await desk.person("周杰", Role.SERVICE_MANAGER, region="华东")
    south = await desk.person("何静", Role.SERVICE_MANAGER, region="华南")
    await a_solved_ticket(desk, cast)
    await desk.forward(months=1)
    assert east.sees("请在 4月3日 周五 09:00 前补充总结和所需支持")
    assert not any("补充总结" in text for text in south.texts)  # a quiet branch is not asked
    await writes(east)
    for actor, data in (
        (south, "c:write_branch_report:202603:0:"),
        (cast.chen, "c:write_branch_report:202603:0:"),
        (east, "c:answer_branch_report:1:0:"),
    ):
        await actor.does("presses_data", data)
        assert any(
            words in actor.last for words in ("没有那个月的报告", "由分支机构负责人填写", "由总部答复")
        ), actor.last
    async with desk.store.transaction() as session:  # another ticket of March was filed under another region
        (await session.get_one(Ticket, 1)).region = "华南"
    await east.presses("📨 发送")
    told = last_report(cast.wu)
    assert told.index("所需支持：需要一名") < told.index("总结：整体平稳，工单") < told.index("新受理 1")
    assert "新受理 1 → 0" in told
    assert "逾期" not in told
    files = cast.wu.files[-2:]
    book = sheets(files[1])
    assert ["所需支持", "需要一名熟悉加密锁的工程师"] in [
        [str(cell).removeprefix("🆘 ") for cell in row] for row in book["分支机构填写"]
    ]
    assert ["新受理", "1", "0"] in book["有变化"]
    await cast.wu.does("presses_data", "c:show_report:202603:0:service.华东")
    assert cast.wu.files[-2:] == files  # made again it is the same
    await desk.forward(days=9)
    assert cast.zhao.sees("正等待您的答复")
    await cast.wu.presses("✍️ 答复")
    await cast.wu.says("下周派李强支援一周")
    assert "吴越答复：下周派李强支援一周" in east.texts[-1]
    await cast.zhao.does("presses_data", "c:answer_branch_report:1:0:")
    assert "已经答复过" in cast.zhao.last
    await east.does("presses_data", "c:write_branch_report:202603:0:")
    assert "总部已经答复" in east.last
    assert not south.sees("华南月报")
    await cast.zhao.says("/reports")
    assert "华东：已提交，已答复" in cast.zhao.last


async def test_a_late_report_climbs_and_is_marked(desk: TestDesk, cast: Cast) -> None:
    """STA-6: reminded before the limit, then each working morning; the general manager and then the administrator hear; in English, too."""
    east = await desk.person("Grace Hall", Role.SERVICE_MANAGER, region="华东", language="en")
    await a_solved_ticket(desk, cast)
    await desk.forward(months=1)
    assert "Please add a summary" in east.last
    assert not cast.wu.sees("尚未提交")
    await desk.forward(days=1)
    assert cast.wu.sees("负责人尚未提交")
    assert not cast.zheng.sees("负责人尚未提交")
    await desk.forward(days=4)  # the festival is between
    assert cast.zheng.sees("负责人尚未提交")
    assert east.sees("since Fri 3 Apr 09:00")
    await east.presses("Summary and support needed")
    await east.says("A calm month, one ticket")
    await east.presses("Nothing this month")
    await east.presses("📨 Send")
    assert "⏰ 逾期" in last_report(cast.wu)
    await desk.forward(days=20)
    assert not cast.wu.sees("等待您的答复")  # nothing is needed, so nothing waits
    await cast.wu.does("presses_data", "c:answer_branch_report:1:0:")
    await cast.wu.presses("👍 收到")
    assert "吴越 answers" in east.last
