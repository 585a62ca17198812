"""The desk's room: a staff group with one topic a ticket, which is only a view (HOT-10)."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from bot.delivery.unit_of_work import tell
from desk import leaving
from desk.hotline.messages import TicketMessage, of_ticket
from desk.hotline.staff_group import Topic
from desk.people import Person
from tests.fakes.botapi.group import Group
from tests.fakes.desk import Actor, TestDesk
from tests.stories.cast import Cast, a_ticket, cast

__all__ = ["cast"]


@dataclass
class Room:
    desk: TestDesk
    group: Group

    def topic(self, name: str = "K-1001") -> int:
        """The newest thread of this ticket."""
        return max(topic.id for topic in self.group.chat.topics.values() if name in topic.name)

    def shown(self) -> tuple[bool, str]:
        """Whether the newest topic is closed, and the mark it bears."""
        topic = self.group.chat.topics[self.topic()]
        return topic.closed, topic.name[0]

    def inside(self, actor: Actor, name: str = "K-1001") -> Actor:
        """The same person, writing and looking in the ticket's topic."""
        return Actor(self.desk, actor.user.in_group(self.group, self.topic(name)), actor.person_id)


@pytest.fixture
async def room(desk: TestDesk, cast: Cast) -> Room:
    return await a_room(desk, cast)


async def a_room(desk: TestDesk, cast: Cast) -> Room:
    group = desk.api.group("客服台", forum=True, members=[cast.chen.user, cast.li.user, cast.zhao.user])
    cast.zhao.user.in_group(group).says("/desk@kefu_test_bot")
    await desk.settle()
    assert "话题" in group.texts[-1]
    return Room(desk, group)


async def test_a_ticket_has_a_topic_in_which_staff_and_customer_talk(
    desk: TestDesk, cast: Cast, room: Room
) -> None:
    """HOT-10: card and words appear there; what staff write goes to the customer, // does not; no account is seen."""
    await a_ticket(cast.wang)
    chen, li = room.inside(cast.chen), room.inside(cast.li)
    assert chen.sees("加密锁红灯亮")
    await chen.presses("接单")
    assert cast.wang.sees("陈晓")
    await li.says("请把加密锁换一个USB口试试")
    assert "李强：请把加密锁换一个USB口试试" in cast.wang.last
    await chen.says("// 可能要换锁，先别告诉客户")
    await chen.does("edits", chen.user.chat.messages[max(chen.user.chat.messages)], "// 换锁")
    assert not cast.wang.sees("换锁")
    await li.says("请重启")
    await li.does("edits", chen.user.chat.messages[max(chen.user.chat.messages)], "请重启电脑")
    assert cast.wang.sees("请重启电脑")
    assert sum("请重启" in text for text in cast.wang.texts) == 1
    await cast.wang.says("换了，还是红灯", reply_to=cast.wang.user.visible[-1])
    assert chen.sees("💬 王丽：换了，还是红灯")
    await cast.wang.does("sends_photo", data=b"red light", caption="照片")
    assert b"red light" in chen.files
    await li.does("sends_document", name="guide.pdf", data=b"%PDF guide")
    assert b"%PDF guide" in cast.wang.files
    async with desk.store.reading() as session:
        said = await of_ticket(session, 1)
    assert [u.text for u in said if u.internal] == ["// 换锁"]
    assert str(cast.li.user.id) not in "".join(cast.wang.texts)


async def test_answers_and_reactions_stand_under_the_words_they_are_meant_for(
    desk: TestDesk, cast: Cast, room: Room
) -> None:
    """HOT-10: what is quoted is quoted on the other side, and an emoji appears there, in private and in the topic."""
    await a_ticket(cast.wang)
    chen = room.inside(cast.chen)
    await chen.presses("接单")
    asked = await chen.does("says", "红灯是一直亮还是闪？")
    mine = await cast.wang.does("says", "一直闪", reply_to=cast.wang.user.visible[-1])
    shown = chen.user.visible[-1]
    assert (shown.text, shown.reply_to) == ("💬 王丽：一直闪", asked.message_id)
    assert not cast.chen.sees("💬 王丽：一直闪")  # who works in the topic reads it there, and there only
    said = await chen.does("says", "那是欠压", reply_to=shown)
    answer = cast.wang.user.visible[-1]
    assert answer.reply_to == mine.message_id
    await cast.wang.does("reacts", answer, "👍")
    await chen.does("reacts", shown, "❤")
    assert [said.bot_reactions, mine.bot_reactions] == [["👍"], ["❤"]]
    await chen.does("reacts", shown, "")
    assert mine.bot_reactions == []
    await chen.says("// 记一下")
    await cast.li.does("reacts", answer, "👎")  # under what is not theirs, and under the desk's own words
    await cast.wang.does("reacts", cast.wang.user.visible[0], "👎")
    desk.api.fail("setMessageReaction", times=None, status=400, description="Bad Request: REACTION_INVALID")
    await cast.wang.does("reacts", answer, "🗿")
    await cast.wang.does("edits", mine, "一直闪，还响")
    assert (chen.last, chen.user.visible[-1].reply_to) == ("💬 王丽：一直闪，还响", shown.message_id)
    room.group.leaves(cast.chen.user)
    await desk.settle()
    await cast.wang.does("says", "在吗", reply_to=answer)
    assert cast.chen.last.endswith("💬 王丽：在吗")
    await cast.chen.presses("📎")
    assert cast.chen.sees("王丽 👍 “那是欠压”")
    assert not cast.zheng.sees("kefu doctor")


