"""Staff and customer talk, and the desk keeps quiet (HOT-10)."""

import pytest

from desk.ticket import Ticket
from tests.fakes.desk import Actor, TestDesk
from tests.rules.intake.test_intents import phrases
from tests.stories.cast import Cast, a_ticket, cast

__all__ = ["cast"]


async def writes_to(staff: Actor, words: str, about: str = "K-1001") -> None:
    """A reply to the newest message of a ticket."""
    card = next(m for m in reversed(staff.user.visible) if about in m.text)
    await staff.says(words, reply_to=card)


async def test_everything_in_a_chat_reaches_staff(desk: TestDesk, cast: Cast) -> None:
    """HOT-10: whatever the words mean elsewhere, they are for the one who talks, and the desk says nothing."""
    await a_ticket(cast.wang)
    await writes_to(cast.chen, "您好，锁上的灯是红色吗？")
    ticket, before = await desk.ticket(), len(cast.wang.texts)
    for number, words in enumerate(text for kind, text in phrases("heard") if kind == "talk: passed"):
        heard = len([text for text in cast.chen.texts if "💬 王丽" in text])
        await cast.wang.says(words)
        passed = [text for text in cast.chen.texts if "💬 王丽" in text]
        assert (len(passed), words in passed[-1]) == (heard + 1, True), words
        assert len(cast.wang.texts) == before, (words, cast.wang.last)
        if number % 9 == 8:
            await writes_to(cast.chen, "明白")
            before = len(cast.wang.texts)
    assert (await desk.ticket()).id == ticket.id


@pytest.mark.parametrize("words", [text for kind, text in phrases("heard") if kind == "talk: complaint"])
async def test_a_complaint_is_begun_in_a_chat(desk: TestDesk, cast: Cast, words: str) -> None:
    """HOT-10, INT-8: begun on purpose; what is said to it is not for the one it may be about."""
    await a_ticket(cast.wang)
    await writes_to(cast.chen, "您好")
    await desk.forward(seconds=5)
    await cast.wang.says(words)
    assert "质量监督员" in cast.wang.last
    await cast.wang.says("两次都没人来")
    assert cast.sun.sees("两次都没人来")
    assert not cast.chen.sees("两次都没人来")


async def test_a_picture_in_a_chat_reaches_staff(desk: TestDesk, cast: Cast) -> None:
    await a_ticket(cast.wang)
    await writes_to(cast.chen, "请拍张照片")
    before = len(cast.wang.texts)
    await cast.wang.does("sends_photo", data=b"red light")
    assert cast.chen.files[-1] == b"red light"
    assert len(cast.wang.texts) == before


async def test_wishes_in_a_chat_are_offered_to_who_talks(desk: TestDesk, cast: Cast) -> None:
    """HOT-10: a call, *solved?*: one tap for the specialist, and nothing ends by itself."""
    await a_ticket(cast.wang)
    await writes_to(cast.chen, "请重启一下")
    await cast.wang.says("能打电话给我吗")
    offered = [b.text for row in cast.chen.user.visible[-1].buttons for b in row]
    assert offered == ["📞 已致电", "⏰ 稍后回电"]
    await cast.wang.says("好了，可以用了")
    await cast.chen.presses("已解决")
    await cast.chen.says("重启")
    assert "重启" in cast.wang.last
    assert "✅ 已解决" in cast.wang.buttons


async def test_whoever_talks_hears_the_answer(desk: TestDesk, cast: Cast) -> None:
    """HOT-10: a manager who writes to the customer is answered, too, not only the assignee."""
    await a_ticket(cast.wang)
    await writes_to(cast.chen, "您好")
    await cast.zhao.says("/find K-1001")
    await cast.zhao.presses("K-1001")
    await writes_to(cast.zhao, "我是经理，今天能远程吗？")
    await cast.wang.says("可以")
    assert cast.zhao.sees("💬 王丽：可以")
    assert cast.chen.sees("💬 王丽：可以")


@pytest.mark.parametrize("ending", ["sign-off", "promise", "park"])
async def test_a_chat_ends_when_it_is_parked_or_signed_off(desk: TestDesk, cast: Cast, ending: str) -> None:
    await a_ticket(cast.wang)
    await writes_to(cast.chen, "您好")
    if ending == "sign-off":
        await cast.chen.presses("✅ 已解决")
        await cast.chen.says("换了线")
    elif ending == "promise":
        await cast.chen.presses("稍后回电")
        await cast.chen.presses("11:00")
    else:
        await cast.chen.presses("⏸")
        await cast.chen.presses("其他方")
        await cast.chen.says("等原厂")
    await cast.wang.says("谢谢")
    assert "不客气" in cast.wang.last
    assert not cast.chen.sees("💬 王丽：谢谢")


