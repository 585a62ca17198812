"""Erasing a person, or a customer with its people: words and names go, numbers, times and moves stay.

What goes is shown before; while anything is open it is refused, and the reason said. A tombstone stays in the journal.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, cast, delete, func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from desk import journal
from desk.customers import Customer
from desk.events import Event
from desk.people import Person
from desk.phones import national
from desk.privacy import made_files, masking
from desk.privacy.personal import BARE, ERASED, FILE, HOLDINGS, Holding, Who, of
from desk.surveys import survey_catalogue
from desk.surveys.forms import QuestionKind
from desk.surveys.visit_backs import VisitBack
from desk.ticket import OPEN, TicketState
from errors import Refused
from i18n import _

Subject = Person | Customer
GONE = {"person": Event.PERSON_ERASED, "customer": Event.CUSTOMER_ERASED}  # the tombstones, by table
_CODE = re.compile(r"[a-z0-9_.:%TZ+-]{0,40}")  # codes and times; what people write has other signs
_NUMBER = re.compile(r"\+?\d{7,}")  # of a phone, perhaps
FILES = {"dispatch": "photos", "voice": "files"}  # columns with numbers of files
_WORDS = ("why", "words", "name", "text", "what")  # in the data of a journal entry


@dataclass(frozen=True)
class Preview:
    """How many rows of each table are emptied or go."""

    counts: Mapping[str, int]
    why_not: str  # "" when nothing is in the way


async def who(session: AsyncSession, subject: Subject) -> Who:
    """The person and the records that were merged into theirs: a name stands there, too."""
    is_person = isinstance(subject, Person)
    now_theirs = (Person.id if is_person else Person.customer_id) == subject.id
    merged = Person.merged_into_id.in_(select(Person.id).where(now_theirs))
    people = await session.scalars(select(Person.id).where(now_theirs | merged).order_by(Person.id))
    before = await session.scalars(select(Customer.id).where(Customer.merged_into_id == subject.id))
    return Who(list(people), [] if is_person else [subject.id, *before])


async def preview(session: AsyncSession, subject: Subject) -> Preview:
    those = await who(session, subject)
    counts = {}
    for holding in HOLDINGS:
        query = select(func.count()).select_from(of(holding.table)).where(holding.rows(those))
        if number := await session.scalar(query):
            counts[holding.table] = number
    return Preview(counts, await _why_not(session, subject, those))


async def erase(session: AsyncSession, subject: Subject, now: datetime, *, by: int | None) -> None:
    """All that is kept about them is erased. Raises Refused while something is open."""
    if why_not := await _why_not(session, subject, await who(session, subject)):
        raise Refused(why_not)
    await again(session, subject, now, by=by)


async def again(session: AsyncSession, subject: Subject, now: datetime, *, by: int | None = None) -> None:
    """Without asking: what was erased once, and came back with a backup."""
    those = await who(session, subject)
    if session.get_bind().dialect.name == "sqlite":
        await session.execute(text("PRAGMA secure_delete = ON"))  # what goes is overwritten, too
    await session.flush()
    await _files(session, those)
    await made_files.forget(session)
    await _answers(session, those)
    await _histories(session, those)
    await session.execute(delete(of("search")))  # the remembered searches that found them
    await _stop_sending(session, those)
    await _close_proposals(session, those, now)
    await _mentions(session, those, by)
    await _rename_chats(session, those)
    for holding in HOLDINGS:
        await _empty(session, holding, those)
    await _rename(session, those)
    for loaded in [each for each in session if isinstance(each, Person | Customer)]:
        if loaded.id in (those.people if isinstance(loaded, Person) else those.customers):
            await session.refresh(loaded)  # as it stands in the table now
    await journal.write(session, subject, GONE[subject.__tablename__], by=by, now=now)


async def is_erased(session: AsyncSession, subject: Subject) -> bool:
    entry = of("journal").c
    tombstone = entry.record == subject.ref, entry.event == GONE[subject.__tablename__]
    return await session.scalar(select(entry.id).where(*tombstone).limit(1)) is not None


async def _why_not(session: AsyncSession, subject: Subject, those: Who) -> str:
    staff = select(Person).where(Person.id.in_(those.people))
    if any(person.is_staff for person in await session.scalars(staff)):
        return _("This is a colleague who works here: first they leave (`kefu staff leave`).")
    ticket, complaint, taken = of("ticket").c, of("complaint").c, of("customer_data").c
    unfinished = ticket.id.in_(those.tickets), ticket.state.in_((*OPEN, TicketState.RESOLVED))
    if number := await session.scalar(select(ticket.id).where(*unfinished).limit(1)):
        return _("{number} is still open. Close or cancel it first.").format(number=f"K-{1000 + number}")
    open_ = complaint.id.in_(those.tickets), complaint.closed_at.is_(None), complaint.withdrawn_at.is_(None)
    if number := await session.scalar(select(complaint.id).where(*open_).limit(1)):
        return _("{number} is still open. Close or cancel it first.").format(number=f"C-{1000 + number}")
    kept = taken.ticket_id.in_(those.tickets), taken.returned_at.is_(None), taken.state != "returned"
    if await session.scalar(select(taken.id).where(*kept).limit(1)):
        return _("Data of this customer were taken along and are not back yet.")
    return ""


async def _empty(session: AsyncSession, holding: Holding, those: Who) -> None:
    table = of(holding.table)
    if holding.goes:
        await session.execute(delete(table).where(holding.whose(those)))
    elif holding.empties:
        await session.execute(update(table).where(holding.whose(those)).values(**holding.empties))
    for by, columns in holding.said.items():
        theirs = update(table).where(table.c[by].in_(those.people))
        await session.execute(theirs.values({name: holding.empties[name] for name in columns}))


async def _files(session: AsyncSession, those: Who) -> None:
    """Those of messages, what was photographed and signed, and what was sent with a wish; not those of the problem base, which all get."""
    holding = next(each for each in HOLDINGS if each.table == "outbox")
    numbers: set[int] = set()
    for payload in await session.scalars(select(of("outbox").c.payload).where(holding.whose(those))):
        numbers.update(payload.get("files") or ())
    for kept in HOLDINGS:
        if column := FILES.get(kept.table):
            rows = select(of(kept.table).c[column]).where(kept.whose(those))
            for sent in await session.scalars(rows):
                numbers.update(number for number in sent or () if isinstance(number, int))
    for shared in await session.scalars(select(of("entry").c.files)):
        numbers.difference_update(number for number in shared or () if isinstance(number, int))
    for number in sorted(numbers):
        await session.execute(update(of("file")).where(of("file").c.id == number).values(**FILE))


async def _answers(session: AsyncSession, those: Who) -> None:
    """Scores and choices are figures; words and pictures go."""
    holding = next(each for each in HOLDINGS if each.table == "visit_back")
    for back in await session.scalars(select(VisitBack).where(holding.whose(those))):
        if back.answers:
            form = await survey_catalogue.form(session, back.survey, back.survey_version)
            kept = {q.id for q in form.questions if q.kind in (QuestionKind.SCALE, QuestionKind.CHOICE)}
            back.answers = {key: value for key, value in back.answers.items() if key in kept}
    await session.flush()


async def _histories(session: AsyncSession, those: Who) -> None:
    holding = next(each for each in HOLDINGS if each.table == "journal")
    entry = of("journal").c
    await _bare(session, select(entry.id, entry.data).where(holding.whose(those)))


async def _bare(session: AsyncSession, entries: Select[Any]) -> None:
    """Entries of the journal lose their words."""
    entry = of("journal")
    for number, data in list(await session.execute(entries)):
        if (bare := _without_words(data)) != data:
            await session.execute(update(entry).where(entry.c.id == number).values(data=bare))


def _without_words(data: Any, key: str = "") -> Any:
    if isinstance(data, dict):
        return {name: _without_words(value, name) for name, value in data.items()}
    if isinstance(data, list):
        return [_without_words(value, key) for value in data]
    if isinstance(data, str):
        harmless = key not in _WORDS and _CODE.fullmatch(data) and not _NUMBER.fullmatch(data)
        return data if harmless else ""
    return data


async def _stop_sending(session: AsyncSession, those: Who) -> None:
    sent = of("outbox")
    waiting = sent.c.person_id.in_(those.people), sent.c.state == "waiting"
    await session.execute(update(sent).where(*waiting).values(state="failed"))


async def _close_proposals(session: AsyncSession, those: Who, now: datetime) -> None:
    """Without words there is nothing to decide."""
    proposal = of("proposal")
    holding = next(each for each in HOLDINGS if each.table == "proposal")
    open_ = update(proposal).where(holding.whose(those), proposal.c.state == "open")
    await session.execute(open_.values(state="rejected", decided_at=now))


async def _mentions(session: AsyncSession, those: Who, by: int | None) -> None:
    """Where their full name or a number stands in what others wrote, were told and pressed; also the message by which they are erased."""
    inbox, outbox, talk, long = of("inbox"), of("outbox"), of("talk"), of("long_data")
    account, entry = of("account").c, of("journal")
    mine = select(account.channel + ":" + account.address).where(account.person_id == by)
    worked_on = or_(inbox.c.state == "done", inbox.c.chat.in_(mine))
    holds = func.instr if session.get_bind().dialect.name == "sqlite" else func.strpos
    names = await _names(session, those)
    await masking.mask(session, names)
    for words in names:
        for written in {words, json.dumps(words)[1:-1]}:

            def named(column: ColumnElement[Any], sign: str = written) -> ColumnElement[bool]:
                return holds(cast(column, Text), sign) > 0

            await session.execute(update(inbox).where(worked_on, named(inbox.c.raw)).values(raw=""))
            told = outbox.c.state != "waiting", named(outbox.c.payload)
            await session.execute(update(outbox).where(*told).values(payload=BARE))
            over = talk.c.ended, or_(named(talk.c.answers), named(talk.c.args))
            await session.execute(update(talk).where(*over).values(answers=[], args={}))
            await session.execute(delete(long).where(named(long.c.data)))
            await _bare(session, select(entry.c.id, entry.c.data).where(named(entry.c.data)))


async def _names(session: AsyncSession, those: Who) -> list[str]:
    """Long enough to be nobody else's."""
    found: list[str] = []
    told = select(Person.name, Person.phone, Person.other_phones, Person.email)
    for name, phone, phones, email in await session.execute(told.where(Person.id.in_(those.people))):
        numbers = [phone, *phones.split()]
        found += [name, *numbers, *map(national, numbers), email]
    found += await session.scalars(select(Customer.name).where(Customer.id.in_(those.customers)))
    return [words for words in dict.fromkeys(found) if len(words) > 1]


async def _rename_chats(session: AsyncSession, those: Who) -> None:
    """A later message from there is from a new person."""
    account, inbox = of("account"), of("inbox")
    holding = next(each for each in HOLDINGS if each.table == "inbox")
    await session.execute(update(inbox).where(holding.whose(those)).values(**holding.empties))
    rows = list(await session.execute(select(account).where(account.c.person_id.in_(those.people))))
    for row in rows:
        chat, gone = f"{row.channel}:{row.address}", f"{ERASED}-{row.id}"
        await session.execute(update(inbox).where(inbox.c.chat == chat).values(chat=f"{row.channel}:{gone}"))
        await session.execute(update(account).where(account.c.id == row.id).values(address=gone))


async def _rename(session: AsyncSession, those: Who) -> None:
    for number in those.people:
        name = _("Erased person {n}").format(n=number)
        await session.execute(update(Person).where(Person.id == number).values(name=name))
    for number in those.customers:
        name = _("Erased customer {n}").format(n=number)
        values = {"name": name, "service_code": f"{ERASED}-{number}"}
        await session.execute(update(Customer).where(Customer.id == number).values(**values))
