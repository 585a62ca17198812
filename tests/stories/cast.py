"""Who plays in most stories: 王丽 and Emma of 明月纺织, 陈晓 on duty, 李强 the engineer, 赵敏 the manager, and those above."""

from dataclasses import dataclass

import pytest

from desk.customers import Customer
from desk.people import Role
from tests.fakes.desk import Actor, TestDesk


@dataclass
class Cast:
    customer: Customer
    wang: Actor  # contact, Chinese
    emma: Actor  # contact, English
    chen: Actor  # specialist on duty
    li: Actor  # engineer
    zhao: Actor  # service manager
    sun: Actor  # quality supervisor
    wu: Actor  # general manager
    zheng: Actor  # administrator


@pytest.fixture
async def cast(desk: TestDesk) -> Cast:
    return await gather(desk)


async def gather(desk: TestDesk) -> Cast:
    """All of them on file, in their chats, with 陈晓 on duty."""
    customer = await desk.customer()
    people = Cast(
        customer=customer,
        wang=await desk.person("王丽", Role.CONTACT, customer=customer, phone="+8613812345678"),
        emma=await desk.person(
            "Emma Clarke", Role.CONTACT, customer=customer, language="en", phone="+8613812345679"
        ),
        chen=await desk.person("陈晓", Role.SPECIALIST),
        li=await desk.person("李强", Role.ENGINEER, products=["NE"], region="华东"),
        zhao=await desk.person("赵敏", Role.SERVICE_MANAGER),
        sun=await desk.person("孙洁", Role.QUALITY_SUPERVISOR),
        wu=await desk.person("吴越", Role.GENERAL_MANAGER),
        zheng=await desk.person("郑凯", Role.ADMIN),
    )
    await desk.on_duty(people.chen)
    await desk.settle()
    return people


async def describes(customer: Actor, words: str = "服务器机房的空调一直滴水怎么办") -> None:
    """Words that no entry answers; should some entry look a little like it, it is none of these."""
    await customer.says(words)
    if any("都不是" in button for button in customer.buttons):
        await customer.presses("都不是")


async def a_ticket(
    customer: Actor, words: str = "加密锁红灯亮，打不开账套", effect: str = "重要功能"
) -> None:
    """Words that no entry answers, to a filed ticket."""
    await describes(customer, words)
    await customer.presses(effect)
    await customer.presses("提交")


async def a_visit(cast: Cast) -> None:
    """A ticket of 王丽 for which 赵敏 has sent 李强."""
    await a_ticket(cast.wang)
    await sent_out(cast)


async def sent_out(cast: Cast) -> None:
    """For the newest ticket 陈晓 requests a visit, and 赵敏 sends 李强."""
    await cast.chen.presses("接单")
    await cast.chen.presses("上门")
    await cast.chen.says("远程看过，加密锁不亮")
    await cast.zhao.presses("选工程师")
    await cast.zhao.presses("李强")
