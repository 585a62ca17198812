"""Wishes that always win: a human, a complaint, stop; and several tickets that do not mix (INT-8, INT-9)."""

import pytest

from desk.surveys.visit_backs import plan
from desk.ticket import TicketState, Urgency
from handlers.intake import intents
from handlers.intake.intents import Intent
from kb.base.entry import ProblemType
from tests.fakes.desk import TestDesk
from tests.stories.cast import Cast, a_ticket, a_visit, cast, describes

__all__ = ["cast"]


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("人工", Intent.HUMAN), ("转人工！", Intent.HUMAN), ("我要找真人客服", Intent.HUMAN), ("给我打电话", Intent.HUMAN), ("给我回电话", Intent.HUMAN),
        ("a human please", Intent.HUMAN), ("can I talk to someone", Intent.HUMAN), ("I want a real person", Intent.HUMAN),
        ("我要投诉", Intent.COMPLAIN), ("I want to complain about your service", Intent.COMPLAIN), ("找你们经理", Intent.COMPLAIN),
        ("谢谢", Intent.THANKS), ("好的，谢谢您", Intent.THANKS), ("thanks a lot", Intent.THANKS), ("Thank you!!", Intent.THANKS),
        ("你好", Intent.GREETING), ("在吗？", Intent.GREETING), ("Good morning", Intent.GREETING), ("hello", Intent.GREETING),
        ("算了", Intent.STOP), ("cancel", Intent.STOP), ("打印机坏了", None), ("cancel an invoice", None), ("你好，打印不了发票", None),
        ("hello, the printer does not work", None), ("取消审核后单据还是灰色", None), ("stop at month end error", None),
        ("客户投诉模块打不开", None), ("人工成本怎么录入", None), ("人工费用分摊报错", None), ("how do I enter human resources data", None),
    ],
)  # fmt: skip
def test_wishes_are_told_from_problems(words: str, wish: Intent | None) -> None:
    assert intents.of(words) == wish


async def test_a_human_at_any_moment(desk: TestDesk, cast: Cast) -> None:
    """INT-9: in the middle of questions, with what was said so far."""
    await describes(cast.wang)
    await cast.wang.says("别问了，转人工")
    ticket = await desk.ticket()
    assert ticket.description == "服务器机房的空调一直滴水怎么办"
    assert "K-1001" in cast.wang.last
    assert "K-1001" in cast.chen.last


async def test_what_comes_with_the_wish_counts(desk: TestDesk, cast: Cast) -> None:
    """INT-1, INT-9: nothing is asked any more, so how urgent it is stands in all that was said."""
    await cast.wang.says("凭证打印不全，右边被切掉")
    await cast.wang.says("还是不行，转人工，财务模块整个打不开，客户都在等")
    ticket = await desk.ticket()
    assert ticket.description == "凭证打印不全，右边被切掉\n还是不行，转人工，财务模块整个打不开，客户都在等"
    assert ticket.urgency is Urgency.URGENT


async def test_a_bare_wish_costs_one_question(desk: TestDesk, cast: Cast) -> None:
    await cast.wang.says("/human")
    await cast.wang.presses("直接")
    assert "K-1001" in cast.wang.last


async def test_a_complaint_reaches_the_quality_supervisor(desk: TestDesk, cast: Cast) -> None:
    """INT-8: heard out, never argued with."""
    await cast.wang.says("我要投诉")
    await cast.wang.says("工程师两次没来，电话也不接")
    assert "🚨" in cast.sun.last
    assert "工程师两次没来" in cast.sun.last
    ticket = await desk.ticket()
    assert (ticket.complaint, ticket.kind) == (True, ProblemType.OTHER)


async def test_anger_is_offered_the_complaint_path(desk: TestDesk, cast: Cast) -> None:
    """INT-8: offered, never forced: the problem is answered all the same."""
    await cast.wang.says("什么破软件，凭证打印不全,右边切掉了")
    if "💡" not in cast.wang.last:
        await cast.wang.presses("打印凭证")
    assert cast.wang.sees("纸张选A5并保存")
    assert any("投诉" in button.text for m in cast.wang.user.visible for row in m.buttons for button in row)


