"""What comes by telephone, letter or fax (INT-10): one line, the answer to read out, solved or a ticket."""

from sqlalchemy import select

from desk.people import Person, Role
from desk.ticket import Ticket, TicketSource, TicketState
from desk.tickets import callers
from kb.base.outcomes import Outcome
from tests.fakes.desk import TestDesk
from tests.stories.cast import Cast, cast

__all__ = ["cast"]


async def test_a_call_is_solved_with_the_answer_that_is_read_out(desk: TestDesk, cast: Cast) -> None:
    """INT-10, KB-4: one line and one tap; it is recorded with the entry, as the word of the colleague."""
    await cast.chen.says("/call 明月纺织 王丽 13812345678 电话 打印凭证时内容超出纸张")
    for part in ("王丽 · 明月纺织", "打印凭证时内容超出纸张", "电话", "1. 打开打印设置"):
        assert part in cast.chen.last
    await cast.chen.presses("电话里解决")
    async with desk.store.reading() as session:
        assert (await session.scalars(select(Ticket))).all() == []
        outcome = (await session.scalars(select(Outcome).where(Outcome.result == "solved"))).one()
    assert (outcome.entry_code, outcome.source, outcome.heard_by) == ("NE-1", "phone", cast.chen.person_id)
    assert (outcome.person_id, outcome.customer_id) == (cast.wang.person_id, cast.customer.id)
    assert outcome.voice == ("colleague", cast.chen.person_id)


async def test_a_call_becomes_a_ticket_of_the_caller(desk: TestDesk, cast: Cast) -> None:
    """INT-10, HOT-6: the colleague owns it, reads number and time out, and the caller has them in chat too."""
    await cast.chen.says("/call")
    await cast.chen.says("王丽 传真 加密锁红灯亮，打不开账套 E9001，很急")
    await cast.chen.presses("转为工单")
    ticket = await desk.ticket()
    assert (ticket.contact_id, ticket.customer_id) == (cast.wang.person_id, cast.customer.id)
    assert (ticket.owner_id, ticket.source) == (cast.chen.person_id, TicketSource.FAX)
    assert (ticket.state, ticket.product, ticket.error_code) == (TicketState.IN_PROGRESS, "NE", "E9001")
    assert (ticket.level, ticket.description) == (3, "加密锁红灯亮，打不开账套 E9001，很急")
    assert cast.chen.sees(f"编号是 {ticket.number}，我们会在 11:00 前联系您")
    assert cast.wang.sees("已登记您告诉我们的问题（传真）")
    assert cast.wang.sees(ticket.number)


async def test_an_english_caller_who_is_nobody_on_file_becomes_a_prospect(desk: TestDesk, cast: Cast) -> None:
    """INT-10, CUS-4: the number is theirs from then on; nobody is told that they cannot be reached."""
    grace = await desk.person("Grace Hill", Role.SPECIALIST, language="en")
    await desk.settle()
    await grace.says(
        "/call Bright Textiles Tom Baker +44 20 7946 0958 phone the loom does not start any more"
    )
    assert "🆕 Tom Baker · Bright Textiles · +442079460958" in grace.last
    await grace.presses("Source")
    await grace.presses("letter")
    await grace.presses("Make it a ticket")
    ticket = await desk.ticket()
    async with desk.store.reading() as session:
        tom = await session.get_one(Person, ticket.contact_id)
    assert (tom.name, tom.organisation, tom.phone) == ("Tom Baker", "Bright Textiles", "+442079460958")
    assert (ticket.customer_id, ticket.source, tom.on_file) == (None, TicketSource.LETTER, False)
    assert not any("cannot be reached" in text for text in grace.texts)
    assert any(f"Please tell Tom Baker: the number is {ticket.number}" in text for text in grace.texts)


