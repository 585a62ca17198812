"""Complaints as the people in them see them: handed over, confirmed, answered, verified, followed to the end (COM-1 to COM-7)."""

from sqlalchemy import select

from desk import administration, policies
from desk.complaints.complaint import Cause, Complaint, ComplaintSource, ComplaintState, Department, Measure
from desk.journal import JournalEntry
from desk.people import Person, Role
from desk.ticket import Ticket, TicketState
from tests.fakes.desk import Actor, TestDesk
from tests.stories.cast import Cast, a_ticket, cast

__all__ = ["cast"]


async def the_complaint(desk: TestDesk) -> Complaint:
    async with desk.store.reading() as session:
        return (await session.scalars(select(Complaint).order_by(Complaint.id.desc()).limit(1))).one()


async def readers(desk: TestDesk) -> set[int | None]:
    async with desk.store.reading() as session:
        query = select(JournalEntry.by).where(JournalEntry.event == "complaint.read")
        return set(await session.scalars(query))


async def complains(who: Actor, words: str = "工程师两次没来，电话也不接") -> None:
    await who.says("我要投诉")
    await who.says(words)


async def confirms(cast: Cast, about: str = "陈晓") -> None:
    """孙洁 finds it valid, for the service department."""
    await cast.sun.presses("投诉成立")
    await cast.sun.presses("服务部")
    await (cast.sun.presses(about) if about in " ".join(cast.sun.buttons) else cast.sun.says(about))


async def answers(cast: Cast) -> None:
    """赵敏 has found the cause, and answers with the draft."""
    await cast.zhao.presses("答复客户")
    await cast.zhao.presses("太慢")
    await cast.zhao.says("排班有空档，没有人接")
    await cast.zhao.says("陈晓")
    await cast.zhao.presses("道歉")
    await cast.zhao.presses("就这样发送")


async def test_from_the_customers_words_to_the_archive(desk: TestDesk, cast: Cast) -> None:
    """COM-1 to COM-4: a number and an honest time; confirmed, answered, settled with one tap; whom it is about sees nothing."""
    await a_ticket(cast.wang)
    seen = len(cast.chen.texts)
    await cast.wang.says("我要投诉，工程师两次没来")
    assert "C-1002" in cast.wang.last
    assert "13:00" in cast.wang.last  # three hours of support
    assert "🚨" in cast.sun.last
    assert "工程师两次没来" in cast.sun.last
    assert "K-1001" in cast.sun.last  # their one open ticket is what it is about
    assert "首次响应" in cast.sun.last  # and what was promised is in view
    await confirms(cast)
    assert "服务部" in cast.wang.last
    assert "工程师两次没来" in cast.zhao.last
    await answers(cast)
    assert "王丽" in cast.wang.last
    await cast.wang.presses("已解决")
    assert "C-1002" in cast.wang.last
    file = await the_complaint(desk)
    assert (file.state, file.valid, file.resolved, file.source) == (
        ComplaintState.CLOSED,
        True,
        True,
        ComplaintSource.CUSTOMER,
    )
    assert (file.department, file.cause, file.measure) == (Department.SERVICE, Cause.SLOW, Measure.APOLOGY)
    assert (file.person_id, file.region, file.product, file.about_ticket_id) == (
        cast.chen.person_id, "华东", "NE", 1,
    )  # fmt: skip
    assert file.answered_at is not None
    assert file.verified_by == cast.wang.person_id
    assert len(cast.chen.texts) == seen
    await cast.chen.says("/find C-1002")
    assert "找到 0 条" in cast.chen.last
    assert not any("C-1002" in button for button in cast.chen.buttons)
    assert await readers(desk) == {cast.sun.person_id, cast.zhao.person_id}


