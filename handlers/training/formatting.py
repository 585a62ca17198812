"""How a class is said: its course, times, place, and who teaches it."""

import re
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk.people import Person
from desk.training import timetable
from desk.training.classes import TrainingClass
from desk.training.courses import Course
from i18n import _, moment, spoken
from i18n.joining import labelled

_CLOCK = re.compile(r"\d{1,2}:\d\d(.*)$")  # with the place, of another zone


async def course_of(session: AsyncSession, one: TrainingClass) -> str:
    return (await session.get_one(Course, one.course_id)).named(spoken().language)


async def title(session: AsyncSession, one: TrainingClass) -> str:
    return f"{one.number} · {await course_of(session, one)}"


def times(one: TrainingClass, now: datetime) -> list[str]:
    """One line a sitting, in the reader's zone."""
    return [f"🗓 {span(starts, ends, now)}" for starts, ends in one.times]


def span(starts: datetime, ends: datetime, now: datetime) -> str:
    """`Tue 10 Mar 09:00 – 12:00`"""
    first, last = moment(starts, now), moment(ends, now)
    clock = _CLOCK.search(last)
    if clock is None or not first.startswith(last[: clock.start()]):
        return f"{first} – {last}"
    return f"{first.removesuffix(clock[1])} – {clock[0]}"


async def facts(session: AsyncSession, one: TrainingClass, now: datetime) -> list[str]:
    """When, where, with whom, and what to bring."""
    trainer = await session.get_one(Person, one.trainer_id)
    return [
        *times(one, now),
        *([f"📍 {one.place}"] if one.place else []),
        f"👩‍🏫 {trainer.name}",
        *(["🎒 " + labelled(_("Please bring"), one.bring)] if one.bring else []),
    ]


def until(one: TrainingClass, now: datetime) -> str:
    return _("Registration closes {time}.").format(time=moment(one.closes_at, now))


def clash(found: list[tuple[str, datetime]], now: datetime) -> list[str]:
    """What else is at that time."""
    return [
        _("⚠️ At the same time: {number}, {time}").format(number=number, time=moment(at, now))
        for number, at in found
    ]


def sittings_text(sittings: timetable.Sittings) -> str:
    """As they may be written: `2026-03-10 09:00-12:00`, one a line."""
    return "\n".join(f"{start.replace('T', ' ')}-{end[11:]}" for start, end in sittings)
