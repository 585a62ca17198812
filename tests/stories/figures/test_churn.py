"""STA-5: a customer is lost with a reason, or not after all; the rate of a half-year by branch against its target; who is at risk, and why."""

from datetime import date, datetime, timedelta
from io import BytesIO

from openpyxl import load_workbook
from sqlalchemy import select

from bot.delivery.unit_of_work import step
from desk import administration, contracts
from desk.contracts import Agreed
from desk.customers import Contract, Customer
from desk.figures import churn as churn_figures
from desk.figures.churn import Branch, ChurnReport, half_year
from desk.people import Person, Role
from desk.reports import churn_report, monthly_reports
from desk.reports.monthly_reports import What
from desk.sales import losses
from desk.sales.losses import Loss, LossReason
from desk.surveys.visit_backs import VisitBack, VisitBackKind, VisitBackState
from tests.fakes.desk import SHANGHAI, Actor, TestDesk
from tests.stories.cast import Cast, cast

__all__ = ["cast"]


async def served(
    desk: TestDesk, number: int, first: date, last: date, sales: Actor | None = None, region: str = "华东"
) -> None:
    """Their only service period, and whose customer they are."""
    async with desk.store.transaction() as session:
        customer = await session.get_one(Customer, number)
        [contract] = customer.contracts
        contract.starts_on, contract.ends_on, customer.region = first, last, region
        customer.sales_manager_id = sales.person_id if sales else None
        await administration.customer_changed(session, customer, desk.clock.now())
    await desk.settle()


async def until(desk: TestDesk, at: datetime) -> None:
    """All that fell due meanwhile is done at once: it is much."""
    desk.clock.at = at
    await desk.settle()


def got(actor: Actor, title: str) -> str:
    """The only message with this title; "" for none."""
    found = [text for text in actor.texts if title in text]
    assert len(found) < 2
    return "".join(found)


async def the_losses(desk: TestDesk) -> list[Loss]:
    async with desk.store.reading() as session:
        return list(await session.scalars(select(Loss).order_by(Loss.id)))


async def test_lost_with_a_reason_and_won_back(desk: TestDesk, cast: Cast) -> None:
    """STA-5: one tap after *does not renew*; on the card, taken back or with a day; the page, the lists, the file; back by a contract."""
    zhang = await desk.person("张敏", Role.SALES)
    grace = await desk.person("Grace Hall", Role.GENERAL_MANAGER, language="en")
    other = await desk.customer("朝阳机械")
    await desk.settle()
    await served(desk, other.id, date(2025, 6, 1), date(2027, 5, 31))
    await served(desk, cast.customer.id, date(2025, 6, 1), date(2026, 5, 1), zhang)
    await zhang.presses("不续约")
    await zhang.presses("竞争对手")
    await zhang.says("换了别家")
    assert "这个客户流失了吗" in zhang.last
    await zhang.presses("客户流失")
    assert "📉 自 5月2日 周六起流失" in zhang.last
    assert "改用竞争对手的产品：换了别家" in zhang.last
    assert cast.zhao.sees("📉 张敏：明月纺织自 5月2日")
    assert "客户流失" not in " ".join(zhang.buttons)

    await cast.zhao.presses("客户档案")
    assert "📉 自 5月2日 周六起流失：改用" in cast.zhao.last
    await cast.zhao.presses("并未流失")
    assert "⚠️ 有流失风险：A-1001" in cast.zhao.last
    await cast.zhao.presses("📉 流失")
    await cast.zhao.presses("停业")
    await cast.zhao.presses("跳过")
    await cast.zhao.presses("自今天起")
    assert "📉 已于 3月2日 周一流失：公司停业" in cast.zhao.last
    assert "回访" not in cast.zhao.last
    assert [(row.lost_on, row.reason, row.back_at is None) for row in await the_losses(desk)] == [
        (date(2026, 5, 2), LossReason.OTHER_PRODUCT, False), (date(2026, 3, 2), LossReason.CLOSED, True),
    ]  # fmt: skip

    await grace.says("/figures")
    await grace.presses("Lost customers")
    assert "Lost customers · first half of 2026" in grace.last
    assert "Lost of those in service at its start: 1 of 2 lost, 50.0% ⚠️" in grace.last
    assert "target: at most 5%" in grace.last
    assert "Why: the company closes or moves (1)" in grace.last
    await grace.presses("File")
    book = load_workbook(BytesIO(grace.files[-1]))
    assert [row[0] for row in book["Lost customers"].values][1:] == ["明月纺织"]
    assert list(book["Rates"].values)[1] == ("华东", "first half of 2026", 2, 1, 0.5, 0.05)
    await grace.presses("Lost customers 1")
    assert "• 明月纺织: Mon 2 Mar, the company closes" in grace.last
    await grace.presses("明月纺织")
    assert "📉 lost since Mon 2 Mar" in grace.last

    async with step(desk.store, desk.clock.now()) as session:
        customer = await session.get_one(Customer, cast.customer.id)
        contracts.agree(customer, Agreed(date(2026, 5, 2), date(2027, 5, 1)))
        await administration.customer_changed(session, customer, desk.clock.now())
    await desk.settle()
    assert cast.zhao.sees("🎉 明月纺织又成为客户了")
    await grace.says("/figures")
    await grace.presses("Lost customers")
    assert "0 of 2 lost, 0.0% ✅" in grace.last


