"""Who somebody is: invites, shared numbers, strangers, languages, roles (CUS-4, and every press is checked)."""

from sqlalchemy import select

from desk.customers import Customer
from desk.invites import make
from desk.people import Person, Role
from tests.fakes.desk import Actor, TestDesk
from tests.stories.cast import Cast, a_ticket, cast, describes

__all__ = ["cast"]


HIDDEN = {"type": "hidden_user", "date": 1, "sender_user_name": "王丽"}  # passed on from somebody


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
    async with desk.store.reading() as session:  # CUS-5: who comes in by a link has confirmed who they are
        newest = select(Person).where(Person.name == "周明")
        assert (await session.scalars(newest)).one().confirmed_at is not None


async def test_a_number_told_in_words_is_kept(desk: TestDesk, cast: Cast) -> None:
    """CUS-5: their own, as they say it; what ours is stays a question, and a licence is no telephone."""
    await cast.wang.says("我的新手机号码是 13900009999")
    assert "已记下您的电话 +8613900009999" in cast.wang.last
    await cast.wang.says("/language")
    await cast.wang.presses("English")
    await cast.wang.says("My phone number is now 139 0000 8888.")
    assert "kept your number +8613900008888" in cast.wang.last
    await cast.wang.says("please change my phone to +44 20 7946 0958")
    assert "kept your number +442079460958" in cast.wang.last
    await cast.wang.says("what is your phone number")
    assert "kept your number" not in cast.wang.last
    await cast.wang.says("my licence number is 20318846")
    assert "kept your number" not in cast.wang.last


async def test_an_invite_expires(desk: TestDesk, cast: Cast) -> None:
    code = await invite(desk, customer=cast.customer)
    await desk.forward(days=8)
    zhou = desk.stranger("周明")
    await zhou.says(f"/start {code}")
    assert "明月纺织" not in zhou.last


async def test_the_first_administrator_comes_by_code(desk: TestDesk) -> None:
    boss = desk.stranger("老板")
    await boss.says(f"/start {await invite(desk, admin=True)}")
    assert boss.sees("管理员")
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


async def test_a_typed_number_is_kept_and_proves_nothing(desk: TestDesk, cast: Cast) -> None:
    """CUS-4: the person who types somebody's number stays who they are, and gets nothing of theirs."""
    await a_ticket(cast.wang)
    thief = desk.stranger("小刘")
    await thief.says("/human")
    await thief.says("要人帮忙看一下系统")
    await thief.says("138 1234 5678")
    await thief.says("/tickets")
    assert ["K-1002" in thief.buttons[0], len(thief.buttons)] == [True, 1]
    await cast.chen.says("/find K-1002")
    await cast.chen.presses("K-1002")
    assert "+8613812345678（本人填写，未经证实）" in cast.chen.last
    second = desk.stranger("王丽的新手机")
    await second.does("sends_contact", "+8613812345678", True)
    assert "明月纺织" in second.last
    await second.says("/tickets")
    assert ["K-1001" in second.buttons[0], len(second.buttons)] == [True, 1]


async def test_a_number_that_only_a_prospect_has_typed_matches_nobody(desk: TestDesk) -> None:
    first = desk.stranger("甲")
    await first.says("/human")
    await first.says("要人帮忙看一下系统")
    await first.says("138 1234 5678")
    owner = desk.stranger("乙")
    await owner.does("sends_contact", "+8613812345678", True)
    await owner.says("/tickets")
    assert owner.buttons == []


async def test_a_proven_number_inside_an_intake_says_who_it_is(desk: TestDesk, cast: Cast) -> None:
    """CUS-4: what was begun as a stranger goes on as the contact on file."""
    guest = desk.stranger("王丽")
    await describes(guest)
    await guest.presses("星河ERP")
    await guest.presses("重要功能")
    await guest.presses("跳过")
    await guest.does("sends_contact", "+8613812345678", True)
    await guest.presses("提交")
    ticket = await desk.ticket()
    assert (ticket.contact_id, ticket.customer_id) == (cast.wang.person_id, cast.customer.id)
    assert ticket.in_service


async def test_somebody_elses_card_or_a_forwarded_one_proves_nothing(desk: TestDesk, cast: Cast) -> None:
    guest = desk.stranger("小刘")
    await guest.does("sends_contact", "+8613812345678", True, forward_origin=HIDDEN)
    await guest.says("/me")
    assert "明月纺织" not in guest.last


async def _two_with_one_number(desk: TestDesk, cast: Cast) -> Actor:
    """何芳 of 明月纺织 and 何芳 of 远山物流 have one mobile phone; she shares it after a report as a stranger."""
    other = await desk.customer("远山物流")
    async with desk.store.transaction() as session:
        session.add(_contact("何芳", "+8613700001111", cast.customer, desk))
        session.add(_contact("何芳二", "+8613700001111", other, desk))
    guest = desk.stranger("Fang", language="zh")
    await describes(guest)
    await guest.presses("星河ERP")
    await guest.presses("重要功能")
    await guest.presses("跳过")
    await guest.does("sends_contact", "+8613700001111", True)
    return guest


async def test_two_with_one_number_are_told_apart_by_the_service_code(desk: TestDesk, cast: Cast) -> None:
    """CUS-4: never silence; the report goes on where it stood."""
    guest = await _two_with_one_number(desk, cast)
    assert "服务码" in guest.last
    await guest.says("S-不知道")
    await guest.says("s-远山物流")
    assert guest.sees("远山物流")
    await guest.presses("提交")
    async with desk.store.reading() as session:
        contact = await session.get_one(Person, (await desk.ticket()).contact_id)
    assert contact.name == "何芳二"


async def test_two_with_one_number_are_told_apart_by_a_colleague(desk: TestDesk, cast: Cast) -> None:
    """CUS-4: one message to those who can; once, in the journal; what was begun goes along."""
    guest = await _two_with_one_number(desk, cast)
    await guest.presses("没有")
    assert guest.sees("同事")
    await guest.presses("提交")
    assert len([text for text in cast.chen.texts if "+8613700001111" in text and "几位" in text]) == 1
    forged = next(m for m in cast.chen.user.visible if "几位" in m.text)
    data = [b.data for row in forged.buttons for b in row]
    await cast.wang.does("presses_data", data[0])
    assert not guest.sees("明月纺织")
    await cast.chen.presses("何芳 · 明月纺织")
    assert "何芳" in guest.last
    ticket = await desk.ticket()
    async with desk.store.reading() as session:
        contact = await session.get_one(Person, ticket.contact_id)
    assert (contact.name, ticket.customer_id) == ("何芳", cast.customer.id)
    await cast.chen.does("presses_data", data[1])
    await guest.says("/me")
    assert "S-明月纺织" in guest.last


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


async def test_the_first_administrator_hears_what_comes_first(desk: TestDesk) -> None:
    """CUS-4: as long as nobody is on file; whoever comes later is only welcomed."""
    zheng = await desk.person("郑凯", Role.ADMIN)
    await zheng.says("/start")
    assert "kefu products add" in zheng.last
    await desk.customer("明月纺织")
    await zheng.says("/start")
    assert "郑凯" in zheng.last
