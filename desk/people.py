"""People: contacts of customers, staff in their roles, strangers; and the chat accounts they speak from (CUS-4).

A stranger who writes becomes a `Person` without customer or role: a prospect, served like anyone.
An invite or a shared phone number binds the account to the person it belongs to.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Select,
    String,
    UniqueConstraint,
    and_,
    bindparam,
    not_,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship, validates

from i18n import N_, Speech, _, company_speech, plain, speaking
from kb.text.normalise import language_of
from store import Base, existence, kept, rarely_changes
from store.reads import ANEW
from store.session import IN_MEMORY, detached, told


class Role(StrEnum):
    """Who takes part (section 1 of the service process). A contact is a person of a customer."""

    CONTACT = "contact"
    SPECIALIST = "specialist"
    ACCOUNT_MANAGER = "account_manager"
    ENGINEER = "engineer"
    TRAINER = "trainer"
    CONSULTANT = "consultant"
    PROJECT_MANAGER = "project_manager"
    IMPLEMENTATION_HEAD = "implementation_head"
    DEVELOPER = "developer"
    SERVICE_MANAGER = "service_manager"
    QUALITY_SUPERVISOR = "quality_supervisor"
    SALES = "sales"
    SALES_MANAGER = "sales_manager"
    SALES_HEAD = "sales_head"
    GENERAL_MANAGER = "general_manager"
    EDITOR = "editor"
    ADMIN = "admin"


ROLE_NAMES = {
    Role.CONTACT: N_("customer contact"),
    Role.SPECIALIST: N_("customer specialist"),
    Role.ACCOUNT_MANAGER: N_("account manager"),
    Role.ENGINEER: N_("engineer"),
    Role.TRAINER: N_("trainer"),
    Role.CONSULTANT: N_("consultant"),
    Role.PROJECT_MANAGER: N_("project manager"),
    Role.IMPLEMENTATION_HEAD: N_("head of implementation"),
    Role.DEVELOPER: N_("developer"),
    Role.SERVICE_MANAGER: N_("service manager"),
    Role.QUALITY_SUPERVISOR: N_("quality supervisor"),
    Role.SALES: N_("salesperson"),
    Role.SALES_MANAGER: N_("sales manager"),
    Role.SALES_HEAD: N_("head of sales"),
    Role.GENERAL_MANAGER: N_("general manager"),
    Role.EDITOR: N_("problem base editor"),
    Role.ADMIN: N_("administrator"),
}


class PersonRole(Base):
    __tablename__ = "person_role"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(20), primary_key=True)


STAFF_NUMBERS = select(PersonRole.person_id).where(PersonRole.role != Role.CONTACT)


class Person(Base):
    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(String(40), default="", index=True)  # E.164, with #extension
    # they typed it: it is kept, and matches nobody
    phone_unproven: Mapped[bool] = mapped_column(default=False)
    other_phones: Mapped[str] = mapped_column(
        default="", server_default=""
    )  # " +86… +86… ", each between blanks
    email: Mapped[str] = mapped_column(default="")
    organisation: Mapped[str] = mapped_column(default="")  # what a prospect says; a contact has a customer
    language: Mapped[str] = mapped_column(String(2), default=lambda: company_speech().language)
    zone: Mapped[str] = mapped_column(String(40), default=lambda: company_speech().zone)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"), index=True)
    region: Mapped[str] = mapped_column(default="")
    products: Mapped[list[str]] = mapped_column(default=list)  # of staff; a contact's are the customer's
    skills: Mapped[list[str]] = mapped_column(default=list)
    staff_number: Mapped[str] = mapped_column(String(40), default="", server_default="")  # DIS-11
    photo_id: Mapped[int | None]  # a file; no foreign key, for a file points to a person by what they said
    active: Mapped[bool] = mapped_column(default=True)  # False: has left; may do nothing
    surveys: Mapped[bool] = mapped_column(default=True)  # False: has said no to surveys (VIS-3)
    on_file: Mapped[bool] = mapped_column(default=True)  # False: made when somebody new wrote
    merged_into_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id")
    )  # the record they were merged into
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]  # when these data were last confirmed (CUS-5)
    reads_all = False  # no column: whether they read beyond their own region in this step (desk/access.py)
    role_rows: Mapped[list[PersonRole]] = relationship(lazy="selectin", cascade="all, delete-orphan")

    @validates("name", "organisation")
    def _as_name(self, _key: str, value: str) -> str:
        return plain.name(value)

    @property
    def ref(self) -> str:
        return f"person:{self.id}"

    @property
    def phones(self) -> str:
        """All numbers, as they are shown: with a mark when it is only what they say."""
        first = self.phone
        if self.phone_unproven and first:
            first = _("{phone} (as typed, not proven)").format(phone=first)
        return " / ".join((first, *self.other_phones.split())) if self.other_phones else first

    @property
    def roles(self) -> set[Role]:
        return {Role(row.role) for row in self.role_rows}

    def give(self, *roles: Role) -> None:
        self.role_rows.extend(PersonRole(role=role) for role in roles if role not in self.roles)

    def has(self, *roles: Role) -> bool:
        return self.active and not self.roles.isdisjoint(roles)

    @property
    def is_staff(self) -> bool:
        return self.active and bool(self.roles - {Role.CONTACT})

    @property
    def speech(self) -> Speech:
        return Speech(self.language, self.zone)


BLOCKED, NO_CHAT, REMOVED = "blocked", "no chat", "removed"  # why an account is unreachable
ENDED, REFUSED = "ended", "refused"  # the account is no more; this message is not taken, others may be
_REASONS = {  # of what a channel answers, in its own words
    "blocked": BLOCKED,
    "deactivated": ENDED,
    "initiate": NO_CHAT,
    "chat not found": NO_CHAT,
    "user not found": NO_CHAT,
    "kicked": REMOVED,
    "not a member": REMOVED,
    "removed": REMOVED,
    "no chat": NO_CHAT,
    "ended": ENDED,
    "not a forum": REMOVED,
    "rights": REMOVED,
    "chat_write_forbidden": REMOVED,
    "forbidden": BLOCKED,
}


def reason(answer: str) -> str:
    """One of the five codes, for any answer of a channel."""
    plain = answer.lower()
    return next((why for words, why in _REASONS.items() if words in plain), REFUSED)


class Account(Base):
    """Where a person is reached: a private chat of a channel. Never shown to the other side (HOT-10)."""

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("channel", "address"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    channel: Mapped[str] = mapped_column(String(10))  # "telegram", "web"
    address: Mapped[str] = mapped_column(String(64))  # the chat's number there
    seen_at: Mapped[datetime]
    phone_keyboard: Mapped[bool] = mapped_column(
        default=False
    )  # whether its phone shows ours, to share a number
    menu: Mapped[str] = mapped_column(String(80), default="")  # whose commands its menu shows
    unreachable: Mapped[str] = mapped_column(default="")  # why nothing can be delivered; "" when it can
    # what was said and sent within the hour that began at "since" (desk/limits.py)
    this_hour: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    was_away = False  # no column: until they spoke just now nothing could be delivered

    @property
    def chat(self) -> str:
        return f"{self.channel}:{self.address}"


@cache
def _from() -> Select[*tuple[Any, ...]]:
    return (
        select(Account, Person, *existence.columns("person", Account.person_id))
        .join(Person, Person.id == Account.person_id)
        .options(joinedload(Person.role_rows))
        .where(Account.channel == bindparam("channel"), Account.address == bindparam("address"))
        .execution_options(**ANEW)
    )


async def arrive(
    session: AsyncSession, channel: str, address: str, *, name: str, language: str, now: datetime
) -> tuple[Person, Account]:
    """The person who speaks from this account; one never seen before becomes a prospect (CUS-4)."""
    rows = await session.execute(_from(), {"channel": channel, "address": address})
    account, person, *found = rows.unique().one_or_none() or (None, None)
    if account is None or person is None:
        person = Person(name=name, language=language, created_at=now, role_rows=[], on_file=False)
        session.add(person)
        await session.flush()
        if not person.name:
            with speaking(language):
                person.name = _("Guest {n}").format(n=person.id)
        account = Account(person_id=person.id, channel=channel, address=address, seen_at=now)
        session.add(account)
        await session.flush()
    told(session, "person", person.id, found)
    account.was_away = bool(account.unreachable)
    account.seen_at, account.unreachable = now, ""
    if not (person.name or person.on_file):
        person.name = name
    return person, account


def language_by_name(name: str) -> str:
    """Until they choose one: that of their name, as it is written down; of none, the company's (CUS-3)."""
    return language_of(name) if any(map(str.isalpha, name)) else company_speech().language