async def test_asked_when_nothing_follows(desk: TestDesk, cast: Cast) -> None:
    """STA-5: sixty days after the end it is asked, once; lost with a reason, or staying without a service period."""
    grace = await desk.person("Grace Hall", Role.SALES, language="en")
    other = await desk.customer("朝阳机械")
    await desk.settle()
    await served(desk, cast.customer.id, date(2025, 1, 21), date(2026, 1, 20), grace)
    assert "ended on Tue 20 Jan" in grace.last
    seen = len(grace.texts)
    await desk.forward(days=18)
    assert len(grace.texts) == seen
    await desk.forward(days=3)
    assert len(grace.texts) == seen + 1
    assert "Nothing follows this service period. Are they lost as a customer?" in grace.last
    await grace.presses("They stay")
    assert "stays a customer, without a service period" in grace.last
    await served(desk, other.id, date(2025, 1, 24), date(2026, 1, 23), grace)
    assert "朝阳机械" in grace.last
    assert "Lost as a customer" in " ".join(grace.buttons)
    seen = len(grace.texts)
    await desk.forward(days=3)
    assert len(grace.texts) == seen + 1
    assert "朝阳机械" in grace.last
    await grace.presses("Lost as a customer")
    await grace.presses("not satisfied")
    await grace.presses("Skip")
    assert "📉 lost since Thu 26 Mar: not satisfied with the service" in grace.last
    seen = len(grace.texts)
    await desk.forward(days=40)
    assert not any("🔁" in text for text in grace.texts[seen:])
    [loss] = await the_losses(desk)
    assert (loss.customer_id, loss.region) == (other.id, "华东")


async def test_a_told_half_year_stays_told(desk: TestDesk, cast: Cast) -> None:
    """STA-5: what is said after its end changes nothing; a contract entered late is shown as a correction; a branch sees its own."""
    other = await desk.customer("朝阳机械")
    late = await desk.customer("远山物流")
    for number, region in ((cast.customer.id, "华东"), (other.id, "华南")):
        await served(desk, number, date(2025, 1, 1), date(2027, 12, 31), region=region)
    await served(desk, late.id, date(2026, 8, 1), date(2027, 7, 31))
    head = await desk.person("周主管", Role.SERVICE_MANAGER, region="华南")
    await desk.settle()
    first = half_year(date(2026, 1, 15))
    july = datetime(2026, 7, 2, 9, tzinfo=SHANGHAI)
    async with desk.store.transaction() as session:
        by = await session.get_one(Person, cast.zhao.person_id)
        mine = await session.get_one(Customer, cast.customer.id)
        await losses.lose(session, mine, LossReason.PRICE, "", date(2026, 5, 1), by, desk.clock.now())
    async with desk.store.transaction() as session:
        told = await churn_figures.churn(session, first, july)
        await churn_figures.keep(session, told, july)
        assert told.branches == {"华东": Branch(1, 1, {"price": 1}), "华南": Branch(1, 0, {})}
        await losses.win_back(session, await session.get_one(Customer, mine.id), by.id, july)
    async with desk.store.transaction() as session:
        again = await churn_figures.churn(session, first, july)
        assert (again.branches, again.corrected) == (told.branches, None)
        (await session.get_one(Customer, late.id)).contracts[0].starts_on = date(2025, 12, 1)
    async with desk.store.transaction() as session:
        again = await churn_figures.churn(session, first, july)
        assert again.whole == Branch(2, 1, {"price": 1})
        assert again.corrected is not None
        assert (again.corrected.whole.in_service, again.of("华南").corrected) == (3, None)
        await churn_figures.keep(session, again.corrected, july)
        assert (await churn_figures.churn(session, first, july)).whole == Branch(2, 1, {"price": 1})
    await head.does("presses_data", "c:show_churn:20260101:0:")
    assert "1 家中流失 0 家，0.0% ✅" in head.last
    await cast.li.does("presses_data", "c:show_churn:20260101:0:")
    assert "您没有这项权限" in cast.li.last


