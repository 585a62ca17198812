"""Jobs: what takes long to count or draw is asked for in a step, run in the background, and delivered in a step of its own."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, String, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk.people import Account, Person
from store import Base, Moment, Store

TRIES = 3
PICTURES = "pictures"  # queue key of the jobs that read them: they need one process, and take one place


class Job(Base):
    """It is deleted once its result is delivered; until then it is started again after a crash."""

    __tablename__ = "job"

    id: Mapped[int] = mapped_column(primary_key=True)
    what: Mapped[str] = mapped_column(String(40))  # a function of the handlers
    args: Mapped[list[Any]] = mapped_column(default=list)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)  # who gets it
    account_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id")
    )  # where they asked; None: they did not
    topic: Mapped[int | None]
    queue_key: Mapped[str] = mapped_column(String(40))  # jobs with the same key run one after the other
    asked_at: Mapped[datetime]
    not_before: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)


async def ask(
    session: AsyncSession,
    what: str,
    args: Sequence[Any],
    person: Person,
    now: datetime,
    *,
    account: Account | None = None,
    topic: int | None = None,
    queue_key: str = "",
) -> None:
    """What was asked for already, and is still to come, comes once."""
    where = account.id if account else None
    waiting = await session.scalars(
        select(Job).where(Job.person_id == person.id, Job.what == what).order_by(Job.id)
    )
    if any(one.args == list(args) and (one.account_id, one.topic) == (where, topic) for one in waiting):
        return
    session.add(
        Job(
            what=what, args=list(args), person_id=person.id, account_id=where, topic=topic,
            queue_key=queue_key or f"person:{person.id}", asked_at=now,
        )
    )  # fmt: skip


_ready = Job.not_before.is_(None) | (Job.not_before <= bindparam("now", type_=Moment))
_free = Job.queue_key.not_in(bindparam("busy", expanding=True))
_OLDEST = select(Job).where(_ready, _free).order_by(Job.id).limit(1)
_ONE = select(Job.id).where(_ready).limit(1)


async def is_waiting(store: Store, now: datetime) -> bool:
    """Whether any may be begun: nearly always none, which is told without a session."""
    async with store.looking() as connection:
        return await connection.scalar(_ONE, {"now": now}) is not None


async def oldest(session: AsyncSession, now: datetime, busy: Collection[str]) -> Job | None:
    """The first that may be begun, whose queue key is free."""
    found: Job | None = await session.scalar(_OLDEST, {"now": now, "busy": list(busy)})
    return found


def put_off(job: Job, now: datetime) -> None:
    """The job is tried again, later each time."""
    job.attempts += 1
    job.not_before = now + timedelta(seconds=min(2**job.attempts, 60))


async def release(session: AsyncSession, queue_key: str) -> None:
    """What those that were put off have waited for is there."""
    put_off = Job.queue_key == queue_key, Job.not_before.is_not(None)
    await session.execute(update(Job).where(*put_off).values(not_before=None))
