"""Access ends when it should: at every door, and in the middle of whatever was begun."""

from sqlalchemy import select

from bot.app import _first_code
from desk.complaints.complaint import Complaint
from desk.dispatch.inspections import Inspection
from desk.hotline.messages import TicketMessage
from desk.journal import JournalEntry
from desk.people import Person, PersonRole
from desk.sla.alerts import Alert
from desk.ticket import Ticket
from tests.fakes.desk import Actor, TestDesk
from tests.stories.cast import Cast, a_ticket, a_visit, cast, describes

__all__ = ["cast"]


async def leaves(desk: TestDesk, actor: Actor) -> None:
    async with desk.store.transaction() as session:
        (await session.get_one(Person, actor.person_id)).active = False


async def loses_roles(desk: TestDesk, actor: Actor, *others: str) -> None:
    """Their roles are `others` now."""
    async with desk.store.transaction() as session:
        person = await session.get_one(Person, actor.person_id)
        person.role_rows[:] = [PersonRole(role=role) for role in others]


async def test_who_has_left_finds_every_door_closed(desk: TestDesk, cast: Cast) -> None:
    """Words, commands, presses, answers, reactions; and the edit of an old message does not reach the customer."""
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    card = cast.chen.user.visible[-1]
    said = await cast.chen.does("says", "请拔下加密锁再插上", reply_to=card)
    await leaves(desk, cast.chen)
    before = len(cast.wang.texts)
    await cast.chen.does("edits", said, "你们自己想办法吧")
    await cast.chen.says("再说一句", reply_to=card)
    assert "没有访问权限" in cast.chen.last
    for words in ("/mine", "/find K-1001", "/web", "系统打不开"):
        await cast.chen.says(words)
        assert "没有访问权限" in cast.chen.last
    for data in ("c:show:1:1:", "c:reply:1:1:", "c:resolve:1:3:", "t:1:aaaa:yes"):
        await cast.chen.does("presses_data", data, card)
        assert "没有访问权限" in cast.chen.last
    assert len(cast.wang.texts) == before
    assert not cast.wang.sees("自己想办法")
    here = len(cast.chen.texts)
    await cast.wang.says("还是不行", reply_to=cast.wang.user.visible[-1])
    assert len(cast.chen.texts) == here  # nothing about customers any more


async def test_an_edit_asks_who_may_write_to_the_customer_now(desk: TestDesk, cast: Cast) -> None:
    """Somebody who is still here, but no longer in the role."""
    await a_ticket(cast.wang)
    said = await cast.sun.does("says", "我来看一下", reply_to=await _shown(cast.sun))
    assert cast.wang.sees("我来看一下")
    await loses_roles(desk, cast.sun, "trainer")
    async with desk.store.transaction() as session:
        (await session.get_one(Ticket, 1)).assignee_id = cast.chen.person_id
        (await session.get_one(Ticket, 1)).owner_id = cast.chen.person_id
    await cast.sun.does("edits", said, "随便写点什么")
    assert not cast.wang.sees("随便写点什么")
    async with desk.store.reading() as session:
        assert "随便写点什么" not in list(await session.scalars(select(TicketMessage.text)))


async def test_who_has_left_is_missed_by_nobody(desk: TestDesk, cast: Cast) -> None:
    """The customer's words go to those who are here, and nobody hears that a leaver cannot be reached."""
    await a_visit(cast)
    await cast.li.presses("✅ 接单")
    await leaves(desk, cast.li)
    here = len(cast.li.texts)
    await cast.wang.says("机房在三楼", reply_to=cast.wang.user.visible[-1])
    assert cast.chen.sees("机房在三楼")
    assert len(cast.li.texts) == here
    for colleague in (cast.chen, cast.zhao, cast.zheng):
        assert not colleague.sees("📵")


async def _shown(actor: Actor) -> object:
    await actor.says("/find K-1001")
    await actor.presses("K-1001")
    return actor.user.visible[-1]


async def test_what_was_begun_in_a_role_ends_with_it(desk: TestDesk, cast: Cast) -> None:
    """A flow is checked at each of its questions."""
    await cast.zhao.says("/plan 明月")
    await cast.zhao.presses("安排巡检")
    await loses_roles(desk, cast.zhao, "trainer")
    await cast.zhao.presses("每 1 个月一次")
    assert "停下" in cast.zhao.last
    async with desk.store.reading() as session:
        assert list(await session.scalars(select(Inspection))) == []


async def test_an_alert_about_a_complaint_is_for_those_who_read_it(desk: TestDesk, cast: Cast) -> None:
    """COM-1: neither whom it is about nor anybody else acknowledges, extends or takes it over."""
    await cast.wang.says("/complaint")
    await cast.wang.says("你们一直没有人来，态度也很差")
    async with desk.store.transaction() as session:
        complaint = (await session.scalars(select(Complaint))).one()
        complaint.named_id = cast.sun.person_id
        alert = (await session.scalars(select(Alert))).first()
        assert alert
        version = alert.version
    for actor in (cast.sun, cast.zhao, cast.chen, cast.li, cast.wang):
        for does in ("acknowledge", "extend", "take_over", "show_alert"):
            await actor.does("presses_data", f"c:{does}:{alert.id}:{version}:")
            assert not actor.sees("直到何时")
    async with desk.store.reading() as session:
        assert (await session.get_one(Alert, alert.id)).acknowledged_by is None


async def test_the_quality_supervisor_takes_no_ticket_by_an_alert(desk: TestDesk, cast: Cast) -> None:
    await a_ticket(cast.wang)
    await desk.forward(hours=1)
    async with desk.store.reading() as session:
        alert = (await session.scalars(select(Alert))).first()
        assert alert
    await cast.sun.does("presses_data", f"c:show_alert:{alert.id}:{alert.version}:")
    assert "🚨" in cast.sun.last
    assert not any("接手" in label for label in cast.sun.buttons)
    await cast.sun.does("presses_data", f"c:take_over:{alert.id}:{alert.version}:")
    assert (await desk.ticket()).owner_id != cast.sun.person_id