async def account_of(session: AsyncSession, person_id: int) -> Account | None:
    """Where to write to a person: where they were last seen; None if they have never come, have left or cannot be reached."""
    found: Account | None = await session.scalar(
        select(Account)
        .join(Person, Person.id == Account.person_id)
        .where(Account.person_id == person_id, Account.unreachable == "", Person.active)
        .order_by(Account.seen_at.desc(), Account.id.desc())
        .limit(1)
    )
    return found


async def reachable(session: AsyncSession, people: Sequence[Person]) -> list[Person]:
    """The people who have joined and can be written to."""
    here = select(Account.person_id).where(
        Account.person_id.in_([p.id for p in people]), Account.unreachable == ""
    )
    found = set(await session.scalars(here))
    return [person for person in people if person.id in found]


async def move(session: AsyncSession, account: Account, address: str) -> None:
    """The chat has a new address (group migration). An account of the new address is the same chat."""
    query = select(Account).where(Account.channel == account.channel, Account.address == address)
    early = await session.scalar(query)
    if early is account:
        return
    if early is not None:
        early.address, early.unreachable = f"{early.address}#{early.id}", "moved"
        await session.flush()
    account.address = address


async def with_role(session: AsyncSession, *roles: Role) -> list[Person]:
    """Everyone active in one of the roles, in order of their numbers."""
    if Role.CONTACT in roles:
        return await _with_role(session, roles)
    numbers = [n for n, person in (await kept(session, staff)).items() if person.has(*roles)]
    return [await session.get_one(Person, number) for number in numbers]


