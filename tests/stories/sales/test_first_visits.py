"""The first visit of a sold customer: by chat, by telephone, with needs that reach the heads in the evening (CUS-3, CUS-7)."""

from sqlalchemy import select

from desk.customers import Customer, Product
from desk.people import Person, Role
from desk.sales import first_visit_needs
from desk.sales.first_visit_needs import Need, NeedKind
from desk.sales.first_visits import FirstVisit, FirstVisitState
from tests.fakes.desk import Actor, TestDesk
from tests.stories.cast import Cast, cast

__all__ = ["cast"]
SOLD = (
    "/newcustomer 苏州星湖电子有限公司 顾明 13900001111 星湖街 328 号 星河ERP 加密锁 A12345 合同到 2027-03-31"
)
SOLD_EN = "/newcustomer Bright Textiles Ltd., Anna Clarke, 13900005555, 8 Lake Road, Nebula ERP, lock B77001"


async def the_visit(desk: TestDesk) -> FirstVisit:
    async with desk.store.reading() as session:
        return (await session.scalars(select(FirstVisit).order_by(FirstVisit.id.desc()).limit(1))).one()


async def comes_in(desk: TestDesk, name: str, seller: Actor, language: str = "zh") -> Actor:
    """By the invite that sales have passed on."""
    text = next(text for text in reversed(seller.texts) if "/start " in text)
    contact = desk.stranger(name, language)
    await contact.says("/start " + text.split("/start ")[1].split()[0])
    return contact


async def test_a_first_visit_by_chat(desk: TestDesk, cast: Cast) -> None:
    """CUS-3, CUS-7: one message with all facts; a line corrected, the rest by one tap; needs in the evening; sales answer a wrong lock number."""
    zhang = await desk.person("张敏", Role.SALES, region="华东")
    trainer = await desk.person("周航", Role.TRAINER)
    await desk.settle()
    await zhang.says(SOLD)
    await zhang.presses("建档")
    for line in ("F-1001 · 苏州星湖电子有限公司 · 未开始", "地址：星湖街 328 号", "加密锁号：A12345", "张敏"):
        assert line in cast.chen.last
    assert cast.chen.buttons[:3] == ["💬 在聊天里核对", "📞 电话核对", "❓ 问业务人员"]
    await cast.chen.presses("在聊天里核对")
    assert cast.chen.sees("加入后会自动收到核对清单")
    assert not cast.zhao.sees("聊天中联系不上")
    gu = await comes_in(desk, "顾明", zhang)
    assert "张敏已把您的资料转给我们" in gu.last
    assert "✅ 全部正确" in gu.buttons
    await gu.presses("✏️ 加密锁号")
    await gu.says("A12346")
    assert "✏️ 加密锁号：A12346" in gu.last
    await gu.presses("✏️ 地址")
    await gu.says("星湖街 330 号")
    await gu.says("都对")
    assert gu.sees("服务码：NE-00002")
    assert "您首先需要我们做什么" in gu.last
    await gu.says("想先给三个会计做一次培训")
    await gu.presses("就这些")
    assert "都办好了" in gu.last
    for line in (
        "首访已完成",
        "加密锁号：A12345 → A12346",
        "地址：星湖街 328 号 → 星湖街 330 号",
        "三个会计",
    ):
        assert line in zhang.last
    assert cast.chen.sees("🗣 加密锁号：A12346")  # what they were told is what they had corrected
    visit = await the_visit(desk)
    assert (visit.state, visit.done_by) == (FirstVisitState.DONE, gu.person_id or visit.contact_id)
    assert set(visit.informed.values()) == {"now"}
    assert "三个会计" not in trainer.last
    await desk.forward(hours=8)  # past the closing hour
    assert "苏州星湖电子有限公司：🎓 培训（想先给三个会计做一次培训）" in trainer.last
    assert not any("新客户需求" in text for text in cast.zhao.texts)
    await desk.forward(hours=15)
    assert "这里还等业务人员答复" in zhang.last  # 9:00 of the next working day
    await zhang.presses("✅ 加密锁号：A12346")
    async with desk.store.reading() as session:
        customer = await session.get_one(Customer, visit.customer_id)
        assert (customer.licences[0].number, customer.address) == ("A12346", "星湖街 330 号")
    await desk.forward(hours=1)  # nobody has acknowledged it by ten
    assert "三个会计" in cast.zhao.last
    await trainer.presses("接手第 1 项")
    assert trainer.sees("现在是工单 K-1001")
    assert "K-1001" in gu.last
    await cast.zhao.presses("接手第 1 项")
    assert "新客户的需求都已接手" in cast.zhao.last
    async with desk.store.reading() as session:
        [need] = await session.scalars(select(Need))
    assert (need.taken_by, need.due_at) == (trainer.person_id, None)


