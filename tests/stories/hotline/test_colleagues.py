"""What the one on duty does with a ticket besides answering it: colleagues, R&D, call-backs, remote work (HOT-2 to HOT-11)."""

from datetime import timedelta

from desk import policies
from desk.people import Person, Role
from desk.roster import leave
from desk.ticket import TicketState
from tests.fakes.desk import TestDesk
from tests.stories.cast import Cast, a_ticket, cast

__all__ = ["cast"]


async def test_a_colleague_is_asked_and_the_customer_sees_nothing(desk: TestDesk, cast: Cast) -> None:
    """HOT-3, HOT-7: with all that is known; a reply to the card is the answer; it is a note on the ticket."""
    zhou = await desk.person("周宇", Role.DEVELOPER)
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    heard = len(cast.wang.texts)
    await cast.chen.presses("更多")
    await cast.chen.presses("问同事")
    await cast.chen.presses("周宇")
    await cast.chen.says("红灯常亮是锁坏了吗？")
    assert "红灯常亮是锁坏了吗" in zhou.last
    assert "+8613812345678" in zhou.last
    await zhou.presses("反问")
    await zhou.says("灯闪不闪？")
    assert cast.chen.sees("灯闪不闪")
    await zhou.presses("文件和经过")
    await zhou.says("我直接回客户", reply_to=zhou.user.visible[-1])
    assert not cast.wang.sees("我直接回客户")  # only who works on it writes to the customer
    question = next(m for m in reversed(zhou.user.visible) if "❓" in m.text)
    await zhou.says("常亮就是坏了，换锁", reply_to=question)
    assert cast.chen.sees("常亮就是坏了，换锁")
    await cast.chen.presses("文件和经过")
    assert "常亮就是坏了，换锁" in cast.chen.last
    assert len(cast.wang.texts) == heard
    zhou.user.presses_data("c:answer_inquiry:1:1:")
    await desk.settle()
    assert "周宇" in zhou.last  # an old button shows how it stands
    assert (await desk.ticket()).assignee_id == cast.chen.person_id
    await cast.chen.presses("更多")
    await cast.chen.presses("问同事")
    await cast.chen.presses("周宇")
    await cast.chen.says("还有别的办法吗？")
    await cast.chen.presses("已解决")
    await cast.chen.says("换了锁")
    await zhou.presses("✍️ 答复")
    assert "已经了结" in zhou.last


async def test_rd_has_it_until_the_answer_is_there(desk: TestDesk, cast: Cast) -> None:
    """HOT-9, HOT-6: with all of it; the ticket waits; asked about on the date and every working day; it comes back."""
    frank = await desk.person("Frank Moore", Role.DEVELOPER, language="en")
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    await cast.chen.presses("更多")
    await cast.chen.presses("转研发")
    await cast.chen.says("重装驱动无效，日志已附")
    await cast.chen.presses("明天 09:00")
    assert "重装驱动无效" in frank.last
    ticket = await desk.ticket()
    assert (ticket.state, ticket.owner_id) == (TicketState.WAITING_THIRD_PARTY, cast.chen.person_id)
    assert cast.wang.sees("研发")
    asked = len(frank.texts)
    await desk.forward(days=1)
    assert len(frank.texts) == asked + 1
    await frank.presses("Another date")
    await frank.presses("tomorrow")
    assert cast.chen.sees("明天 09:00")
    await desk.forward(days=3)
    assert (
        len([t for t in cast.zhao.texts if "🔬" in t]) == 1
    )  # two days past the date the manager hears, too
    frank.user.presses("Answer")
    await frank.presses("Answer")
    await frank.says("A bug in 3.2; fixed in 3.3")
    assert cast.chen.sees("fixed in 3.3")
    ticket = await desk.ticket()
    assert (ticket.state, ticket.owner_id) == (TicketState.IN_PROGRESS, cast.chen.person_id)
    assert not cast.wang.sees("3.3")


async def test_calls_are_recorded_and_the_second_unsolved_one_suggests_a_visit(
    desk: TestDesk, cast: Cast
) -> None:
    """HOT-4, HOT-5: not reached, the promise stands again; twice reached and not solved, the visit comes first."""
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    await cast.chen.presses("已致电")
    await cast.chen.presses("未接通")
    assert (await desk.ticket()).promised_at is not None
    for _n in range(2):
        assert "上门" not in cast.chen.buttons[0]
        await cast.chen.presses("已致电")
        await cast.chen.presses("没有解决")
    assert "上门" in cast.chen.buttons[0]
    assert cast.chen.sees("已联系 2 次")
    await cast.chen.presses("已致电")
    await cast.chen.presses("联系上，解决了")
    await cast.chen.says("换了 USB 口")
    assert (await desk.ticket()).state is TicketState.RESOLVED
    assert "换了 USB 口" in cast.wang.last


