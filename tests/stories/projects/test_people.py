"""Members changed while a project runs, and what its watchers read each week (PRJ-6, PRJ-7)."""

from sqlalchemy import select

from desk.people import Role
from desk.projects.plan import Delivery, Item
from desk.projects.project import Member
from tests.fakes.desk import TestDesk
from tests.stories.cast import Cast, a_ticket, cast
from tests.stories.projects.team import Team, applies, running, team

__all__ = ["cast", "team"]


async def test_who_comes_goes_on_with_what_was_not_done(desk: TestDesk, cast: Cast, team: Team) -> None:
    """PRJ-6: by manager or head; those concerned and the customer hear; the person who left reads nothing any more; another manager by the head."""
    await running(team)
    nina = await desk.person("Nina Roth", Role.CONSULTANT, language="en")
    gao = await desk.person("高远", Role.PROJECT_MANAGER)
    number = (await team.items())["install"].id
    async with desk.store.transaction() as session:
        (await session.get_one(Item, number)).person_id = team.zhou.person_id
    version = (await team.project()).version
    await team.zhou.does("presses_data", f"c:change_members:1:{version}:")
    assert "由项目经理或实施部经理更改" in team.zhou.last
    await team.lin.presses("更换人员")
    await team.lin.presses("周岚")
    await team.lin.presses("Nina")
    assert (await team.items())["install"].person_id == nina.person_id
    assert "in place of 周岚" in nina.last
    assert "J-1001" in nina.last
    assert "接替周岚" in team.zhou.last
    assert any("Nina Roth" in text for text in cast.wang.texts)
    async with desk.store.reading() as session:
        rows = {m.person_id: m.until_on for m in await session.scalars(select(Member))}
    assert team.zhou.person_id is not None
    assert nina.person_id is not None
    assert rows[team.zhou.person_id] is not None
    assert rows[nina.person_id] is None
    await team.zhou.says("/project")
    assert "J-1001" not in team.zhou.last
    await team.he.says("/project")
    await team.he.presses("J-1001")
    await team.he.presses("更换人员")
    await team.he.presses("👔 林涛")
    await team.he.presses("高远")
    assert "高远" in gao.last
    assert (await team.project()).manager_id == gao.person_id
    assert any("高远" in text for text in team.lin.texts)
    version = (await team.project()).version
    await team.lin.does("presses_data", f"c:change_members:1:{version}:")
    assert (await team.project()).manager_id == gao.person_id


async def test_watchers_read_the_week(desk: TestDesk, cast: Cast, team: Team) -> None:
    """PRJ-7: on the first working day of a week; progress to one, quality to the other; nothing when there is nothing."""
    await running(team)
    await desk.forward(days=8)  # Tuesday 10 March
    assert not any("📅" in text for text in (*cast.zhao.texts, *cast.sun.texts))
    await team.lin.says("/project")
    await team.lin.presses("J-1001")
    async with desk.store.transaction() as session:
        stage = (await team.stages())[1]
        row = await session.merge(stage)
        row.delivery, row.words = Delivery.NOT_YET, "报表还打不出来"
    await desk.forward(days=13)  # Monday 23 March
    (told,) = [text for text in cast.zhao.texts if "📅 J-1001" in text and "逾期" in text][-1:]
    assert "我方" in told
    assert "报表还打不出来" not in told
    (told,) = [text for text in cast.sun.texts if "📅 J-1001" in text][-1:]
    assert "报表还打不出来" in told
    assert "逾期" not in told
    assert not any("📅" in text for text in team.lin.texts)


async def test_a_reply_to_a_project_is_no_message_to_the_customer_of_a_ticket(
    desk: TestDesk, cast: Cast, team: Team
) -> None:
    """PRJ-6, HOT-10: J-1001 and K-1001 have the same number within; what the manager notes on a project's card stays here."""
    await a_ticket(cast.wang)
    await applies(team)
    await cast.zhao.says("/project")
    await cast.zhao.presses("J-1001")
    await cast.zhao.says("回款有问题，先别告诉客户", reply_to=cast.zhao.user.visible[-1])
    assert "要写给客户" in cast.zhao.last
    for customer in (cast.wang, cast.emma):
        assert not customer.sees("回款有问题")
