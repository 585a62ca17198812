"""Releases and patches: what they mend, who hears first, who chooses what, how it went, withdrawn (REL-1, REL-2)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from desk.customers import Customer
from desk.hotline.consultations import Consultation, ConsultationKind
from desk.people import Role
from desk.releases.release import ChoiceState, Release, ReleaseChoice, ReleaseState
from desk.requirements.requirement import RequirementState
from desk.ticket import Ticket
from handlers.releases import asking
from kb.base.entry import ProblemType
from tests.fakes.desk import Actor, TestDesk
from tests.stories.cast import Cast, a_ticket, cast
from tests.stories.requirements.circle import Circle, circle, wishes_zh

__all__ = ["cast", "circle"]
C = ChoiceState


@dataclass
class Releases:
    desk: TestDesk
    guo: Actor  # developer, Chinese
    frank: Actor  # developer, English

    async def choices(self) -> dict[str, ReleaseChoice]:
        """Of the newest release, by the customer's name."""
        async with self.desk.store.reading() as session:
            rows = await session.execute(
                select(Customer.name, ReleaseChoice)
                .join(Customer, Customer.id == ReleaseChoice.customer_id)
                .where(ReleaseChoice.release_id == (await self.newest()).id)
            )
            return {name: choice for name, choice in rows}  # noqa: C416

    async def newest(self) -> Release:
        async with self.desk.store.reading() as session:
            return (await session.scalars(select(Release).order_by(Release.id.desc()).limit(1))).one()

    async def makes(
        self, version: str = "8.2", mends: str = "", kind: str = "新版本", notes: str = "更稳定"
    ) -> None:
        await self.guo.says("/releases")
        await self.guo.presses("新版本")
        await self.guo.presses("星河ERP")
        await self.guo.says(version)
        await self.guo.presses(kind)
        await self.guo.says(notes)
        await self.guo.presses("跳过")
        await self.guo.says(mends or "跳过")
        if not self.guo.sees("找不到"):
            await self.guo.presses("没有文件")

    async def announces(self) -> None:
        await self.guo.presses("📣 发布")
        await self.guo.presses("📣 发布")

    async def step(self, who: Actor, choice: ReleaseChoice, step: str) -> None:
        """A button of its card, whether it is shown or not."""
        await who.does("presses_data", f"c:choose_release:{choice.id}:{choice.version}:{step}")

    async def changes(self, name: str, change: Callable[[Customer], Any]) -> None:
        async with self.desk.store.transaction() as session:
            change((await session.scalars(select(Customer).where(Customer.name == name))).one())


@pytest.fixture
async def releases(desk: TestDesk, cast: Cast) -> Releases:
    made = Releases(
        desk,
        guo=await desk.person("郭磊", Role.DEVELOPER),
        frank=await desk.person("Frank Hill", Role.DEVELOPER, language="en"),
    )
    await desk.settle()
    return made


def version(number: str) -> Callable[[Customer], None]:
    def put(customer: Customer) -> None:
        customer.licences[0].version = number

    return put


async def test_whoever_waits_hears_first_and_then_the_others(
    desk: TestDesk, cast: Cast, releases: Releases
) -> None:
    """REL-1, REL-2: made, announced with how many hear; who waits hears at once and by its number, the others later; newer versions never."""
    other = await desk.customer("远山物流")
    zhou = await desk.person("周明", Role.CONTACT, customer=other)
    current = await desk.customer("朝阳机械")
    lin = await desk.person("林青", Role.CONTACT, customer=current)
    await desk.settle()
    await releases.changes("朝阳机械", version("V8.2"))
    await releases.changes("远山物流", version("8.1 SP2"))
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    ticket = await desk.ticket()
    await releases.makes(mends="K-9, 不存在")
    assert releases.guo.sees("找不到 K-9、不存在")
    await releases.guo.says(ticket.number)
    await releases.guo.presses("没有文件")
    assert "🚀 V-1001" in releases.guo.last
    assert f"🔧 {ticket.number}" in releases.guo.last
    await releases.guo.presses("📣 发布")
    assert "有 1 个客户在等待" in releases.guo.last
    assert "另外通知 1 个客户" in releases.guo.last
    await releases.guo.presses("📣 发布")
    assert cast.wang.sees("您等待的修复已经完成")
    assert cast.wang.sees(f"{ticket.number}：")
    assert not cast.emma.sees("🚀")
    assert cast.chen.sees(f"{ticket.number}：")
    assert not zhou.sees("🚀")
    await desk.forward(hours=3)
    assert zhou.sees("有新版本可供您使用")
    assert ticket.title not in zhou.last
    assert not lin.sees("🚀")
    assert set(await releases.choices()) == {"明月纺织", "远山物流"}


