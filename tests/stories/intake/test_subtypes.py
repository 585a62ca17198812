"""What a request is about: proposed from the words, corrected by the customer and by staff (INT-2, INT-11, STA-2)."""

from desk.figures import By, figures
from desk.figures.periods import Period
from desk.figures.scope import Scope
from desk.people import Role
from desk.policies import RECEIVES, PolicyRow
from i18n import company_day
from kb.base.entry import ProblemType
from kb.base.taxonomy import SubtypeRow
from tests.fakes.desk import TestDesk
from tests.stories.cast import Cast, cast, describes

__all__ = ["cast"]


async def test_the_customer_sees_what_it_is_about_and_corrects_it(desk: TestDesk, cast: Cast) -> None:
    """INT-2, INT-11: proposed from the words and played back; one tap on another one, and the ticket has it."""
    await describes(cast.wang, "加密锁红灯亮，打不开账套")
    await cast.wang.presses("重要功能")
    assert "类别：技术故障 · 加密锁与授权" in cast.wang.last
    await cast.wang.presses("✏️ 类别")
    await cast.wang.presses("安装与升级失败")
    assert "类别：技术故障 · 安装与升级失败" in cast.wang.last
    await cast.wang.presses("提交")
    ticket = await desk.ticket()
    assert (ticket.kind, ticket.subtype) == (ProblemType.TECHNICAL, "install")


async def test_staff_correct_it_and_figures_follow(desk: TestDesk, cast: Cast) -> None:
    """INT-11, STA-2: in English, a how-to that was training after all; figures by sub-type count it there."""
    grace = await desk.person("Grace Hill", Role.SPECIALIST, language="en")
    await cast.emma.says("/new how do I reverse the depreciation of a leased forklift")
    if any("None of these" in label for label in cast.emma.buttons):
        await cast.emma.presses("None of these")
    await cast.emma.presses("Work goes on")
    assert "About: how to use" in cast.emma.last
    await cast.emma.presses("file it")
    ticket = await desk.ticket()
    assert ticket.kind is ProblemType.APPLICATION
    await grace.says(f"/find {ticket.number}")
    await grace.presses(ticket.number)
    await grace.presses("What it is about")
    await grace.says("courses")
    await grace.presses("courses")
    ticket = await desk.ticket()
    assert (ticket.kind, ticket.subtype) == (ProblemType.TRAINING, "course")
    today = company_day(desk.clock.now())
    async with desk.store.reading() as session:
        found = await figures(session, Scope(Period(today, today)), By.SUBTYPE)
    assert {key: each.filed for key, each in found.items() if each.filed} == {"course": 1}


async def test_more_users_goes_to_sales_where_the_type_decides(desk: TestDesk, cast: Cast) -> None:
    """INT-11, HOT-8: the sub-type says whose it is; a company's own sub-type counts from the next request on."""
    sales = await desk.person("钱多", Role.SALES_MANAGER)
    async with desk.store.transaction() as session:
        session.add(PolicyRow(key=RECEIVES.key, value="type", changed_at=desk.clock.now()))
        session.add(
            SubtypeRow(
                code="loom", kind=ProblemType.TECHNICAL, name="织机", name_en="loom", role="consultant", examples=["织机停转", "织机不动"]
            )
        )  # fmt: skip
    await describes(cast.wang, "扩容并发，再开通几位同事")
    await cast.wang.presses("工作照常")
    await cast.wang.presses("提交")
    ticket = await desk.ticket()
    assert (ticket.kind, ticket.subtype, ticket.assignee_id) == (
        ProblemType.REQUIREMENT,
        "users",
        sales.person_id,
    )
    await cast.emma.says("/new 三号织机停转了")
    if any("None" in label for label in cast.emma.buttons):
        await cast.emma.presses("None")
    await cast.emma.presses("Work goes on")
    assert "About: technical fault · loom" in cast.emma.last