async def test_one_group_is_the_desks(desk: TestDesk, cast: Cast, room: Room) -> None:
    """A second one is declined by name, until the bot is taken out of the first."""
    second = desk.api.group("二组", forum=True, members=[cast.zhao.user])
    zhao = Actor(desk, cast.zhao.user.in_group(second), cast.zhao.person_id)
    await zhao.says("/desk")
    assert "客服台" in zhao.last
    room.group.removes_bot(cast.zhao.user)
    await desk.settle()
    await zhao.says("/desk")
    room.group.adds_bot(cast.zhao.user)
    await desk.settle()
    await a_ticket(cast.wang)
    assert [len(group.chat.topics) for group in (second, room.group)] == [1, 0]


async def test_questions_are_asked_and_answered_in_the_topic_and_it_closes_with_the_ticket(
    desk: TestDesk, cast: Cast, room: Room
) -> None:
    """A button's question is for the person who pressed it, there; a colleague's words still go to the customer."""
    await a_ticket(cast.wang)
    chen, li = room.inside(cast.chen), room.inside(cast.li)
    await chen.presses("接单")
    old = chen.user.visible[0]
    await chen.presses("已解决")
    assert "怎么解决" in chen.last
    await li.says("稍等一分钟")
    assert "稍等一分钟" in cast.wang.last
    await cast.chen.says("私聊里的话")
    assert not cast.wang.sees("私聊里的话")
    await chen.says("换了加密锁的驱动")
    assert cast.wang.sees("换了加密锁的驱动")
    await cast.wang.presses("✅ 已解决")
    assert room.shown() == (True, "✅")
    await chen.does("presses_data", old.buttons[0][0].data, old)
    assert (await desk.ticket()).state == "closed"
    await li.says("谢谢您")
    assert not cast.wang.sees("谢谢您")
    await cast.wang.presses("问题还在")
    await cast.wang.says("又红了")
    assert room.shown() == (False, "🟠")
    assert chen.sees("又红了")


async def test_a_topic_is_only_a_view(desk: TestDesk, cast: Cast, room: Room) -> None:
    """Deleted, closed by hand, the bot put out and let in again: it is made anew, and the customer notices nothing."""
    await a_ticket(cast.wang)
    first, before = room.topic(), len(cast.wang.texts)
    room.group.deletes_topic(first)
    await cast.wang.says("有人吗", reply_to=cast.wang.user.visible[-1])
    second = room.topic()
    chen = room.inside(cast.chen)
    assert second != first
    assert [chen.sees("加密锁红灯亮"), chen.sees("💬 王丽：有人吗")] == [True, True]
    assert len(room.group.chat.topics) == 1
    await chen.says("在的")
    assert cast.wang.sees("陈晓：在的")
    room.group.closes_topic(cast.li.user, second)
    await desk.settle()
    assert not room.group.chat.topics[second].closed
    room.group.removes_bot(cast.zhao.user)
    await desk.settle()
    assert "客服台" in cast.zhao.last
    await cast.wang.says("还在等", reply_to=cast.wang.user.visible[-1])
    await cast.emma.says("The air conditioning of the server room spins and drips")
    for label in ("None of these", "Something important", "file it"):
        await cast.emma.presses(label)
    room.group.adds_bot(cast.zhao.user)
    await desk.settle()
    assert chen.sees("还在等")
    assert room.inside(cast.chen, "K-1002").sees("air conditioning")
    assert not any("无法" in text for text in cast.wang.texts[before:])
    async with desk.store.reading() as session:
        assert len(list(await session.scalars(select(Topic)))) == 2