async def test_installed_and_went_well(desk: TestDesk, cast: Cast, releases: Releases) -> None:
    """REL-2: the files come with the choice; a week later they are asked; the version on file and the last upgrade follow."""
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    await releases.makes(mends=(await desk.ticket()).number)
    await releases.guo.presses("添加文件")
    await releases.guo.says("文件稍后发")
    assert releases.guo.sees("请把文件发过来")
    await releases.guo.does("sends_document", "setup.zip", b"PK")
    await releases.guo.presses("就这些")
    assert "1 个文件" in releases.guo.last
    await releases.announces()
    await cast.wang.presses("我们现在安装")
    assert b"PK" in cast.wang.files
    assert cast.wang.sees("客户自行安装")
    before = len(cast.wang.texts)
    await desk.forward(days=8)
    assert len(cast.wang.texts) > before
    assert cast.wang.sees("这个版本用得怎么样")
    await cast.wang.presses("一切正常")
    assert cast.chen.sees("明月纺织已安装，一切正常")
    async with desk.store.reading() as session:
        licence = (await session.get_one(Customer, cast.customer.id)).licences[0]
    assert (licence.version, licence.upgraded_on) == ("8.2", date(2026, 3, 10))
    said = len(cast.wang.texts)
    await desk.forward(days=30)
    assert not any("🚀" in text for text in cast.wang.texts[said:])


async def test_in_english_later_then_we_do_it_for_them(
    desk: TestDesk, cast: Cast, releases: Releases
) -> None:
    """REL-2: asked again on the day they name; a time for us becomes a ticket; asked how it went once that is over."""
    hill = await desk.customer("Hill Farms")
    ann = await desk.person("Ann Lee", Role.CONTACT, customer=hill, language="en")
    await desk.settle()
    await releases.makes(notes="Steadier")
    await releases.announces()
    await desk.forward(hours=3)
    assert "There is something new for you" in ann.last
    await ann.presses("Later")
    await ann.says("2026-03-01")
    assert ann.sees("That day is over")
    await ann.says("2026-04-10")
    seen = len(ann.texts)
    await desk.forward(days=38)
    assert len(ann.texts) == seen
    await desk.forward(days=2)
    assert len(ann.texts) > seen
    await ann.presses("Please install it for us")
    await ann.says("next Tuesday 18:00")
    ticket = await desk.ticket()
    assert (ticket.kind, ticket.product, ticket.customer_id) == (ProblemType.OTHER, "NE", hill.id)
    assert "Wished time: Tue 14 Apr 18:00" in ticket.description
    assert (await releases.choices())["Hill Farms"].state is C.ORDERED
    asked = len(ann.texts)
    await desk.forward(days=14)
    assert not any("How did it go" in text for text in ann.texts[asked:])
    await cast.chen.presses("接单")
    await cast.chen.presses("已解决")
    await cast.chen.says("装好了")
    await desk.forward(days=16)
    assert any("How did it go" in text for text in ann.texts[asked:])


async def test_trouble_is_a_ticket_and_much_of_it_comes_before_rd(
    desk: TestDesk, cast: Cast, releases: Releases
) -> None:
    """REL-2: with three troubles R&D hears anew; withdrawn, the person who has it hears why, and nobody else is asked any more."""
    there = {"明月纺织": cast.wang}
    for name, who in (("远山物流", "周明"), ("朝阳机械", "林青"), ("白云印染", "钱进")):
        there[name] = await desk.person(who, Role.CONTACT, customer=await desk.customer(name))
    there["Hill"] = hill = await desk.person(
        "Ann Lee", Role.CONTACT, customer=await desk.customer("Hill"), language="en"
    )
    await desk.settle()
    await releases.makes()
    await releases.announces()
    await desk.forward(hours=3)
    await hill.presses("We install it now")
    for name in ("明月纺织", "远山物流", "朝阳机械"):
        actor = there[name]
        await actor.presses("我们现在安装")
        assert not releases.guo.sees("有 3 个客户安装后出了问题")
        await actor.presses("出了问题")
        await actor.says("打印预览是空白的")
        await actor.presses("重要功能")
    tickets = {
        name: choice.trouble_id for name, choice in (await releases.choices()).items() if choice.trouble_id
    }
    assert len(tickets) == 3
    async with desk.store.reading() as session:
        ticket = await session.get_one(Ticket, tickets["朝阳机械"])
    assert (ticket.kind, ticket.product) == (ProblemType.TECHNICAL, "NE")
    assert "8.2" in ticket.description
    assert "打印预览是空白的" in ticket.description
    assert "有 3 个客户安装后出了问题" in releases.guo.last
    await releases.guo.presses("撤回")
    await releases.guo.says("打印组件有误，请换回 8.1")
    await releases.guo.says("The print module is wrong; please go back to 8.1")
    assert (await releases.newest()).state is ReleaseState.WITHDRAWN
    assert "打印组件有误" in there["远山物流"].last
    assert "我们撤回了这个版本" in there["远山物流"].last
    assert "还没装" not in " ".join(there["远山物流"].buttons)
    assert hill.sees("Withdrawn: The print module is wrong")
    qian = there["白云印染"]
    assert not qian.sees("我们撤回了这个版本")
    assert "我们现在安装" not in " ".join(qian.buttons)
    choice = (await releases.choices())["白云印染"]
    await releases.step(qian, choice, "install")
    assert (await releases.choices())["白云印染"].state is C.ENDED
    said = len(qian.texts)
    await desk.forward(days=30)
    assert len(qian.texts) == said


