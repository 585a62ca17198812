"""A class of a course: its sittings, seats and state (TRN-1). Who is in it: `desk/training/enrolments.py`.

draft ─▶ open ─▶ confirmed ─▶ running ─▶ finished ─▶ archived
           └────────┴─▶ cancelled          (full is no state: it follows from the seats)
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import journal
from desk.events import Event
from desk.people import Person
from desk.roles import TRAINERS
from desk.training import timetable
from desk.training.timetable import ClassMoment
from errors import BadInput, Stale
from i18n import N_, _
from store import Base, Due, Versioned

MOST_SEATS = 500


class ClassState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    CONFIRMED = "confirmed"
    RUNNING = "running"
    FINISHED = "finished"
    ARCHIVED = "archived"
    CANCELLED = "cancelled"


STATE_NAMES = {
    ClassState.DRAFT: N_("draft"),
    ClassState.OPEN: N_("open for registration"),
    ClassState.CONFIRMED: N_("takes place"),
    ClassState.RUNNING: N_("under way"),
    ClassState.FINISHED: N_("finished"),
    ClassState.ARCHIVED: N_("archived"),
    ClassState.CANCELLED: N_("cancelled"),
}
MOVES: dict[ClassState, set[ClassState]] = {
    ClassState.DRAFT: {ClassState.OPEN, ClassState.CANCELLED},
    ClassState.OPEN: {ClassState.CONFIRMED, ClassState.RUNNING, ClassState.CANCELLED},
    ClassState.CONFIRMED: {ClassState.RUNNING, ClassState.CANCELLED},
    ClassState.RUNNING: {ClassState.FINISHED},
    ClassState.FINISHED: {ClassState.ARCHIVED},
    ClassState.ARCHIVED: set(),
    ClassState.CANCELLED: set(),
}
AHEAD = (ClassState.OPEN, ClassState.CONFIRMED)  # one may register, until it closes
UNDERWAY = (*AHEAD, ClassState.RUNNING)


class TrainingClass(Due, Base, Versioned):
    """`due_at`: the next moment of its timetable. `open_to`: {"staff": bool, "customers": [], "regions": []}; none: all."""

    __tablename__ = "training_class"

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("training_course.id"), index=True)
    state: Mapped[ClassState] = mapped_column(default=ClassState.DRAFT, index=True)
    sittings: Mapped[list[Any]]  # [[local beginning, local end], …]
    zone: Mapped[str] = mapped_column(String(40))
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(default="")  # or a link
    bring: Mapped[str] = mapped_column(default="")
    trainer_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    seats: Mapped[int]
    least: Mapped[int]
    closes_at: Mapped[datetime]
    waiting_limit: Mapped[int]
    open_to: Mapped[dict[str, Any]] = mapped_column(default=dict)
    done_until: Mapped[datetime]  # what fell due up to here is done
    sequence: Mapped[int] = mapped_column(default=0)  # of its calendar file
    why: Mapped[str] = mapped_column(default="")  # it was moved, or cancelled
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"), index=True)  # asked for (TRN-4)

    @property
    def ref(self) -> str:
        return f"training_class:{self.id}"

    @property
    def number(self) -> str:
        """What people call it: T-1042."""
        return f"T-{1000 + self.id}"

    @property
    def times(self) -> list[tuple[datetime, datetime]]:
        return timetable.instants(self.sittings, self.zone)

    @property
    def for_staff(self) -> bool:
        return bool(self.open_to.get("staff"))

    @property
    def is_ahead(self) -> bool:
        return self.state in AHEAD


def plan(one: TrainingClass, sittings: timetable.Sittings, closes_at: datetime, now: datetime) -> None:
    """The sittings it has from now on. Raises BadInput for what is over, or closes after it begins."""
    one.sittings = timetable.checked(sittings)
    one.starts_at, one.ends_at = one.times[0][0], one.times[-1][1]
    if one.starts_at <= now:
        raise BadInput(_("That time is over already."))
    if not now < closes_at <= one.starts_at:
        raise BadInput(_("Registration closes before the class begins, and not in the past."))
    one.closes_at = closes_at


def check(seats: int, least: int, waiting_limit: int) -> None:
    """Raises BadInput for numbers of a class that cannot be meant; before they are kept."""
    if not 1 <= seats <= MOST_SEATS:
        raise BadInput(_("A class has 1 to {n} seats.").format(n=MOST_SEATS))
    if not 0 <= least <= seats:
        raise BadInput(_("The least number is at most the number of seats."))
    if waiting_limit < 0:
        raise BadInput(_("Please write a whole number."))


def follow(one: TrainingClass, all_of_it: Sequence[ClassMoment]) -> None:
    """When its timetable is looked at next."""
    one.due_at = timetable.next_at(all_of_it, one.done_until) if one.state in UNDERWAY else None


async def move_state(
    session: AsyncSession,
    one: TrainingClass,
    to: ClassState,
    event: Event,
    now: datetime,
    by: int | None,
    **data: Any,
) -> None:
    """The class goes into another state. Raises Stale when it is not possible any more."""
    if to not in MOVES[one.state]:
        raise Stale(_("{number} is: {state}.").format(number=one.number, state=_(STATE_NAMES[one.state])))
    one.state = to
    await write(session, one, event, now, by, **data)


async def write(
    session: AsyncSession, one: TrainingClass, event: Event, now: datetime, by: int | None, **data: Any
) -> None:
    await session.flush()
    await journal.write(session, one, event, by=by, now=now, **data)


async def ahead(session: AsyncSession, course: int | None = None) -> list[TrainingClass]:
    """The classes that are still to come or under way, the next one first."""
    rows = select(TrainingClass).where(TrainingClass.state.in_((ClassState.DRAFT, *UNDERWAY)))
    if course is not None:
        rows = rows.where(TrainingClass.course_id == course)
    return list(await session.scalars(rows.order_by(TrainingClass.starts_at, TrainingClass.id)))


def keeps(person: Person, one: TrainingClass) -> bool:
    """The person who teaches it, and those who manage."""
    return person.is_staff and (person.id == one.trainer_id or person.has(*TRAINERS))
