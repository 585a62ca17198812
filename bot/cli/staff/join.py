"""Taking people on: from the command line one by one, or from a table."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.kit import names, parse
from bot.cli.kit.importing import Agreement, Import, Importing, ImportReport, Outcome
from desk import journal
from desk.events import Event
from desk.people import Person
from errors import BadInput
from i18n import _, company_speech
from i18n.names import clean, key
from kb.files.reading import Row, TableKind

COLUMNS = {
    "name": ("姓名", "名字", "员工"),
    "roles": ("role", "角色", "岗位", "职务"),
    "phone": ("电话", "手机", "手机号", "联系电话", "mobile"),
    "email": ("邮箱", "电子邮件", "e-mail", "mail"),
    "language": ("语言",),
    "region": ("区域", "地区", "分支机构", "branch"),
    "products": ("product", "产品"),
    "staff_number": ("工号", "员工号", "员工编号", "staff no", "employee number"),
    "skills": ("skill", "技能", "专长"),
}
ONCE = ("phone", "email", "language", "region", "products", "skills", "staff_number")


@dataclass(frozen=True)
class Newcomer:
    """As typed; `hire` checks it."""

    name: str
    roles: list[str]
    phone: str = ""
    email: str = ""
    language: str = ""
    region: str = ""
    products: list[str] = field(default_factory=list)
    skills: list[str] = field(default_factory=list)
    zone: str = ""
    staff_number: str = ""


async def hire(session: AsyncSession, who: Newcomer, now: datetime) -> Person:
    """A new member of the staff. Raises BadInput when there is one of that name."""
    name = clean(who.name)
    if not name or name.isdigit():
        raise BadInput(_("A person needs a name that is not a number."))
    if await _called(session, name):
        raise BadInput(
            _(
                "There is a {name} on the staff already. Give this one a name that differs, such as “{name} 2”."
            ).format(name=name)
        )
    roles = [parse.role(each) for each in who.roles]
    if not roles:
        raise BadInput(_("Say which roles {name} has.").format(name=name))
    phone, others = parse.phone(who.phone)
    person = Person(
        name=name,
        phone=phone,
        other_phones=others,
        email=parse.email(who.email),
        language=parse.language(who.language) if who.language else company_speech().language,
        zone=parse.zone(who.zone) if who.zone else company_speech().zone,
        region=who.region.strip(),
        products=await names.product_codes(session, who.products),
        skills=who.skills,
        staff_number=who.staff_number.strip()[:40],
        created_at=now,
    )
    person.give(*roles)
    session.add(person)
    await journal.write(session, person, Event.PERSON_ADDED, by=None, now=now, roles=sorted(person.roles))
    return person


async def _called(session: AsyncSession, name: str, *, active: bool = True) -> list[Person]:
    """Those of the staff with this name."""
    return [who for who in await names.all_staff(session, left=not active) if key(who.name) == key(name)]


class Hiring(Importing):
    """A table of staff."""

    def __init__(self, report: ImportReport, by: int | None = None) -> None:
        super().__init__(report, by)
        self.agreed = Agreement()

    async def take(self, session: AsyncSession, row: Row, now: datetime) -> Outcome:
        name = row["name"]
        if not name:
            raise BadInput(_("the name is missing"))
        self.agreed.check(name, row, ONCE)
        known = await _called(session, name)
        if len(known) > 1:
            raise BadInput(_("several of the staff are called {name}").format(name=name))
        outcome = await _change(session, known[0], row) if known else await self._hire(session, row, now)
        self.agreed.keep(name, row, ONCE)
        return outcome

    def remember(self, row: Row) -> None:
        """A line that went in before."""
        self.agreed.keep(row["name"], row, ONCE)

    async def _hire(self, session: AsyncSession, row: Row, now: datetime) -> Outcome:
        if await _called(session, row["name"], active=False):
            raise BadInput(_("{name} has left").format(name=row["name"]))
        lists = {name: parse.items(row[name]) for name in ("roles", "products", "skills")}
        texts = {name: row[name] for name in ("name", "phone", "email", "language", "region", "staff_number")}
        person = await hire(session, Newcomer(**texts, **lists), now)  # type: ignore[arg-type]
        self.new.append(person.id)
        return Outcome.NEW


TABLE = Import(TableKind(COLUMNS, ("name", "roles")), Hiring)


async def _change(session: AsyncSession, person: Person, row: Row) -> Outcome:
    """What stands in the row and is not so yet; an empty cell says nothing."""
    roles = [parse.role(each) for each in parse.items(row["roles"])]
    phone, others = parse.phone(row["phone"])
    wanted: dict[str, object] = {
        "phone": phone,
        "other_phones": others,
        "email": parse.email(row["email"]),
        "language": parse.language(row["language"]) if row["language"] else "",
        "region": row["region"],
        "staff_number": row["staff_number"][:40],
        "products": await names.product_codes(session, parse.items(row["products"])),
        "skills": parse.items(row["skills"]),
    }
    changes = {name: value for name, value in wanted.items() if value and getattr(person, name) != value}
    for name, value in changes.items():
        setattr(person, name, value)
    missing = set(roles) - person.roles
    person.give(*sorted(missing))
    return Outcome.CHANGED if changes or missing else Outcome.UNCHANGED