async def test_without_a_right_to_it_sales_make_an_offer(
    desk: TestDesk, cast: Cast, releases: Releases
) -> None:
    """REL-2, SCO-2: nobody outside the right to upgrades is promised one, nor refused; a patch is for everybody in service."""
    sales = await desk.person("张敏", Role.SALES_MANAGER)
    await desk.settle()

    def ended(customer: Customer) -> None:
        customer.licences[0].upgrades_until = date(2026, 2, 20)

    await releases.changes("明月纺织", ended)
    await releases.makes()
    await releases.announces()
    await desk.forward(hours=3)
    assert "销售会为您报价" in cast.wang.last
    assert "我们现在安装" not in " ".join(cast.wang.buttons)
    choice = (await releases.choices())["明月纺织"]
    await releases.step(cast.wang, choice, "install")
    assert (await releases.choices())["明月纺织"].state is C.TOLD
    await cast.wang.presses("请给我报价")
    choice = (await releases.choices())["明月纺织"]
    assert choice.state is C.SALES
    ticket = await desk.ticket()
    assert (choice.ticket_id, ticket.waits_for) == (ticket.id, "scope")
    assert sales.sees("不含版本升级")
    await releases.makes("8.2 SP1", kind="补丁")
    await releases.announces()
    await desk.forward(hours=3)
    assert "我们现在安装" in " ".join(cast.wang.buttons)


async def test_silence_and_who_cannot_be_written_to(desk: TestDesk, cast: Cast, releases: Releases) -> None:
    """REL-2: asked twice; then the person who looks after them calls and answers for them; others may not; no is kept and can be changed."""
    he = await desk.person("何静", Role.ACCOUNT_MANAGER)
    stranger = await desk.person("白雪", Role.ACCOUNT_MANAGER)
    await desk.settle()
    await releases.changes("明月纺织", lambda customer: setattr(customer, "account_manager_id", he.person_id))
    await a_ticket(cast.wang)
    await releases.makes(mends=(await desk.ticket()).number)
    await releases.announces()
    await desk.forward(days=13)
    assert sum("您还没有选择" in text for text in cast.wang.texts) == 1
    assert not he.sees("🚀")
    await desk.forward(days=3)
    assert "打电话" in he.last
    assert "王丽" in he.last
    choice = (await releases.choices())["明月纺织"]
    await releases.step(stranger, choice, "decline")
    assert "没有找到" in stranger.last
    await he.presses("不要这个")
    choice = (await releases.choices())["明月纺织"]
    assert (choice.state, choice.said_by, choice.due_at) == (C.DECLINED, he.person_id, None)
    await cast.wang.says("/releases")
    await cast.wang.presses("不要这个版本")
    await cast.wang.presses("我们现在安装")
    assert (await releases.choices())["明月纺织"].state is C.INSTALLING


async def test_requirements_are_delivered_and_newer_versions_end_older_questions(
    desk: TestDesk, cast: Cast, circle: Circle, releases: Releases
) -> None:
    """REL-1, REL-2, REQ-4: a release that holds R-… delivers it; what was not chosen of an older one is not asked any more."""
    await wishes_zh(cast.wang)
    await circle.takes_up("按部门合并导出")
    async with desk.store.transaction() as session:
        requirement = await session.get_one(type(await circle.newest()), (await circle.newest()).id)
        requirement.state = RequirementState.IN_WORK
    await releases.makes("8.1")
    await releases.announces()
    await desk.forward(hours=3)
    assert (await releases.choices())["明月纺织"].state is C.TOLD
    await releases.makes("8.2", mends=(await circle.newest()).number, notes="可按部门合并导出：报表 → 导出")
    await releases.guo.presses("📣 发布")
    assert "随之交付" in releases.guo.last
    await releases.guo.presses("📣 发布")
    made = await circle.newest()
    assert (made.state, made.release) == (RequirementState.DELIVERED, "8.2")
    assert cast.wang.sees("可按部门合并导出：报表 → 导出")
    assert (await releases.choices())["明月纺织"].waits == [made.ref]
    async with desk.store.reading() as session:
        states = list(await session.scalars(select(ReleaseChoice.state).order_by(ReleaseChoice.id)))
    assert states[0] is C.ENDED