async def test_what_was_never_promised_is_explained_and_not_counted(desk: TestDesk, cast: Cast) -> None:
    """COM-2: kind words from a draft, in the customer's language; archived; an old card and a second press change nothing."""
    await cast.emma.says("I want to complain")
    await cast.emma.says("Your office does not answer on Sunday at midnight")
    await cast.sun.presses("不成立")
    assert "Emma Clarke, thank you for telling us" in cast.sun.last
    await cast.sun.says(
        "Thank you, Emma. Our service hours end at ten in the evening; at night please write here."
    )
    assert "Our service hours end at ten" in cast.emma.last
    file = await the_complaint(desk)
    assert (file.state, file.valid, file.answered_at) == (ComplaintState.CLOSED, False, None)
    await cast.sun.does("presses_data", f"c:confirm_complaint:{file.id}:1:")
    assert (await the_complaint(desk)).valid is False
    await desk.forward(days=3)
    assert sum("🚨" in text for text in cast.sun.texts) == 1
    await cast.zhao.does("presses_data", f"c:show_complaint:{file.id}:1:")  # no department was asked
    assert "没有找到" in cast.zhao.last


async def test_a_colleague_hands_it_over_and_settles_nothing(desk: TestDesk, cast: Cast) -> None:
    """COM-1: from the ticket's card or by /complaint; who is on file is found; the customer hears of it."""
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    await cast.chen.presses("客户投诉")
    await cast.chen.says("客户说等了三天没人管")
    assert "C-1002" in cast.chen.last
    assert "C-1002" in cast.wang.last
    file = await the_complaint(desk)
    assert (file.source, file.received_by, file.about_ticket_id) == (
        ComplaintSource.STAFF,
        cast.chen.person_id,
        1,
    )
    for press in (
        "c:confirm_complaint:2:1:",
        "c:show_complaint:2:1:",
        "c:resolve:2:2:",
        "c:show:2:1:",
        "c:answer:2:1:",
    ):
        await cast.chen.does("presses_data", press)
        assert "等了三天" not in cast.chen.last
    assert (await the_complaint(desk)).state is ComplaintState.RECEIVED
    await cast.zhao.says("/complaint")
    await cast.zhao.says("明月")
    await cast.zhao.presses("Emma")
    await cast.zhao.says("培训老师迟到一小时")
    assert "C-1003" in cast.emma.last
    assert "培训老师迟到一小时" in cast.sun.last


async def test_late_answers_are_warned_of_and_alerted_at_their_second(desk: TestDesk, cast: Cast) -> None:
    """COM-3, SLA-1: the department is warned, the supervisor alerted; of two who answer at once one does."""
    qian = await desk.person("钱进", Role.SERVICE_MANAGER)
    await complains(cast.wang)
    await confirms(cast, "没有具体的人")
    await desk.forward(hours=2, minutes=50)
    assert "投诉答复的时限是 13:00" in cast.zhao.last
    before = sum("🚨" in text for text in cast.sun.texts)
    await desk.forward(minutes=10)
    assert desk.clock.at.strftime("%H:%M") == "13:00"
    assert sum("🚨" in text for text in cast.sun.texts) == before + 1
    assert not any("🚨" in text for text in cast.chen.texts)
    await qian.presses("答复客户")
    await answers(cast)
    await qian.presses("服务态度")  # both were at it; one answer reaches the customer
    assert "您的改动没有生效" in qian.last
    await qian.does("presses_data", "c:answer_complaint:1:2:")
    assert "有了变化" in " ".join(qian.texts[-2:])
    await desk.forward(hours=4)
    assert "再请问一次" in cast.wang.last
    await cast.sun.presses("客户说已解决")
    await cast.sun.says("电话里说可以了")
    file = await the_complaint(desk)
    assert (file.resolved, file.verified_by, file.state) == (True, cast.sun.person_id, ComplaintState.CLOSED)


async def test_not_settled_goes_to_headquarters_until_it_ends(desk: TestDesk, cast: Cast) -> None:
    """COM-4, COM-5: one tap of the customer; a next date, and reminders until there is one; the customer hears the end."""
    await complains(cast.wang)
    await confirms(cast)
    await answers(cast)
    await cast.wang.presses("没有解决")
    await cast.wang.says("还是没有人来")
    assert (await the_complaint(desk)).state is ComplaintState.HEADQUARTERS
    assert "还是没有人来" in cast.sun.last
    await desk.forward(days=1)
    cards = sum("在总部处理" in text for text in cast.sun.texts)
    await desk.forward(days=1)
    assert sum("在总部处理" in text for text in cast.sun.texts) > cards
    await cast.sun.presses("下次跟进")
    await cast.sun.says("总部派专家周五到现场")
    await cast.sun.presses("3月6日")
    await cast.sun.presses("处理完毕")
    await cast.sun.presses("是")
    await cast.sun.says("总部专家已更换主板，免费延保一年")
    assert "免费延保一年" in cast.wang.last
    file = await the_complaint(desk)
    assert (file.state, file.resolved, file.settled) == (ComplaintState.CLOSED, False, True)


