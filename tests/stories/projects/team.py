"""Who plays in the stories of projects: 何静 the head, 林涛 the project manager, 周岚 and 马克 the consultants, 张敏 of sales."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select

from desk.people import Role
from desk.projects.plan import Item, Stage
from desk.projects.project import Project, ProjectState
from tests.fakes.desk import Actor, TestDesk
from tests.stories.cast import Cast

__all__ = ["team"]


@dataclass
class Team:
    desk: TestDesk
    cast: Cast
    he: Actor
    lin: Actor
    zhou: Actor
    mark: Actor
    zhang: Actor

    async def project(self) -> Project:
        """The newest one."""
        async with self.desk.store.reading() as session:
            return (await session.scalars(select(Project).order_by(Project.id.desc()).limit(1))).one()

    async def state(self) -> ProjectState:
        return (await self.project()).state

    async def items(self) -> dict[str, Item]:
        async with self.desk.store.reading() as session:
            number = (await self.project()).id
            return {i.key: i for i in await session.scalars(select(Item).where(Item.project_id == number))}

    async def stages(self) -> list[Stage]:
        async with self.desk.store.reading() as session:
            number = (await self.project()).id
            found = select(Stage).where(Stage.project_id == number).order_by(Stage.place)
            return list(await session.scalars(found))

    async def changes(self, change: Callable[[Project], Any]) -> None:
        """What a story does not play."""
        async with self.desk.store.transaction() as session:
            change(await session.get_one(Project, (await self.project()).id))

    async def finishes(self, *keys: str, by: Actor | None = None) -> None:
        """Items that a story does not play one by one."""
        async with self.desk.store.transaction() as session:
            for item in (await self.items()).values():
                if item.key in keys:
                    row = await session.get_one(Item, item.id)
                    row.done_on, row.done_by = self.desk.clock.now().date(), (by or self.zhou).person_id

    async def presses_step(self, who: Actor, step: str) -> None:
        """A button of the newest card, whether it is shown or not."""
        project = await self.project()
        await who.does("presses_data", f"c:project_step:{project.id}:{project.version}:{step}")


@pytest.fixture
async def team(desk: TestDesk, cast: Cast) -> Team:
    made = Team(
        desk, cast,
        he=await desk.person("何静", Role.IMPLEMENTATION_HEAD),
        lin=await desk.person("林涛", Role.PROJECT_MANAGER),
        zhou=await desk.person("周岚", Role.CONSULTANT),
        mark=await desk.person("Mark", Role.CONSULTANT, language="en"),
        zhang=await desk.person("张敏", Role.SALES_MANAGER),
    )  # fmt: skip
    await desk.settle()
    return made


async def applies(team: Team, template: str = "标准实施") -> None:
    """何静 applies for a project of 明月纺织."""
    await team.he.says("/project")
    await team.he.presses("申请项目")
    await team.he.says("明月")
    await team.he.says("新厂ERP上线")
    await team.he.says("新厂从4月起用系统开票")
    await team.he.presses(template)


async def approves(team: Team) -> None:
    """With 林涛, both consultants, and two who watch."""
    await team.he.presses("批准并指定人员")
    await team.he.presses("林涛")
    await team.he.presses("周岚")
    await team.he.presses("Mark")
    await team.he.presses("就这些")
    await team.he.presses("赵敏")
    await team.he.presses("孙洁")


async def plans(team: Team, trial: str = "30", day: str = "2026-03-09") -> None:
    await team.lin.presses("制定计划")
    await team.lin.says(day)
    await team.lin.presses("按合同")
    await team.lin.says(trial)
    await team.lin.says("12")


async def agreed(team: Team, trial: str = "30", template: str = "标准实施") -> None:
    """From the application to an agreed plan, which begins on Monday 9 March."""
    await applies(team, template)
    await approves(team)
    await plans(team, trial)
    await team.lin.presses("计划交给")
    await team.he.presses("批准计划")
    await team.cast.wang.presses("同意这份计划")
    assert await team.state() is ProjectState.PREPARING


async def running(team: Team, trial: str = "30") -> None:
    """A small project whose preparations are confirmed on Monday 2 March; it begins on the 9th."""
    await agreed(team, trial, "小型实施")
    await team.finishes("data", "ready")
    await team.presses_step(team.cast.wang, "confirm")
    assert await team.state() is ProjectState.RUNNING