async def test_a_first_visit_by_telephone(desk: TestDesk, cast: Cast) -> None:
    """CUS-7: tried without success, sales and manager hear; line by line ✓, ✏️, ?; what was told; no needs, no message."""
    grace = await desk.person("Grace Hall", Role.SALES, language="en")
    mary = await desk.person("Mary Hill", Role.SPECIALIST, language="en", region="华东")
    await desk.settle()
    await grace.says(SOLD_EN)
    await grace.presses("File it")
    assert "F-1001" in cast.chen.last  # on duty, of no region; and Mary helps
    await mary.says("/firstvisits")
    await mary.presses("Bright Textiles")
    await mary.presses("By phone")
    for tried in range(1, 6):
        await mary.presses("Not reached")
        await mary.presses("09:30" if tried == 2 else mary.buttons[0])
        assert grace.sees("could not be reached, 3 times") is (tried >= 3)
        assert cast.zhao.sees("5 次联系不上") is (tried >= 5)
        await desk.forward(hours=24 if tried == 2 else 2)
        if not mary.sees("It is the time you set to try again"):
            await desk.forward(hours=20)  # in two hours nobody works there: when it is open again
        assert mary.sees("It is the time you set to try again")
        await mary.presses("By phone")
    await mary.presses("✓ Company")
    await mary.presses("✓ Contact")
    row = next(row for row in mary.user.visible[-1].buttons if row[0].text == "✓ Phone")
    await mary.does("presses_data", row[1].data)
    await mary.says("139 0000 6666")
    row = next(row for row in mary.user.visible[-1].buttons if row[0].text == "✓ Address")
    await mary.does("presses_data", row[2].data)
    await mary.presses("Ask sales")
    await mary.says("Which edition did they buy?")
    assert "Mary Hill asks: Which edition" in grace.last
    await grace.presses("Answer")
    await grace.says("The standard one")
    assert "Grace Hall answers: The standard one" in mary.last
    await mary.presses("All right")
    assert "Service code: NE-00002" in mary.last
    await mary.presses("Service code: known")
    await mary.presses("All told now")
    await mary.presses("Done")
    await mary.presses("Nothing for now")
    assert "The first visit of Bright Textiles Ltd. is done." in grace.last
    assert "Phone: +8613900005555 → +8613900006666" in grace.last
    assert "Not known: Address" in grace.last
    visit = await the_visit(desk)
    assert (visit.attempts, visit.informed["service_code"], visit.informed["lock"]) == (5, "known", "now")
    await desk.forward(days=2)
    assert not any("new customer" in text for text in (*mary.texts, *grace.texts))


