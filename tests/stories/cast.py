"""Who plays in most stories: 王丽 and Emma of 明月纺织, 陈晓 on duty, 李强 the engineer, 赵敏 the manager, and those above."""

from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select

from desk.customers import Customer
from desk.people import Account, Person, Role
from store import Store
from tests.fakes.desk import Actor, Scene, TestDesk, fill, serving


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


CONTACTS = {  # by what they are called in stories: name, language, phone
    "wang": ("王丽", "zh", "+8613812345678"),
    "emma": ("Emma Clarke", "en", "+8613812345679"),
}
STAFF: dict[str, tuple[str, Role, dict[str, Any]]] = {
    "chen": ("陈晓", Role.SPECIALIST, {}),
    "li": ("李强", Role.ENGINEER, {"products": ["NE"], "region": "华东"}),
    "zhao": ("赵敏", Role.SERVICE_MANAGER, {}),
    "sun": ("孙洁", Role.QUALITY_SUPERVISOR, {}),
    "wu": ("吴越", Role.GENERAL_MANAGER, {}),
    "zheng": ("郑凯", Role.ADMIN, {}),
}


async def gather(desk: TestDesk) -> Cast:
    """All of them on file, in their chats, with 陈晓 on duty: that is how the scene begins, or they come now."""
    return await (_there(desk) if desk.scene is GATHERED else _come(desk))


async def _come(desk: TestDesk) -> Cast:
    customer = await desk.customer()
    here = {
        key: await desk.person(name, Role.CONTACT, customer=customer, language=language, phone=phone)
        for key, (name, language, phone) in CONTACTS.items()
    }
    here |= {key: await desk.person(name, role, **more) for key, (name, role, more) in STAFF.items()}
    await desk.on_duty(here["chen"])
    await desk.settle()
    return Cast(customer, **here)


async def _there(desk: TestDesk) -> Cast:
    async with desk.store.reading() as session:
        customer = (await session.scalars(select(Customer))).one()
        places = select(Person.name, Person.language, Account.address, Person.id).join(Account)
        found: dict[str, Any] = {name: rest for name, *rest in await session.execute(places)}
    here: dict[str, Actor] = {}
    for key, (name, *_more) in {**CONTACTS, **STAFF}.items():
        language, address, number = found[name]
        here[key] = Actor(desk, desk.api.user(name, language, int(address)), number)
    return Cast(customer, **here)


async def _gathered(store: Store) -> None:
    await fill(store)
    async with serving(store.url.render_as_string(hide_password=False)) as desk:
        await _come(desk)
        GATHERED.chats(on_server=not store.is_sqlite).write_bytes(desk.api.memory())


GATHERED = Scene("gathered", _gathered)


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
