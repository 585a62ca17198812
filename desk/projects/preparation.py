"""The customer's preparations before the work on site: what is open, confirmed as a whole, or overridden with a reason (PRJ-2, PRJ-7)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk.people import Person
from desk.projects import plan, process
from desk.projects.plan import Item, Side, Stage
from desk.projects.project import Project
from desk.projects.steps import Step
from errors import Blocked
from i18n import _


def to_prepare(stages: Sequence[Stage], items: Sequence[Item]) -> list[Item]:
    """The customer's part of the first stage: nobody is on site before it is confirmed (PRJ-7)."""
    first = {stage.id for stage in stages[:1]}
    return [item for item in items if item.stage_id in first and item.side is Side.THEIRS]


async def open_preparations(session: AsyncSession, project: Project) -> list[Item]:
    found = to_prepare(await plan.stages(session, project), await plan.items(session, project))
    return [item for item in found if not item.is_done]


async def confirm_all(session: AsyncSession, project: Project, by: Person, now: datetime) -> None:
    """The customer says that all is prepared (PRJ-2). Raises Blocked with what is still open."""
    if left := await open_preparations(session, project):
        names = "\n".join(f"▫️ {_words(item, by)}" for item in left)
        raise Blocked(
            _("These are still open:\n{items}\nPlease do them first, or ask for help there.").format(
                items=names
            )
        )
    await process.take(session, project, Step.CONFIRM, by, now)


async def override(session: AsyncSession, project: Project, why: str, by: Person, now: datetime) -> None:
    """We begin before all is prepared, with the reason that the customer reads (PRJ-7)."""
    left = await open_preparations(session, project)
    await process.take(session, project, Step.OVERRIDE, by, now, why=why, open=[item.id for item in left])
    project.overridden = why


def _words(item: Item, reader: Person) -> str:
    return str(item.words.get(reader.language) or next(iter(item.words.values()), ""))
