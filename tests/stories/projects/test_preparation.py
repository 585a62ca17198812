"""The customer's preparations as messages with buttons, files and forms; nobody begins before they are confirmed (PRJ-2, PRJ-7, PRJ-12)."""

from datetime import date

from desk.projects.project import ProjectState
from tests.fakes.desk import Actor, TestDesk
from tests.stories.cast import Cast, cast
from tests.stories.projects.team import Team, agreed, team

__all__ = ["cast", "team"]


async def press_item(team: Team, who: Actor, verb: str, key: str) -> None:
    item = (await team.items())[key]
    await who.does("presses_data", f"c:{verb}:{item.id}:{item.version}:")


async def fills(team: Team, who: Actor, key: str, *answers: str) -> None:
    """A form: words are said, buttons pressed."""
    await press_item(team, who, "item_done", key)
    for answer in answers:
        if any(answer in button for button in who.buttons):
            await who.presses(answer)
        else:
            await who.says(answer)


async def test_the_customer_prepares_line_by_line(desk: TestDesk, cast: Cast, team: Team) -> None:
    """PRJ-2, PRJ-12: done, later, help; files and forms; one nudge a day; we begin only when the customer has confirmed."""
    await agreed(team)
    assert sum("▫️" in text and "贵方" in text for text in cast.wang.texts) >= 4
    await press_item(team, team.zhou, "item_done", "solution")
    assert "准备还没有确认" in team.zhou.last
    await cast.wang.presses("都准备好了")
    assert "还没完成" in cast.wang.last
    await press_item(team, cast.wang, "item_help", "people")
    await cast.wang.says("名单要写哪些岗位？")
    assert "名单要写哪些岗位？" in team.lin.last
    await press_item(team, cast.wang, "item_later", "site")
    await cast.wang.says("3-13")
    assert (await team.items())["site"].promised_on == date(2026, 3, 13)
    before = len(cast.wang.texts)
    await desk.forward(days=8)
    nudges = [text for text in cast.wang.texts[before:] if "小提醒" in text]
    assert 1 <= len(nudges) <= 2
    await press_item(team, cast.wang, "item_done", "people")
    await cast.wang.does("sends_document", "users.csv", b"name,post")
    await fills(team, cast.wang, "site", "是", "是", "是", "没有", "跳过")
    await team.finishes("data")
    items = await team.items()
    assert items["people"].file_id
    assert items["site"].answers["server"] == "yes"
    await fills(team, cast.wang, "ready", "王丽 13812345678", "是", "是", "没有")
    await cast.wang.presses("都准备好了")
    assert await team.state() is ProjectState.RUNNING
    assert "都准备好了" in team.zhou.last
    await fills(team, team.zhou, "delivery", "服务器1台 SN-7", "是", "跳过")
    assert "SN-7" in cast.wang.last
    assert (await team.items())["delivery"].done_on is None
    await cast.wang.presses("不太对")
    await cast.wang.says("是两台")
    assert "是两台" in team.zhou.last
    await fills(team, team.zhou, "delivery", "服务器2台 SN-7、SN-8", "是", "跳过")
    await cast.wang.presses("没错")
    assert (await team.items())["delivery"].confirmed_by == cast.wang.person_id


async def test_beginning_before_all_is_prepared_has_a_reason_that_the_customer_reads(
    desk: TestDesk, cast: Cast, team: Team
) -> None:
    """PRJ-7: only the manager or the head, and with what is still open; a late item moves all behind it, and stays the cause."""
    await agreed(team, template="小型实施")
    planned = (await team.items())["train"].planned_on
    await desk.forward(days=12)
    items = await team.items()
    assert planned == date(2026, 3, 17)
    assert items["train"].due_on == date(2026, 3, 19)
    assert items["train"].cause_id == items["data"].id
    await team.lin.presses("事项清单")
    assert "+2 个工作日（按模板整理基础数据 · 客户方）" in team.lin.last
    await team.presses_step(team.zhou, "override")
    assert await team.state() is ProjectState.PREPARING
    await team.lin.presses("准备未完也开始")
    await team.lin.says("先装系统，数据随后补")
    assert await team.state() is ProjectState.RUNNING
    assert "先装系统，数据随后补" in cast.wang.last
    assert "按模板整理基础数据" in cast.wang.last
    await cast.emma.says("/project")
    assert "Master data in our template" in cast.emma.last
