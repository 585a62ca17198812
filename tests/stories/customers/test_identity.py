"""Who somebody is: invites, shared numbers, strangers, languages, roles (CUS-4, and every press is checked)."""

from desk.customers import Customer
from desk.invites import make
from desk.people import Person, Role
from tests.fakes.desk import TestDesk
from tests.stories.cast import Cast, a_ticket, cast

__all__ = ["cast"]


async def invite(
    desk: TestDesk, person_id: int | None = None, customer: Customer | None = None, *, admin: bool = False
) -> str:
    async with desk.store.transaction() as session:
        person = await session.get(Person, person_id) if person_id else None
        return await make(
            session,
            desk.clock.now(),
            person=person,
            customer_id=customer.id if customer else None,
            admin=admin,
        )


async def test_an_invite_says_who_somebody_is_once(desk: TestDesk, cast: Cast) -> None:
    """CUS-4: a link works once, and the account is known from then on."""
    code = await invite(desk, customer=cast.customer)
    zhou = desk.stranger("周明")
    await zhou.says(f"/start {code}")
    assert "明月纺织" in zhou.last
    other = desk.stranger("冒充者")
    await other.says(f"/start {code}")
    assert "明月纺织" not in other.last
    await zhou.says("/me")
    assert "S-明月纺织" in zhou.last


async def test_an_invite_expires(desk: TestDesk, cast: Cast) -> None:
    code = await invite(desk, customer=cast.customer)
    await desk.forward(days=8)
    zhou = desk.stranger("周明")
    await zhou.says(f"/start {code}")
    assert "明月纺织" not in zhou.last


async def test_the_first_administrator_comes_by_code(desk: TestDesk) -> None:
    boss = desk.stranger("老板")
    await boss.says(f"/start {await invite(desk, admin=True)}")
    assert "管理员" in boss.last
    await boss.says("/invite engineer 李强")
    code = next(word for word in boss.last.split() if len(word) == 16)
    li = desk.stranger("Li Qiang")
    await li.says(f"/start {code}")
    assert "工程师" in li.last
    assert {"/mine", "/duty"} <= {"/" + c["command"] for c in li.user.menu}


async def test_a_shared_number_on_file_is_enough(desk: TestDesk, cast: Cast) -> None:
    """CUS-4: the number must be their own; somebody else's card proves nothing."""
    async with desk.store.transaction() as session:
        session.add(_contact("何芳", "+8613700001111", cast.customer, desk))
    fang = desk.stranger("Fang", language="zh")
    await fang.says("/start")
    await fang.does("sends_contact", "+8613700001111", False)
    assert "明月纺织" not in fang.last
    await fang.says("/cancel")
    await fang.does("sends_contact", "+8613700001111", True)
    assert "明月纺织" in fang.last


def _contact(name: str, phone: str, customer: Customer, desk: TestDesk) -> Person:
    person = Person(
        name=name, phone=phone, language="zh", customer_id=customer.id, created_at=desk.clock.now()
    )
    person.give(Role.CONTACT)
    return person


async def test_a_stranger_is_served_as_a_prospect(desk: TestDesk, cast: Cast) -> None:
    """CUS-4, SCO-3: asked only for what is not known, and never refused."""
    guest = desk.stranger("小刘")
    await guest.says("加密锁红灯亮，打不开账套")
    if any("都不是" in button for button in guest.buttons):
        await guest.presses("都不是")
    await guest.presses("星河ERP")
    await guest.presses("重要功能")
    await guest.says("苏州小刘贸易公司")
    await guest.does("sends_contact", "+8613511112222", True)
    await guest.presses("提交")
    assert "K-1001" in guest.last
    assert "苏州小刘贸易公司" in cast.chen.last
    assert "+8613511112222" in cast.chen.last


async def test_the_language_is_the_persons(desk: TestDesk, cast: Cast) -> None:
    await cast.wang.says("/language")
    await cast.wang.presses("English")
    assert "English" in cast.wang.last
    await cast.wang.says("/help")
    assert "in your own words" in cast.wang.last


async def test_a_customer_cannot_do_what_staff_do(desk: TestDesk, cast: Cast) -> None:
    """Every press is checked on the server: role, ownership and version."""
    await a_ticket(cast.wang)
    await cast.wang.does("presses_data", "c:take:1:1:")
    await cast.wang.does("presses_data", "c:resolve:1:2:")
    await cast.emma.does("presses_data", "c:cancel_own:1:2:")
    await cast.emma.does("presses_data", "c:show_own:1:2:")
    assert not cast.emma.sees("加密锁")
    ticket = await desk.ticket()
    assert (ticket.owner_id, ticket.solution) == (None, "")


async def test_forged_and_stale_buttons_get_a_kind_word(desk: TestDesk, cast: Cast) -> None:
    await a_ticket(cast.wang)
    for data in (
        "",
        "x",
        "t:1",
        "t:999:ab12:yes",
        "t:1:ffff:yes",
        "c:take",
        "c:nothing:1:1:",
        "c:take:abc:1:",
        "c:take:999:1:",
        "t:1:zz:x:y:z",
    ):
        before = len(cast.chen.texts)
        await cast.chen.does("presses_data", data or "-")
        assert len(cast.chen.texts) > before, data
    assert not cast.zheng.sees("kefu doctor")


async def test_two_take_it_at_once_one_wins(desk: TestDesk, cast: Cast) -> None:
    """HOT-3: the other one is told kindly, and sees how it stands."""
    await a_ticket(cast.wang)
    lin = await desk.person("林静", Role.SPECIALIST)
    await lin.says("/find K-1001")
    await lin.presses("K-1001")
    cast.chen.user.presses("接单")
    lin.user.presses("接单")
    await desk.settle()
    owner = (await desk.ticket()).owner_id
    assert owner in (cast.chen.person_id, lin.person_id)
    assert lin.sees("K-1001")
