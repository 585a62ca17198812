"""HOT-12, HOT-13: what the next colleague reads, and what the customer reads after remote work."""

from desk.people import Role
from tests.fakes.desk import TestDesk
from tests.stories.cast import Cast, a_ticket, cast

__all__ = ["cast"]


async def test_a_hand_over_has_four_lines_confirmed_with_one_tap(desk: TestDesk, cast: Cast) -> None:
    """HOT-13, HOT-7: filled in from the ticket, each can be put right, and the next one reads them in one message."""
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    await cast.chen.presses("已致电")
    await cast.chen.presses("没有解决")
    await cast.chen.presses("转交")
    await cast.chen.presses("李强")
    for line in ("方法：联系 1 次", "结果：尚未解决", "遗留问题：处理中", "接手人：李强"):
        assert line in cast.chen.last
    await cast.chen.presses("✏️ 遗留问题")
    await cast.chen.says("换一把加密锁再试")
    assert "遗留问题：换一把加密锁再试" in cast.chen.last
    heard = len(cast.li.texts)
    await cast.chen.presses("就这样转交")
    assert len(cast.li.texts) == heard + 1
    for line in ("🤝 陈晓", "方法：联系 1 次", "遗留问题：换一把加密锁再试", "接手人：李强", "加密锁红灯亮"):
        assert line in cast.li.last
    assert not cast.wang.sees("遗留问题")
    await cast.li.presses("文件和经过")
    assert "遗留问题：换一把加密锁再试" in cast.li.last
    ticket = await desk.ticket()
    assert (ticket.assignee_id, ticket.owner_id) == (cast.li.person_id, cast.chen.person_id)


async def test_words_are_what_is_left_over_and_names_are_in_the_readers_language(
    desk: TestDesk, cast: Cast
) -> None:
    """HOT-13: who writes at once needs no button; a yes is the tap; the next hand-over has lines of its own."""
    frank = await desk.person("Frank Moore", Role.TRAINER, language="en")
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    await cast.chen.presses("转交")
    await cast.chen.presses("Frank")
    await cast.chen.says("请先看日志")
    assert "Left over: 请先看日志" in frank.last
    assert "Method: " in frank.last
    assert "Who next: Frank Moore" in frank.last
    await frank.presses("Hand over")
    await frank.presses("李强")
    assert "Result: not solved yet" in frank.last
    await frank.says("yes")
    assert "接手人：李强" in cast.li.last
    assert "请先看日志" not in cast.li.last


async def test_what_remote_work_changed_is_written_down_and_shown(desk: TestDesk, cast: Cast) -> None:
    """HOT-12, HOT-11: at the end of the work; the customer reads it, and it stands on the ticket."""
    await _remotely(cast)
    await cast.chen.presses("远程结束")
    await cast.chen.says("驱动换成 3.3 版，防火墙放行 1947 端口")
    assert "防火墙放行 1947 端口" in cast.wang.last
    await cast.chen.says("/find K-1001")
    await cast.chen.presses("K-1001")
    assert "系统上的改动：驱动换成 3.3 版" in cast.chen.last
    await cast.chen.presses("文件和经过")
    assert "陈晓说远程改动了：驱动换成 3.3 版" in cast.chen.last
    await cast.chen.presses("已解决")
    await cast.chen.says("换了驱动")
    assert "换了驱动" in cast.wang.last


async def test_what_was_left_out_is_asked_with_the_solution(desk: TestDesk, cast: Cast) -> None:
    """HOT-12: the customer has stopped the work; nothing changed is an answer, too, and it is asked only once."""
    await _remotely(cast)
    await cast.wang.presses("停止")
    assert "📝 记下改动" in cast.chen.buttons[0]
    await cast.chen.says("/mine")
    await cast.chen.presses("K-1001")
    await cast.chen.presses("已解决")
    assert "改动了什么" in cast.chen.last
    await cast.chen.presses("没有改动")
    assert cast.wang.sees("系统上的改动：没有改动")
    await cast.chen.says("重启了加密锁服务")
    assert "重启了加密锁服务" in cast.wang.last
    cast.chen.user.presses_data("c:record_remote:1:4:")
    await desk.settle()
    assert "系统上的改动：没有改动" in cast.chen.last


async def _remotely(cast: Cast) -> None:
    """Work that the customer has agreed to goes on."""
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    await cast.chen.presses("更多")
    await cast.chen.presses("远程")
    await cast.chen.says("重装加密锁驱动")
    await cast.wang.presses("同意")
    await cast.chen.presses("远程开始")
