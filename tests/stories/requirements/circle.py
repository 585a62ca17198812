"""Who plays in the stories of requirements: 何静 judges, 郭磊 of R&D evaluates, 张敏 sells, 方华 signs; three customers more."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from desk.people import Role
from desk.requirements.requirement import Requirement, RequirementState, Voice
from tests.fakes.desk import Actor, TestDesk
from tests.stories.cast import Cast

__all__ = ["circle"]


@dataclass
class Circle:
    desk: TestDesk
    cast: Cast
    he: Actor  # account manager
    guo: Actor  # developer
    zhang: Actor  # sales manager
    fang: Actor  # head of sales

    async def all(self) -> list[Requirement]:
        async with self.desk.store.reading() as session:
            return list(await session.scalars(select(Requirement).order_by(Requirement.id)))

    async def newest(self) -> Requirement:
        return (await self.all())[-1]

    async def state(self, number: int = 0) -> RequirementState:
        return (await self.all())[number - 1].state

    async def offers(self, amount: str) -> None:
        """Sales offers, and the head of sales signs; before that no customer can agree."""
        await self.zhang.presses("报价")
        await self.zhang.says(amount)
        for _more in range(3):
            skip = [b for b in self.zhang.buttons if "跳过" in b or "没有了" in b or "不用" in b]
            if skip:
                await self.zhang.presses(skip[0])
        await self.fang.presses("签字")

    async def voices(self) -> list[Voice]:
        async with self.desk.store.reading() as session:
            return list(await session.scalars(select(Voice).order_by(Voice.id)))

    async def another(
        self, name: str, who: str, language: str = "zh", category: str = "regular", zone: str = ""
    ) -> Actor:
        customer = await self.desk.customer(name, category)
        where = {"zone": zone} if zone else {}
        actor = await self.desk.person(who, Role.CONTACT, customer=customer, language=language, **where)
        await self.desk.settle()
        return actor

    async def takes_up(self, title: str) -> None:
        await self.he.presses("待评估")
        await self.he.says(title)

    async def step(self, who: Actor, which: str, number: int = 0) -> None:
        """A button of its card, whether it is shown or not."""
        requirement = (await self.all())[number - 1]
        await who.does("presses_data", f"c:requirement_step:{requirement.id}:{requirement.version}:{which}")


@pytest.fixture
async def circle(desk: TestDesk, cast: Cast) -> Circle:
    made = Circle(
        desk, cast,
        he=await desk.person("何静", Role.ACCOUNT_MANAGER),
        guo=await desk.person("郭磊", Role.DEVELOPER),
        zhang=await desk.person("张敏", Role.SALES_MANAGER),
        fang=await desk.person("方华", Role.SALES_HEAD),
    )  # fmt: skip
    await desk.settle()
    return made


async def wishes_zh(who: Actor, words: str = "能不能增加按部门合并导出报表", urgency: str = "不急") -> None:
    await who.says(words)
    if "都不是我要的" in " ".join(who.buttons) or any("不是我要的" in b for b in who.buttons):
        await who.presses("不是我要的")
    if any("是别的" in b for b in who.buttons):
        await who.presses("是别的")
    await who.says("每月给总部汇总，现在手工拼表")
    await who.presses(urgency)
    await who.presses("提交")


async def wishes_en(
    who: Actor,
    words: str = "It would be great if reports could be exported by department",
    urgency: str = "can wait",
) -> None:
    await who.says(words)
    if any("Not what I need" in b for b in who.buttons):
        await who.presses("Not what I need")
    if any("Something else" in b for b in who.buttons):
        await who.presses("Something else")
    await who.says("A monthly summary; we copy by hand now")
    await who.presses(urgency)
    await who.presses("pass it on")
