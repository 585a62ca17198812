"""Lists, search, a ticket's whole history and the customer's whole file (TIC-2, CUS-1, CUS-5)."""

from desk.people import Person, Role
from desk.ticket import Ticket, TicketState
from tests.fakes.desk import TestDesk
from tests.stories.cast import Cast, a_ticket, cast

__all__ = ["cast"]


async def many(
    desk: TestDesk, cast: Cast, count: int, state: TicketState = TicketState.NEW, **more: object
) -> None:
    """Tickets as the years have left them."""
    async with desk.store.transaction() as session:
        session.add_all(
            Ticket(
                contact_id=cast.wang.person_id, customer_id=cast.customer.id, state=state, level=4, filed_at=desk.clock.now(),
                description=f"旧工单之{number}", **more,
            )
            for number in range(count)
        )  # fmt: skip


async def test_lists_show_their_counts_and_are_paged_in_place(desk: TestDesk, cast: Cast) -> None:
    """TIC-2: mine, to track, nobody's, waiting, suspended, open, closed; each line opens its card."""
    await a_ticket(cast.wang)
    await many(desk, cast, 14)
    await cast.chen.presses("接单")
    await cast.chen.says("/tickets")
    shown = len(cast.chen.texts)
    assert any("我的 1" in button for button in cast.chen.buttons)
    assert any("没人接 14" in button for button in cast.chen.buttons)
    assert "K-1001" in cast.chen.last  # the gravest comes first
    await cast.chen.presses("▶")
    await cast.chen.presses("▶")
    assert "3/3" in cast.chen.buttons
    assert (len(cast.chen.texts), cast.chen.sees("旧工单之0")) == (shown, False)
    assert any("旧工单之0" in button for button in cast.chen.buttons)
    await cast.chen.presses("没人接")
    assert "没人接 · 14" in cast.chen.last
    await cast.chen.presses("K-1015")
    assert "旧工单之13" in cast.chen.last
    await cast.chen.presses("接单")
    await cast.chen.presses("我的")
    assert cast.chen.sees("我的 · 2")
    await cast.chen.does("presses_data", "c:list_page:99:0:closed")
    await cast.chen.does("presses_data", "c:list_page:0:0:nonsense")
    assert "按钮" in cast.chen.last
    await many(desk, cast, 120, TicketState.CLOSED)
    await cast.chen.says("/closed")
    assert any("99+" in button for button in cast.chen.buttons)
    await cast.li.says("/tickets")
    assert not any("K-10" in button for button in cast.li.buttons)  # not his
    await cast.wang.does("presses_data", "c:list_page:0:0:open")
    assert "旧工单" not in cast.wang.last


async def test_tickets_and_customers_are_found_by_what_is_remembered(desk: TestDesk, cast: Cast) -> None:
    """TIC-2: by number, phone, person, customer, sound and slip of the keyboard; results stay as they were, page by page."""
    await many(desk, cast, 8, TicketState.CLOSED)
    await a_ticket(cast.wang)
    for words in ("K-1009", "1009", "红灯", "加密索红灯", "王丽", "138 1234 5678", "明月", "名月纺织",
                  "#K-1009", "工单K-1009", "1009号", "工单号：1009", "ticket 1009", "LOCK-1", "lock-1"):  # fmt: skip
        await cast.chen.says(f"/find {words}")
        assert any("K-1009" in button for button in cast.chen.buttons), words
    assert any("🏢 明月纺织" in button for button in cast.chen.buttons)
    await cast.chen.presses("▶")
    assert any("旧工单之0" in button for button in cast.chen.buttons)
    old = cast.chen.user.visible[-1].buttons[-1][0].data
    for nothing in ("%", "_", "%红%", "100%", "红_灯"):
        await cast.chen.says(f"/find {nothing}")
        assert not any("🏢" in button for button in cast.chen.buttons), nothing
    await cast.chen.says("/find 没有这个")
    assert "K-1009" not in cast.chen.last
    await cast.chen.does("presses_data", old)
    assert "没有这个" in cast.chen.last
    await cast.li.says("/find 明月")
    assert not any("明月" in button or "K-1009" in button for button in cast.li.buttons)
    lin = await desk.person("Lin", Role.SPECIALIST, language="en")
    await lin.says("/find 红灯")
    assert "1 found" in lin.last


async def test_a_customers_whole_file_in_one_message(desk: TestDesk, cast: Cast) -> None:
    """CUS-1, CUS-5: contacts, products, contract, tickets, repeats, visit-backs, last confirmed; not for everybody."""
    await many(desk, cast, 2, TicketState.CLOSED)
    async with desk.store.transaction() as session:
        wang = await session.get_one(Person, cast.wang.person_id)
        wang.confirmed_at = desk.clock.now()
    await a_ticket(cast.wang)
    await cast.chen.presses("🏢 客户")
    shown = cast.chen.last
    for fact in (
        "明月纺织",
        "S-明月纺织",
        "苏州",
        "LOCK-1",
        "王丽",
        "+8613812345678",
        "K-1003",
        "3 张工单",
        "尚未确认",
    ):
        assert fact in shown, fact
    assert any("K-1003" in button for button in cast.chen.buttons)
    for actor in (cast.li, cast.wang):
        await actor.does("presses_data", f"c:customer_file:{cast.customer.id}:0:")
        assert "LOCK-1" not in actor.last
    await cast.chen.does("presses_data", "c:customer_file:999:0:")
    assert "找不到" in cast.chen.last


async def test_a_tickets_whole_history_in_pages_and_as_a_document(desk: TestDesk, cast: Cast) -> None:
    """TIC-2: all that happened and was said, notes too; the latest page first; nothing is cut off."""
    await a_ticket(cast.wang)
    card = cast.chen.user.visible[-1]
    for part in ("甲", "乙"):
        await cast.chen.says("\n".join([part * 99] * 38), reply_to=card)
    await cast.chen.says("// 客户着急", reply_to=card)
    assert not cast.wang.sees("客户着急")
    await cast.chen.presses("文件和经过")
    assert "📝 陈晓" in cast.chen.last
    read = cast.chen.last
    shown = len(cast.chen.texts)
    while "◀" in cast.chen.buttons:
        await cast.chen.presses("◀")
        read += cast.chen.last
    assert len(cast.chen.texts) == shown
    assert (read.count("甲"), read.count("乙")) == (99 * 38, 99 * 38)
    assert "提交工单" in read
    await cast.chen.presses("文档")
    assert cast.chen.files[-1].startswith(b"%PDF")
    await cast.li.does("presses_data", "c:history_file:1:0:")
    for verb in ("history", "history_page", "show"):
        await cast.wang.does("presses_data", f"c:{verb}:1:0:")
    assert not cast.wang.sees("客户着急")