async def test_who_calls_is_found_by_whatever_they_say(desk: TestDesk, cast: Cast) -> None:
    """INT-10: by licence number, service code, a company's name with a slip; one of several is chosen, or looked up anew; by the number asked for last."""
    far = await desk.person("何芳", Role.SPECIALIST, region="华南")
    await desk.settle()
    await far.says("/call 王小姐 电话 打印机冒烟了")
    await far.says("13812345678")
    assert "👤 王丽 · 明月纺织" in far.last
    await far.presses("停止")
    await cast.chen.says("/call LOCK-1 打印机冒烟了")
    assert sum("王丽" in label or "Emma" in label for label in cast.chen.buttons) == 2
    await cast.chen.says("Emma")
    await cast.chen.presses("Emma Clarke")
    for part in ("Emma Clarke · 明月纺织", "打印机冒烟了"):
        assert part in cast.chen.last
    await cast.chen.presses("来电人")
    await cast.chen.says("S-明月纺织")
    await cast.chen.presses("王丽")
    assert "王丽 · 明月纺织" in cast.chen.last
    await cast.chen.presses("✏️ 问题")
    await cast.chen.says("服务器机房的空调一直滴水")
    await cast.chen.presses("用别的办法解决")
    await cast.chen.says("关掉空调电源")
    ticket = await desk.ticket()
    assert (ticket.state, ticket.solution) == (TicketState.CLOSED, "关掉空调电源")
    assert (ticket.contact_id, ticket.description) == (cast.wang.person_id, "服务器机房的空调一直滴水")


async def test_calls_are_for_those_who_serve_customers(desk: TestDesk, cast: Cast) -> None:
    """INT-10: nobody without the role registers one, or goes on with one once the role is gone."""
    await cast.wang.says("/call 王丽 打不开")
    await cast.sun.says("/call 王丽 打不开")
    for person in (cast.wang, cast.sun):
        assert "/call" in person.last
    await cast.chen.says("/call 王丽 电话 空调滴水")
    async with desk.store.transaction() as session:
        chen = await session.get_one(Person, cast.chen.person_id)
        chen.role_rows.clear()
        chen.give(Role.EDITOR)
    await cast.chen.presses("转为工单")
    async with desk.store.reading() as session:
        assert (await session.scalars(select(Ticket))).all() == []


LINES = (
    ("明月纺织 王丽 13812345678 电话 打印不出来 E1007", "明月纺织 王丽", "+8613812345678", "phone", "打印不出来 E1007"),
    ("电话 明月纺织 王丽 打印不出来", "明月纺织 王丽", "", "phone", "打印不出来"),
    ("明月纺织王丽13812345678来电，打印 不出来", "明月纺织王丽", "+8613812345678", "phone", "打印 不出来"),
    ("王丽 打印不出来", "王丽", "", "", "打印不出来"),
    ("打印不出来 请回电 13812345678", "", "+8613812345678", "", "打印不出来 请回电"),
    ("客户：明月纺织 王丽\n电话：138 1234 5678\n问题：打印不出来\n来源：传真", "明月纺织 王丽", "+8613812345678", "fax", "打印不出来"),
    ("Emma Clarke e-mail vouchers do not print", "Emma Clarke", "", "e-mail", "vouchers do not print"),
    ("Emma from Harbour Tea on the phone: the app logs her out", "Emma Harbour Tea", "", "phone", "the app logs her out"),
    ("明月纺织 王丽 来电：打印不出来，提示 E1007", "明月纺织 王丽", "", "phone", "打印不出来，提示 E1007"),
    ("Emma Clarke by e-mail 13812345678: at 10:30 the printer stops", "Emma Clarke", "+8613812345678", "e-mail", "at 10:30 the printer stops"),
    ("打印报错: E1007", "", "", "", "打印报错: E1007"),
    ("空调滴水", "", "", "", "空调滴水"),
    ("电话", "", "", "phone", ""),
)  # fmt: skip


async def test_a_line_is_read(desk: TestDesk, cast: Cast) -> None:
    """INT-10: in whatever order, with or without blanks, as a line or a form."""
    async with desk.store.reading() as session:
        for line, *read in LINES:
            call = await callers.read(session, line)
            assert [call.caller, call.phone, call.source, call.problem] == read, line


async def test_a_caller_without_a_name_is_called_by_their_number_once(desk: TestDesk, cast: Cast) -> None:
    """INT-10: nobody on file, behind an extension: one line and one tap; the number is theirs, not twice on the card."""
    await cast.chen.says("/call 0512-66668888转203 服务器机房的空调一直滴水怎么办")
    await cast.chen.presses("转为工单")
    assert cast.chen.last.count("+8651266668888#203") == 1, cast.chen.last
    assert "尚未成为客户" in cast.chen.last
