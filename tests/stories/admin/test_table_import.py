"""A table sent in chat: told by its head, shown, taken in, and reported as on the command line (KB-6)."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from bot.cli.admin import table_import as admin_table_import
from desk.customers import Customer
from desk.journal import JournalEntry
from desk.people import Person
from desk.requirements.requirement import Requirement
from desk.surveys import survey_catalogue
from desk.training.courses import Course
from handlers.admin.tables import NAMES, TABLES
from i18n import _, speaking
from kb.base.entry import Entry
from tests import messy, tables
from tests.fakes.desk import Actor, TestDesk
from tests.stories.cast import Cast, cast

__all__ = ["cast"]

CUSTOMERS = "客户,服务码,联系人,电话,备注\n东海港口,DH-1,钱一,13900000001,x\n西山茶业,,钱二,,\n南湖印务,NH-1,钱三,13900000003,\n"


@pytest.fixture(autouse=True)
def offered_tables() -> Iterator[None]:
    admin_table_import.offer()
    yield
    TABLES.clear()


async def sends(actor: Actor, name: str, text: str) -> None:
    await actor.does("sends_document", name=name, data=text.encode())
    assert actor.desk.desk.fetcher is not None
    while await actor.desk.desk.fetcher.fetch_one():
        pass
    await actor.desk.forward(seconds=20)


async def customers(desk: TestDesk) -> int:
    async with desk.store.reading() as session:
        return await session.scalar(select(func.count()).select_from(Customer)) or 0


async def test_customers_are_shown_first_and_then_taken_in(desk: TestDesk, cast: Cast) -> None:
    """What is good is in, the rest is told by line; the same file again changes nothing, and the journal has who."""
    before = await customers(desk)
    await sends(cast.zheng, "客户.csv", CUSTOMERS)
    for shown in ("📥 客户", "客户.csv：3 行", "东海港口 · DH-1", "未使用的列：备注"):
        assert shown in cast.zheng.last
    assert await customers(desk) == before
    await cast.zheng.presses("导入")
    await desk.forward(seconds=20)
    assert "新增 2 条，更新 0 条，未变 0 条，有误 1 条" in cast.zheng.last
    assert "第 3 行：新客户需要有服务码" in cast.zheng.last
    assert await customers(desk) == before + 2
    await sends(cast.zheng, "客户.csv", CUSTOMERS)
    await cast.zheng.presses("导入")
    await desk.forward(seconds=20)
    assert "新增 0 条，更新 0 条，未变 2 条" in cast.zheng.last
    async with desk.store.reading() as session:
        query = select(JournalEntry.by).where(JournalEntry.event == "table.imported")
        assert set(await session.scalars(query)) == {cast.zheng.person_id}


async def test_what_could_be_two_tables_is_asked(desk: TestDesk, cast: Cast) -> None:
    """And what is none of them too; discarded, nothing happens."""
    await sends(cast.zheng, "名单.csv", "姓名,角色,电话,产品\n钱四,工程师,13900000004,NE\n")
    assert "📥 人员" in cast.zheng.last
    await cast.zheng.presses("是别的内容")
    assert "里是什么" in cast.zheng.last
    await cast.zheng.presses("丢弃")
    assert "没有导入" in cast.zheng.last
    await sends(cast.zheng, "别的.csv", "甲,乙\n1,2\n")
    assert "不认识" in cast.zheng.last
    await sends(cast.zheng, "坏的.xlsx", "PK\x03\x04 nothing")
    assert "工作簿" in cast.zheng.last


async def test_problems_go_into_the_base(desk: TestDesk, cast: Cast) -> None:
    await sends(cast.zheng, "kb.csv", "标准问题,解决方案,类型\n打印空白,换纸,技术\n")
    assert "📥 问题库" in cast.zheng.last
    await cast.zheng.presses("导入")
    await desk.forward(seconds=20)
    assert "新增 1 条" in cast.zheng.last
    async with desk.store.reading() as session:
        assert await session.scalar(select(Entry.id).where(Entry.question == "打印空白"))


async def test_it_is_for_administrators_and_their_own_files(
    desk: TestDesk, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others get the usual answer; a button of a card that was passed on does nothing; long tables go in in parts."""
    await sends(cast.chen, "客户.csv", CUSTOMERS)
    assert not cast.chen.sees("📥")
    before = await customers(desk)
    for data in ("c:take_table:1:0:customers", "c:table_is:1:0:staff", "c:leave_table:1:0:"):
        cast.chen.user.presses_data(data)
        cast.zheng.user.presses_data(data)  # not a file of theirs
        await desk.settle()
    assert await customers(desk) == before
    monkeypatch.setitem(TABLES, "customers", replace(TABLES["customers"], batch=1))
    await sends(cast.zheng, "客户.csv", CUSTOMERS)
    await cast.zheng.presses("导入")
    await desk.forward(seconds=20)
    assert "新增 2 条，更新 0 条，未变 0 条，有误 1 条" in cast.zheng.last


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("问卷,用途,名称,题号,题型,问题,选项,不满意,跳转", ("新增 1 条，更新 0 条，未变 0 条，有误 1 条", "第 4 行", "更新 0 条，未变 1 条")),
        ("survey,purpose,name,id,kind,ask,options,bad,next", ("1 new, 0 changed, 0 unchanged, 1 bad", "line 4", "0 changed, 1 unchanged")),
    ],
)  # fmt: skip
async def test_surveys_come_as_a_table(desk: TestDesk, cast: Cast, head: str, told: tuple[str, ...]) -> None:
    """VIS-3, KB-6: several lines are one survey; the same file again is no new version."""
    if head.isascii():
        async with desk.store.transaction() as session:
            (await session.get_one(Person, cast.zheng.person_id)).language = "en"
    table = f"{head}\nbrief,campaign,简短,score,scale,您满意吗？,,2,1=why; *=end\n,,,why,words,哪里不好？,,,\nodd,nothing,?,q,scale,?,,,\n"
    for counts in (told[0], told[2]):
        await sends(cast.zheng, "surveys.csv", table)
        await cast.zheng.presses("Take it in" if head.isascii() else "导入")
        await desk.forward(seconds=20)
        assert counts in cast.zheng.last
        assert told[1] in cast.zheng.last
    async with desk.store.reading() as session:
        version, data = (await survey_catalogue.latest(session))["brief"]
        assert (version, len(data["questions"])) == (1, 2)