async def test_several_tickets_do_not_mix(desk: TestDesk, cast: Cast) -> None:
    """INT-9: a quoted message, a button or one question decides."""
    await a_ticket(cast.wang)
    await cast.wang.says("另外报表也打不开了，财务急用")
    await cast.wang.presses("新")
    if any("都不是" in button for button in cast.wang.buttons):
        await cast.wang.presses("都不是")
    await cast.wang.presses("工作照常")
    await cast.wang.presses("提交")
    assert "K-1002" in cast.wang.last
    first = next(m for m in cast.wang.user.visible if "K-1001" in m.text)
    await cast.wang.says("灯现在不亮了", reply_to=first)
    assert "K-1001" in cast.wang.last
    await cast.wang.says("利润表那张")
    await cast.wang.presses("K-1002")
    assert "K-1002" in cast.wang.last
    said = [text for text in cast.chen.texts if "利润表那张" in text]
    assert all("K-1002" in text for text in said)
    assert said


async def test_a_ticket_can_be_cancelled_and_listed(desk: TestDesk, cast: Cast) -> None:
    await a_ticket(cast.wang)
    await cast.wang.presses("取消")
    assert (await desk.ticket()).state is TicketState.CANCELLED
    await cast.wang.says("/tickets")
    assert any("K-1001" in button for button in cast.wang.buttons)
    await cast.wang.presses("K-1001")
    assert "K-1001" in cast.wang.last


async def test_stop_stops(desk: TestDesk, cast: Cast) -> None:
    await describes(cast.wang)
    await cast.wang.says("算了")
    assert not cast.wang.buttons
    await cast.wang.says("谢谢")
    assert "不客气" in cast.wang.last


async def test_back_takes_the_last_answer_back(desk: TestDesk, cast: Cast) -> None:
    await describes(cast.wang)
    await cast.wang.presses("工作照常")
    await cast.wang.presses("上一步")
    await cast.wang.presses("瘫痪")
    assert "瘫痪" in cast.wang.last


async def test_lists_of_staff(desk: TestDesk, cast: Cast) -> None:
    """TIC-2: mine, owned, suspended, closed; found by number and by words."""
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    for command in ("/mine", "/track", "/tickets", "/find K-1001", "/find 红灯", "/find 明月"):
        await cast.chen.says(command)
        assert any("K-1001" in button for button in cast.chen.buttons), command
    await cast.chen.says("/find 没有这个")
    assert "K-1001" not in cast.chen.last
    await cast.li.says("/find K-1001")
    assert not any("K-1001" in button for button in cast.li.buttons)  # not his
    await cast.chen.says("/duty")
    assert "陈晓" in cast.chen.last


async def test_an_answered_question_stands_in_its_place(desk: TestDesk, cast: Cast) -> None:
    """The question shows the answer and loses its buttons, and is not said twice."""
    await describes(cast.wang)
    await cast.wang.presses("工作照常")
    asked = [m for m in cast.wang.user.visible if "影响" in m.text and "✔" in m.text]
    assert len(asked) == 1
    assert asked[0].buttons == []


async def test_a_problem_may_come_in_the_middle_of_a_survey(desk: TestDesk, cast: Cast) -> None:
    """VIS-3: the survey steps back, and asks again when the problem is dealt with."""
    async with desk.store.transaction() as session:
        await plan(session, cast.customer, desk.clock.now().date())
    await desk.forward(days=29, minutes=10)
    await cast.wang.presses("5 ⭐")
    question = cast.wang.last
    await cast.wang.says("凭证打印不全,右边切掉了")
    assert "纸张选A5并保存" in cast.wang.last
    await cast.wang.says("可以了，谢谢")
    assert cast.wang.last == question