async def test_who_may_make_a_room_and_who_is_heard_there(desk: TestDesk, cast: Cast) -> None:
    """A manager, in a group with topics, by button or by word; of others nothing is passed on, said once."""
    group = desk.api.group("客服台", members=[cast.zhao.user, cast.chen.user])
    zhao = Actor(desk, cast.zhao.user.in_group(group), cast.zhao.person_id)
    await Actor(desk, cast.chen.user.in_group(group), None).says("/desk")
    assert "管理员" in group.texts[-1]
    await zhao.says("/desk")
    assert "话题" in group.texts[-1]
    group.becomes_supergroup(forum=True)
    await desk.settle()
    await a_ticket(cast.wang)
    group.adds_bot(cast.zhao.user)
    await desk.settle()
    await zhao.presses("客服台的群")
    room = Room(desk, group)
    outsider = desk.stranger("路人")
    inside = Actor(desk, outsider.user.in_group(group, room.topic()), None)
    await inside.says("我也有问题")
    await inside.says("有人吗")
    assert not cast.wang.sees("我也有问题")
    assert sum("t.me/kefu_test_bot" in text for text in inside.texts) == 1
    await inside.presses("接单")
    assert (await desk.ticket()).owner_id is None
    other = Actor(desk, cast.chen.user.in_group(group, group.opens_topic(cast.chen.user, "午饭")), None)
    await other.says("今天吃什么")
    assert not cast.wang.sees("今天吃什么")
    await cast.emma.says("/complaint")
    await cast.emma.says("Your engineer was very rude to us yesterday")
    assert not room.group.sees("rude")
    cast.wang.user.blocks_bot()
    await room.inside(cast.chen).says("请回电")
    assert room.inside(cast.chen).sees("+8613812345678")


async def test_without_the_right_to_make_topics_the_managers_hear_it_once(
    desk: TestDesk, cast: Cast, room: Room
) -> None:
    desk.api.fail(
        "createForumTopic",
        times=None,
        status=400,
        description="Bad Request: not enough rights to create a topic",
    )
    await a_ticket(cast.wang)
    await cast.wang.says("还有一件事", reply_to=cast.wang.user.visible[-1])
    assert sum("客服台" in text for text in cast.zhao.texts) == 1
    assert cast.chen.sees("加密锁红灯亮")
    desk.api.heal()
    await Actor(desk, cast.zhao.user.in_group(room.group), None).says("/desk")
    assert room.inside(cast.chen).sees("还有一件事")


async def test_a_group_in_a_hurry_gets_few_messages(desk: TestDesk, cast: Cast, room: Room) -> None:
    """429 holds the group only, and what waits meanwhile arrives as one message, each topic made once."""
    desk.api.fail("createForumTopic", retry_after=30, chat=room.group.id)
    await a_ticket(cast.wang)
    for words in ("第一句", "第二句", "第三句"):
        await cast.wang.says(words, reply_to=cast.wang.user.visible[-1])
    assert len(room.group.chat.topics) == 0
    assert cast.wang.sees("K-1001")
    await desk.forward(minutes=1)
    chen = room.inside(cast.chen)
    assert len(room.group.chat.topics) == 1
    assert sum("第二句" in text and "第三句" in text and "💬" in text for text in chen.texts) == 1
    async with desk.store.reading() as session:
        assert (
            await session.scalars(select(TicketMessage).where(TicketMessage.text == "第二句"))
        ).one().ticket_id == 1


async def test_who_hides_behind_the_group_is_answered_each_time(
    desk: TestDesk, cast: Cast, room: Room
) -> None:
    """HOT-10: Telegram gives all anonymous administrators one sender; each is told kindly, and nothing is passed on."""
    await a_ticket(cast.wang)
    inside = room.inside(cast.li)

    async def anonymously(words: str) -> None:
        hidden = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
        await inside.does("send", {"text": words, "from": hidden, "sender_chat": room.group.chat.json()})

    for n, words in enumerate(("请重启电脑", "换个插口试试", "好了吗？"), start=1):
        await anonymously(words)
        assert sum("关闭匿名" in text for text in room.group.texts) == n
        assert not cast.wang.sees(words)
    await inside.says("请把加密锁换一个USB口")
    assert cast.wang.sees("请把加密锁换一个USB口")


async def test_who_has_left_does_nothing_in_the_group_and_is_to_be_removed(
    desk: TestDesk, cast: Cast, room: Room
) -> None:
    """Words, edits, reactions and buttons of the topic; the managers are asked to put them out."""
    await a_ticket(cast.wang)
    chen = room.inside(cast.chen)
    await chen.presses("接单")
    said = await chen.does("says", "请把加密锁换一个USB口试试")
    heard = await cast.wang.does("says", "还是红灯", reply_to=cast.wang.user.visible[-1])
    async with desk.store.transaction() as session:
        await leaving.leave(
            session, await session.get_one(Person, cast.chen.person_id), None, desk.clock.now()
        )
        await tell(session, desk.clock.now(), [])
    await desk.settle()
    assert cast.zhao.sees("陈晓 已离职") or "客服台" in cast.zhao.last
    before = len(cast.wang.texts)
    await chen.does("edits", said, "你们自己想办法吧")
    await chen.says("再说一句")
    await chen.says("// 给同事的话")
    for data in ("c:resolve:1:3:", "c:show:1:0:", "c:answer:1:3:"):
        await chen.does("presses_data", data, chen.user.visible[-1])
    assert len(cast.wang.texts) == before
    assert not cast.wang.sees("自己想办法")
    async with desk.store.reading() as session:
        texts = list(await session.scalars(select(TicketMessage.text)))
    assert not {"你们自己想办法吧", "再说一句", "给同事的话", "// 给同事的话"} & set(texts)
    assert heard.text in texts
