"""The story that led to something: what the journal and the chats have on a ticket or a person, in order."""

from datetime import datetime

from sqlalchemy import select

from bot.delivery.rows import Outgoing
from desk.journal import JournalEntry
from desk.people import Account, Person
from desk.ticket import Ticket
from simulation.calendar_oracle import local
from simulation.record import LogLine
from simulation.snapshot import Broken
from simulation.world import World

LONGEST = 40  # lines; the last ones
WIDTH = 160


async def told(world: World, broken: Broken) -> list[str]:
    """One line for each thing that happened to the ticket or person concerned, the latest last."""
    async with world.store.reading() as session:
        entries = select(JournalEntry)
        rows = select(Outgoing.id)
        ticket = await session.get(Ticket, broken.ticket) if broken.ticket else None
        if ticket is not None:
            entries = entries.where(JournalEntry.ticket_id == ticket.id)
            rows = rows.where(Outgoing.about == ticket.ref)
        else:
            entries = entries.where(JournalEntry.by == (broken.person or 0))
            rows = rows.where(Outgoing.person_id == (broken.person or 0))
        person = ticket.contact_id if ticket else broken.person
        chats = set(await session.scalars(select(Account.address).where(Account.person_id == person)))
        shown = set(await session.scalars(rows))
        names = dict((await session.execute(select(Person.id, Person.name))).all())
        journal = [
            (e.at, f"journal  {e.event} by {names[e.by] if e.by else 'the desk'} {e.data}")
            for e in await session.scalars(entries)
        ]
    first = ticket.filed_at if ticket else world.record.lines[0].at
    lines = [
        (x.at, _seen(world, x))
        for x in world.record.lines
        if x.row in shown or (x.who in chats and x.at >= first) or not x.who
    ]
    return [_dated(at, what) for at, what in sorted(journal + lines, key=lambda line: line[0])[-LONGEST:]]


def _seen(world: World, line: LogLine) -> str:
    name = world.telegram.chats[line.who].name if line.who else "!!"
    return f"{name}  {line.what}"


def _dated(at: datetime, what: str) -> str:
    return f"{local(at):%F %T}  {' / '.join(what.split(chr(10)))}"[:WIDTH]