async def test_not_bought_no_sale_and_somebody_else(desk: TestDesk, cast: Cast) -> None:
    """CUS-3: “we did not buy this” stops it until sales answer; another contact; withdrawn; a second product checks only what is new."""
    zhang = await desk.person("张敏", Role.SALES, region="华东")
    await desk.settle()
    await zhang.says(SOLD)
    await zhang.presses("建档")
    gu = await comes_in(desk, "顾明", zhang)
    await gu.presses("我们没有购买")
    assert "您不需要做任何事" in gu.last
    assert "联系人说没有购买" in zhang.last
    await zhang.presses("确已购买")
    assert "请继续" in cast.chen.last
    await cast.chen.presses("在聊天里核对")
    await gu.presses("✏️ 联系人")
    await gu.says("李雷")
    await gu.presses("另一个人")
    await gu.says("13900007777")
    assert "我们会联系李雷" in gu.last
    visit = await the_visit(desk)
    async with desk.store.reading() as session:
        contact = await session.get_one(Person, visit.contact_id)
    assert (contact.name, contact.phone) == ("李雷", "+8613900007777")
    await gu.does("presses_data", f"c:first_visit_right:{visit.id}:{visit.version}:")
    assert "在您名下找不到" in gu.last
    await zhang.says("/firstvisits")
    await zhang.presses("苏州星湖")
    await zhang.presses("未成交")
    await zhang.says("客户改用别家")
    assert "客户改用别家" in cast.chen.last
    assert (await the_visit(desk)).state is FirstVisitState.WITHDRAWN
    async with desk.store.transaction() as session:
        session.add(Product(code="NC", name="星河财务"))
    await zhang.says("/newcustomer 明月纺织有限公司 王丽 13812345678 合同到 2030-03-31")
    await zhang.presses("明月纺织")
    await zhang.presses("建档")
    assert (await the_visit(desk)).state is FirstVisitState.WITHDRAWN  # nothing new is to be checked
    await zhang.says("/newcustomer 明月纺织有限公司 王丽 13812345678 星河财务 加密锁 C33333")
    await zhang.presses("明月纺织")
    await zhang.presses("建档")
    visit = await the_visit(desk)
    assert (visit.customer_id, visit.facts) == (cast.customer.id, ["product", "lock"])
    await cast.chen.presses("在聊天里核对")
    assert "产品：星河财务" in cast.wang.last
    assert "地址" not in cast.wang.last


async def test_a_need_becomes_what_it_is(desk: TestDesk, cast: Cast) -> None:
    """CUS-7: taken over with one tap, it is a project, a requirement, with sales, or a ticket; a second project is not applied for."""
    grace = await desk.person("Grace Hall", Role.GENERAL_MANAGER, language="en")
    zhang = await desk.person("张敏", Role.SALES)
    await desk.settle()
    now = desk.clock.now()
    kinds = ("implementation", "requirement", "purchase", "other", "implementation")
    async with desk.store.transaction() as session:
        visit = FirstVisit(
            customer_id=cast.customer.id, contact_id=cast.emma.person_id, submitted_by=zhang.person_id, submitted_at=now,
            limit_at=now, product="NE",
        )  # fmt: skip
        session.add(visit)
        await session.flush()
        for kind in kinds:
            session.add(
                Need(
                    first_visit_id=visit.id, customer_id=visit.customer_id, kind=NeedKind(kind), words=f"about {kind}",
                    department=first_visit_needs.DEPARTMENTS[NeedKind(kind)], said_by=cast.emma.person_id, said_at=now, handed_at=now,
                    recipients=[grace.person_id],
                )
            )  # fmt: skip
    for number in range(1, len(kinds) + 1):
        await grace.does("presses_data", f"c:take_need_over:{number}:1:")
    for told in ("It is the project J-1001 now.", "It is the requirement R-1001 now", "It is the requirement R-1002 now", "It is the ticket K-1001 now"):  # fmt: skip
        assert grace.sees(told), told
    assert zhang.sees("about purchase")
    assert not zhang.sees("about requirement")
    assert cast.emma.sees("R-1001")
    assert cast.emma.sees("K-1001")
    async with desk.store.reading() as session:
        made = [need.becomes for need in await session.scalars(select(Need).order_by(Need.id))]
    assert made == ["project:1", "requirement:1", "requirement:2", "ticket:1", "project:1"]
