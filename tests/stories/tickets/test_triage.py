"""A ticket that nobody could be given is looked at by the manager first (TIC-1)."""

from desk.people import Role
from tests.fakes.desk import TestDesk
from tests.stories.cast import a_ticket


async def test_what_nobody_could_be_given_is_triaged_first(desk: TestDesk) -> None:
    """TIC-1: once its level is settled it is triaged: looked at, with nobody on it; from there it is taken like a new one."""
    wang = await desk.person("王丽", Role.CONTACT, customer=await desk.customer(), phone="+8613812345678")
    zhao = await desk.person("赵敏", Role.SERVICE_MANAGER)
    await desk.settle()
    await a_ticket(wang)
    assert "新建" in zhao.last
    await zhao.presses("级别")
    await zhao.presses("2 ·")
    await zhao.says("/tickets")
    await zhao.presses("没人接")
    await zhao.presses("K-1001")
    assert "已受理" in zhao.last
    await zhao.presses("文件和经过")
    assert zhao.sees("赵敏已受理，尚未分派")
    await zhao.says("/tickets")
    await zhao.presses("没人接")
    await zhao.presses("K-1001")
    await zhao.presses("接单")
    assert zhao.sees("处理中")