async def test_remote_work_only_with_the_customers_yes(desk: TestDesk, cast: Cast) -> None:
    """HOT-11: asked, refused, asked again, agreed, begun and ended; each with its time in the history."""
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    await cast.chen.presses("更多")
    await cast.chen.presses("远程")
    await cast.chen.says("重装加密锁驱动")
    assert "重装加密锁驱动" in cast.wang.last
    await cast.chen.presses("远程开始")
    assert "没有客户的同意" in cast.chen.last
    await cast.wang.presses("❌ 不同意")
    assert cast.chen.sees("客户不同意")
    await cast.chen.presses("更多")
    await cast.chen.presses("远程")
    await cast.chen.says("您看着屏幕，我只装驱动")
    cast.emma.user.presses_data("c:agree_remote:2:1:")  # a colleague of hers cannot say yes for her
    await cast.wang.presses("同意")
    await cast.chen.presses("远程开始")
    assert "开始" in cast.wang.last
    await cast.wang.presses("停止")
    assert cast.chen.sees("已结束")
    await cast.chen.presses("文件和经过")
    assert "王丽同意远程" in cast.chen.last
    assert "10:00" in cast.chen.last


async def test_a_broken_promise_is_told_before_what_may_still_be_kept(desk: TestDesk, cast: Cast) -> None:
    """SLA-1: however much waits after an hour without the desk, one chat takes one message a second."""
    await a_ticket(cast.wang)
    desk.clock.at += timedelta(hours=1)
    await desk.settle()
    broken, late = (
        next(n for n, text in enumerate(cast.zhao.texts) if sign in text) for sign in ("🚨", "📵")
    )
    assert broken < late


async def test_who_does_not_react_is_an_alert(desk: TestDesk, cast: Cast) -> None:
    """HOT-2: the manager hears once, before the promise is broken, and gives it to somebody else; the next one has his time."""
    await a_ticket(cast.wang)
    await desk.forward(minutes=9)
    assert not cast.zhao.sees("📵")
    await desk.forward(minutes=1)
    assert "📵 陈晓还没有处理" in cast.zhao.last
    await cast.zhao.presses("交给别人")
    await cast.zhao.presses("李强")
    await cast.zhao.presses("就这样转交")
    ticket = await desk.ticket()
    assert (ticket.assignee_id, ticket.owner_id) == (cast.li.person_id, None)
    assert "已转交给李强" in cast.chen.last
    assert not cast.chen.buttons
    await cast.li.presses("接单")
    await desk.forward(minutes=15)
    assert sum("📵" in text for text in cast.zhao.texts) == 1
    assert (await desk.ticket()).owner_id == cast.li.person_id


async def test_who_gets_it_and_why(desk: TestDesk, cast: Cast) -> None:
    """HOT-8: of those on duty who fits the type and knows the product; the reason is in the history; the account manager hears."""
    he = await desk.person("何静", Role.ACCOUNT_MANAGER, region="华东")
    far = await desk.person("高远", Role.ACCOUNT_MANAGER, region="华北")
    await desk.on_duty(cast.li)
    await a_ticket(cast.wang)
    assert (await desk.ticket()).assignee_id == cast.li.person_id
    assert "李强" in he.last
    assert "熟悉该产品" in he.last
    assert not far.sees("李强")
    await cast.chen.says("/find K-1001")
    await cast.chen.presses("K-1001")
    await cast.chen.presses("文件和经过")
    assert "处理此类问题、熟悉该产品" in cast.chen.last


async def test_by_problem_type_if_the_company_wants_it_so(desk: TestDesk, cast: Cast) -> None:
    """HOT-8: by policy the engineer at work gets a technical fault; on leave, it goes to who is on duty."""
    hua = await desk.person("华英", Role.CONTACT, customer=cast.customer, phone="+8613812345670")
    async with desk.store.transaction() as session:
        now = desk.clock.now()
        await policies.change(session, "duty.receives", "type", now)
    await a_ticket(cast.wang)
    assert (await desk.ticket()).assignee_id == cast.li.person_id
    async with desk.store.transaction() as session:
        person = await session.get_one(Person, cast.li.person_id)
        await leave.grant(session, person, now, now + timedelta(days=1), now)
    await a_ticket(hua)
    assert (await desk.ticket()).assignee_id == cast.chen.person_id


async def test_a_ticket_is_proposed_for_the_base(desk: TestDesk, cast: Cast) -> None:
    """KB-4: the customer's words and the product are known and not asked again."""
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    await cast.chen.presses("更多")
    await cast.chen.presses("进问题库")
    await cast.chen.says("拔下加密锁重新插上")
    assert "加密锁红灯亮" not in cast.chen.last
    assert not any("星河ERP" in button for button in cast.chen.buttons)