async def test_every_kind_of_table_comes_in_by_chat(desk: TestDesk, cast: Cast) -> None:
    """KB-6: an odd workbook is told by its head among all kinds, in either language; counts and the bad line are those of the command line."""
    for number, (key, ((head, rows), wrong, reason)) in enumerate(tables.SAMPLES.items()):
        zh = number % 2 == 0
        async with desk.store.transaction() as session:
            (await session.get_one(Person, cast.zheng.person_id)).language = "zh" if zh else "en"
        kind = admin_table_import.IMPORTS[key][0].kind
        data = tables.workbook(tables.chinese(kind, head) if zh else head, [*rows, wrong])
        await cast.zheng.does("sends_document", name=f"{key}.xlsx", data=data)
        while await desk.desk.fetcher.fetch_one():
            pass
        await desk.forward(seconds=20)
        with speaking("zh" if zh else "en"):
            assert f"📥 {_(NAMES[key])}" in cast.zheng.last, (key, cast.zheng.last)
        await cast.zheng.presses("导入" if zh else "Take it in")
        await desk.forward(seconds=20)
        counts = (
            "新增 2 条，更新 0 条，未变 0 条，有误 1 条" if zh else "2 new, 0 changed, 0 unchanged, 1 bad"
        )
        assert counts in cast.zheng.last, (key, cast.zheng.last)
        assert ("第 6 行：" if zh else "line 6: ") in cast.zheng.last, (key, cast.zheng.last)
        assert zh or reason in cast.zheng.last, (key, cast.zheng.last)


JIRA = (
    "Summary,Issue key,Status,Reporter,Created,Votes,Description,Custom field (Customer),Watchers\n"
    "Export by department,DEV-1,Ready for QA,王丽,2026-02-12,12,By hand each month,明月纺织,3\n"
    "Scan goods,DEV-2,In Progress,,2026-02-13,4,Scanner,,1\n"
)