async def test_complaint_lists_only_contacts_that_may_be_seen(desk: TestDesk, cast: Cast) -> None:
    """And `%`, `_` and `\\` are letters in every search."""
    await cast.li.says("/complaint")
    await cast.li.says("王丽")
    assert not any("明月纺织" in label for label in cast.li.buttons)
    await cast.li.says("/cancel")
    await cast.chen.says("/complaint")
    await cast.chen.says("王_")
    assert not any("明月纺织" in label for label in cast.chen.buttons)
    await cast.chen.says("/cancel")
    await cast.chen.says("/complaint")
    await cast.chen.says("王丽")
    assert any("明月纺织" in label for label in cast.chen.buttons)
    await cast.chen.says("/cancel")
    for words in ("%%", "__", "\\\\"):
        await cast.chen.says(f"/find {words}")
        assert "没有" in cast.chen.last, words
        assert not cast.chen.user.visible[-1].buttons


async def test_the_register_is_not_for_customers(desk: TestDesk, cast: Cast) -> None:
    """Nor does their press leave anything in the journal."""
    await describes(cast.wang)
    for shelf in ("open", "closed"):
        await cast.wang.does("presses_data", f"c:complaint_shelf:0:0:{shelf}")
        await cast.chen.does("presses_data", f"c:complaint_shelf:0:0:{shelf}")
    async with desk.store.reading() as session:
        events = list(await session.scalars(select(JournalEntry.event)))
    assert not [event for event in events if "looked" in event or "read" in event]


async def test_a_lost_phone_ends_after_a_new_invite(desk: TestDesk, cast: Cast) -> None:
    """Who writes from the old account is somebody new; what was said before stays the person's."""
    await a_ticket(cast.wang)
    await cast.zhao.says("/find 明月纺织")
    await cast.zhao.presses("🏢 明月纺织")
    await cast.zhao.presses("👤 王丽")
    await cast.zhao.presses("🔗")
    code = next(word for word in cast.zhao.last.split() if len(word) == 16)
    new = desk.stranger("王丽")
    await new.says(f"/start {code}")
    await new.presses("⏏")
    assert "已结束" in new.last
    await new.says("/tickets")
    assert "K-1001" in new.buttons[0]
    await cast.wang.says("/me")
    assert "明月纺织" not in cast.wang.last
    here = len(cast.wang.texts)
    await cast.chen.presses("接单")
    assert len(cast.wang.texts) == here
    assert new.sees("陈晓")


async def test_me_lists_accounts_and_ends_only_ones_own(desk: TestDesk, cast: Cast) -> None:
    await cast.wang.says("/me")
    assert cast.wang.last.count("📲") == 1
    await cast.wang.does("presses_data", "c:end_account:2:0:")  # Emma's
    await cast.li.does("presses_data", "c:end_account:2:0:")
    await cast.emma.says("/me")
    assert "明月纺织" in cast.emma.last


async def test_an_administrator_ends_access_in_chat(desk: TestDesk, cast: Cast) -> None:
    await cast.zhao.does("presses_data", f"c:person_leaves:{cast.li.person_id}:0:")  # staff: not hers
    await cast.zheng.says("/staff")
    await cast.zheng.presses("👤 李强")
    await cast.zheng.presses("🏢")
    await cast.zheng.says("华南")
    await cast.zheng.presses("👤 李强")
    await cast.zheng.presses("🚪")
    await cast.zheng.presses("是")
    await cast.li.says("/mine")
    assert "没有访问权限" in cast.li.last
    async with desk.store.reading() as session:
        li = await session.get_one(Person, cast.li.person_id)
        assert (li.active, li.region) == (False, "华南")


async def test_a_contact_who_works_elsewhere(desk: TestDesk, cast: Cast) -> None:
    """CUS-12: what was reported stays with the company it was reported for."""
    await a_ticket(cast.wang)
    other = await desk.customer("远山物流")
    await cast.zhao.does("presses_data", f"c:person_card:{cast.wang.person_id}:0:")
    await cast.zhao.presses("🏢 在别处")
    await cast.zhao.says("远山物流")
    await cast.zhao.says("不是")  # nor with the company of before
    async with desk.store.reading() as session:
        assert (await session.get_one(Person, cast.wang.person_id)).customer_id == other.id
    assert (await desk.ticket()).customer_id == cast.customer.id


async def test_the_first_administrators_code_is_shown_once(desk: TestDesk) -> None:
    now = desk.clock.now()
    async with desk.store.transaction() as session:
        assert await _first_code(session, now)
        assert await _first_code(session, now) is None


async def test_a_contact_who_is_on_file_twice_becomes_one(desk: TestDesk, cast: Cast) -> None:
    """CUS-12: what goes along is shown first; tickets, account and the other number follow."""
    await a_ticket(cast.wang)
    await cast.zhao.does("presses_data", f"c:person_card:{cast.emma.person_id}:0:")
    await cast.zhao.presses("登记了两次")
    await cast.zhao.presses("王丽")
    assert "工单 1" in cast.zhao.last
    assert (await desk.ticket()).contact_id == cast.wang.person_id
    await cast.zhao.presses("是")
    assert (await desk.ticket()).contact_id == cast.emma.person_id
    await cast.wang.says("/me")
    assert "Emma Clarke" in cast.wang.last
    assert "+8613812345678" in cast.wang.last
    await cast.chen.does("presses_data", f"c:person_twice:{cast.emma.person_id}:0:")
    assert not cast.chen.sees("登记了两次")
