"""What moved the end of a project, in working days: a late item, a pause, a change; the sum is how far it has moved (PRJ-3, PRJ-4)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk.projects import plan, process, schedule
from desk.projects.plan import Item
from desk.projects.project import Project
from desk.projects.schedule import Span
from store import Base


class Delay(Base):
    """`item_id` None: a pause, or a change that was agreed on."""

    __tablename__ = "project_shift"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("project_item.id"))
    change_id: Mapped[int | None] = mapped_column(ForeignKey("project_change.id"))
    days: Mapped[int]
    from_on: Mapped[date]
    until_on: Mapped[date]


async def of(session: AsyncSession, project: Project) -> list[Delay]:
    return list(await session.scalars(select(Delay).where(Delay.project_id == project.id).order_by(Delay.id)))


async def recount(session: AsyncSession, project: Project, now: datetime, item: int | None = None) -> int:
    """What stands behind a late item, or behind `item`, moves with it; by how many working days the end has moved."""
    items, working = await plan.items(session, project), await process.working(session, project)
    today = working.local_date(now)
    found = schedule.moved(plan.tasks(items), today, working)
    before, cause = plan.end(items), _last(items, found).cause
    put(items, found)
    after = plan.end(items)
    days = schedule.apart(working, before, after) if before and after else 0
    if days:
        await _note(session, project, cause or item, days, today, today)
    return days


async def paused(session: AsyncSession, project: Project, since: date, until: date) -> int:
    """All that is not done moves by the working days that were lost."""
    items, working = await plan.items(session, project), await process.working(session, project)
    lost = schedule.apart(
        working, date.fromordinal(since.toordinal() - 1), date.fromordinal(until.toordinal() - 1)
    )
    put(items, schedule.pushed(plan.tasks(items), lost, working))
    if lost:
        await _note(session, project, None, lost, since, until)
    return lost


async def note(
    session: AsyncSession,
    project: Project,
    before: date | None,
    items: Sequence[Item],
    now: datetime,
    *,
    item: int | None = None,
    change: int | None = None,
) -> int:
    """By how many working days the end has moved since it was `before`: by work done again, or by a change."""
    working, after = await process.working(session, project), plan.end(items)
    days = schedule.apart(working, before, after) if before and after else 0
    if days:
        today = working.local_date(now)
        await _note(session, project, item, days, today, today, change)
    return days


def _last(items: Sequence[Item], found: Mapping[int, Span]) -> Span:
    """Of the item that ends last."""
    return max((found[item.id] for item in items), key=lambda span: (span.last, span.cause or 0))


def put(items: Sequence[Item], found: Mapping[int, Span]) -> None:
    for item in items:
        span = found.get(item.id)
        if span is not None and (item.first_on, item.due_on, item.cause_id) != (
            span.first,
            span.last,
            span.cause,
        ):
            item.first_on, item.due_on, item.cause_id = span.first, span.last, span.cause


async def _note(
    session: AsyncSession,
    project: Project,
    item: int | None,
    days: int,
    first: date,
    last: date,
    change: int | None = None,
) -> None:
    """Day after day of the same cause is one row."""
    known = await of(session, project)
    if item is not None and known and known[-1].item_id == item:
        known[-1].days, known[-1].until_on = known[-1].days + days, last
        return
    session.add(
        Delay(project_id=project.id, item_id=item, change_id=change, days=days, from_on=first, until_on=last)
    )
    await session.flush()