async def test_made_in_english_by_the_key_of_their_tracker(
    desk: TestDesk, cast: Cast, releases: Releases
) -> None:
    """REL-1, HOT-14: by R&D's own key, in any case; a draft is changed or dropped, and nobody hears; managers may, others not."""
    frank, emma = releases.frank, cast.emma
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    ticket = await desk.ticket()
    async with desk.store.transaction() as session:
        session.add(
            Consultation(
                ticket_id=ticket.id, kind=ConsultationKind.DEVELOPER, asked_by=cast.chen.person_id,
                asked_to=frank.person_id, asked_at=desk.clock.now(), lines=[], tracker_key="abc-12",
            )
        )  # fmt: skip
    await frank.says("/releases")
    await frank.presses("A new release")
    await frank.presses("Nebula ERP")
    await frank.says("8.2 SP1")
    await frank.presses("patch")
    await frank.presses("Skip")
    await frank.presses("Skip")
    await frank.says("ABC-12")
    await frank.presses("Without a file")
    assert "🔧 abc-12" in frank.last
    await frank.presses("📣 Announce")
    assert frank.sees("Please write first what is new")
    await frank.presses("What is new")
    await frank.presses("Skip")
    await frank.says("The dongle is read again")
    await frank.presses("What it mends")
    await frank.says(f"abc-12 {ticket.number}")
    await frank.presses("Yes")
    assert "abc-12" not in frank.last
    await frank.presses("What it mends")
    await frank.says("Abc-12")
    await cast.chen.says("/releases")
    assert not cast.chen.sees("8.2 SP1")
    await cast.chen.does("presses_data", "c:show_release:1:1:")
    await cast.chen.does("presses_data", "c:announce_release:1:1:")
    assert (await releases.newest()).state is ReleaseState.DRAFT
    await frank.presses("Drop it")
    assert frank.sees("V-1001 is dropped")
    await releases.makes("8.2 SP1", "ABC-12", "补丁", notes="又能读加密锁了")
    await releases.announces()
    assert (await releases.choices())["明月纺织"].waits == [ticket.ref]
    assert cast.wang.sees("又能读加密锁了")
    assert not emma.sees("🚀")


async def test_asked_for_in_words_and_corrected_after_it_is_announced(
    desk: TestDesk, cast: Cast, releases: Releases, circle: Circle
) -> None:
    """REL-1, REL-2: words lead to /releases; what is added later is heard of once, what is taken out is in work again."""
    await cast.wang.says("新版本什么时候出")
    assert "这里还没有版本" in cast.wang.texts[-2]
    assert "自动通知您" in cast.wang.last
    await wishes_zh(cast.wang)
    await circle.takes_up("报表按部门合并导出")
    for label in ("合同：范围内", "紧急程度：低", "有影响", "小：", "免费开发", "2026 年第 2 季度"):
        if label == "合同：范围内":
            await circle.guo.says("/evaluate")
        await circle.guo.presses(label)
    await releases.makes("8.2")
    await releases.announces()
    assert await circle.state() is RequirementState.PLANNED
    await releases.guo.presses("解决的问题")
    await releases.guo.says("R-1001")
    assert "🔧 R-1001" in releases.guo.last
    assert await circle.state() is RequirementState.DELIVERED
    assert sum("8.2" in text and "满足您的需要" in text for text in cast.wang.texts) == 1
    [choice] = (await releases.choices()).values()
    assert choice.waits == ["requirement:1"]
    await desk.forward(hours=1)
    assert sum("您等待的" in text for text in cast.wang.texts) == 1
    await cast.emma.says("What's new in 8.2?")
    assert "8.2" in cast.emma.last
    await releases.guo.presses("解决的问题")
    await releases.guo.says("R-1001")
    await releases.guo.presses("是")
    assert await circle.state() is RequirementState.IN_WORK
    assert (await releases.choices())["明月纺织"].waits == []


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("5.2 有什么新功能", True), ("有没有新版本", True), ("下个版本什么时候发布", True), ("5.2更新内容", True),
        ("What is new in version 8.2?", True), ("When will the next version come out?", True), ("is there a new version?", True),
        ("升级到新版本后打不开", False), ("how do I upgrade to the new version", False), ("5.2 版本怎么安装", False),
        ("does a new version cost money", False), ("有什么问题", False), ("there is a new error", False),
    ],
)  # fmt: skip
async def test_what_asks_for_new_versions(text: str, asked: bool) -> None:
    assert asking.asks(text) is asked
