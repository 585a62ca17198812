"""DIS-4 to DIS-10: a visit from the way there to the write-off, and what follows when it did not help."""

from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from desk.customers import Customer
from desk.people import Person, Role
from desk.ticket import TicketState
from kb.learning.proposals import Proposal
from tests.fakes.desk import Actor, TestDesk
from tests.stories.cast import Cast, a_ticket, a_visit, cast, describes, sent_out

__all__ = ["cast"]


def photo() -> bytes:
    content = BytesIO()
    Image.new("RGB", (320, 240), (40, 120, 200)).save(content, "JPEG")
    return content.getvalue()


async def there(engineer: Actor) -> None:
    await engineer.presses("接单")
    await engineer.presses("已出发")
    await engineer.presses("已到达")


async def records(engineer: Actor, solved: str = "是") -> None:
    """Found, done, solved, no parts, the time since arrival, no photos."""
    await engineer.presses("完成")
    await engineer.says("加密锁烧坏")
    await engineer.says("更换加密锁并测试")
    await engineer.presses(solved)
    await engineer.presses("无")
    await engineer.presses("15")
    await engineer.presses("没有照片")


def reports(actor: Actor) -> int:
    return sum(content.startswith(b"%PDF") for content in actor.files)


async def test_done_is_recorded_once_and_signed_with_one_tap(desk: TestDesk, cast: Cast) -> None:
    """DIS-4, DIS-5, DIS-10: place, parts, minutes, photos; the customer signs, has the report, and the order is filed."""
    await a_visit(cast)
    await there(cast.li)
    await cast.li.does("sends_location", 31.29834, 120.58319)
    assert cast.li.sees("31.29834")
    await desk.forward(minutes=70)
    await cast.li.presses("开始处理")
    await cast.li.presses("完成")
    await cast.li.says("加密锁烧坏")
    await cast.li.says("更换加密锁并测试")
    await cast.li.presses("是")
    await cast.li.says("加密锁 1 个")
    await cast.li.says("很久")
    assert cast.li.sees("例如 90")
    await cast.li.says("1.5h")
    await cast.li.does("sends_photo", photo(), album="a1")
    await cast.li.presses("就这些")
    await cast.li.does("sends_photo", photo(), album="a1")  # late, and part of the record all the same
    for words in ("更换加密锁并测试", "加密锁 1 个", "90分钟", "签收"):
        assert words in cast.wang.last, words
    cast.wang.user.double_presses("已解决，满意")
    await desk.settle()
    assert (await desk.ticket()).state is TicketState.CLOSED
    assert reports(cast.wang) == 1
    assert cast.zhao.sees("客户：满意")
    assert cast.zhao.sees("2 张照片")
    await cast.zhao.presses("核销")
    assert "已核销" in cast.zhao.last
    assert reports(cast.wang) == 1
    await cast.zhao.presses("服务报告")
    assert reports(cast.zhao) == 1


async def test_what_is_written_off_is_archived_and_taught(desk: TestDesk, cast: Cast) -> None:
    """DIS-9: found in the archive and by its words, by the manager and its engineer; editors get the solution (KB-4)."""
    await a_visit(cast)
    await there(cast.li)
    await records(cast.li)
    await cast.wang.presses("已解决，满意")
    await cast.zhao.presses("核销")
    for actor in (cast.zhao, cast.li):
        await actor.says("/visits")
        assert not any("D-1001" in button for button in actor.buttons)
        await actor.presses("🗄 存档")
        assert any("D-1001 · 已核销" in button for button in actor.buttons)
        await actor.says("/visits 更换加密锁")
        assert "含“更换加密锁”的上门服务" in actor.last
        await actor.presses("D-1001")
        assert "更换加密锁并测试" in actor.last
    await cast.wang.says("/visits")
    assert not any("D-1001" in button for button in cast.wang.buttons)
    async with desk.store.reading() as session:
        proposed = (await session.scalars(select(Proposal))).one()
    assert (proposed.kind, proposed.solution) == ("entry", ["加密锁烧坏", "更换加密锁并测试"])


async def test_not_solved_goes_on_with_somebody_else_who_knows_all(desk: TestDesk, cast: Cast) -> None:
    """DIS-6, DIS-8: a further order carries what was done; who the customer would not have again is not suggested."""
    await desk.person("Daniel Reed", Role.ENGINEER, language="en")
    await a_visit(cast)
    await there(cast.li)
    await records(cast.li)
    await cast.wang.presses("没有解决")
    await cast.wang.says("换完还是红灯")
    await cast.wang.presses("换一位")
    assert (await desk.ticket()).state is TicketState.REOPENED
    assert cast.zhao.sees("换完还是红灯")
    assert not any("核销" in button for button in cast.zhao.buttons)
    await cast.zhao.presses("再次上门")
    await cast.zhao.says("带上新锁")
    await cast.zhao.presses("选工程师")
    assert not any("李强" in button for button in cast.zhao.buttons)
    assert cast.zhao.sees("上门 0")  # what speaks for whom
    await cast.zhao.presses("Daniel")
    daniel = next(text for text in cast.zhao.texts if "D-1002" in text and "D-1001" in text)
    assert "更换加密锁并测试" in daniel
    assert "换完还是红灯" in daniel