async def test_at_risk_with_why(desk: TestDesk, cast: Cast) -> None:
    """STA-5: the gravest first, page by page; a sign is gone with its cause; who does not answer for customers sees none."""
    others = [await desk.customer(f"客户{n:02}") for n in range(9)]
    soon = desk.clock.now().date() + timedelta(days=20)
    async with desk.store.transaction() as session:
        for customer in others:
            [contract] = (await session.get_one(Customer, customer.id)).contracts
            contract.starts_on, contract.ends_on = date(2025, 1, 1), soon
        session.add(
            VisitBack(
                kind=VisitBackKind.CYCLE, customer_id=others[8].id, nominal=date(2026, 2, 1),
                state=VisitBackState.ANSWERED, answers={"score": "1"}, answered_at=desk.clock.now() - timedelta(days=9),
            )
        )  # fmt: skip
        (await session.get_one(Customer, others[0].id)).created_at = desk.clock.now() - timedelta(days=200)
        session.add(
            Contract(customer_id=others[0].id, starts_on=soon + timedelta(days=1), ends_on=date(2028, 1, 1))
        )
    await cast.zhao.says("/figures")
    await cast.zhao.presses("流失客户")
    await cast.zhao.presses("有流失风险的客户")
    lines = cast.zhao.last.splitlines()
    assert "客户08" in lines[1]
    assert "1 次低分" in lines[1]
    assert "客户00" not in cast.zhao.last
    await cast.zhao.presses("▶")
    assert "客户00：自 2025年1月1日 周三服务以来还没有联系" in cast.zhao.last
    await cast.zhao.presses("客户00")
    assert "⚠️ 有流失风险：" in cast.zhao.last


