"""Who cannot share a number proves in another way who they are: by a code to an account of theirs, or by a call (CUS-4).

The journal keeps what is claimed, tried, refused and confirmed, so that going back in a talk gives no further tries.
"""

import secrets
from datetime import datetime, timedelta
from typing import TypedDict

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import invites, journal, policies
from desk.customers import Customer
from desk.events import Event
from desk.journal import JournalEntry
from desk.people import Person, by_phone, reachable
from errors import BadInput
from i18n import _

TRIES = 3  # at one code
DAY = timedelta(days=1)


class Claim(TypedDict):
    """What the page knows of it: the journal entry (None: nothing follows), and the code that it shows."""

    entry: int | None
    shown: str


async def make(session: AsyncSession, came: Person, phone: str, service_code: str, now: datetime) -> Claim:
    """The answer looks the same whether or not somebody is on file, so that it tells a stranger nothing."""
    shown = _code()
    known = await _fitting(session, came, phone, service_code)
    about = known[0] if len(known) == 1 else came
    if not known or await _too_many(session, about, now):
        return {"entry": None, "shown": shown}
    calls = len(known) > 1 or not await reachable(session, known)
    entry = await journal.write(
        session, about, Event.PERSON_CLAIMED, by=came.id, now=now,
        known=[each.id for each in known], code="" if calls else _code(), shown=shown,
    )  # fmt: skip
    await session.flush()
    return {"entry": entry.id, "shown": shown}


def _code() -> str:
    return f"{secrets.randbelow(1_000_000):06}"


async def _fitting(session: AsyncSession, came: Person, phone: str, service_code: str) -> list[Person]:
    known = [
        each
        for each in await by_phone(session, phone)
        if each.id != came.id and each.customer_id and invites.may_merge(came, each)
    ]
    if not service_code:
        return known
    codes = {each.id: await session.scalar(_service_code(each)) or "" for each in known}
    return [each for each in known if codes[each.id].casefold() == service_code.strip().casefold()]


def _service_code(person: Person) -> Select[str]:
    return select(Customer.service_code).where(Customer.id == person.customer_id)


async def _too_many(session: AsyncSession, about: Person, now: datetime) -> bool:
    """Nobody is called or written to again and again because somebody else says to be them."""
    most = await policies.value(session, policies.CLAIMS)
    earlier = _entries(about.ref, Event.PERSON_CLAIMED).where(JournalEntry.at > now - DAY)
    return (await session.scalar(earlier) or 0) >= most


def _entries(record: str, event: Event) -> Select[int]:
    here = JournalEntry.record == record, JournalEntry.event == event
    return select(func.count()).select_from(JournalEntry).where(*here)


async def fits(session: AsyncSession, claim: Claim, written: str, now: datetime) -> int | None:
    """The person whose code it is; each wrong one counts."""
    entry = await session.get(JournalEntry, claim["entry"]) if claim["entry"] else None
    if entry is None or not entry.data["code"] or entry.at < now - await _valid(session):
        return None
    wrong = _entries(entry.record, Event.PERSON_WRONG_CODE).where(JournalEntry.id > entry.id)
    if (await session.scalar(wrong) or 0) >= TRIES or await refused(session, entry):
        return None
    if secrets.compare_digest("".join(filter(str.isdigit, written)).encode(), entry.data["code"].encode()):
        number: int = entry.data["known"][0]
        return number
    record = await session.get_one(Person, entry.record_id)
    await journal.write(session, record, Event.PERSON_WRONG_CODE, by=entry.by, now=now, claim=entry.id)
    return None


async def wants_call(session: AsyncSession, claim: Claim, now: datetime) -> None:
    """Instead of the code, which they cannot read."""
    entry = await session.get(JournalEntry, claim["entry"]) if claim["entry"] else None
    if entry is not None and entry.data["code"]:
        about = await session.get_one(Person, entry.record_id)
        await journal.write(session, about, Event.PERSON_CALL_WANTED, by=entry.by, now=now, claim=entry.id)


async def open_claim(session: AsyncSession, number: int, now: datetime) -> tuple[JournalEntry, Person]:
    """For staff who have heard the code: the claim, and who made it. Raises BadInput when it is over."""
    entry = await session.get(JournalEntry, number)
    if entry is None or entry.event != Event.PERSON_CLAIMED or entry.by is None:
        raise BadInput(_("This has been dealt with already."))
    came = await session.get_one(Person, entry.by)
    if came.merged_into_id or came.on_file or not came.active or await refused(session, entry):
        raise BadInput(_("This has been dealt with already."))
    if entry.at < now - await _valid(session):
        raise BadInput(_("That code is too old. They can ask for a new one with /signin."))
    return entry, came


async def refused(session: AsyncSession, entry: JournalEntry) -> bool:
    """Whether a colleague has heard that it is not them."""
    query = select(JournalEntry).where(
        JournalEntry.record == entry.record,
        JournalEntry.event == Event.PERSON_NOT_THEM,
        JournalEntry.id > entry.id,
    )
    return any(each.data["claim"] == entry.id for each in await session.scalars(query))


async def _valid(session: AsyncSession) -> timedelta:
    return await policies.value(session, policies.CLAIM_VALID)
