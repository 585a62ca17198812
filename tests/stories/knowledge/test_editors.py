"""The editors' work in chat, and what customers teach the base (KB-1, KB-4, KB-5)."""

from sqlalchemy import select

from desk.people import Person, Role
from kb.base import entries, outcomes, product_catalogue
from kb.base.entry import Entry
from tests.fakes.desk import Actor, TestDesk
from tests.stories.cast import Cast, a_ticket, cast

__all__ = ["cast"]

BLANK = "月末结转之后报表全是空的怎么回事"


async def entry(desk: TestDesk, code: str) -> Entry:
    async with desk.store.reading() as session:
        return await entries.get(session, code)


async def newest(desk: TestDesk) -> Entry:
    async with desk.store.reading() as session:
        return (await session.scalars(select(Entry).order_by(Entry.id.desc()).limit(1))).one()


async def an_editor(desk: TestDesk, language: str = "zh") -> Actor:
    return await desk.person("何静" if language == "zh" else "Helen", Role.EDITOR, language=language)


async def solves(desk: TestDesk, name: str, words: str) -> None:
    """Somebody of a customer of their own, whom the first answer helps."""
    person = await desk.person(name, Role.CONTACT, customer=await desk.customer(f"{name}的公司"))
    await person.says(words)
    await person.presses("解决了")


async def test_the_third_customer_teaches_a_wording(desk: TestDesk, cast: Cast) -> None:
    """KB-4: confirmed by different customers; searched, and shown to none of them."""
    words = "凭证打不全,右边切掉了一块"
    for name in ("甲", "乙"):
        await solves(desk, name, words)
    assert (await entry(desk, "NE-1")).learnt == []
    await solves(desk, "丙", words)
    learnt = await entry(desk, "NE-1")
    assert learnt.learnt == [words]
    assert words not in learnt.variants
    await cast.wang.says("凭证打不全，右边切掉一块了")
    assert "纸张选A5并保存" in cast.wang.last
    assert words not in cast.wang.last


async def test_an_editor_reads_what_was_learnt(desk: TestDesk, cast: Cast) -> None:
    """KB-4: read, its effect seen, and then a wording like any."""
    he = await an_editor(desk)
    await solves(desk, "甲", "凭证打不全,右边切掉了一块")
    await he.says("/kb")
    await he.presses("待处理建议")
    assert "凭证打不全,右边切掉了一块" in he.last
    assert "NE-1 解决了它" in he.last
    await he.presses("是 NE-1 的问法")
    assert "以往的提问" in he.last or "将" in he.last
    await he.presses("✅ 是")
    assert "凭证打不全,右边切掉了一块" in (await entry(desk, "NE-1")).variants
    assert "没有待处理" in he.last


async def test_a_solved_ticket_becomes_an_entry(desk: TestDesk, cast: Cast) -> None:
    """KB-4, KB-5: question, solution from the ticket, the ticket it would have saved; approved, it answers the next one."""
    he = await an_editor(desk)
    await a_ticket(cast.wang, BLANK)
    await cast.chen.presses("接单")
    await cast.chen.presses("已解决")
    await cast.chen.says("打开报表设置\n期间选本月\n点重新计算")
    await he.says("/kb")
    await he.presses("待处理建议")
    for fact in (BLANK, "期间选本月", "K-1001"):
        assert fact in he.last, fact
    await he.presses("✅ 审核通过")
    await he.presses("✅ 审核通过")
    made = await newest(desk)
    assert (made.question, made.state, len(made.solution)) == (BLANK, "approved", 3)
    assert made.review_at is not None
    assert cast.chen.sees("帮到客户")
    await cast.wang.says("月末结转后报表是空的")
    assert "期间选本月" in cast.wang.last or "报表全是空" in "".join(cast.wang.buttons)


