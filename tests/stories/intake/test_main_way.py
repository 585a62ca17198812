"""The main way, end to end: a problem is answered, or becomes a ticket that is dispatched, watched and visited back."""

from desk.people import Role
from desk.ticket import TicketState
from tests.fakes.desk import TestDesk
from tests.stories.cast import Cast, a_ticket, a_visit, cast, describes

__all__ = ["cast"]


async def test_the_base_answers_at_once(desk: TestDesk, cast: Cast) -> None:
    """KB-2: one clumsy sentence, the right answer in one message."""
    await cast.wang.says("凭证打印不全,右边切掉了")
    assert "纸张选A5并保存" in cast.wang.last
    await cast.wang.presses("解决了")
    assert "随时" in cast.wang.last
    assert cast.chen.texts[1:] == []  # nobody was bothered


async def test_the_base_answers_in_english(desk: TestDesk, cast: Cast) -> None:
    """KB-2: the same in the other language."""
    await cast.emma.says("the right side of my vouchr is cut of when I print")
    assert "Choose A5 and save" in cast.emma.last
    await cast.emma.presses("That solved it")
    assert "Glad to hear it" in cast.emma.last


async def test_not_solved_becomes_a_ticket_in_three_taps(desk: TestDesk, cast: Cast) -> None:
    """KB-3, INT-1, INT-5, INT-9: three taps later a number and an honest time."""
    await cast.wang.says("凭证打印不全,右边切掉了")
    await cast.wang.presses("没有解决")
    await cast.wang.presses("工作照常")
    await cast.wang.presses("提交")
    assert "K-1001" in cast.wang.last
    assert "11:00" in cast.wang.last
    for fact in ("王丽", "+8613812345678", "明月纺织", "LOCK-1", "星河ERP", "凭证打印不全", "NE-1"):
        assert fact in cast.chen.last, fact
    assert (await desk.ticket()).state is TicketState.ASSIGNED


async def test_nothing_near_enough_goes_straight_to_a_ticket(desk: TestDesk, cast: Cast) -> None:
    """KB-3: a wrong answer is worse than a ticket."""
    await describes(cast.wang)
    assert not cast.wang.sees("💡")
    assert "工作照常" in "".join(cast.wang.buttons)


async def test_any_line_can_be_corrected(desk: TestDesk, cast: Cast) -> None:
    """INT-5: played back, corrected, filed."""
    await describes(cast.wang)
    await cast.wang.presses("工作照常")
    await cast.wang.presses("影响")
    await cast.wang.presses("瘫痪")
    assert "瘫痪" in cast.wang.last
    await cast.wang.presses("问题")
    await cast.wang.says("加密锁红灯亮，服务器打不开账套")
    assert "加密锁红灯亮" in cast.wang.last
    await cast.wang.presses("提交")
    ticket = await desk.ticket()
    assert (ticket.description, ticket.level) == ("加密锁红灯亮，服务器打不开账套", 1)


async def test_first_asker_stays_owner(desk: TestDesk, cast: Cast) -> None:
    """HOT-6, HOT-7: handed over with everything; the first one tracks it to the end."""
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    await cast.chen.presses("转交")
    await cast.chen.presses("李强")
    await cast.chen.says("已远程看过，怀疑锁坏了")
    assert cast.li.sees("已远程看过，怀疑锁坏了")
    assert cast.li.sees("+8613812345678")
    await cast.li.presses("已解决")
    await cast.li.says("换了驱动")
    ticket = await desk.ticket()
    assert (ticket.owner_id, ticket.assignee_id) == (cast.chen.person_id, cast.li.person_id)
    assert cast.chen.sees("李强")  # the owner hears that it is solved


async def test_staff_and_customer_talk_through_the_bot(desk: TestDesk, cast: Cast) -> None:
    """HOT-10: replies reach the other side, and neither sees the other's account."""
    await a_ticket(cast.wang)
    card = cast.chen.user.visible[-1]
    await cast.chen.says("您好，请问锁上的灯是红色吗？", reply_to=card)
    assert "请问锁上的灯是红色吗" in cast.wang.last or cast.wang.sees("请问锁上的灯是红色吗")
    asked = next(m for m in cast.wang.user.visible if "请问锁上" in m.text)
    await cast.wang.says("是红色的，一直闪", reply_to=asked)
    assert cast.chen.sees("是红色的，一直闪")
    await cast.wang.says("换了口还是一样")  # in the middle of a chat nothing needs to be asked
    assert cast.chen.sees("💬 王丽：换了口还是一样")
    assert sum("已补充到" in text for text in cast.wang.texts) == 0  # the desk keeps quiet between them
    await desk.forward(minutes=30)
    await cast.wang.says("服务器机房的空调一直滴水怎么办")
    assert "还是新问题" in cast.wang.last
    for text in cast.wang.texts:
        assert (cast.chen.user.username or "@") not in text


async def test_dispatch_on_one_card(desk: TestDesk, cast: Cast) -> None:
    """DIS-1 to DIS-6, TIC-4: one card, each step one tap, the customer sees each of them."""
    await a_visit(cast)
    assert "加密锁不亮" in cast.li.last
    assert "苏州" in cast.li.last
    cards = len(cast.li.texts)
    await cast.li.presses("接单")
    await cast.li.presses("已出发")
    await cast.li.presses("已到达")
    assert len(cast.li.texts) == cards  # edited in place
    assert cast.wang.sees("在路上") or cast.wang.sees("正在")
    await cast.li.presses("完成")
    await cast.li.says("加密锁烧坏")
    await cast.li.says("更换加密锁并测试")
    for answer in ("是", "无", "15", "没有照片"):
        await cast.li.presses(answer)
    assert "更换加密锁并测试" in cast.wang.last
    await cast.wang.presses("已解决")
    assert (await desk.ticket()).state is TicketState.CLOSED
    await cast.zhao.presses("核销")
    assert "核销" in cast.zhao.last


async def test_declined_goes_to_another_engineer(desk: TestDesk, cast: Cast) -> None:
    """DIS-2: declined with a reason; the manager sends another one."""
    daniel = await desk.person("Daniel Reed", Role.ENGINEER, language="en")
    await a_visit(cast)
    await cast.li.presses("不接")
    await cast.li.says("今天在外地")
    assert cast.zhao.sees("今天在外地")
    await cast.zhao.presses("改派")
    await cast.zhao.presses("Daniel")
    assert "waiting to be accepted" in daniel.last
    await daniel.presses("Accept")
    assert cast.wang.sees("Daniel Reed")


async def test_not_solved_reopens_with_the_same_owner(desk: TestDesk, cast: Cast) -> None:
    """TIC-3: the customer has the last word."""
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    await cast.chen.presses("已解决")
    await cast.chen.says("重启了服务")
    assert "重启了服务" in cast.wang.last
    await cast.wang.presses("没有解决")
    await cast.wang.says("还是红灯")
    ticket = await desk.ticket()
    assert (ticket.state, ticket.owner_id) == (TicketState.REOPENED, cast.chen.person_id)
    assert cast.chen.sees("还是红灯")


async def test_without_an_answer_it_closes_itself(desk: TestDesk, cast: Cast) -> None:
    """TIC-3: one reminder, then it closes; it can be reopened."""
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    await cast.chen.presses("已解决")
    await cast.chen.says("重启了服务")
    await desk.forward(days=1)
    assert (await desk.ticket()).state is TicketState.RESOLVED
    before = len(cast.wang.texts)
    await desk.forward(days=3)
    assert (await desk.ticket()).state is TicketState.CLOSED
    assert len(cast.wang.texts) > before
