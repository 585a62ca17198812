"""How a requirement is heard and goes on; the person who asked hears of each moment once (REQ-1 to REQ-4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import journal, policies
from desk.calendars import dates, regions
from desk.calendars.calendar import NINE
from desk.calendars.regions import Hours
from desk.calendars.time_limits import Limit
from desk.customers import Customer
from desk.events import Event
from desk.people import Person
from desk.policies import Policy
from desk.requirements import counting, people, steps
from desk.requirements.requirement import (
    WAITING,
    Charge,
    Evaluation,
    Requirement,
    RequirementState,
    RequirementUrgency,
    Voice,
)
from desk.requirements.steps import Step
from errors import Blocked, Stale
from i18n import _, company_day
from store.session import numbered

S = RequirementState
LOOK_AGAIN = timedelta(days=90)  # at what was put off elsewhere, without a day
LEAST_URGENT = 4  # fault level whose term counts: nobody is woken for a wish
LIMITS: dict[RequirementState, Policy[Limit]] = {
    S.HEARD: policies.FIRST_WORD,
    S.TO_EVALUATE: policies.REQUIREMENT_DECISION,
    S.COMMERCIAL: policies.COMMERCIAL_ANSWER,
}
UNDONE = (Step.PLAN, Step.NOT_NOW, Step.REFUSE)  # outcomes that are told a little later (REQ-4)
DECIDED = (S.PLANNED, S.QUOTED, S.NOT_NOW, S.NO)


@dataclass(frozen=True)
class AskedRequirement:
    """What somebody asks for. `person` None: only the customer is known, from a table."""

    words: str
    person: Person | None
    customer: Customer | None
    use: str = ""
    need: RequirementUrgency = RequirementUrgency.WAIT
    needed_by: date | None = None
    product: str = ""
    source: str = "chat"
    cast_by: Person | None = None
    commercial: bool = False
    title: str = ""
    external_key: str = ""
    at: datetime | None = None
    state: RequirementState = S.HEARD  # of one that comes from another tracker
    target: str = ""
    votes: int = 0
    files: Sequence[int] = ()


async def hear(session: AsyncSession, asked: AskedRequirement, now: datetime) -> Requirement:
    """A new one, with the person who judges it; a commercial one with sales (REQ-1, REQ-3)."""
    hours = await _hours(session, asked.customer)
    by = (await policies.value(session, policies.FIRST_WORD)).at(LEAST_URGENT, 0).due(now, hours)
    requirement = Requirement(
        state=S.COMMERCIAL if asked.commercial else asked.state, title=asked.title, product=asked.product, opened_at=asked.at or now,
        first_word_by=by, external_key=asked.external_key, marks={}, recipients=[], round=0, escalation_level=0, charge=Charge.NONE,
        target=asked.target, votes=asked.votes, why="", instead="", release="", how_to_use="", training="",
    )  # fmt: skip
    await numbered(session, requirement)
    voice = await _cast(session, requirement, asked, now)
    if requirement.state not in (S.HEARD, S.COMMERCIAL):
        _as_it_stands(requirement, voice, now)
    await hand(session, requirement, now)
    if asked.commercial:
        requirement.first_word_by = requirement.limit_at or by
    await write(session, requirement, Event.REQUIREMENT_HEARD, _by(asked), now, voice=voice.id)
    return requirement


def _as_it_stands(requirement: Requirement, voice: Voice, now: datetime) -> None:
    """It was decided elsewhere: the person who asked is not told of it again."""
    requirement.first_word_at = now
    requirement.decided_at = now if requirement.state in DECIDED else None
    requirement.closed_at = None if requirement.is_open else now
    if requirement.state is S.NOT_NOW:
        requirement.look_again_on = company_day(now) + LOOK_AGAIN
    if moment := counting.moment_of(requirement):
        voice.notified = [moment]


async def join(
    session: AsyncSession, requirement: Requirement, asked: AskedRequirement, now: datetime
) -> Voice:
    """One voice more. Of the same person it adds words to theirs; what is known by now they hear at once (REQ-4)."""
    mine = await people.asks(session, requirement, asked.person) if asked.person else None
    if mine is not None:
        if asked.words not in mine.words:
            mine.words = f"{mine.words}\n{asked.words}"
        mine.need, mine.needed_by, mine.quiet = asked.need, asked.needed_by or mine.needed_by, False
        mine.files = [*mine.files, *(each for each in asked.files if each not in mine.files)]
        voice = mine
    else:
        voice = await _cast(session, requirement, asked, now)
    await write(session, requirement, Event.REQUIREMENT_JOINED, _by(asked), now, voice=voice.id)
    if requirement.state in (S.DECLINED, S.NO) and asked.person is not None:
        await take(session, requirement, Step.ASK_AGAIN, asked.cast_by or asked.person, now)
    else:
        await tell(session, requirement, now)
    return voice


def _by(asked: AskedRequirement) -> int | None:
    by = asked.cast_by or asked.person
    return by.id if by else None


async def _cast(
    session: AsyncSession, requirement: Requirement, asked: AskedRequirement, now: datetime
) -> Voice:
    voice = Voice(
        requirement_id=requirement.id, customer_id=asked.customer.id if asked.customer else None,
        person_id=asked.person.id if asked.person else None, words=asked.words, use=asked.use, need=asked.need,
        needed_by=asked.needed_by, source=asked.source, cast_by=asked.cast_by.id if asked.cast_by else None, at=asked.at or now,
        notified=[], path=[], quiet=False, files=list(asked.files),
    )  # fmt: skip
    await numbered(session, voice)
    return voice


async def _hours(session: AsyncSession, customer: Customer | None) -> Hours:
    return await regions.hours_of(session, customer.region if customer else "")


async def hours(session: AsyncSession, requirement: Requirement) -> Hours:
    """Where the person who asked first is."""
    return await _hours(session, await people.customer_of(session, requirement))


async def hand(session: AsyncSession, requirement: Requirement, now: datetime) -> None:
    """Somebody has it, and a time by which they are to have acted; nothing waits without both."""
    requirement.escalation_level, requirement.limit_at, requirement.due_at = 0, None, None
    person = await people.holder(session, requirement, now) if requirement.is_open else None
    requirement.holder_id = person.id if person else None
    requirement.recipients = sorted({*requirement.recipients, *([person.id] if person else [])})
    known = await hours(session, requirement)
    if requirement.state in LIMITS:
        term = (await policies.value(session, LIMITS[requirement.state])).at(LEAST_URGENT, 0)
        requirement.limit_at = requirement.due_at = term.due(now, known)
    elif requirement.state in (S.ANSWERED, S.WAY_ROUND, S.DELIVERED):
        days = await policies.value(session, policies.REQUIREMENT_SILENCE)
        requirement.due_at = known.working.add_working_days(now, days)
    elif requirement.state is S.NOT_NOW and requirement.look_again_on:
        requirement.due_at = known.working.next_service_time(requirement.look_again_on, NINE)
    elif requirement.state is S.QUOTED:
        requirement.due_at = known.working.next_morning(now)
    elif requirement.state in (S.PLANNED, S.IN_WORK):
        over = dates.quarter_end(requirement.target or dates.quarters(company_day(now))[0]) + timedelta(
            days=1
        )
        requirement.due_at = max(known.working.next_service_time(over, NINE), known.working.next_morning(now))
    if requirement.state is S.TO_EVALUATE:
        requirement.decide_by = requirement.limit_at


async def take(
    session: AsyncSession, requirement: Requirement, step: Step, by: Person, now: datetime, **facts: Any
) -> None:
    """One step of the table, the evaluation among them; `facts` are columns that it fills (REQ-2). Raises NotAllowed, Stale, Blocked."""
    steps.check(step, requirement, await people.parts_of(session, requirement, by))
    if step is Step.CANCEL and requirement.charge is not Charge.FEE:
        raise Blocked(_("There is nothing to cancel: it is built for everybody, and free of charge."))
    await go(session, requirement, step, by.id, now, **facts)


async def go(
    session: AsyncSession, requirement: Requirement, step: Step, by: int | None, now: datetime, **facts: Any
) -> None:
    """The step is taken, by somebody or by the desk; the person who acts next has it, and the person who asked hears."""
    was = requirement.state
    steps.move(step, requirement)
    for name, value in facts.items():
        setattr(requirement, name, value)
    if step in (Step.ASK_AGAIN, Step.LOOK_AGAIN, Step.NEEDS_MORE, Step.NOT_QUITE):
        requirement.round += 1
    if was is S.HEARD and requirement.state is not S.COMMERCIAL:
        requirement.first_word_at = requirement.first_word_at or now
    if requirement.state in DECIDED:
        requirement.decided_at = now
    if requirement.state is S.DELIVERED:
        requirement.delivered_at = now
    requirement.closed_at = None if requirement.is_open else now
    await session.flush()
    await hand(session, requirement, now)
    requirement.undo_until = None
    if step in UNDONE and (length := await policies.value(session, policies.REQUIREMENT_UNDO)):
        requirement.undo_until = requirement.due_at = now + length
    await write(session, requirement, Event.REQUIREMENT_MOVED, by, now, step=step, why=facts.get("why", ""))
    await tell(session, requirement, now)


async def tell(session: AsyncSession, requirement: Requirement, now: datetime) -> None:
    """Everybody who asked hears where it stands, each once a moment; not while it can still be undone (REQ-4)."""
    if requirement.undo_until is not None and now < requirement.undo_until:
        return
    moment = counting.moment_of(requirement)
    cast = await people.voices(session, requirement)
    hearing = counting.to_tell(cast, moment)
    for voice in hearing:
        voice.notified = [*voice.notified, moment]
    if hearing:
        numbers = [voice.id for voice in hearing]
        await write(session, requirement, Event.REQUIREMENT_TOLD, None, now, voices=numbers, moment=moment)


async def take_back(session: AsyncSession, requirement: Requirement, by: Person, now: datetime) -> None:
    """The outcome is undone before anybody has heard it: its marks stand as they were given. Raises NotAllowed, Stale."""
    steps.check(Step.TAKE_BACK, requirement, await people.parts_of(session, requirement, by))
    if requirement.undo_until is None or now >= requirement.undo_until:
        raise Stale(_("Whoever asked has heard it by now; it cannot be undone any more."))
    mine = Evaluation.requirement_id == requirement.id
    last = (
        await session.scalars(select(Evaluation).where(mine).order_by(Evaluation.id.desc()).limit(1))
    ).one()
    if last.reported_at is not None:
        raise Stale(_("It stands in a report already; it cannot be undone any more."))
    await session.delete(last)
    by_when = requirement.decide_by
    facts = {"target": "", "charge": Charge.NONE, "why": "", "instead": "", "look_again_on": None}
    await go(session, requirement, Step.TAKE_BACK, by.id, now, **facts, marks=last.marks, decided_at=None)
    if by_when is not None and by_when > now:
        requirement.limit_at = requirement.due_at = requirement.decide_by = by_when


async def delivered(
    session: AsyncSession, requirement: Requirement, fits: bool, words: str, by: Person, now: datetime
) -> None:
    """*Does it do what you need?* One *not quite* is enough to go back to work; confirmed once all have said yes (REQ-4)."""
    step = Step.CONFIRM if fits else Step.NOT_QUITE
    steps.check(step, requirement, await people.parts_of(session, requirement, by))
    cast = await people.voices(session, requirement)
    for voice in cast:
        if voice.person_id == by.id:
            voice.fits = fits
            voice.words = f"{voice.words}\n{words}" if words else voice.words
    if not fits:
        for voice in cast:
            voice.fits = None  # of the next delivery they are asked again
        return await go(session, requirement, step, by.id, now, why=words)
    await session.flush()
    if all(voice.fits for voice in cast if voice.person_id and not voice.quiet):
        return await go(session, requirement, step, by.id, now)
    return await write(session, requirement, Event.REQUIREMENT_MOVED, by.id, now, step="", why="")


async def hush(session: AsyncSession, requirement: Requirement, by: Person, now: datetime) -> None:
    """*Stop telling me*: their voice counts, and they hear nothing more of it."""
    for voice in await people.voices(session, requirement):
        if voice.person_id == by.id:
            voice.quiet = True
    await write(session, requirement, Event.REQUIREMENT_HUSHED, by.id, now)


async def fall_due(session: AsyncSession, requirement: Requirement, now: datetime) -> None:
    """By its state: those above hear that it waits; what nobody objected to is closed; a day has come."""
    requirement.due_at = None
    if requirement.undo_until is not None:
        requirement.undo_until = None
        await hand(session, requirement, now)
        return await tell(session, requirement, now)
    if requirement.state in (S.ANSWERED, S.WAY_ROUND, S.DELIVERED):
        return await go(session, requirement, Step.SILENCE, None, now)
    if requirement.state is S.NOT_NOW:
        return await go(session, requirement, Step.LOOK_AGAIN, None, now)
    told: list[Person] = []
    if requirement.state in WAITING:
        requirement.escalation_level += 1
        told = await people.above(session, requirement)
    holder = await session.get(Person, requirement.holder_id) if requirement.holder_id else None
    if holder is None or not holder.is_staff:
        holder = await people.holder(session, requirement, now)
        requirement.holder_id = holder.id if holder else None
    hearing = {*(person.id for person in told), *([holder.id] if holder else [])}
    requirement.recipients = sorted({*requirement.recipients, *hearing})
    requirement.due_at = (await hours(session, requirement)).working.next_morning(now)
    return await write(session, requirement, Event.REQUIREMENT_LATE, None, now, to=sorted(hearing))


async def write(
    session: AsyncSession, requirement: Requirement, event: Event, by: int | None, now: datetime, **data: Any
) -> None:
    await session.flush()  # so that the cards that follow carry its new version
    await journal.write(session, requirement, event, by=by, now=now, **data)
