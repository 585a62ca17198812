"""The final acceptance and what it starts, the trial run, a moved day, the archive (PRJ-5, PRJ-8, PRJ-11)."""

from datetime import date, timedelta

from sqlalchemy import select

from desk.customers import Contract, ContractKind, Customer, Licence, Product
from desk.projects.plan import Delivery, Item, Stage
from desk.projects.project import ProjectState
from desk.surveys.visit_backs import VisitBack, VisitBackState
from tests.fakes.desk import TestDesk
from tests.stories.cast import Cast, cast
from tests.stories.projects.team import Team, running, team
from tests.stories.sales.test_account_team import the_file as the_customer

__all__ = ["cast", "team"]


async def passed(desk: TestDesk, cast: Cast, team: Team, trial: str) -> None:
    """All done and assessed; only a contract of the project's kind runs, and nothing was accepted before."""
    await running(team, trial)
    async with desk.store.transaction() as session:
        customer = await session.get_one(Customer, cast.customer.id)
        customer.accepted_on, customer.contracts[0].kind = None, ContractKind.PROJECT
    await team.finishes("install", "train", "testplan")
    await team.changes(lambda project: setattr(project, "state", ProjectState.PASSED))


async def accept_all(desk: TestDesk, team: Team, cast: Cast) -> None:
    async with desk.store.transaction() as session:
        for stage in await session.scalars(select(Stage).where(Stage.delivers != {})):
            if stage.delivers:
                stage.delivery, stage.words = Delivery.REMARKS, "打印机还慢"
        for item in await session.scalars(select(Item).where(Item.form == "prj_test")):
            item.confirmed_by = cast.wang.person_id


async def visit_back(desk: TestDesk) -> date | None:
    async with desk.store.reading() as session:
        planned = select(VisitBack.nominal).where(VisitBack.state == VisitBackState.PLANNED)
        return await session.scalar(planned)


async def test_the_signature_starts_the_trial_run_and_the_customers_word_ends_it(
    desk: TestDesk, cast: Cast, team: Team
) -> None:
    """PRJ-5, PRJ-11: contract, visit-backs, licence, hand-over in one step; the trial never ends by itself; a moved day moves all."""
    await passed(desk, cast, team, "30")
    await team.lin.says("/project")
    await team.lin.presses("J-1001")
    await team.lin.presses("最终验收")
    await team.lin.says("12.3")
    assert "最终测试方案" in team.lin.last
    await accept_all(desk, team, cast)
    await team.lin.says("/project")
    await team.lin.presses("J-1001")
    await team.lin.presses("最终验收")
    await team.lin.says("12.3")
    assert "您签字后试运行从今天开始" in cast.wang.last
    assert all("客户签字当天开始试运行" in reader.last for reader in (team.lin, team.zhang, team.he))
    assert "4月" in team.zhang.last or "3月" in team.zhang.last
    await cast.wang.presses("还不行，因为")
    await cast.wang.says("发票模板没改")
    assert await team.state() is ProjectState.PASSED
    assert "发票模板没改" in team.lin.last
    await team.lin.presses("最终验收")
    await team.lin.says("12.3")
    await desk.forward(days=3)
    await cast.wang.presses("验收，满意")
    assert await team.state() is ProjectState.TRIAL_RUN
    assert not any("您签字后" in text for who in (team.lin, team.zhang, team.he) for text in who.texts)
    customer = await the_customer(desk, cast)
    assert customer.accepted_on == date(2026, 3, 5)
    assert customer.contracts[0].last_day == date(2026, 3, 4)
    trial = customer.contracts[-1]
    assert (trial.kind, trial.starts_on) == (ContractKind.TRIAL, date(2026, 3, 5))
    assert (customer.licences[0].version, customer.licences[0].installed_on) == ("12.3", date(2026, 3, 5))
    assert await visit_back(desk) == date(2026, 4, 5)
    assert any("打印机还慢" in text and "周岚" in text for text in cast.zhao.texts)
    assert any(content.startswith(b"%PDF") for content in cast.wang.files)
    await desk.forward(days=45)
    assert await team.state() is ProjectState.TRIAL_RUN
    assert any("试运行计划到今天" in text for text in cast.wang.texts)
    project = await team.project()
    await team.lin.does("presses_data", f"c:move_acceptance:{project.id}:{project.version}:")
    await team.lin.says("2026-03-12")
    customer = await the_customer(desk, cast)
    assert (customer.accepted_on, customer.contracts[-1].starts_on) == (date(2026, 3, 12), date(2026, 3, 12))
    assert "验收日期已调整" in cast.wang.last
    await cast.emma.says("/project")
    await cast.emma.presses("The trial run is over")
    assert await team.state() is ProjectState.ACCEPTED
    contracts = (await the_customer(desk, cast)).contracts
    assert [(c.kind, c.starts_on, c.last_day) for c in contracts[1:]] == [
        (ContractKind.TRIAL, date(2026, 3, 12), date(2026, 4, 19)),
        (ContractKind.FREE, date(2026, 4, 20), date(2027, 4, 19)),
    ]


