"""SLA-4: a level-1 fault calls the response group together at once, on one card that shows who comes."""

from desk.people import Role
from tests.fakes.desk import Actor, TestDesk
from tests.stories.cast import Cast, a_ticket, cast, describes

__all__ = ["cast"]


def calls(actor: Actor) -> int:
    return sum("🆘" in text for text in actor.texts)


def the_card(actor: Actor) -> str:
    return next(text for text in reversed(actor.texts) if "🆘" in text)


async def test_the_group_is_called_and_sees_who_comes(desk: TestDesk, cast: Cast) -> None:
    """SLA-4: at the same moment; the card is edited in place as they answer; nobody has to ask."""
    await a_ticket(cast.wang, effect="瘫痪")
    assert [calls(x) for x in (cast.chen, cast.zhao, cast.li, cast.wu, cast.sun)] == [1, 1, 1, 0, 0]
    await cast.li.presses("我来")
    await cast.zhao.presses("来不了")
    assert "✅ 李强（3月2日 周一 10:00）" in the_card(cast.chen)
    assert "✖ 赵敏" in the_card(cast.li)
    assert "⏳ 陈晓" in the_card(cast.zhao)
    await cast.li.presses("查看工单")
    assert "加密锁红灯亮" in cast.li.last


async def test_those_who_do_not_answer_are_called_again_then_the_general_manager(
    desk: TestDesk, cast: Cast
) -> None:
    """SLA-4: three calls; one who comes is enough not to go higher."""
    await a_ticket(cast.wang, effect="瘫痪")
    await cast.zhao.presses("来不了")
    await desk.forward(minutes=25)
    assert [calls(x) for x in (cast.chen, cast.zhao, cast.li)] == [3, 1, 3]
    assert calls(cast.wu) == 0
    await desk.forward(minutes=5)
    assert calls(cast.wu) == 1
    await cast.wu.presses("我来")
    assert "✅ 吴越" in the_card(cast.li)
    await desk.forward(hours=1)
    assert calls(cast.li) == 3


async def test_it_is_over_with_the_fault(desk: TestDesk, cast: Cast) -> None:
    """SLA-4: nobody is called any more, and the buttons are gone."""
    await a_ticket(cast.wang, effect="瘫痪")
    await cast.chen.presses("接单")
    await cast.chen.presses("已解决")
    await cast.chen.says("重启了服务器")
    assert "已处理完毕" in the_card(cast.li)
    assert not any("我来" in button for button in cast.li.buttons)
    await desk.forward(minutes=30)
    assert calls(cast.li) == 1


async def test_a_fault_that_turns_out_grave_calls_the_group(desk: TestDesk, cast: Cast) -> None:
    """SLA-4, INT-4: and one that turns out slight sends it home."""
    lin = await desk.person("林燕", Role.ENGINEER, products=["OTHER"])
    await a_ticket(cast.wang)
    assert calls(cast.li) == 0
    await cast.chen.presses("故障级别")
    await cast.chen.presses("1 ·")
    assert (calls(cast.li), calls(lin)) == (1, 0)  # of the engineers, who knows the product
    await cast.chen.presses("故障级别")
    await cast.chen.presses("3 ·")
    assert "已处理完毕" in the_card(cast.li)


async def test_an_outage_told_beside_an_ordinary_ticket_is_one_press_away(desk: TestDesk, cast: Cast) -> None:
    """SLA-4, INT-6: words that go to that ticket call nobody, whether it was quoted, asked for or opened; the button under them does."""
    await a_ticket(cast.wang)
    await cast.wang.says("还是红灯", reply_to=cast.wang.user.visible[-1])
    assert "瘫痪" not in str(cast.wang.buttons)
    await cast.wang.says("现在全公司都登不上系统了，所有人都停工", reply_to=cast.wang.user.visible[-1])
    assert "已补充到 K-1001" in cast.wang.last
    assert "瘫痪" in str(cast.wang.buttons)
    await cast.wang.says("全公司都登不上系统了，所有人都停工")
    await cast.wang.presses("K-1001")
    assert "瘫痪" in str(cast.wang.buttons)
    await cast.wang.presses("补充")
    await cast.wang.says("所有人都登不上系统")
    assert calls(cast.zhao) == 0
    await cast.wang.presses("瘫痪")
    await describes(cast.wang, "加密锁红灯亮，打不开账套")
    await cast.wang.presses("提交")
    assert calls(cast.zhao) == 1