async def test_later_words_are_asked_where_they_belong(desk: TestDesk, cast: Cast) -> None:
    """HOT-10, INT-9: after the policy's time; asked once, and all that comes until the answer is passed on."""
    await a_ticket(cast.wang)
    await writes_to(cast.chen, "请重启后告诉我")
    await desk.forward(minutes=31)
    await cast.wang.says("收到")
    assert "还是新问题" in cast.wang.last
    asked = len(cast.wang.texts)
    for words in ("重启了", "灯还是红的", "谢谢", "在吗"):
        await cast.wang.says(words)
    await cast.wang.does("sends_photo", data=b"still red")
    assert len(cast.wang.texts) == asked
    assert not cast.chen.sees("💬 王丽")
    await cast.wang.says("1001")
    for words in ("收到", "重启了", "灯还是红的", "谢谢", "在吗"):
        assert cast.chen.sees(f"💬 王丽：{words}"), words
    assert not cast.chen.sees("💬 王丽：1001")
    assert cast.chen.files[-1] == b"still red"
    await desk.forward(minutes=31)
    await cast.wang.says("另外报表也打不开了，财务急用")
    await cast.wang.says("是利润表")
    await cast.wang.says("新问题")
    assert cast.wang.sees("另外报表也打不开了，财务急用") or "都不是" in "".join(cast.wang.buttons)
    assert not cast.chen.sees("利润表")


async def test_a_question_nobody_answers_is_asked_anew_later(desk: TestDesk, cast: Cast) -> None:
    await a_ticket(cast.wang)
    await cast.wang.says("灯灭了，密码也不对")
    await desk.forward(minutes=40)
    asked = len(cast.wang.texts)
    await cast.wang.says("还在吗")
    assert "还是新问题" in cast.wang.last
    await cast.wang.says("喂")
    assert len(cast.wang.texts) == asked + 1


async def test_two_chats_at_once_do_not_mix(desk: TestDesk, cast: Cast) -> None:
    """INT-9: two who wait for an answer at the same time: one question decides."""
    await a_ticket(cast.wang)
    await cast.wang.says("/new")
    await a_ticket(cast.wang, "服务器机房的空调一直滴水怎么办")
    await writes_to(cast.chen, "灯是红色吗？", "K-1001")
    await writes_to(cast.chen, "空调几号机？", "K-1002")
    await cast.wang.says("是的")
    await cast.wang.says("能打电话给我吗")
    assert not cast.chen.sees("💬 王丽")
    await cast.wang.presses("K-1001")
    assert cast.chen.sees("💬 王丽：是的")
    await cast.wang.says("2号")  # the other one still waits, and this one does not
    assert [m.text for m in cast.chen.user.visible if "2号" in m.text and "K-1002" in m.text]


async def test_a_question_from_before_waits_for_the_chat(desk: TestDesk, cast: Cast) -> None:
    """HOT-10: words are for the staff member; its buttons still work."""
    await a_ticket(cast.wang)
    await cast.wang.says("/new 服务器机房的空调一直滴水怎么办")
    await desk.forward(seconds=5)
    await writes_to(cast.chen, "灯还红吗？")
    await cast.wang.says("不红了")
    assert cast.chen.sees("💬 王丽：不红了")
    assert "K-1002" not in "".join(cast.wang.texts)


async def test_a_broken_promise_is_told_with_a_new_time(desk: TestDesk, cast: Cast) -> None:
    """HOT-4: at its second, an honest new time; after some of them none is named, and no old one stays."""
    await a_ticket(cast.wang)
    assert "11:00" in cast.wang.last
    await desk.forward(minutes=60)
    assert "11:00 前联系您，却没有做到" in cast.wang.last
    assert "我们会在 3月2日 周一 12:00 前联系您" in cast.wang.last
    await desk.forward(hours=1)
    assert "12:00 前联系您，却没有做到" in cast.wang.last
    assert "我们会在 3月2日 周一 16:00 前联系您" in cast.wang.last
    before = len(cast.wang.texts)
    await writes_to(cast.chen, "非常抱歉，我来看")
    await desk.forward(hours=5)
    assert len(cast.wang.texts) == before + 2  # the words, and who works on it; kept: nothing more is told
    assert not any("我们会在" in m.text and m.buttons for m in cast.wang.user.visible)


@pytest.mark.parametrize(
    ("language", "hi", "go"), [("zh", "在的，在等你们", "对的"), ("en", "I am at my desk now", "yes")]
)
async def test_what_waits_for_which_ticket_goes_to_who_begins_to_talk(
    desk: TestDesk, cast: Cast, language: str, hi: str, go: str
) -> None:
    """HOT-10: once staff write, nothing is asked: what was kept and what follows are theirs, and *yes* answers them."""
    customer = cast.wang if language == "zh" else cast.emma
    await a_ticket(cast.wang)
    if language == "en":
        async with desk.store.transaction() as session:
            assert cast.emma.person_id is not None
            (await session.get_one(Ticket, 1)).contact_id = cast.emma.person_id
    await customer.says(hi)
    question = customer.last
    await desk.forward(minutes=1)
    await writes_to(cast.chen, "请拍张照片")
    before = len(customer.texts)
    await customer.says(go)
    assert cast.chen.sees(hi)
    assert cast.chen.sees(f"：{go}")
    assert len(customer.texts) == before, customer.last
    message = next(m for m in customer.user.visible if m.text == question)
    assert not message.buttons
