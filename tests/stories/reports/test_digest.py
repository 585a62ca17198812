"""The digest of a month: right, sent once by itself, the same whenever it is asked for (KB-6)."""

from desk.people import Role
from tests.fakes.desk import Actor, TestDesk
from tests.stories.cast import Cast, cast, describes
from tests.stories.figures.test_figures import sheets

__all__ = ["cast"]

PNG = b"\x89PNG"
STRANGE = "=1+1 服务器机房的空调一直滴水怎么办"


async def a_month(desk: TestDesk, cast: Cast) -> None:
    """Five questions: three get an answer, two of them are solved, one is a ticket all the same; two get none."""
    await cast.wang.says("凭证打印不全,右边切掉了")
    await cast.wang.presses("解决了")
    await cast.emma.says("cannot log in although the password is right")
    await cast.emma.presses("That solved it")
    await cast.emma.says("/human")
    await cast.emma.presses("Just call me")
    await cast.emma.presses("Cancel")
    await cast.wang.says("登录时提示密码错误")
    await cast.wang.presses("没有解决")
    await cast.wang.presses("停止")
    for _time in range(2):
        await describes(cast.wang, STRANGE)
        await cast.wang.presses("停止")


MARCH = ("提问：5", "给出答案：3，解决：2，没帮上忙：1", "没有答案：2", "省下的工单：1", "新增条目：4", "×2")


def digests(actor: Actor) -> list[str]:
    return [text for text in actor.texts if "提问：" in text or "Asked:" in text]


async def test_it_is_sent_once_on_the_first_working_day(desk: TestDesk, cast: Cast) -> None:
    """KB-6: at nine, to editors, service managers and administrators, each in their language; and never again."""
    editor = await desk.person("Grace Hall", Role.EDITOR, language="en", products=["NE"])
    await a_month(desk, cast)
    await desk.forward(days=29, hours=22, minutes=50)  # 1 April, 8:50
    assert digests(cast.zhao) == []
    await desk.forward(minutes=20)
    (sent,) = digests(cast.zhao)
    assert "2026年3月" in sent
    assert all(line in sent for line in MARCH)
    assert {PNG, b"PK\x03\x04"} <= {content[:4] for content in cast.zhao.files}
    assert "March 2026 · Nebula ERP" in digests(editor)[0]
    assert len(digests(cast.zheng)) == 1
    assert digests(cast.chen) == digests(cast.wang) == []
    await desk.forward(days=40)
    assert len(digests(cast.zhao)) == 1  # nothing was asked in April


async def test_a_past_month_stays_as_it_was(desk: TestDesk, cast: Cast) -> None:
    """KB-6: the same numbers whenever it is made again."""
    await a_month(desk, cast)
    await desk.forward(months=1)
    (first,) = digests(cast.zhao)
    await cast.wang.says("凭证打印不全,右边切掉了")
    await cast.wang.presses("没有解决")
    await cast.wang.presses("工作照常")
    await cast.wang.presses("提交")
    await cast.zhao.says("/digest")
    assert cast.zhao.user.visible[-1].file is not None
    assert digests(cast.zhao)[-1] == first
    await cast.zhao.presses("2026年4月")
    assert "提问：1" in digests(cast.zhao)[-1]
    await cast.zhao.presses("2026年3月")
    await cast.zhao.presses("星河ERP")
    assert "星河ERP" in digests(cast.zhao)[-1]


async def test_the_table_says_what_the_figures_mean(desk: TestDesk, cast: Cast) -> None:
    """KB-6: figures, questions without an answer, meanings; nothing that a customer wrote is a formula."""
    await a_month(desk, cast)
    await cast.zhao.says("/digest")
    table = sheets(cast.zhao.files[-1])
    assert ["星河ERP", 5, 3, 2, 1, 2, 1, 4] in table["数字"]
    assert [STRANGE, 2] in table["没有答案"]
    assert {row[0] for row in table["含义"][1:]} == set(table["数字"][0][1:])


async def test_only_its_readers_get_it(desk: TestDesk, cast: Cast) -> None:
    """The server decides at each press, whatever the chat shows."""
    for actor in (cast.wang, cast.li, cast.chen):
        await actor.says("/digest")
        await actor.does("presses_data", "c:show_digest:202603:0:")
        assert digests(actor) == []
    for data in ("c:show_digest:209901:0:", "c:show_digest:202613:0:", "c:show_digest:202603:0:XX"):
        await cast.zhao.does("presses_data", data)
    assert digests(cast.zhao) == []
