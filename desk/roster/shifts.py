"""The hotline roster: who is on duty when (HOT-1)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import journal
from desk.calendars.dates import DayBounds, day_of
from desk.events import Event
from desk.people import Person
from desk.roster import gap_checks, handover_checks, leave
from errors import BadInput
from i18n import _, moment
from store import Base, kept, rarely_changes

LONGEST = timedelta(days=31)  # a longer shift is a slip of the pen


class Span(NamedTuple):
    """From `start` until just before `end`."""

    start: datetime
    end: datetime


class Shift(Base):
    """On duty from `starts_at` until just before `ends_at`."""

    __tablename__ = "shift"
    __table_args__ = (UniqueConstraint("person_id", "starts_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime] = mapped_column(index=True)

    @property
    def ref(self) -> str:
        return f"shift:{self.id}"

    @property
    def span(self) -> Span:
        return Span(self.starts_at, self.ends_at)


rarely_changes(Shift)


async def on_duty(session: AsyncSession, now: datetime) -> list[Person]:
    """Staff whose shift it is, and who are not on leave."""
    gone = await leave.away(session, now)
    here = [n for n, span in await kept(session, _of_day, day_of(now)) if span.start <= now < span.end]
    people = [await session.get_one(Person, number) for number in here if number not in gone]
    return [person for person in people if person.active]


async def _of_day(session: AsyncSession, day: DayBounds) -> list[tuple[int, Span]]:
    columns = select(Shift.person_id, Shift.starts_at, Shift.ends_at)
    rows = await session.execute(
        columns.where(Shift.starts_at < day.end, Shift.ends_at > day.start).order_by(
            Shift.starts_at, Shift.person_id
        )
    )
    return [(number, Span(start, end)) for number, start, end in rows]


async def shifts(session: AsyncSession, start: datetime, end: datetime) -> list[tuple[Shift, Person]]:
    """The shifts that touch the time from `start` to `end`, in their order."""
    rows = await session.execute(
        select(Shift, Person)
        .join(Person, Person.id == Shift.person_id)
        .where(Shift.starts_at <= end, Shift.ends_at > start, Person.active)
        .order_by(Shift.starts_at, Person.id)
    )
    return [(shift, person) for shift, person in rows]


async def presence(session: AsyncSession, start: datetime, end: datetime) -> list[tuple[Person, Span]]:
    """Who is there when: the shifts without the leaves, cut to [start, end), in the order of their starts."""
    absent = await leave.between(session, start, end)
    found = []
    for shift, person in await shifts(session, start, end):
        away = [Span(each.starts_at, each.ends_at) for each in absent if each.person_id == person.id]
        cut = Span(max(shift.starts_at, start), min(shift.ends_at, end))
        found += [(person, span) for span in without(cut, away)]
    return sorted(found, key=lambda each: each[1].start)


def without(span: Span, others: list[Span]) -> Iterator[Span]:
    """The parts of the span that the others do not cover."""
    reach = span.start
    for other in sorted(others):
        if other.start > reach:
            yield from _some(reach, min(other.start, span.end))
        reach = max(reach, other.end)
    yield from _some(reach, span.end)


def _some(start: datetime, end: datetime) -> Iterator[Span]:
    if start < end:
        yield Span(start, end)


async def find(session: AsyncSession, person_id: int, start: datetime) -> Shift | None:
    """The person's shift that begins then."""
    query = select(Shift).where(Shift.person_id == person_id, Shift.starts_at == start)
    found: Shift | None = await session.scalar(query)
    return found


async def coming(session: AsyncSession, person_id: int, now: datetime, most: int) -> list[Shift]:
    """The person's next shifts, and the one that runs."""
    query = select(Shift).where(Shift.person_id == person_id, Shift.ends_at > now)
    return list(await session.scalars(query.order_by(Shift.starts_at).limit(most)))


async def hand_over(session: AsyncSession, shift: Shift, to: int, now: datetime) -> None:
    """The shift is the other person's from now on; of one that runs, the rest."""
    await handover_checks.again(session, now)
    if shift.starts_at >= now:
        shift.person_id = to
        return
    session.add(Shift(person_id=to, starts_at=now, ends_at=shift.ends_at))
    shift.ends_at = now


async def check_free(session: AsyncSession, person: Person, span: Span, but: tuple[Span, ...] = ()) -> None:
    """Raises BadInput when they are on leave or on duty then; `but`: shifts of theirs that do not count."""
    if any(each.person_id == person.id for each in await leave.between(session, *span)):
        raise BadInput(_("{name} is on leave then.").format(name=person.name))
    for shift, other in await shifts(session, *span):
        if other.id == person.id and shift.starts_at < span.end and shift.span not in but:
            raise BadInput(
                _("{name} is on duty then already: {start} – {end}.").format(
                    name=person.name,
                    start=moment(shift.starts_at, span.start),
                    end=moment(shift.ends_at, span.start),
                )
            )


async def put(
    session: AsyncSession, person: Person, span: Span, now: datetime, by: int | None = None
) -> None:
    """The shift is put on the roster; one of theirs that begins then already only has its end changed (HOT-1). Raises BadInput."""
    if not span.start < span.end <= span.start + LONGEST:
        raise BadInput(_("A shift ends after it begins, and lasts 31 days at most."))
    shift = await find(session, person.id, span.start)
    if shift is not None and shift.ends_at == span.end:
        return
    await check_free(session, person, span, (shift.span,) if shift else ())
    event = Event.SHIFT_CHANGED if shift else Event.SHIFT_ADDED
    shift = shift or Shift(person_id=person.id, starts_at=span.start)
    shift.ends_at = span.end
    session.add(shift)
    await _write(session, shift, event, now, by)
    await gap_checks.begin(session, now)
    await handover_checks.again(session, now)


async def take_off(session: AsyncSession, shift: Shift, now: datetime, by: int | None = None) -> None:
    """Off the roster; one that has begun ends now, for what was worked was worked."""
    await _write(session, shift, Event.SHIFT_TAKEN_OFF, now, by)
    if shift.starts_at < now:
        shift.ends_at = now
    else:
        await session.delete(shift)
    await handover_checks.again(session, now)
    await session.flush()


async def tell(
    session: AsyncSession, person: Person, event: Event, spans: list[Span], now: datetime, by: int | None
) -> None:
    """The person is to hear of all these shifts in one message."""
    told = [[span.start.isoformat(), span.end.isoformat()] for span in spans]
    await journal.write(session, person, event, by=by, now=now, spans=told)


async def remind(session: AsyncSession, now: datetime, until: datetime) -> None:
    """Everybody hears in one message of their shifts that begin before `until`."""
    ahead: dict[int, list[Span]] = {}
    for shift, person in await shifts(session, now, until):
        if now < shift.starts_at and person.id not in await leave.away(session, shift.starts_at):
            ahead.setdefault(person.id, []).append(shift.span)
    for number, spans in ahead.items():
        await tell(session, await session.get_one(Person, number), Event.PERSON_DUTY_AHEAD, spans, now, None)


async def _write(session: AsyncSession, shift: Shift, event: Event, now: datetime, by: int | None) -> None:
    await journal.write(
        session, shift, event, by=by, now=now,
        person=shift.person_id, start=shift.starts_at.isoformat(), end=shift.ends_at.isoformat(),
    )  # fmt: skip