async def test_passed_on_is_asked_after_until_it_is_solved(desk: TestDesk, cast: Cast) -> None:
    """DIS-6: the engineer could not; headquarters has it, with a date; the customer hears each time."""
    await a_visit(cast)
    await there(cast.li)
    await records(cast.li, solved="否")
    assert "尚未解决" in cast.wang.last
    await cast.wang.presses("不满意")
    await cast.wang.says("等了很久")
    assert cast.zhao.sees("等了很久")
    await cast.zhao.presses("转总部")
    await cast.zhao.presses("厂商")
    await cast.zhao.says("锁的固件有问题，请提供补丁")
    await cast.zhao.presses("明天 17:00")
    assert (await desk.ticket()).state is TicketState.WAITING_THIRD_PARTY
    assert "明天 17:00" in cast.wang.last
    seen = len(cast.zhao.texts)
    await desk.forward(days=1, hours=7)
    assert any("D-1001" in text for text in cast.zhao.texts[seen:])
    await cast.zhao.presses("📮")
    await cast.zhao.says("补丁在测试")
    await cast.zhao.says("后天")
    assert "补丁在测试" in cast.wang.last or cast.wang.sees("补丁在测试")
    await cast.zhao.presses("✅")
    await cast.zhao.says("厂商发来补丁，已安装")
    await cast.wang.presses("已解决")
    assert (await desk.ticket()).state is TicketState.CLOSED
    assert cast.zhao.sees("已核销")


async def test_not_accepted_in_time_goes_back_to_the_manager(desk: TestDesk, cast: Cast) -> None:
    """DIS-1, DIS-2: the engineer is reminded, then the manager alerted at once; of two who send, one is told."""
    await desk.person(
        "Daniel Reed", Role.ENGINEER, language="en", products=["NE"], skills=["加密锁", "NE认证"]
    )
    second = await desk.person("Grace Hall", Role.SERVICE_MANAGER, language="en")
    await a_visit(cast)
    await desk.forward(minutes=26)
    assert cast.li.sees("⏰ 派发单接单")
    assert not cast.zhao.sees("🚨")
    await desk.forward(minutes=5)
    assert cast.zhao.sees("🚨")
    assert not cast.chen.sees("🚨")
    assert "处理人：李强" in next(text for text in cast.zhao.texts if "🚨" in text)
    await cast.zhao.presses("改派")
    assert "熟悉该产品、已认证、加密锁、上门 0，工单 0、13:30 有空" in next(
        text for text in cast.zhao.texts if "Daniel Reed：" in text
    )
    await second.presses("Send another one")
    await second.presses("Daniel")
    await cast.zhao.presses("Daniel")
    assert cast.zhao.sees("同事已先一步处理")
    assert cast.li.sees("已改派给其他同事")


async def test_facts_are_corrected_line_by_line(desk: TestDesk, cast: Cast) -> None:
    """DIS-2: the correction stands on everyone's card; the others may not, and an old card shows how it stands."""
    await a_visit(cast)
    await cast.li.presses("更正")
    await cast.li.presses("地址")
    await cast.li.says("无锡新区 8 号")
    await cast.li.presses("电话")
    await cast.li.says("138 0000 0000")
    assert "无锡新区 8 号" in cast.li.last
    await cast.li.presses("都正确")
    assert cast.zhao.sees("无锡新区 8 号")
    await cast.chen.does("presses_data", "c:accept:1:2:")
    assert "其他同事" in cast.chen.last
    await cast.li.presses("接单")
    await cast.wang.presses("13:30")
    assert "无锡新区 8 号" in cast.li.files[-1].decode().replace("\r\n ", "")