async def test_without_a_trial_run_the_warranty_begins_and_two_review_before_the_archive(
    desk: TestDesk, cast: Cast, team: Team
) -> None:
    """PRJ-5, PRJ-8: a contract in the way is named before the customer is asked; documents are reviewed by two; what is missing is named."""
    await passed(desk, cast, team, "0")
    await accept_all(desk, team, cast)
    async with desk.store.transaction() as session:
        (await session.get_one(Customer, cast.customer.id)).contracts[0].kind = ContractKind.PAID
    await team.lin.says("/project")
    await team.lin.presses("J-1001")
    await team.lin.presses("最终验收")
    await team.lin.presses("不清楚")
    assert "A-1001" in team.lin.last
    assert "由销售确定以哪一份为准" in team.lin.last
    assert any("⚠️ A-1001" in text for text in team.lin.texts)  # they read it long before
    async with desk.store.transaction() as session:
        (await session.get_one(Customer, cast.customer.id)).contracts[0].kind = ContractKind.PROJECT
    await team.lin.says("/project")
    await team.lin.presses("J-1001")
    await team.lin.presses("最终验收")
    await team.lin.presses("不清楚")
    await cast.emma.says("/project")
    await cast.emma.presses("not satisfied")
    assert await team.state() is ProjectState.ACCEPTED
    warranty = (await the_customer(desk, cast)).contracts[-1]
    assert (warranty.kind, warranty.starts_on, warranty.ends_on) == (
        ContractKind.FREE, date(2026, 3, 2), date(2027, 3, 1),
    )  # fmt: skip
    await team.presses_step(team.he, "archive")
    assert "要先由两人审查文档" in team.he.last
    project = await team.project()
    for who, said in ((team.lin, "齐全"), (cast.sun, "缺测试方案签字页")):
        await who.does("presses_data", f"c:review_documents:{project.id}:0:")
        await (who.presses(said) if said == "齐全" else who.says(said))
    assert "缺测试方案签字页" in team.lin.last
    for who in (team.lin, cast.sun):
        await who.does("presses_data", f"c:review_documents:{project.id}:0:")
        await who.presses("齐全")
    await team.he.presses("存档")
    assert await team.state() is ProjectState.ARCHIVED


async def test_a_new_products_trial_run_stands_beside_a_contract_that_names_no_product(
    desk: TestDesk, cast: Cast, team: Team
) -> None:
    """PRJ-5: the yearly contract goes on for what else they own; sales read it before the customer signs; a renewal during the trial run is none in the way."""
    await passed(desk, cast, team, "30")
    await accept_all(desk, team, cast)
    async with desk.store.transaction() as session:
        customer = await session.get_one(Customer, cast.customer.id)
        paid = customer.contracts[0]
        paid.kind, paid.products, paid.ends_on = ContractKind.PAID, [], date(2026, 5, 31)
        session.add(Product(code="NO", name="星河协同办公", name_en="Nebula Office"))
        await session.flush()
        customer.licences.append(Licence(product="NO", number="NO-1"))
    await team.changes(lambda project: setattr(project, "products", ["NO"]))
    await team.lin.says("/project")
    await team.lin.presses("J-1001")
    await team.lin.presses("最终验收")
    await team.lin.says("2.0")
    for reader in (team.lin, team.zhang):
        assert "A-1001 没有写明产品，之后继续用于星河ERP" in reader.last
    await cast.wang.presses("验收，满意")
    paid, trial = (await the_customer(desk, cast)).contracts
    assert (paid.products, trial.products, trial.kind) == (["NE"], ["NO"], ContractKind.TRIAL)
    async with desk.store.transaction() as session:
        customer = await session.get_one(Customer, cast.customer.id)
        first = paid.last_day + timedelta(days=1)
        customer.contracts.append(Contract(starts_on=first, ends_on=first + timedelta(days=364)))
    await desk.forward(days=40)
    await cast.wang.says("/project")
    await cast.wang.presses("试运行结束")
    contracts = (await the_customer(desk, cast)).contracts
    assert [(c.kind, c.products) for c in contracts if "NE" not in c.products][-1] == (
        ContractKind.FREE,
        ["NO"],
    )
    assert all(c.products for c in contracts)


async def test_what_is_open_after_the_assessment_is_done_then(desk: TestDesk, cast: Cast, team: Team) -> None:
    """PRJ-3, PRJ-5, PRJ-11: the test plan and what is still to be delivered have their buttons; there was no way on and none back."""
    await running(team, "0")
    async with desk.store.transaction() as session:
        (await session.get_one(Customer, cast.customer.id)).contracts[0].kind = ContractKind.PROJECT
    await team.finishes("install", "train")
    await team.changes(lambda project: setattr(project, "state", ProjectState.PASSED))
    await team.lin.says("/project")
    await team.lin.presses("J-1001")
    await team.lin.presses("最终验收")
    await team.lin.presses("不清楚")
    assert "最终测试方案" in team.lin.last
    await desk.forward(days=17)
    await team.zhou.says("/project")
    await team.zhou.presses("J-1001")
    await team.zhou.presses("交付：可用的系统")
    await team.zhou.presses("没有文件")
    await cast.wang.presses("认可")
    await team.zhou.says("/project")
    await team.zhou.presses("J-1001")
    await team.zhou.presses("最终测试方案")
    await team.zhou.presses("填写")
    for said in ("开票到收款", "王丽，周四", "三张真实发票都对"):
        await team.zhou.says(said)
    await cast.wang.presses("没错")
    testplan = (await team.items())["testplan"]
    assert testplan.confirmed_by == cast.wang.person_id
    await team.lin.says("/project")
    await team.lin.presses("J-1001")
    await team.lin.presses("最终验收")
    await team.lin.presses("不清楚")
    await cast.wang.presses("验收，满意")
    assert await team.state() is ProjectState.ACCEPTED
