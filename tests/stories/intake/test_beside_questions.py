"""What is said beside a question of the report is kept where it belongs, and the question comes again (INT-1, INT-5)."""

import pytest

from desk.people import Role
from desk.ticket import Urgency
from kb.base import entries
from tests.fakes.desk import TestDesk
from tests.stories.cast import Cast, cast, describes

__all__ = ["cast"]

WORDS = {
    "zh": ("服务器机房的空调一直滴水怎么办", "不急", "现金流量表也取不到期初数", "工资条里少了一个人", "不确定", "对", "哪个产品"),
    "en": ("the air conditioner of the server room drips all day", "no rush", "the cash flow statement is missing its opening figures", "one payslip is missing too",
        "not sure", "yes", "Which product"),
}  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_what_is_said_beside_a_question_is_kept(desk: TestDesk, cast: Cast, language: str) -> None:
    """INT-1, INT-3, INT-5: how urgent it is, another problem, and more at the playback; the ticket's card repeats no answers."""
    first, calm, another, more, unsure, yes, asks = WORDS[language]
    customer = await desk.person("何敏", Role.CONTACT, phone="+8613800001111", language=language)
    await describes(customer, first)
    if any("None of these" in label for label in customer.buttons):
        await customer.presses("None of these")
    assert asks in customer.last
    await customer.says(calm)
    assert asks in customer.last
    await customer.says(another)
    assert asks in customer.last
    await customer.says(unsure)
    await customer.says("示例公司")
    assert first in customer.last
    assert another in customer.last
    await customer.says(more)
    assert more in customer.last
    await customer.says(yes)
    ticket = await desk.ticket()
    assert ticket.urgency is Urgency.GENERAL
    assert all(each in ticket.description for each in (first, another, more))
    card = cast.chen.last
    assert card.count(another) == card.count(more) == 1
    assert [each for each in (calm, yes, unsure, "示例公司") if f"何敏：{each}\n" in f"{card}\n"] == []


async def test_another_problem_at_a_question_has_its_own_answer(desk: TestDesk, cast: Cast) -> None:
    """INT-1, KB-2: solved by the base, it does not go on the ticket."""
    async with desk.store.transaction() as session:
        await entries.create(
            session, desk.clock.now(), None, code="NE-8", question="采购订单审核时提示库存不足", product="NE",
            solution=["在参数里允许负库存"], state="approved",
        )  # fmt: skip
    customer = await desk.person("何敏", Role.CONTACT, phone="+8613800001111")
    await describes(customer)
    await customer.says("采购订单审核时提示库存不足")
    assert "允许负库存" in customer.last
    await customer.presses("解决了")
    assert "哪个产品" in customer.last
    await customer.presses("不确定")
    await customer.presses("工作照常")
    await customer.says("跳过")
    await customer.presses("提交")
    assert (await desk.ticket()).description == "服务器机房的空调一直滴水怎么办"


async def test_a_wish_beside_a_problem_is_asked_about_afterwards(desk: TestDesk, cast: Cast) -> None:
    """INT-1, REQ-1, REQ-3: both are heard."""
    await desk.person("张敏", Role.SALES_MANAGER)
    await describes(cast.wang, "服务器机房的空调一直滴水怎么办。另外我们想再加三个账号")
    await cast.wang.presses("工作照常")
    assert "三个账号" not in cast.wang.last
    await cast.wang.presses("提交")
    assert (await desk.ticket()).description == "服务器机房的空调一直滴水怎么办"
    assert any("三个账号" in text for text in cast.wang.texts[-2:]) or "三个账号" in cast.wang.last