async def test_what_headquarters_forwards_is_reported_back(desk: TestDesk, cast: Cast) -> None:
    """COM-1, COM-5: entered with its reference by the supervisor; within one working day of the result; the late report is alerted."""
    await cast.sun.says("/complaint")
    await cast.sun.says("王丽")
    await cast.sun.presses("王丽")
    await cast.sun.presses("总部转来")
    await cast.sun.says("HQ-77")
    await cast.sun.says("客户向总部反映服务态度差")
    file = await the_complaint(desk)
    assert (file.source, file.reference) == (ComplaintSource.HEADQUARTERS, "HQ-77")
    await confirms(cast, "陈晓")
    await answers(cast)
    await cast.wang.presses("已解决")
    assert (await the_complaint(desk)).state is ComplaintState.REPORTING
    alerts = sum("🚨" in text for text in cast.sun.texts)
    await desk.forward(days=1)
    assert sum("🚨" in text for text in cast.sun.texts) == alerts + 1
    await cast.sun.presses("打开投诉")
    await cast.sun.presses("已回报总部")
    await cast.sun.says("邮件回报总部质量部")
    file = await the_complaint(desk)
    assert (file.state, file.reported_at is not None) == (ComplaintState.CLOSED, True)


async def test_a_complaint_about_the_head_goes_past_her(desk: TestDesk, cast: Cast) -> None:
    """COM-3: the general manager answers in her place; she is told nothing, finds nothing, and cannot open it."""
    await complains(cast.wang, "服务部经理态度恶劣")
    await confirms(cast, "赵敏")
    await cast.zhao.does("presses_data", "c:show_complaint:1:2:")
    await cast.zhao.does("presses_data", "c:answer_complaint:1:2:")
    await cast.zhao.does("presses_data", "c:history:1:2:")
    await cast.zhao.says("/find C-1001")
    await cast.zhao.says("/complaints")
    assert "没有您可以查看的投诉" in cast.zhao.last
    await desk.forward(hours=3, minutes=40)
    assert not cast.zhao.sees("服务部经理态度恶劣")
    assert not cast.zhao.sees("🚨")
    await cast.wu.presses("答复客户")
    await cast.wu.presses("服务态度")
    await cast.wu.says("沟通方式不当")
    await cast.wu.says("赵敏")
    await cast.wu.presses("道歉")
    await cast.wu.presses("就这样发送")
    assert "向您道歉" in cast.wang.last


async def test_a_complaint_about_the_supervisor_goes_past_her(desk: TestDesk, cast: Cast) -> None:
    """COM-1: said by a button, called by name, or seen by herself: the general manager keeps it; from the figures, too, only who may."""
    peer = await desk.person("何静", Role.QUALITY_SUPERVISOR)
    await cast.wang.says("我要投诉")
    await cast.wang.presses("与质量监督员有关")
    await cast.wang.says("回访的时候态度恶劣")
    assert "总经理已经收到" in cast.wang.last
    assert "态度恶劣" in cast.wu.last
    await cast.emma.says("I want to complain")
    await cast.emma.says("孙洁 hung up on me")
    assert "The general manager has it now" in cast.emma.last
    assert "hung up" in cast.wu.last
    assert not any(x.sees("态度恶劣") or x.sees("hung up") or x.sees("🚨") for x in (cast.sun, peer))
    await complains(cast.wang, "投诉了两次都没有回音")
    assert "没有回音" in cast.sun.last
    await cast.sun.presses("与我有关")
    assert "总经理" in cast.sun.last
    assert "没有回音" in cast.wu.last
    for actor in (cast.sun, peer):
        await actor.does("presses_data", "c:show_complaint:3:2:")
        assert "没有找到" in actor.last
        await actor.says("/complaints")
        assert "没有您可以查看的投诉" in actor.last
        await actor.says("/figures")
        assert not any("投诉 3" in button for button in actor.buttons)
    await cast.wu.says("/figures")
    await cast.wu.presses("投诉 3")
    assert [button.split(" ")[0] for button in cast.wu.buttons] == ["C-1003", "C-1002", "C-1001"]
    await cast.wu.presses("C-1002")
    assert "hung up" in cast.wu.last
    async with desk.store.reading() as session:
        listed = select(JournalEntry.by).where(
            JournalEntry.event == "complaint.listed", JournalEntry.data["shelf"].as_string() == "figures"
        )
        assert (await session.scalars(listed)).all() == [cast.wu.person_id]


