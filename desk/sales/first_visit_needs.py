"""What a new customer needs from us first: to the heads concerned at the end of the working day (CUS-3).

said ─▶ with the head, at the closing hour ─▶ taken over: becomes a project, a requirement, a ticket (`desk/projects/from_needs.py`)
             │  └▶ not ours: with another department, at once
             └▶ not acknowledged by ten on the next working day: those above hear, each working morning
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import journal, policies
from desk.calendars import dates, regions
from desk.complaints.complaint import DEPARTMENT_HEADS, Department
from desk.customers import Customer
from desk.events import Event
from desk.people import Person, Role, with_role
from desk.roles import FOR_DEPARTMENT_HEAD
from desk.roster import leave
from desk.sales.first_visits import FirstVisit
from errors import BadInput, Stale
from i18n import N_, _
from store import Base, Due, Versioned

A_DAY = timedelta(days=1)


class NeedKind(StrEnum):
    IMPLEMENTATION = "implementation"
    DATA = "data"
    TRAINING = "training"
    REQUIREMENT = "requirement"
    PURCHASE = "purchase"
    OTHER = "other"


KIND_NAMES = {
    NeedKind.IMPLEMENTATION: N_("🛠 Installation and setup"),
    NeedKind.DATA: N_("📥 Taking over data"),
    NeedKind.TRAINING: N_("🎓 Training"),
    NeedKind.REQUIREMENT: N_("🧩 Something that is missing"),
    NeedKind.PURCHASE: N_("🛒 More modules or users"),
    NeedKind.OTHER: N_("💬 Something else"),
}
DEPARTMENTS = {
    NeedKind.IMPLEMENTATION: Department.CONSULTING,
    NeedKind.DATA: Department.CONSULTING,
    NeedKind.TRAINING: Department.TRAINING,
    NeedKind.REQUIREMENT: Department.DEVELOPMENT,
    NeedKind.PURCHASE: Department.SALES,
    NeedKind.OTHER: Department.SERVICE,
}
_WORDS = {  # what tells the kind, the first that fits
    NeedKind.TRAINING: ("培训", "教学", "上课", "讲课", "train", "course", "lesson"),
    NeedKind.DATA: ("数据", "期初", "导入", "迁移", "import", "migrat", "old data", "opening balance"),
    NeedKind.PURCHASE: ("采购", "购买", "加用户", "增加用户", "加站点", "个用户", "用户数", "买", "价格", "报价", "多少钱", "费用", "price", "quote", "how much", "cost", "buy", "purchase", "more users", "licences", "licenses"),
    NeedKind.REQUIREMENT: ("定制", "二次开发", "二开", "接口", "custom", "interface", "missing"),
    NeedKind.IMPLEMENTATION: ("安装", "实施", "上线", "部署", "初始化", "install", "set up", "setup", "implement", "go live", "go-live"),
}  # fmt: skip


class Need(Due, Base, Versioned):
    """`due_at`: its head gets it; once they have it, those above hear. None: somebody has taken it over."""

    __tablename__ = "need"

    id: Mapped[int] = mapped_column(primary_key=True)
    first_visit_id: Mapped[int] = mapped_column(ForeignKey("first_visit.id"), index=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    kind: Mapped[NeedKind]
    words: Mapped[str] = mapped_column(default="")
    department: Mapped[Department]
    said_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    said_at: Mapped[datetime] = mapped_column(index=True)
    handed_at: Mapped[datetime | None]
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # the head who has it
    recipients: Mapped[list[Any]] = mapped_column(default=list)  # ids of staff who may take it over
    escalation_level: Mapped[int] = mapped_column(default=0)
    taken_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    taken_at: Mapped[datetime | None]
    becomes: Mapped[str] = mapped_column(
        String(40), default=""
    )  # "requirement:3": what it is since it was taken over

    @property
    def ref(self) -> str:
        return f"need:{self.id}"


def kind_of(words: str) -> NeedKind | None:
    """The kind of a need by its words; None when they do not tell."""
    said = words.casefold()
    return next((kind for kind, parts in _WORDS.items() if any(part in said for part in parts)), None)


async def say(
    session: AsyncSession, visit: FirstVisit, kind: NeedKind, words: str, by: Person, now: datetime
) -> Need:
    """Kept, and with its head at the closing hour of this working day."""
    customer = await session.get_one(Customer, visit.customer_id)
    working = (await regions.hours_of(session, customer.region)).working
    need = Need(
        first_visit_id=visit.id, customer_id=visit.customer_id, kind=kind, words=words,
        department=DEPARTMENTS[kind], said_by=by.id, said_at=now, recipients=[], escalation_level=0, becomes="",
        due_at=dates.closing_hour(working, now),
    )  # fmt: skip
    session.add(need)
    await session.flush()
    await journal.write(session, need, Event.NEED_SAID, by=by.id, now=now)
    return need


async def of_visit(session: AsyncSession, visit: FirstVisit) -> list[Need]:
    return list(await session.scalars(select(Need).where(Need.first_visit_id == visit.id).order_by(Need.id)))


async def heads(
    session: AsyncSession, department: Department, region: str, now: datetime, *, but: int = 0
) -> list[Person]:
    """The head of a department, of the region first, who is there; without one, who is above."""
    gone = await leave.away(session, now)
    for role in (*DEPARTMENT_HEADS[department], *FOR_DEPARTMENT_HEAD):
        people = [each for each in await with_role(session, role) if each.id != but]
        if people:
            return sorted(
                people, key=lambda p: (p.id in gone, p.region not in ("", region), p.region == "", p.id)
            )
    return []


async def of_head(session: AsyncSession, person: Person) -> list[Need]:
    """What lies with them and nobody has taken over, the oldest first."""
    query = select(Need).where(Need.handed_at.is_not(None), Need.taken_at.is_(None)).order_by(Need.id)
    return [need for need in await session.scalars(query) if person.id in need.recipients]


async def fall_due(session: AsyncSession, need: Need, now: datetime) -> None:
    """One digest a head: all that is due for them; what nobody has acknowledged goes to those above as well."""
    handed: dict[int, list[int]] = defaultdict(list)
    due = select(Need).where(Need.due_at <= now).order_by(Need.id)
    for each in (await session.scalars(due)).all():
        for person in await _hand(session, each, now):
            handed[person.id].append(each.id)
    await session.flush()
    for number, numbers in handed.items():
        await journal.write(
            session, need, Event.NEED_HANDED, by=None, now=now, given_to=number, needs=numbers
        )


async def _hand(session: AsyncSession, need: Need, now: datetime) -> Sequence[Person]:
    customer = await session.get_one(Customer, need.customer_id)
    people = (await heads(session, need.department, customer.region, now))[:1]
    if need.handed_at is None:
        need.handed_at, need.holder_id, need.escalation_level = now, people[0].id if people else None, 0
    else:
        need.escalation_level += 1
        people = [*people, *await _above(session, need.escalation_level)]
    need.recipients = sorted({*need.recipients, *(person.id for person in people)})
    working = (await regions.hours_of(session, customer.region)).working
    need.due_at = await dates.moment_on(session, customer, working.local_date(now) + A_DAY)
    return list({person.id: person for person in people}.values())


async def _above(session: AsyncSession, escalation_level: int) -> list[Person]:
    """One role more each time, as the policy has them."""
    ladder = [Role(each) for each in await policies.value(session, policies.NEED_LADDER)]
    return [person for role in ladder[:escalation_level] for person in await with_role(session, role)]


def open_still(need: Need) -> None:
    """Raises Stale once somebody has taken it over."""
    if need.taken_at is not None:
        raise Stale(_("A colleague has this already."))


async def take_over(session: AsyncSession, need: Need, by: Person, now: datetime) -> None:
    open_still(need)
    need.taken_by, need.taken_at, need.due_at = by.id, now, None
    await session.flush()
    await journal.write(session, need, Event.NEED_TAKEN, by=by.id, now=now)


async def pass_on(
    session: AsyncSession, need: Need, department: Department, by: Person, now: datetime
) -> Person:
    """Another department's: its head has it at once, within working hours. Raises BadInput when there is nobody."""
    open_still(need)
    customer = await session.get_one(Customer, need.customer_id)
    found = await heads(session, department, customer.region, now, but=by.id)
    if not found:
        raise BadInput(
            _("There is nobody else at the head of that department. Please take it over yourself.")
        )
    working = (await regions.hours_of(session, customer.region)).working
    need.department, need.handed_at, need.holder_id, need.escalation_level, need.recipients = (
        department,
        None,
        None,
        0,
        [],
    )
    need.due_at = working.next_open(now)
    await session.flush()
    await journal.write(session, need, Event.NEED_PASSED_ON, by=by.id, now=now, department=department)
    return found[0]