async def test_data_is_taken_only_with_consent_and_comes_back(desk: TestDesk, cast: Cast) -> None:
    """DIS-7: the customer's own word; reminders before, on time and after, then to the manager; returned is told."""
    await a_visit(cast)
    await there(cast.li)
    await cast.li.presses("带走数据")
    await cast.li.says("账套备份")
    await cast.li.says("后天 12:00")
    assert "账套备份" in cast.wang.last
    await cast.zhao.does("presses_data", "c:agree_to_data:1:1:")
    assert "客户" in cast.zhao.last
    cast.wang.user.double_presses("✅ 同意")
    await desk.settle()
    assert cast.li.sees("客户同意")
    await desk.forward(days=3, hours=3)
    assert sum("须于" in text for text in cast.li.texts) == 3
    assert cast.zhao.sees("须于")
    await cast.li.presses("已归还：账套备份")
    assert cast.wang.sees("已归还")
    seen = len(cast.li.texts)
    await desk.forward(days=3)
    assert not any("须于" in text for text in cast.li.texts[seen:])


async def test_without_a_signature_time_closes_it_and_the_report_still_comes(
    desk: TestDesk, cast: Cast
) -> None:
    """DIS-6, DIS-10, TIC-3: in the customer's language; the manager is told kindly when a colleague was quicker."""
    second = await desk.person("Grace Hall", Role.SERVICE_MANAGER, language="en")
    await describes(cast.emma, "the dongle light is red")
    await cast.emma.presses("None of these")
    await cast.emma.presses("important")
    await cast.emma.presses("file it")
    await sent_out(cast)
    await there(cast.li)
    await cast.chen.says("/mine")
    await cast.chen.presses("K-1001")
    await cast.chen.presses("已解决")
    await cast.chen.says("工程师在现场")  # before the record is written
    await records(cast.li)
    assert "Please sign it off" in cast.emma.last
    await desk.forward(days=5)
    assert reports(cast.emma) == 0
    cast.zhao.user.presses("核销")
    second.user.presses("Write off")
    await desk.settle()
    assert reports(cast.emma) == 1
    assert "written off" in second.last
    await cast.li.says("/visits")
    await cast.li.presses("存档")
    await cast.li.presses("D-1001")
    assert "更换加密锁并测试" in cast.li.last
    await second.says("/visits 加密锁烧坏")
    assert any("D-1001" in button for button in second.buttons)
    await cast.chen.says("/visits")
    assert not cast.chen.sees("进行中的上门服务")


async def test_solved_but_not_satisfied_reaches_the_supervisor(desk: TestDesk, cast: Cast) -> None:
    """DIS-5, DIS-8: nobody is glad of it, the supervisor hears, and they are not asked again how satisfied they are."""
    await a_visit(cast)
    await there(cast.li)
    await records(cast.li)
    await cast.wang.presses("不满意")
    assert not cast.wang.sees("很高兴")
    assert cast.sun.sees("签收时表示不满意")
    await cast.wang.says("等太久")
    await desk.forward(days=3)
    assert not any("⭐" in button for button in cast.wang.buttons)


HOSTILE = {
    "mixed": "\u202e急\u200b𠮷 👩‍👩‍👧 مرحبا بكم <b>&amp; e\u0301\u0302\u0303\u0304\u0305 \u2066x\n",
    "no blank": "急",
}


@pytest.mark.parametrize("part", HOSTILE.values(), ids=HOSTILE)
async def test_long_and_odd_words_in_every_field_are_printed_signed_and_written_off(
    desk: TestDesk, cast: Cast, part: str
) -> None:
    """DIS-5, DIS-10: a message's length in each field, from the report to the archive."""
    long = part * (4_000 // len(part.encode("utf-16-le")) * 2)
    async with desk.store.transaction() as session:
        customer = await session.get_one(Customer, cast.customer.id)
        customer.name, customer.address = f"明月{long}", long
        (await session.get_one(Person, cast.wang.person_id)).name = f"王丽{long}"
    await a_ticket(cast.wang, f"加密锁红灯亮，打不开账套{long}"[:4_000])
    await cast.chen.presses("接单")
    await cast.chen.presses("上门")
    await cast.chen.says(f"远程看过{long}"[:4_000])
    await cast.zhao.presses("选工程师")
    await cast.zhao.presses("李强")
    await there(cast.li)
    await cast.li.presses("完成")
    for words in ("找到", "做了"):
        await cast.li.says(f"{words}{long}"[:4_000])
    await cast.li.presses("是")
    await cast.li.says(f"零件{long}"[:4_000])
    await cast.li.presses("15")
    await cast.li.presses("没有照片")
    await cast.wang.presses("不满意")
    await cast.wang.says(f"慢{long}"[:4_000])
    assert (await desk.ticket()).state is TicketState.CLOSED
    await cast.zhao.presses("核销")
    assert cast.zhao.sees("已核销")
    assert reports(cast.wang) == 1
    await cast.zhao.presses("服务报告")
    assert reports(cast.zhao) == 1
    await cast.chen.says("/find K-1001")
    await cast.chen.presses("K-1001")
    await cast.chen.presses("文件和经过")
    assert "📵" not in "".join(cast.chen.texts)
