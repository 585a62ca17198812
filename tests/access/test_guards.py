"""Single checks that each keep somebody out: without one of them, one of these fails."""

from sqlalchemy import select, update

from bot.delivery import outbox
from bot.delivery.rows import Outgoing
from desk import leaving
from desk.hotline.messages import TicketMessage
from desk.people import Account, Person
from desk.privacy.personal import BARE
from handlers.chat.message import Message
from tests.fakes.desk import Actor, TestDesk
from tests.stories.cast import Cast, a_ticket, cast

__all__ = ["cast"]

LONG = "\n".join(f"第{n}行：王丽家的地址和电话" for n in range(400))
END = "第399行"


async def _told(desk: TestDesk, actor: Actor, text: str) -> None:
    async with desk.store.transaction() as session:
        await outbox.put(
            session, Message(actor.person_id or 0, text, title="K-1001", card="ticket:1"), desk.clock.now()
        )
    await desk.settle()


async def _leaves(desk: TestDesk, actor: Actor) -> None:
    async with desk.store.transaction() as session:
        await leaving.leave(session, await session.get_one(Person, actor.person_id), None, desk.clock.now())


async def _loses_account(desk: TestDesk, actor: Actor) -> None:
    async with desk.store.transaction() as session:
        account = (await session.scalars(select(Account).where(Account.person_id == actor.person_id))).one()
        await leaving.end_account(session, account, None, desk.clock.now())


async def test_the_rest_of_a_long_message_is_for_whom_it_was_sent_to(desk: TestDesk, cast: Cast) -> None:
    """Not for colleagues, not for who has left, and not for who has the lost phone; and once it has aged for nobody."""
    for actor in (cast.chen, cast.li, cast.sun):
        await _told(desk, actor, LONG)
        assert END not in actor.last
    async with desk.store.reading() as session:
        whole = await session.scalar(
            select(Outgoing.id).where(Outgoing.person_id == cast.chen.person_id).order_by(Outgoing.id.desc())
        )
    await cast.zhao.does("presses_data", "c:show:1:0:")
    await cast.zhao.does("presses_data", f"w:{whole}")
    assert not cast.zhao.sees(END)
    async with desk.store.transaction() as session:
        theirs = Outgoing.person_id == cast.sun.person_id
        await session.execute(update(Outgoing).where(theirs).values(payload=BARE))
    data = next(b.data for m in reversed(cast.sun.user.visible) for row in m.buttons for b in row if b.data)
    await cast.sun.does("presses_data", data)
    assert "已经不在了" in cast.sun.last
    await _leaves(desk, cast.chen)
    await _loses_account(desk, cast.li)
    for actor in (cast.chen, cast.li):
        data = next(b.data for m in reversed(actor.user.visible) for row in m.buttons for b in row if b.data)
        assert data.startswith("w:")
        await actor.does("presses_data", data)
        assert not actor.sees(END)


async def test_nothing_is_delivered_to_who_has_left(desk: TestDesk, cast: Cast) -> None:
    """Whoever has chosen the recipients, and whenever."""
    await _leaves(desk, cast.chen)
    here = len(cast.chen.texts)
    await _told(desk, cast.chen, "王丽：还是不行")
    assert len(cast.chen.texts) == here


async def test_words_of_another_are_not_made_ones_own(desk: TestDesk, cast: Cast) -> None:
    """`something_new` takes one's own words off a ticket, and nobody else's."""
    await a_ticket(cast.wang)
    await cast.wang.says("灯是红的", reply_to=cast.wang.user.visible[-1])
    async with desk.store.reading() as session:
        said = (await session.scalars(select(TicketMessage.id).order_by(TicketMessage.id.desc()))).first()
    guest = desk.stranger("路人")
    await guest.says("你好")
    for actor in (cast.emma, cast.chen, guest):
        await actor.does("presses_data", f"c:something_new:{said}:0:")
        assert "灯是红的" not in actor.last
    async with desk.store.reading() as session:
        assert (await session.get_one(TicketMessage, said)).ticket_id is not None


async def test_a_question_is_answered_by_whom_it_is_asked(desk: TestDesk, cast: Cast) -> None:
    await cast.wang.says("服务器机房的空调一直滴水怎么办")
    files = next(b.data for m in reversed(cast.wang.user.visible) for row in m.buttons for b in row if b.data)
    for actor in (cast.emma, cast.zhao):
        here = len(cast.wang.texts)
        await actor.does("presses_data", files)
        assert len(cast.wang.texts) == here
        assert "dealt with" in actor.last or "已经处理" in actor.last


async def test_a_number_of_who_has_left_proves_nothing(desk: TestDesk, cast: Cast) -> None:
    """Somebody else has it by now: neither the record nor its customer is theirs."""
    await _leaves(desk, cast.wang)
    new = desk.stranger("新号主")
    await new.says("你好")
    await new.does("sends_contact", "+8613812345678")
    assert not new.sees("明月纺织")
    await new.says("/tickets")
    assert "没有工单" in new.last
