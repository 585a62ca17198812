"""What kind of problem it is, and how work is affected (INT-2, INT-3)."""

import pytest
from sqlalchemy import select

from desk.people import Role
from desk.requirements.requirement import Requirement, RequirementState
from desk.ticket import Urgency
from kb.base import entries
from kb.base.entry import ProblemType
from tests.fakes.desk import TestDesk
from tests.stories.cast import Cast, cast, describes

__all__ = ["cast"]


async def test_the_type_is_what_the_base_knows_or_what_was_wished(desk: TestDesk, cast: Cast) -> None:
    """INT-2, REQ-3: that of the entry that was tried; a price is no ticket but with sales, who can call; a wish for a person is something else."""
    zhang = await desk.person("张敏", Role.SALES_MANAGER)
    async with desk.store.transaction() as session:
        await entries.create(
            session, desk.clock.now(), None, code="NE-7", question="怎样新建凭证模板", product="NE",
            kind="application", solution=["打开模板管理，点新建"], state="approved",
        )  # fmt: skip
    await cast.wang.says("怎样新建凭证模板")
    await cast.wang.presses("没有解决")
    await cast.wang.presses("工作照常")
    await cast.wang.presses("提交")
    kinds = [(await desk.ticket()).kind]
    for name, words in (("张三", "你们软件多少钱"), ("李四", "转人工")):
        actor = await desk.person(name, Role.CONTACT, customer=cast.customer, phone="+8613812345600")
        await actor.says(words)
        await actor.says("十个用户的报价" if name == "张三" else "想问一件别的事")
        if name == "李四":
            kinds.append((await desk.ticket()).kind)
    assert kinds == [ProblemType.APPLICATION, ProblemType.OTHER]
    async with desk.store.reading() as session:
        [wish] = await session.scalars(select(Requirement))
        assert (wish.state, wish.holder_id) == (RequirementState.COMMERCIAL, zhang.person_id)
    assert "你们软件多少钱" in zhang.last
    assert "+8613812345600" in zhang.last


@pytest.mark.parametrize(
    ("button", "urgency", "level"),
    [("工作照常", Urgency.GENERAL, 4), ("重要功能", Urgency.URGENT, 3), ("瘫痪", Urgency.VERY_URGENT, 1)],
)
async def test_impact_is_asked_in_words_of_work(
    desk: TestDesk, cast: Cast, button: str, urgency: Urgency, level: int
) -> None:
    """INT-3, INT-4: one tap says how work is affected, and the fault level follows."""
    await describes(cast.wang)
    await cast.wang.presses(button)
    await cast.wang.presses("提交")
    ticket = await desk.ticket()
    assert (ticket.urgency, ticket.level) == (urgency, level)


async def test_impact_that_the_words_tell_is_not_asked(desk: TestDesk, cast: Cast) -> None:
    """INT-3, INT-1: shown in the playback, where it can be corrected."""
    await describes(cast.wang, "机房漏水，系统全部瘫痪，所有人都用不了")
    assert "瘫痪" in cast.wang.last
    assert any("提交" in button for button in cast.wang.buttons)


@pytest.mark.parametrize(
    "words", ["系统整个崩了，全公司没法开单！！", "our whole ERP crashed and no one here can invoice"]
)
async def test_an_outage_is_offered_no_list_and_asked_nothing_about_its_effect(
    desk: TestDesk, cast: Cast, words: str
) -> None:
    """INT-2, INT-3, SLA-1: a fault, and nobody chooses from near entries while nobody can work."""
    async with desk.store.transaction() as session:
        for n, question in enumerate(
            (
                "系统提示库存不足，开单失败",
                "公司开单时系统提示单号重复",
                "ERP: an invoice number was used twice, what now",
            )
        ):
            await entries.create(
                session, desk.clock.now(), None, code=f"NE-9{n}", question=question, product="NE",
                kind="application", solution=["打开设置"], state="approved",
            )  # fmt: skip
    who = cast.wang if words[0] == "系" else cast.emma
    await who.says(words)
    assert any(label in button for button in who.buttons for label in ("提交", "file"))
    await who.presses("提交" if who is cast.wang else "file")
    ticket = await desk.ticket()
    assert (ticket.level, ticket.kind) == (1, ProblemType.TECHNICAL)