async def test_the_half_year_is_told_by_itself(desk: TestDesk, cast: Cast) -> None:
    """STA-5: at nine on its first working day after, to the heads, each their branch, with the table; what was told stays; the next follows."""
    lost = await desk.customer("朝阳机械")
    await served(desk, cast.customer.id, date(2025, 6, 1), date(2027, 5, 31))
    await served(desk, lost.id, date(2025, 6, 1), date(2027, 5, 31), region="华南")
    grace = await desk.person("Grace Hall", Role.SALES_HEAD, language="en")
    south = await desk.person("周主管", Role.SALES_MANAGER, region="华南")
    east = await desk.person("江主管", Role.SERVICE_MANAGER, region="华东")
    sales = await desk.person("张敏", Role.SALES)
    async with desk.store.transaction() as session:
        by = await session.get_one(Person, cast.zhao.person_id)
        gone = await session.get_one(Customer, lost.id)
        await losses.lose(session, gone, LossReason.PRICE, "", date(2026, 5, 1), by, desk.clock.now())
    await until(desk, datetime(2026, 7, 1, 8, 59, tzinfo=SHANGHAI))
    assert not grace.sees("Lost customers ·")
    await until(desk, datetime(2026, 7, 1, 9, 0, tzinfo=SHANGHAI))
    assert "Lost of those in service at its start: 1 of 2 lost, 50.0% ⚠️" in got(grace, "first half of 2026")
    assert [row[0] for row in load_workbook(BytesIO(grace.files[-1]))["Lost customers"].values][1:] == [
        "朝阳机械"
    ]
    assert "1 家中流失 1 家，100.0% ⚠️" in got(south, "📉 流失客户 · 2026 年上半年")
    assert "1 家中流失 0 家，0.0% ✅" in got(east, "📉 流失客户 · 2026 年上半年")
    told = [
        sum("流失客户 · 2026 年上半年" in text for text in who.texts)
        for who in (cast.wu, cast.sun, cast.zhao)
    ]
    assert told == [1, 1, 1]
    assert not any(who.sees("流失客户 ·") for who in (sales, cast.chen, cast.wang, cast.li, cast.zheng))
    async with desk.store.transaction() as session:
        early = await session.get_one(Customer, cast.customer.id)
        early.contracts[0].starts_on = date(2026, 2, 1)
    await grace.does("presses_data", "c:show_churn:20260101:0:")
    assert "Corrected since it was told: 1 of 1 lost, 100.0% ⚠️ (told: 1 of 2 lost, 50.0% ⚠️)" in grace.last
    async with desk.store.transaction() as session:
        rows = await session.scalars(select(ChurnReport).order_by(ChurnReport.first))
        planned = [(row.first, row.due_at) for row in rows]
        row = (await session.scalars(select(ChurnReport).where(ChurnReport.due_at.is_not(None)))).one()
        await churn_report.fall_due(session, row, datetime(2028, 2, 1, tzinfo=SHANGHAI))
        later = await session.scalars(select(ChurnReport.first).where(ChurnReport.due_at.is_not(None)))
        assert list(later) == [date(2027, 1, 1)]  # after a long stop none is left out
    assert planned == [
        (date(2026, 1, 1), None),
        (date(2026, 7, 1), datetime(2027, 1, 4, 9, tzinfo=SHANGHAI)),
    ]


async def test_an_account_manager_hears_who_is_at_risk(desk: TestDesk, cast: Cast) -> None:
    """STA-5: each month, and whenever they ask: their own customers and why; nobody else's; nothing when nobody is."""
    ours, others = await desk.customer("朝阳机械"), await desk.customer("远山物流")
    dana = await desk.person("Dana West", Role.ACCOUNT_MANAGER, language="en")
    he = await desk.person("何雨桐", Role.ACCOUNT_MANAGER)
    for number in (cast.customer.id, ours.id, others.id):
        await served(desk, number, date(2025, 6, 1), date(2026, 4, 20))
    async with desk.store.transaction() as session:
        (await session.get_one(Customer, ours.id)).account_manager_id = dana.person_id
        safe = await session.get_one(Customer, others.id)
        safe.account_manager_id, safe.contracts[0].ends_on = he.person_id, date(2027, 4, 20)
    async with desk.store.transaction() as session:
        await monthly_reports.plan(session, What.SERVICE, date(2026, 3, 1))
    await dana.says("/risks")
    assert "Customers at risk · Mon 2 Mar 2026: 1" in dana.last
    assert "• 朝阳机械: A-1002: until Mon 20 Apr, 49 days left" in dana.last
    await dana.presses("朝阳机械")
    assert "⚠️ at risk: " in dana.last
    await dana.says("/figures")
    await dana.presses("Customers at risk")
    assert "远山物流" not in dana.last
    assert "明月纺织" not in dana.last
    await he.says("/risks")
    assert he.last == "有流失风险的客户 · 2026年3月2日 周一：0\n没有找到内容。"
    seen = len(dana.texts), len(he.texts)
    await until(desk, datetime(2026, 4, 1, 9, 5, tzinfo=SHANGHAI))
    assert "• 朝阳机械: A-1002: until Mon 20 Apr, 19 days left" in "\n".join(dana.texts[seen[0] :])
    assert len(he.texts) == seen[1]
    await dana.does("presses_data", "c:list_churn:0:0:lost-0")
    assert "You cannot do that" in dana.last
    await cast.chen.says("/risks")
    assert "/risks" in cast.chen.last
