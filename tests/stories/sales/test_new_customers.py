"""Sales hand over a sold customer in one message; doubles are shown, only what is missing is asked (CUS-6)."""

from datetime import date

from sqlalchemy import select

from desk.customers import Customer, Product
from desk.money import Money
from desk.people import Person, Role
from tests.fakes.desk import Actor, TestDesk
from tests.stories.cast import Cast, cast

__all__ = ["cast"]
SOLD = (
    "/newcustomer 苏州星湖电子有限公司 顾明 13900001111 星湖街 328 号 星河ERP 加密锁 A12345 合同到 2027-03-31"
)


def button_for(actor: Actor, verb: str, line: str) -> str:
    """What the newest button of this verb carries for a line of the list."""
    shown = [
        each.data or "" for message in reversed(actor.user.visible) for row in message.buttons for each in row
    ]
    return next(data for data in shown if verb in data and data.endswith(line))


async def filed(desk: TestDesk, name: str) -> Customer:
    async with desk.store.reading() as session:
        return (await session.scalars(select(Customer).where(Customer.name == name))).one()


async def test_one_message_is_a_customers_file(desk: TestDesk, cast: Cast) -> None:
    """CUS-6: read, played back, a line corrected, filed with a service code by policy; the contact comes in by the invite."""
    zhang = await desk.person("张敏", Role.SALES, region="华东")
    await desk.settle()
    await zhang.says(SOLD)
    for line in (
        "公司：苏州星湖电子有限公司",
        "联系人：顾明",
        "+8613900001111",
        "地址：星湖街 328 号",
        "产品：星河ERP",
        "A12345",
    ):
        assert line in zhang.last
    assert "2027年3月31日" in zhang.last
    await zhang.presses("✏️ 地址")
    await zhang.says("星湖街 330 号")
    await zhang.presses("建档")
    assert "服务码：NE-00002" in zhang.last
    customer = await filed(desk, "苏州星湖电子有限公司")
    assert (customer.address, customer.sales_manager_id, customer.accepted_on) == (
        "星湖街 330 号", zhang.person_id, None,
    )  # fmt: skip
    [licence], [contract] = customer.licences, customer.contracts
    assert (licence.product, licence.number) == ("NE", "A12345")
    assert (contract.starts_on, contract.ends_on) == (date(2026, 3, 2), date(2027, 3, 31))
    gu = desk.stranger("顾明")
    await gu.says("/start " + zhang.last.split("/start ")[1].split()[0])
    assert "苏州星湖电子有限公司" in gu.last


async def test_a_double_is_shown_before_anything_is_filed(desk: TestDesk, cast: Cast) -> None:
    """CUS-6: a name alike but for what all companies are called; it is this one: only what is new is added."""
    zhang = await desk.person("Grace Hall", Role.SALES, language="en")
    await desk.settle()
    await zhang.says(
        "/newcustomer 明月纺织有限公司, 李雷, 13900002222, contract from 2028-02-01 to 2027-01-01"
    )
    assert "Is it one of these?" in zhang.last
    await zhang.presses("明月纺织")
    await zhang.presses("File it")
    assert zhang.sees("ends before it begins")
    await zhang.presses("Contract until")
    await zhang.says("2029-01-31")
    await zhang.presses("File it")
    assert "明月纺织 is filed. Service code: S-明月纺织" in zhang.last
    customer = await filed(desk, "明月纺织")
    assert [each.ends_on for each in customer.contracts] == [date(2028, 1, 31), date(2029, 1, 31)]
    async with desk.store.reading() as session:
        names = set(await session.scalars(select(Person.name).where(Person.customer_id == customer.id)))
    assert "李雷" in names


async def test_no_two_customers_have_one_name(desk: TestDesk, cast: Cast) -> None:
    """CUS-1, CUS-6: the person who says that it is new hears that there is one of that name."""
    zhang = await desk.person("张敏", Role.SALES)
    await desk.settle()
    await zhang.says("/newcustomer 李雷, 13900002222, 星河ERP")
    await zhang.says("明月纺织")
    await zhang.presses("🆕 新客户")
    await zhang.presses("建档")
    assert zhang.sees("已有客户明月纺织。")
    assert (await filed(desk, "明月纺织")).id == cast.customer.id


async def test_what_is_missing_is_asked_and_a_name_is_no_company(desk: TestDesk, cast: Cast) -> None:
    """CUS-6: bad numbers are asked for again; a lock of another customer is not filed twice; who may not is told nothing."""
    zhang = await desk.person("张敏", Role.SALES)
    await desk.settle()
    await zhang.says("/newcustomer 王小明 加密锁 LOCK-1")
    assert "公司叫什么" in zhang.last
    await zhang.says("远山物流有限公司")
    await zhang.says("12")
    assert zhang.sees("138 1234 5678")
    await zhang.says("13900003333")
    await zhang.presses("新客户")
    assert "联系人：王小明" in zhang.last
    await zhang.presses("建档")
    assert zhang.sees("加密锁号已属于另一家客户")
    assert "这样对吗" in zhang.last
    await cast.li.says("/newcustomer 甲公司")
    assert "/newcustomer" in cast.li.last
    async with desk.store.reading() as session:
        assert len(list(await session.scalars(select(Customer.id)))) == 1


async def test_several_products_with_labels_and_a_price(desk: TestDesk, cast: Cast) -> None:
    """CUS-6, CUS-3: words for what each part is, two products with their locks, a price; the first visit checks both; a covered period is said and corrected."""
    zhang = await desk.person("张敏", Role.SALES, region="华东")
    async with desk.store.transaction() as session:
        session.add(Product(code="NL", name="星河财务", name_en="Nebula Ledger"))
    await desk.settle()
    await zhang.says(
        "/newcustomer 宁波海纳模具有限公司 联系人赵倩 电话13957412233 地址：宁波市北仑区 88 号 星河ERP 和 星河财务 "
        "加密锁 NE30011122 锁号 NL30011123 合同 2026-03-01 到 2027-02-28 10万"
    )
    for line in (
        "联系人：赵倩\n", "地址：宁波市北仑区 88 号\n", "产品：星河ERP、星河财务\n", "NE30011122、NL30011123\n", "价格：¥100,000.00",
    ):  # fmt: skip
        assert line in zhang.last
    await zhang.presses("建档")
    customer = await filed(desk, "宁波海纳模具有限公司")
    assert [(each.product, each.number) for each in customer.licences] == [
        ("NE", "NE30011122"),
        ("NL", "NL30011123"),
    ]
    [contract] = customer.contracts
    assert (contract.products, contract.price) == (["NE", "NL"], Money(10_000_000))
    assert "产品：星河ERP、星河财务" in cast.chen.last
    assert "NE30011122（星河ERP）、NL30011123（星河财务）" in cast.chen.last
    await cast.chen.presses("电话核对")
    await cast.chen.does("presses_data", button_for(cast.chen, "correct_fact", "lock"))
    await cast.chen.says("财务的锁是 NL30011129")
    assert "财务的锁是 NL30011129" in cast.chen.last

    grace = await desk.person("Grace Hall", Role.SALES, language="en")
    await desk.settle()
    await grace.says(
        "/newcustomer 宁波海纳模具有限公司, contact Hannah Cole, phone 13957412234, Nebula ERP, contract 2026-06-01 to 2027-05-31"
    )
    await grace.presses("宁波海纳")
    await grace.presses("File it")
    assert grace.sees("A-1002 covers the same from Sun 1 Mar 2026 to Sun 28 Feb 2027")
    await grace.presses("Contract from")
    await grace.says("2027-03-01")
    await grace.presses("File it")
    assert "is filed" in grace.last
