"""What waits for one of us has a time: reminded, then those above hear; a project from a need, after a template of the company's own (PRJ-1)."""

from sqlalchemy import select

from desk.customers import Licence, Product
from desk.projects import from_needs, templates
from desk.projects.plan import Item
from desk.projects.project import Project, ProjectState
from desk.sales import first_visit_needs
from desk.sales.first_visit_needs import Need, NeedKind
from desk.sales.first_visits import FirstVisit
from tests.fakes.desk import TestDesk
from tests.stories.cast import Cast, cast
from tests.stories.projects.team import Team, applies, approves, plans, running, team

__all__ = ["cast", "team"]

WAITS = "等得太久了"


def reminders(texts: list[str]) -> int:
    return sum(WAITS in text for text in texts)


async def test_each_state_of_ours_has_a_time_and_a_ladder(desk: TestDesk, cast: Cast, team: Team) -> None:
    """PRJ-1, PRJ-7: head, applicant, manager: reminded on the second working day, a morning later those above, further each morning."""
    await applies(team, "小型实施")
    await desk.forward(days=2, minutes=1)
    assert reminders(team.he.texts) == 1
    assert reminders(cast.zhao.texts) == 0
    await desk.forward(days=1)
    await desk.forward(days=1)
    assert reminders(cast.zhao.texts) == 1
    await team.he.says("/project")
    await team.he.presses("J-1001")
    await team.he.presses("退回")
    await team.he.says("合同还没签")
    await desk.forward(days=4)
    assert reminders(team.he.texts) > 3
    await team.presses_step(team.he, "apply_again")
    await team.he.says("今天签了")
    await approves(team)
    before = reminders(team.lin.texts)
    await desk.forward(days=6)
    assert reminders(team.lin.texts) == before
    await desk.forward(days=2)
    assert reminders(team.lin.texts) > before  # five working days for the plan
    await plans(team, day="2026-03-23")
    await team.lin.presses("计划交给")
    before = reminders(team.he.texts)
    await desk.forward(days=4)
    assert reminders(team.he.texts) > before
    await team.presses_step(team.he, "approve_plan")
    both = [*team.he.texts, *team.lin.texts]
    await desk.forward(days=5)
    assert reminders([*team.he.texts, *team.lin.texts]) == reminders(both)  # it is with the customer


async def test_an_assessment_waits_for_who_has_not_given_it(desk: TestDesk, cast: Cast, team: Team) -> None:
    """PRJ-4, PRJ-5: only who has not assessed is reminded; then the head decides, and the manager hands over."""
    await running(team)
    await team.finishes("install", "train", "testplan", by=team.zhou)
    await team.lin.says("/project")
    await team.lin.presses("J-1001")
    await team.lin.presses("开始评估")
    await team.lin.presses("评估")
    for answer in ("是", "是", "是", "是", "没有"):
        await team.lin.presses(answer)
    await desk.forward(days=2, minutes=1)
    assert (reminders(team.he.texts), reminders(team.lin.texts)) == (1, 0)
    await team.changes(lambda project: setattr(project, "state", ProjectState.PASSED))
    await desk.forward(days=1)
    assert reminders(team.lin.texts) == 1
    await team.changes(lambda project: setattr(project, "state", ProjectState.ENDED))
    assert (await team.project()).due_at is not None


async def test_an_application_is_withdrawn_by_whoever_applied(desk: TestDesk, cast: Cast, team: Team) -> None:
    """PRJ-1: sent back, it is applied for again, or withdrawn, by the applicant too; the customer hears nothing of it."""
    await team.lin.says("/project")
    await team.lin.presses("申请项目")
    await team.lin.says("明月")
    await team.lin.says("新厂ERP上线")
    await team.lin.says("新厂从4月起用系统开票")
    await team.lin.presses("小型实施")
    await team.he.presses("退回")
    await team.he.says("合同还没签")
    await team.lin.presses("再次申请")
    await team.lin.says("今天签了")
    assert await team.state() is ProjectState.APPLIED
    await team.presses_step(team.mark, "withdraw")
    assert await team.state() is ProjectState.APPLIED
    await team.lin.presses("撤回申请")
    assert (await team.state(), (await team.project()).due_at) == (ProjectState.ARCHIVED, None)
    assert "撤回" in team.he.last
    assert not cast.wang.sees("ERP上线")


async def test_a_project_from_a_need_after_the_companys_own_template(
    desk: TestDesk, cast: Cast, team: Team
) -> None:
    """PRJ-1, CUS-3: the head gets the need, as what was sold; the person who approves it names the template; one for the product stands first."""
    now, built_in = desk.clock.now(), templates.built_in()["small"]
    async with desk.store.transaction() as session:
        for code, name, product in (
            ("plain", "通用实施", ""),
            ("cloud", "云端实施", "NE"),
            ("trade", "商贸实施", "NT"),
        ):
            own = {**built_in, "code": code, "name": {"zh": name, "en": code}}
            await templates.keep(session, {**own, "products": [product]} if product else own, now)
        visit = FirstVisit(
            customer_id=cast.customer.id, contact_id=cast.emma.person_id, submitted_by=team.zhang.person_id, submitted_at=now,
            limit_at=now, product="NE",
        )  # fmt: skip
        session.add(visit)
        await session.flush()
        session.add(Product(code="NT", name="星河进销存", name_en="Nebula Trade"))
        await session.flush()
        session.add(Licence(customer_id=visit.customer_id, product="NT", number="NT-1"))
        kind = NeedKind.IMPLEMENTATION
        need = Need(
            first_visit_id=visit.id, customer_id=visit.customer_id, kind=kind, words="新厂四月上线", said_at=now, due_at=now,
            department=first_visit_needs.DEPARTMENTS[kind], said_by=cast.emma.person_id,
        )  # fmt: skip
        session.add(need)
    await desk.forward(minutes=1)
    assert not team.zhou.sees("新厂四月上线")
    await team.he.presses("接手第 1 项")
    await team.he.presses("J-1001")
    await team.he.presses("批准并指定人员")
    names = [name for name in team.he.buttons if name.endswith("实施")]
    assert names == ["云端实施", "通用实施", "标准实施", "小型实施", "商贸实施"]
    await team.he.presses("通用实施")
    await team.he.presses("林涛")
    await team.he.presses("周岚")
    await team.he.presses("就这些")
    await team.he.presses("赵敏")
    await team.he.presses("孙洁")
    project = await team.project()
    assert (project.template, project.products) == ("plain", ["NE"])
    await plans(team)
    async with desk.store.reading() as session:
        assert len(list(await session.scalars(select(Item)))) == 5
        made = await session.get_one(Need, 1)
        assert isinstance(await from_needs.made(session, made), Project)