async def test_editing_in_english_with_roll_back(desk: TestDesk, cast: Cast) -> None:
    """KB-1: a step is written anew; who changed what when; and back again."""
    helen = await an_editor(desk, "en")
    await helen.says("/kb NE-501")
    assert "Vouchers do not fit" in helen.last
    await helen.presses("Edit")
    await helen.presses("One step")
    await helen.presses("2. Choose A5")
    await helen.says("Choose A5, press Save")
    await helen.presses("Save")
    assert (await entry(desk, "NE-501")).solution == ["Open the print settings", "Choose A5, press Save"]
    await helen.presses("Versions")
    assert "v2 ·" in helen.last
    assert "Helen" in helen.last
    await helen.presses("↩ v1")
    await helen.presses("Roll back")
    assert (await entry(desk, "NE-501")).solution == ["Open the print settings", "Choose A5 and save"]
    await cast.emma.says("the right side of my vouchr is cut of when I print")
    assert "Choose A5 and save" in cast.emma.last


async def test_pictures_go_with_the_solution(desk: TestDesk, cast: Cast) -> None:
    """KB-1: an album is kept whole, and the customer gets it with the answer."""
    he = await an_editor(desk)
    await he.says("/kb NE-1")
    await he.presses("编辑")
    await he.presses("图片和文件")
    await he.does("sends_photo", b"one")
    await he.does("sends_photo", b"two")
    await he.presses("就这些")
    assert len((await entry(desk, "NE-1")).files) == 2
    await cast.wang.says("凭证打印不全,右边切掉了")
    assert cast.wang.sees("纸张选A5并保存")
    assert len(cast.wang.files) == 2
    await cast.wang.presses("解决了")


async def test_a_colleague_proposes_and_the_editor_decides(desk: TestDesk, cast: Cast) -> None:
    """KB-4: written from nothing by an engineer, with a module of the catalogue."""
    async with desk.store.transaction() as session:
        session.add(product_catalogue.Module(product="NE", code="LIC", name="加密锁", name_en="Dongle"))
    he = await an_editor(desk)
    await cast.li.says("/kb new")
    await cast.li.says("加密锁插上以后红灯一直闪")
    await cast.li.says("1. 拔下加密锁\n2. 换一个 USB 口")
    await cast.li.presses("就这些")
    await cast.li.presses("星河ERP")
    await cast.li.presses("加密锁")
    assert "编辑会来审核" in cast.li.last
    await he.says("/kb")
    await he.presses("待处理建议")
    await he.presses("新条目")
    draft = await newest(desk)
    assert (draft.state, draft.module, draft.solution) == ("draft", "加密锁", ["拔下加密锁", "换一个 USB 口"])
    await he.presses("审核通过")
    await he.presses("审核通过")
    assert (await entry(desk, draft.code)).state == "approved"
    assert cast.li.sees("帮到客户")


async def test_merge_and_split(desk: TestDesk, cast: Cast) -> None:
    """KB-5: the wordings move, nothing is lost, what is gone is retired."""
    he = await an_editor(desk)
    await he.says("/kb NE-502")
    await he.presses("合并")
    await he.says("NE-501")
    await he.presses("🔀 合并")
    assert (await entry(desk, "NE-502")).state == "retired"
    assert "Sign-in says the password is wrong" in (await entry(desk, "NE-501")).variants
    await he.says("/kb NE-1")
    await he.presses("⋯ 更多")  # of this entry: the one before shows its own still
    await he.presses("拆分")
    await he.says("2")
    await he.says("检查打印边距")
    await he.presses("✂️ 拆分")
    part = await newest(desk)
    assert (part.question, part.state) == ("打印出来右边被切掉", "draft")
    assert (await entry(desk, "NE-1")).variants == ["凭证打不全"]


async def test_retired_entries_answer_nobody(desk: TestDesk, cast: Cast) -> None:
    """KB-1"""
    he = await an_editor(desk)
    await he.says("/kb NE-1")
    await he.presses("停用")
    await he.presses("停用")
    assert (await entry(desk, "NE-1")).state == "retired"
    await cast.wang.says("凭证打印不全,右边切掉了")
    assert not cast.wang.sees("纸张选A5并保存")


