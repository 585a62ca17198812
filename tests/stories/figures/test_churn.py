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
from desk.figures.churn import Branch, half_year
from desk.people import Person, Role
from desk.sales import losses
from desk.sales.losses import Loss, Reason
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
        (date(2026, 5, 2), Reason.OTHER_PRODUCT, False), (date(2026, 3, 2), Reason.CLOSED, True),
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
        await losses.lose(session, mine, Reason.PRICE, "", date(2026, 5, 1), by, desk.clock.now())
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