async def first_with_role(session: AsyncSession, *roles: Role, but: Collection[int] = ()) -> list[Person]:
    """Everyone in the first of the roles that anybody has, these people left out."""
    for role in roles:
        if found := [person for person in await with_role(session, role) if person.id not in but]:
            return found
    return []


async def _with_role(session: AsyncSession, roles: Sequence[Role]) -> list[Person]:
    theirs = select(PersonRole.person_id).where(PersonRole.role.in_(roles))
    rows = await session.scalars(
        select(Person).where(Person.active, Person.id.in_(theirs)).order_by(Person.id)
    )
    return list(rows)


async def staff(session: AsyncSession) -> dict[int, Person]:
    """Everyone who works here or has, by number: to be `kept`, and no rows of this session."""
    roles: dict[int, list[PersonRole]] = {}
    of_them = select(*PersonRole.__table__.columns).where(PersonRole.person_id.in_(STAFF_NUMBERS))
    for row in await session.execute(of_them):
        roles.setdefault(row.person_id, []).append(detached(PersonRole, row._mapping))
    columns = select(*Person.__table__.columns).where(Person.id.in_(STAFF_NUMBERS)).order_by(Person.id)
    return {
        row.id: detached(Person, {**row._mapping, "role_rows": roles[row.id]})
        for row in await session.execute(columns)
    }


def _works_here(person: Person) -> bool:
    return any(row.role != Role.CONTACT for row in person.__dict__.get("role_rows", ()))


rarely_changes(PersonRole, lambda row: row.role != Role.CONTACT)
rarely_changes(Person, _works_here)
IN_MEMORY[Person] = staff


def has_phone(phone: str) -> ColumnElement[bool]:
    """Whose number this is (E.164), or one of whose numbers."""
    return or_(Person.phone == phone, Person.other_phones.contains(f" {phone} ", autoescape=True))


async def peers(session: AsyncSession) -> set[int]:
    """The quality supervisors: none keeps what is about another. Who is general manager, too, stands above them."""
    return {
        p.id for p in await with_role(session, Role.QUALITY_SUPERVISOR) if not p.has(Role.GENERAL_MANAGER)
    }


async def shut_out(session: AsyncSession, about: set[int]) -> set[int]:
    """People with a conflict of interest: the person something is about, and people too near to them (COM-2)."""
    near = await peers(session) if about else set()
    return about | near if about & near else about


async def by_phone(session: AsyncSession, phone: str) -> list[Person]:
    """People with this number (E.164) on file or verified by Telegram; never people who only typed it (CUS-4)."""
    typed = and_(Person.phone == phone, Person.phone_unproven)
    theirs = has_phone(phone), not_(typed), Person.active
    return list(await session.scalars(select(Person).where(*theirs).order_by(Person.id)))


def keep_phone(person: Person, phone: str, *, proven: bool = False) -> None:
    """As they say, or as Telegram vouches for (CUS-4). A number that is known already stays as proven as it was."""
    if phone in person.other_phones.split() and not proven:
        return
    if phone and (phone != person.phone or proven):
        person.phone, person.phone_unproven = phone, not proven


async def present(session: AsyncSession, number: int) -> Person:
    """The person with this id, or the record they were merged into."""
    person = await session.get_one(Person, number)
    return await present(session, person.merged_into_id) if person.merged_into_id else person


async def bind(session: AsyncSession, account: Account, person: Person) -> None:
    """This account speaks for `person` from now on."""
    await session.execute(update(Account).where(Account.id == account.id).values(person_id=person.id))
    await session.refresh(account)


async def name_of(session: AsyncSession, number: int | None) -> str:
    """Empty for nobody."""
    person = await session.get(Person, number) if number else None
    return person.name if person else ""