async def test_owners_are_reminded_once_to_read_again(desk: TestDesk, cast: Cast) -> None:
    """KB-5: a year later, in one message however many are due; *still right* is enough."""
    he = await an_editor(desk)
    for code in ("NE-1", "NE-2"):
        await he.says(f"/kb {code}")
        await he.presses("负责人")
        await he.presses("李强")
        await he.presses("仍然正确")
    before = len(cast.li.texts)
    await desk.forward(days=366)
    reminders = [text for text in cast.li.texts[before:] if "该复审" in text]
    assert len(reminders) == 1
    await cast.li.says("/kb NE-1")
    assert "该复审了" in cast.li.last
    await cast.li.presses("仍然正确")
    assert "该复审了" not in cast.li.last


async def test_only_editors_and_owners_change_entries(desk: TestDesk, cast: Cast) -> None:
    """Checked at each press: the person who loses the role may press old buttons in vain."""
    he = await an_editor(desk)
    await he.says("/kb NE-1")
    await cast.chen.says("/kb NE-1")
    assert "编辑" not in "".join(cast.chen.buttons)
    async with desk.store.transaction() as session:
        person = await session.get_one(Person, he.person_id)
        person.role_rows = []
        person.give(Role.SPECIALIST)
    await he.presses("停用")
    assert "只有编辑" in he.last
    assert (await entry(desk, "NE-1")).state == "approved"
    await cast.wang.says("/kb NE-1")
    assert not cast.wang.sees("NE-1")


async def test_unanswered_questions_wait_for_an_answer(desk: TestDesk, cast: Cast) -> None:
    """KB-5: asked by two customers, one proposal, with the tickets; it can belong to an entry that is there."""
    he = await an_editor(desk)
    other = await desk.person(
        "钱多", Role.CONTACT, customer=await desk.customer("大地建材"), phone="+8613800000000"
    )
    await a_ticket(cast.wang, "服务器机房的空调一直滴水怎么办")
    await a_ticket(other, "服务器机房空调一直在滴水")
    await he.says("/kb")
    await he.presses("待处理建议")
    assert "客户数：2" in he.last
    assert "K-1001、K-1002" in he.last
    await he.presses("属于别的条目")
    await he.says("NE-2")
    await he.presses("✅ 是")
    assert "服务器机房空调一直在滴水" in (await entry(desk, "NE-2")).variants


async def test_what_needs_an_eye_is_listed(desk: TestDesk, cast: Cast) -> None:
    """KB-5: an entry that fails again and again; leafed through, opened, put right."""
    async with desk.store.transaction() as session:
        for person in range(3):
            await outcomes.record(
                session, "登不上", "not_solved", desk.clock.now(), entry_code="NE-2", person_id=person
            )
        contents = [{"code": f"D-{n}", "question": f"草稿问题{n}"} for n in range(10)]
        await entries.create_all(session, desk.clock.now(), None, contents)
    he = await an_editor(desk)
    await he.says("/kb")
    await he.presses("经常无效")
    await he.presses("NE-2 ❌3 ✅0")
    assert "经常没能解决问题" in he.last
    await he.says("/kb")
    await he.presses("草稿")
    listed = len(he.texts)
    assert "▶" in he.buttons
    await he.presses("▶")
    assert len(he.texts) == listed  # leafed through in place
    assert "◀" in he.buttons
    assert len(he.buttons) == 3


async def test_an_error_code_says_what_it_means(desk: TestDesk, cast: Cast) -> None:
    """KB-1: for staff on the phone."""
    async with desk.store.transaction() as session:
        session.add(
            product_catalogue.ErrorCode(product="NE", code="E1001", name="密码错误", name_en="Wrong password")
        )
    helen = await an_editor(desk, "en")
    await helen.says("/kb e1001")
    assert "E1001 · Nebula ERP: Wrong password" in helen.last
    assert "NE-502" in helen.last
