"""The daily log of the person who is on site: asked for at the end of the day, confirmed by the manager, followed up (PRJ-3, PRJ-8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import journal, policies
from desk.events import Event
from desk.people import Person
from desk.projects import people, plan, process, waiting
from desk.projects.plan import Item, Side
from desk.projects.project import Project, ProjectState
from errors import NotAllowed, Stale
from i18n import _
from store import Base, Due, Versioned


class Log(Due, Base, Versioned):
    """`due_at`: to be asked for; missing on the next morning; unconfirmed for a week."""

    __tablename__ = "project_log"
    __table_args__ = (UniqueConstraint("project_id", "person_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    day: Mapped[date]
    asked_at: Mapped[datetime | None]
    missing_at: Mapped[datetime | None]
    absent: Mapped[bool] = mapped_column(default=False)  # not on site that day
    did: Mapped[str] = mapped_column(default="")
    left: Mapped[str] = mapped_column(default="")
    next: Mapped[str] = mapped_column(default="")
    minutes: Mapped[int] = mapped_column(default=0)
    written_at: Mapped[datetime | None]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None]

    @property
    def ref(self) -> str:
        return f"project_log:{self.id}"


@dataclass(frozen=True)
class LoggedDay:
    """What the consultant says of it."""

    did: str
    left: str
    next: str
    minutes: int


def on_site(items: Sequence[Item], members: Sequence[int], today: date) -> list[int]:
    """Who works there today: of our items that have begun, the person they were given to; else all."""
    begun = [i for i in items if i.side is Side.OURS and not i.is_done and i.first_on and i.first_on <= today]
    named = {item.person_id for item in begun if item.person_id}
    anybody = any(item.person_id is None for item in begun)
    return [number for number in members if anybody or number in named]


async def ask_for(session: AsyncSession, project: Project, now: datetime) -> None:
    """A row for each of them, this morning."""
    if project.state is not ProjectState.RUNNING:
        return
    working, hours = await process.working(session, project), await _hours(session)
    today = working.local_date(now)
    there = on_site(await plan.items(session, project), await people.member_ids(session, project), today)
    known = set(
        await session.scalars(select(Log.person_id).where(Log.project_id == project.id, Log.day == today))
    )
    for number in there:
        if number not in known:
            at = working.instant(today, hours[1])
            session.add(
                Log(
                    project_id=project.id,
                    person_id=number,
                    day=today,
                    due_at=at,
                    did="",
                    left="",
                    next="",
                    minutes=0,
                )
            )
    await session.flush()


async def _hours(session: AsyncSession) -> tuple[time, time]:
    """When it is missing, and when it is asked for."""
    periods = await policies.value(session, policies.PROJECT_LOG_HOURS)
    return periods[0].start, periods[-1].end


async def fall_due(session: AsyncSession, log: Log, now: datetime) -> None:
    log.due_at = None
    project = await session.get_one(Project, log.project_id)
    if (
        log.absent
        or log.confirmed_at
        or (log.written_at is None and project.state is not ProjectState.RUNNING)
    ):
        return None
    working, hours = await process.working(session, project), await _hours(session)
    if log.written_at is not None:
        log.due_at = now + await policies.value(session, policies.PROJECT_LOG_CONFIRM)
        return await _write(session, log, Event.PROJECT_LOG_UNCONFIRMED, None, now)
    if log.asked_at is None:
        log.asked_at = now
        log.due_at = working.next_service_time(working.local_date(now) + waiting.A_DAY, hours[0])
        return await _write(session, log, Event.PROJECT_LOG_ASKED, None, now)
    log.missing_at = now
    return await _write(session, log, Event.PROJECT_LOG_MISSING, None, now)


async def write(session: AsyncSession, log: Log, day: LoggedDay, by: Person, now: datetime) -> None:
    """The day's log is written; a late one counts like any (PRJ-3). Raises Stale when it has been confirmed."""
    if log.confirmed_at is not None:
        raise Stale(_("This log has been confirmed already."))
    log.did, log.left, log.next, log.minutes = day.did, day.left, day.next, day.minutes
    log.written_at, log.absent = now, False
    log.due_at = now + await policies.value(session, policies.PROJECT_LOG_CONFIRM)
    await _write(session, log, Event.PROJECT_LOG_WRITTEN, by.id, now)


async def was_away(session: AsyncSession, log: Log, by: Person, now: datetime) -> None:
    """The person was not on site that day."""
    if log.written_at is not None:
        raise Stale(_("This log is written already."))
    log.absent, log.due_at = True, None
    await _write(session, log, Event.PROJECT_LOG_CONFIRMED, by.id, now)


def check_confirmer(log: Log, by: Person) -> None:
    """Raises NotAllowed for one's own log, Stale when there is nothing to confirm."""
    if by.id == log.person_id:
        raise NotAllowed(_("Nobody confirms their own log."))
    if log.confirmed_at is not None:
        raise Stale(_("This log has been confirmed already."))
    if log.written_at is None:
        raise Stale(_("This log is not written yet."))


async def dispute(session: AsyncSession, log: Log, words: str, by: Person, now: datetime) -> None:
    """Something in it is not right: its writer reads what, and writes it again; it is missing until then (PRJ-8)."""
    check_confirmer(log, by)
    project = await session.get_one(Project, log.project_id)
    working, hours = await process.working(session, project), await _hours(session)
    log.written_at, log.asked_at = None, now
    log.due_at = working.next_service_time(working.local_date(now) + waiting.A_DAY, hours[0])
    await _write(session, log, Event.PROJECT_LOG_DISPUTED, by.id, now, why=words)


async def confirm(session: AsyncSession, log: Log, by: Person, now: datetime) -> None:
    """The log is confirmed by the manager, or the head; nobody confirms their own (PRJ-8)."""
    check_confirmer(log, by)
    log.confirmed_by, log.confirmed_at, log.due_at = by.id, now, None
    await _write(session, log, Event.PROJECT_LOG_CONFIRMED, by.id, now)


async def of(session: AsyncSession, project: Project) -> list[Log]:
    return list(
        await session.scalars(select(Log).where(Log.project_id == project.id).order_by(Log.day, Log.id))
    )


async def _write(
    session: AsyncSession, log: Log, event: Event, by: int | None, now: datetime, **data: Any
) -> None:
    await session.flush()
    await journal.write(session, log, event, by=by, now=now, **data)