async def test_what_it_is_about_can_be_set_right_and_nothing_stays_with_who_left(
    desk: TestDesk, cast: Cast
) -> None:
    """COM-2, COM-5: who is responsible says which ticket it is about; a measure of somebody who has left comes to them."""
    async with desk.store.transaction() as session:
        for contact in (cast.wang, cast.emma):
            session.add(
                Ticket(
                    contact_id=contact.person_id, customer_id=cast.customer.id, description="The printer is dead",
                    state=TicketState.CLOSED, filed_at=desk.clock.now(), in_service=None,
                )
            )  # fmt: skip
            await session.flush()
    await complains(cast.wang)
    for label, number in (("K-1002", 2), ("K-1001", 1), ("都不是", None)):
        await cast.sun.presses("关联工单")
        await cast.sun.presses(label)
        assert (await the_complaint(desk)).about_ticket_id == number
    await confirms(cast)
    await answers(cast)
    await cast.wang.presses("已解决")
    await cast.sun.presses("制定措施")
    await cast.sun.presses("纠正措施")
    await cast.sun.says("排班表每周检查")
    await cast.sun.says("李强")
    await cast.sun.presses("3月4日")
    async with desk.store.transaction() as session:
        (await session.get_one(Person, cast.li.person_id or 0)).active = False
    seen = len(cast.li.texts), sum("排班表每周检查" in text for text in cast.sun.texts)
    await desk.forward(days=2)
    assert len(cast.li.texts) == seen[0]
    assert sum("排班表每周检查" in text for text in cast.sun.texts) > seen[1]


async def test_a_renewed_service_is_done_by_somebody_else(desk: TestDesk, cast: Cast) -> None:
    """COM-3, DIS-8: what was closed is opened again, and whom it is about does not get it."""
    he = await desk.person("何平", Role.SPECIALIST)
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    await cast.chen.presses("已解决")
    await cast.chen.says("重启了")
    await cast.wang.presses("已解决")
    await cast.zhao.says("/find K-1001")
    await cast.zhao.presses("K-1001")
    await cast.zhao.presses("客户投诉")
    await cast.zhao.says("客户说根本没修好，客服态度差")
    await confirms(cast)
    await cast.zhao.presses("答复客户")
    await cast.zhao.presses("没有真正解决")
    await cast.zhao.says("没有查清原因就关闭了")
    await cast.zhao.presses("陈晓")
    await cast.zhao.presses("重新服务")
    await cast.zhao.says("王丽您好，我们今天换一位同事重新处理。")
    assert "加密锁红灯亮" in he.last
    assert "换一位同事" in " ".join(cast.wang.texts)
    async with desk.store.reading() as session:
        ticket = await session.get_one(Ticket, 1)
    assert (ticket.is_open, ticket.assignee_id) == (True, he.person_id)


async def test_the_register_is_for_few_and_every_reading_is_written_down(desk: TestDesk, cast: Cast) -> None:
    """COM-5: open, to verify, closed, page by page; a department's head sees theirs, whom it is about nothing."""
    async with desk.store.transaction() as session:
        await administration.set_policy(session, "limit.complaints", "10", desk.clock.now())
    for number in range(10):
        await complains(cast.emma if number % 2 else cast.wang, f"第{number}次投诉：没有人回电话")
    await confirms(cast, "没有具体的人")  # the newest
    for actor in (cast.chen, cast.li):
        await actor.says("/complaints")
        assert "C-10" not in " ".join([actor.last, *actor.buttons])
    await cast.zhao.says("/complaints")
    await cast.zhao.presses("处理中")
    assert [button.split(" ")[0] for button in cast.zhao.buttons] == ["C-1010"]
    await cast.sun.says("/complaints")
    await cast.sun.presses("处理中（10）")
    assert sum(button.startswith("C-") for button in cast.sun.buttons) == 8
    await cast.sun.presses("更早的")
    assert [button.split(" ")[0] for button in cast.sun.buttons] == ["C-1002", "C-1001"]
    await cast.sun.presses("C-1001")
    assert "第0次投诉" in cast.sun.last
    async with desk.store.reading() as session:
        query = select(JournalEntry.by).where(JournalEntry.event == "complaint.listed")
        assert list(await session.scalars(query)) == [
            cast.zhao.person_id,
            cast.sun.person_id,
            cast.sun.person_id,
        ]
    await cast.wang.presses("撤回投诉")
    await cast.wang.presses("是")
    assert "C-1009" in cast.wang.last
    assert "客户已撤回" in cast.sun.last