async def test_words_do_where_buttons_are_asked(desk: TestDesk, cast: Cast) -> None:
    """Buttons before typing, but never instead of it."""
    await cast.wang.says("凭证打印不全,右边切掉了")
    await cast.wang.says("第二步找不到那个设置，还是不行")
    await cast.wang.says("很急，等着用")
    await cast.wang.says("1")
    ticket = await desk.ticket()
    assert (ticket.level, "K-1001" in cast.wang.last) == (3, True)
    assert cast.chen.sees("第二步找不到那个设置")
    await cast.chen.presses("已解决")
    await cast.chen.says("已远程设置")
    await cast.wang.says("还没有")
    await cast.wang.says("右边还是切掉")
    assert (await desk.ticket()).state is TicketState.REOPENED


async def test_a_cancelled_ticket_calls_the_visit_off(desk: TestDesk, cast: Cast) -> None:
    """The engineer on the way hears that nobody needs him any more."""
    await a_visit(cast)
    await cast.li.presses("接单")
    await cast.wang.presses("取消")
    assert "D-1001" in cast.li.last
    assert (await desk.ticket()).state is TicketState.CANCELLED


async def test_more_words_instead_of_a_choice_are_searched(desk: TestDesk, cast: Cast) -> None:
    """KB-2: nothing to go on gets one question, and what is said then is searched."""
    await cast.wang.says("系统打不开")
    assert "在做什么操作" in cast.wang.last
    await cast.wang.says("登录时提示密码错误")
    assert "用手机重置密码" in cast.wang.last


async def test_a_picture_sent_before_the_wish_is_on_the_ticket(desk: TestDesk, cast: Cast) -> None:
    """INT-9: nothing that was sent is lost when a person takes over."""
    await cast.wang.does("sends_photo", data=b"red light", caption="服务器机房的空调一直滴水怎么办")
    await cast.wang.says("转人工")
    await cast.chen.presses("文件和经过")
    assert b"red light" in cast.chen.files


async def test_an_answer_to_a_closed_ticket_opens_it_again(desk: TestDesk, cast: Cast) -> None:
    """TIC-3: a quoted message of a ticket that has ended."""
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    await cast.chen.presses("已解决")
    await cast.chen.says("换了线")
    done = next(m for m in cast.wang.user.visible if "换了线" in m.text)
    await cast.wang.presses("已解决")
    await cast.wang.says("又坏了", reply_to=done)
    assert (await desk.ticket()).state is TicketState.REOPENED
    assert cast.chen.sees("又坏了")


@pytest.mark.parametrize(
    ("words", "state"),
    [("好了，谢谢", TicketState.CLOSED), ("it works now", TicketState.CLOSED), ("还是不行", TicketState.REOPENED), ("still broken", TicketState.REOPENED),
     ("报表打印出来是乱码，客户名称全错了", TicketState.RESOLVED)],
)  # fmt: skip
async def test_words_confirm_as_buttons_do(
    desk: TestDesk, cast: Cast, words: str, state: TicketState
) -> None:
    """TIC-3: said in words; a new problem is not taken for an answer."""
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    await cast.chen.presses("已解决")
    await cast.chen.says("换了线")
    await cast.wang.says(words)
    assert (await desk.ticket()).state is state


async def test_the_engineer_on_the_way_hears_the_customer(desk: TestDesk, cast: Cast) -> None:
    """HOT-10: “where are you?” reaches the one who can say."""
    await a_visit(cast)
    await cast.li.presses("接单")
    await cast.wang.says("有人吗？")
    assert "您的工单目前是这样" in cast.wang.last
    await cast.wang.says("到哪里了？")
    assert cast.li.sees("到哪里了？")


@pytest.mark.parametrize("words", ["是", "是的", "ok", "不是", "yes", "nope", "嗯嗯"])
async def test_a_yes_or_no_with_nothing_asked_gets_a_kind_line(
    desk: TestDesk, cast: Cast, words: str
) -> None:
    """INT-9: neither “you are welcome” nor a ticket of one word."""
    await cast.wang.says(words)
    assert "随时" in cast.wang.last
    assert "不客气" not in cast.wang.last
    assert not cast.wang.buttons
    await cast.wang.says("好的，谢谢")
    assert "不客气" in cast.wang.last
