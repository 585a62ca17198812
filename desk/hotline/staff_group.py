"""The staff group: one forum topic for each ticket (HOT-10). A topic is only a view, and can always be made again.

The newest group is the one in use. A thread is what a topic is in the channel: one that was lost is followed by another,
and what is still said in the old one belongs to the same ticket.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import journal
from desk.events import Event
from desk.journal import JournalEntry
from desk.people import Account, Person
from desk.ticket import OPEN, Ticket, TicketState
from store import Base, kept, rarely_changes

UNDELIVERED = Event.PERSON_UNDELIVERED
AT_ONCE = 300  # open tickets that are shown when a group is made; the others when something happens to them
REMEMBERED = 100


class StaffGroup(Base):
    __tablename__ = "staff_group"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), unique=True)  # of the group
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(index=True)
    members: Mapped[list[Any]] = mapped_column(default=list)  # colleagues who work there
    outsiders: Mapped[list[Any]] = mapped_column(
        default=list
    )  # numbers of people who were told that the group is for staff

    @property
    def ref(self) -> str:
        return f"room:{self.id}"


rarely_changes(StaffGroup)


class Topic(Base):
    """`name` and `closed` are what it is to show; `thread` is "" as long as it is not there."""

    __tablename__ = "topic"
    __table_args__ = (UniqueConstraint("group_id", "ticket_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("staff_group.id"))
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    thread: Mapped[str] = mapped_column(String(20), default="")
    name: Mapped[str] = mapped_column(String(128))
    closed: Mapped[bool] = mapped_column(default=False)

    @property
    def ref(self) -> str:
        return f"topic:{self.id}"


class TopicThread(Base):
    """A thread of Telegram that is or was the topic of a ticket here: replies in it still find the ticket."""

    __tablename__ = "topic_thread"

    group_id: Mapped[int] = mapped_column(ForeignKey("staff_group.id"), primary_key=True)
    thread: Mapped[str] = mapped_column(String(20), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"))


async def current(session: AsyncSession) -> StaffGroup | None:
    """The staff group; None if there is none, or if it cannot be written to."""
    if (number := await kept(session, _newest)) is None:
        return None
    group = await session.get_one(StaffGroup, number)
    account = await session.get_one(Account, group.account_id)
    return None if account.unreachable else group


async def _newest(session: AsyncSession) -> int | None:
    found: int | None = await session.scalar(
        select(StaffGroup.id).order_by(StaffGroup.made_at.desc(), StaffGroup.id.desc()).limit(1)
    )
    return found


async def of_account(session: AsyncSession, account_id: int) -> StaffGroup | None:
    found: StaffGroup | None = await session.scalar(
        select(StaffGroup).where(StaffGroup.account_id == account_id)
    )
    return found


async def of_group(session: AsyncSession, person_id: int) -> StaffGroup | None:
    """The group as the outbox sees it: a person with an account."""
    query = (
        select(StaffGroup)
        .join(Account, Account.id == StaffGroup.account_id)
        .where(Account.person_id == person_id)
    )
    found: StaffGroup | None = await session.scalar(query.limit(1))
    return found


async def as_person(session: AsyncSession, group: StaffGroup) -> Person:
    account = await session.get_one(Account, group.account_id)
    return await session.get_one(Person, account.person_id)


async def make(session: AsyncSession, account: Account, by: Person, now: datetime) -> StaffGroup:
    """This group is the desk's staff group from now on, in the language of the person who made it."""
    group = await of_account(session, account.id)
    if group is None:
        group = StaffGroup(account_id=account.id, made_by=by.id, made_at=now, outsiders=[])
        session.add(group)
        await session.flush()
    group.made_by, group.made_at = by.id, now
    people = await as_person(session, group)
    people.language, people.zone = by.language, by.zone
    await journal.write(session, group, Event.ROOM_MADE, by=by.id, now=now)
    return group


async def put_out(session: AsyncSession, group: StaffGroup, why: str, now: datetime) -> None:
    """Nothing can be written to the group any more; the managers hear so."""
    await journal.write(session, await as_person(session, group), UNDELIVERED, by=None, now=now, why=why)


async def come_back(session: AsyncSession, group: StaffGroup, now: datetime) -> None:
    """The group can be written to again; all topics are shown as they stand."""
    people = await as_person(session, group)
    lost = JournalEntry.record == people.ref, JournalEntry.event == UNDELIVERED
    if await session.scalar(select(JournalEntry.id).where(*lost, JournalEntry.at >= group.made_at).limit(1)):
        group.made_at = now
        await journal.write(session, group, Event.ROOM_MADE, by=None, now=now)


def works_here(group: StaffGroup, person: Person, here: bool = True) -> None:
    """Notes a person who has spoken or pressed there as a member, until they leave."""
    if here is not (person.id in group.members):
        others = [number for number in group.members if number != person.id]
        group.members = [*others, person.id] if here else others


async def elsewhere(session: AsyncSession, ticket: Ticket, people: Iterable[Person]) -> list[Person]:
    """The people who do not see a ticket's topic, and so are written to in private."""
    group = await current(session)
    inside = group.members if group is not None and not ticket.complaint else []
    return [person for person in people if person.id not in inside]


def outsider(group: StaffGroup, account: str) -> bool:
    """Whether a person who is not staff speaks here for the first time."""
    if account in group.outsiders:
        return False
    group.outsiders = [*group.outsiders, account][-REMEMBERED:]
    return True


async def open_tickets(session: AsyncSession) -> Sequence[Ticket]:
    """What a new group shows at once, oldest first."""
    query = select(Ticket).where(Ticket.state.in_([*OPEN, TicketState.RESOLVED]), Ticket.complaint.is_(False))
    rows = await session.scalars(query.order_by(Ticket.id.desc()).limit(AT_ONCE))
    return list(rows)[::-1]


async def topic(session: AsyncSession, group: StaffGroup, ticket_id: int) -> Topic | None:
    found: Topic | None = await session.scalar(
        select(Topic).where(Topic.group_id == group.id, Topic.ticket_id == ticket_id)
    )
    return found


async def add_topic(session: AsyncSession, group: StaffGroup, ticket: Ticket, name: str) -> Topic:
    """The ticket has a topic, made once its first message goes out."""
    row = Topic(group_id=group.id, ticket_id=ticket.id, name=name, thread="", closed=False)
    session.add(row)
    await session.flush()
    return row


async def in_thread(session: AsyncSession, group: StaffGroup, thread: str) -> Topic | None:
    """The topic that is, or once was, this thread."""
    found = await session.get(TopicThread, (group.id, thread))
    return await session.get(Topic, found.topic_id) if found else None


async def opened(session: AsyncSession, topic_id: int, thread: str) -> None:
    row = await session.get_one(Topic, topic_id)
    row.thread = thread
    await session.merge(TopicThread(group_id=row.group_id, thread=thread, topic_id=row.id))


async def lost(session: AsyncSession, topic_id: int, now: datetime) -> None:
    """The topic was deleted: the next message creates it again, after its ticket's card."""
    row = await session.get_one(Topic, topic_id)
    row.thread = ""
    await journal.write(session, row, Event.TOPIC_LOST, by=None, now=now, ticket_id=row.ticket_id)