async def test_a_key_customer_is_called_by_the_general_manager(desk: TestDesk, cast: Cast) -> None:
    """COM-3: the number on a card, one tap, reminded until then; measures with owner and day, followed up (COM-5)."""
    star = await desk.customer("星辰集团", category="key")
    he = await desk.person("何丽", Role.CONTACT, customer=star, phone="+8613900000001")
    await complains(he)
    await confirms(cast, "没有具体的人")
    call = [text for text in cast.wu.texts if "+8613900000001" in text]
    assert call
    await desk.forward(hours=1)
    assert sum("请您亲自致电" in text for text in cast.wu.texts) == 2
    await cast.wu.presses("我已致电")
    await desk.forward(hours=1, minutes=30)
    assert sum("请您亲自致电" in text for text in cast.wu.texts) <= 2
    await cast.zhao.presses("制定措施")
    await cast.zhao.presses("预防措施")
    await cast.zhao.says("排班空档自动补人")
    await cast.zhao.says("李强")
    await cast.zhao.presses("3月5日")
    assert "排班空档自动补人" in cast.li.last
    reminders = len(cast.li.texts)
    async with desk.store.transaction() as session:  # that nobody answers the complaint is another story
        await policies.change(session, "alert.repeat", "9d", desk.clock.now())
    await desk.forward(days=3)
    assert len(cast.li.texts) > reminders
    assert "排班空档自动补人" in cast.li.last
    await desk.forward(days=1)
    assert any("排班空档自动补人" in text and "🛡 预防措施" in text for text in cast.sun.texts)
    await cast.li.presses("已完成")
    await cast.li.says("已上线，一周无空档")
    assert "一周无空档" in cast.sun.last


async def test_whom_it_is_about_may_comment_and_sees_what_is_held_against_them(
    desk: TestDesk, cast: Cast
) -> None:
    """COM-3, COM-7: only when asked; an assessment only after the verification, by a person, told and commented."""
    await complains(cast.wang, "客服跟我吵架")
    await confirms(cast)
    await cast.zhao.presses("请当事人说明")
    assert "客服跟我吵架" in cast.chen.last
    await cast.chen.presses("我的说明")
    await cast.chen.says("当时线路不好，声音大了些")
    assert "声音大了些" in cast.zhao.last
    await cast.sun.does("presses_data", "c:assess:1:1:")
    await cast.sun.says("陈晓")
    await cast.sun.presses("与客户争执")
    await cast.sun.says("通话记录")
    assert "核实之后" in cast.sun.last  # not before
    await answers(cast)
    await cast.wang.presses("已解决")
    await cast.sun.presses("考核")
    await cast.sun.presses("陈晓")
    await cast.sun.presses("与客户争执")
    await cast.sun.says("通话记录 10:02")
    assert "通话记录 10:02" in cast.chen.last
    await cast.chen.says("/assessments")
    await cast.chen.presses("与客户争执")
    await cast.chen.presses("我的说明")
    await cast.chen.says("我已向客户道歉")
    assert "我已向客户道歉" in cast.sun.last
    await cast.li.says("/assessments")
    assert "没有针对您的考核记录" in cast.li.last
    await cast.chen.does("presses_data", "c:withdraw_assessment:1:2:")
    await cast.sun.presses("撤回投诉") if "撤回投诉" in " ".join(cast.sun.buttons) else None
    assert {cast.sun.person_id, cast.zhao.person_id, cast.chen.person_id} >= await readers(desk)