async def test_the_list_of_another_tracker_is_understood_together(desk: TestDesk, cast: Cast) -> None:
    """REQ-1, KB-6: words that nobody knows are asked about, columns shown and corrected, then it goes in; the same file changes nothing."""
    for counts in (
        "新增 2 条，更新 0 条，未变 0 条，有误 0 条",
        "新增 0 条，更新 0 条，未变 2 条，有误 0 条",
    ):
        await sends(cast.zheng, "jira.csv", JIRA)
        assert "“Ready for QA”在这里是什么意思（状态，1 行）" in cast.zheng.last
        await cast.zheng.presses("已计划")
        for shown in (
            "Issue key → 编号",
            "Custom field (Customer) → 客户",
            "“Ready for QA” → 已计划",
            "未使用的列：Watchers",
        ):
            assert shown in cast.zheng.last
        await cast.zheng.presses("✏️ 客户")
        await cast.zheng.presses("Custom field (Customer)")
        await cast.zheng.presses("导入")
        await desk.forward(seconds=20)
        assert counts in cast.zheng.last
    async with desk.store.reading() as session:
        found = list(await session.scalars(select(Requirement).order_by(Requirement.id)))
        assert [(each.external_key, each.state.value, each.votes) for each in found] == [
            ("DEV-1", "planned", 12),
            ("DEV-2", "in_work", 4),
        ]
    assert not cast.wang.sees("Export by department")  # what was decided long ago is no news


async def test_a_table_with_other_heads_is_mapped(desk: TestDesk, cast: Cast) -> None:
    """KB-6: what it needs is asked for, in English; nothing is a table of it, too."""
    async with desk.store.transaction() as session:
        (await session.get_one(Person, cast.zheng.person_id)).language = "en"
    await sends(cast.zheng, "kunden.csv", "Kunde;Nummer\nMüller GmbH;M-7\n")
    assert "I do not know the columns" in cast.zheng.last
    await cast.zheng.presses("Customers")
    await desk.forward(seconds=20)
    assert "Which column of the file is “name”?" in cast.zheng.last
    await cast.zheng.presses("Kunde")
    await cast.zheng.presses("✏️ service_code")
    await cast.zheng.presses("Nummer")
    assert "Nummer → service_code" in cast.zheng.last
    await cast.zheng.presses("Take it in")
    await desk.forward(seconds=20)
    assert "1 new" in cast.zheng.last
    async with desk.store.reading() as session:
        assert (
            await session.scalar(select(Customer.service_code).where(Customer.name == "Müller GmbH")) == "M-7"
        )


GIFT = "$CATEGORY: 凭证\n\n::V1::Which key adds a voucher? {=F5 ~F8}\n\n::V2::Vouchers can be changed. {F}\n"
AIKEN = "Which key saves?\nA. F9\nB. F10\nANSWER: A\n"


@pytest.mark.parametrize(("name", "text", "new"), [("bank.gift", GIFT, 2), ("bank.txt", AIKEN, 1)])
async def test_questions_of_moodle_come_by_chat(
    desk: TestDesk, cast: Cast, name: str, text: str, new: int
) -> None:
    """TRN-3: their course is asked; the same file again changes nothing; who may not edit the bank is not understood so."""
    async with desk.store.transaction() as session:
        session.add_all([Course(code="OP", name="凭证录入"), Course(code="TAX", name="税务")])
    await sends(cast.chen, name, text)
    assert not cast.chen.sees("哪一个")
    for counts in (f"新增 {new} 条，更新 0 条，未变 0 条", f"新增 0 条，更新 0 条，未变 {new} 条"):
        await sends(cast.zheng, name, text)
        assert "没有一行写明课程" in cast.zheng.last
        await cast.zheng.presses("OP 凭证录入")
        assert "课程 → OP" in cast.zheng.last
        await cast.zheng.presses("导入")
        await desk.forward(seconds=20)
        assert counts in cast.zheng.last


async def test_many_bad_lines_come_back_as_a_file(desk: TestDesk, cast: Cast) -> None:
    """KB-6: with line and reason beside what was sent; corrected and sent, it goes in."""
    found, wrong = messy.rows(110, "zh")
    await sends(cast.zheng, "客户.csv", tables.text(messy.HEADS["zh"], found))
    await cast.zheng.presses("导入")
    await desk.forward(seconds=20)
    assert f"有误 {len(wrong)} 条" in cast.zheng.last
    assert "还有 2 条" in cast.zheng.last
    lines = list(load_workbook(BytesIO(cast.zheng.files[-1])).worksheets[0].values)
    assert [line[-2] for line in lines[1:]] == [str(line) for line in sorted(wrong)]
    assert all(line[-1] for line in lines[1:])
    assert lines[0][0] == "客户"
