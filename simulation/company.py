"""The company of a simulation: the demo's staff, products and problem base, and as many customers as are wanted."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import cycle
from random import Random
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from sqlalchemy.ext.asyncio import AsyncSession

from bot import demo
from bot.demo import company as demo_company
from desk.customers import Contract, Customer, Licence, Product
from desk.people import Account, Person, Role
from desk.roster.shifts import Shift
from desk.surveys.visit_backs import plan
from desk.training import courses
from desk.training.courses import Course, CourseKind
from i18n import DEFAULT_ZONE, company_day
from kb.files import importing
from simulation import behaviour
from simulation.chats import Chat, Telegram

CITIES = ("苏州", "杭州", "广州", "深圳", "北京", "天津", "成都", "武汉", "青岛", "西安")
REGIONS = ("华东", "华东", "华南", "华南", "华北", "华北", "西南", "华中", "华东", "西北")
TRADES = ("纺织", "食品", "机电", "电子", "教育", "汽配", "五金", "医药", "贸易", "物流")
COURSES = (("OPS", "日常操作", "Daily operation"), ("CLOSE", "月末结账", "Closing a month"))
PLAIN = {
    "kind": CourseKind.OPERATION,
    "products": [],
    "skill": "",
    "goals": "",
    "hours": 3,
    "valid_months": 0,
}
SURNAMES, GIVEN = "王李张刘陈杨黄赵吴周", ("丽", "建明", "海", "敏", "婷", "志强", "晓燕", "磊", "洁", "涛")
ENGLISH = ("Emma", "Tom", "Grace", "Daniel", "Amy", "Peter", "Laura", "James", "Helen", "Mark")
LETTERS = "bcdfghjkmnpqrstvwxyz"


@dataclass(frozen=True)
class Problem:
    """What can go wrong at a customer: how they may put it, and the question of the entry that answers it; "": none."""

    product: str
    language: str
    wordings: tuple[str, ...]
    question: str = ""


@dataclass
class Member:
    """One person and their chat; `number` is None for a person who is not on file."""

    chat: Chat
    number: int | None
    phone: str
    roles: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    joined: bool = True
    mark: str = ""  # the secret word of their customer: nobody else's chat may ever show it


@dataclass
class Company:
    staff: list[Member] = field(default_factory=list)
    contacts: list[Member] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


async def found(
    session: AsyncSession, telegram: Telegram, customers: int, chance: Random, now: datetime, days: int
) -> Company:
    """The whole company on file; everybody who has joined has a chat."""
    company = Company()
    data = json.loads((demo.HERE / "company.json").read_text("utf8"))
    session.add_all(Product(code=p["code"], name=p["name"], name_en=p["name_en"]) for p in data["products"])
    for file in ("problems.zh.jsonl", "problems.en.jsonl"):
        await importing.import_rows(session, importing.read_sheet(demo.HERE / file), now)
        company.problems += _known(file)
    for one in data["staff"]:
        member = await _person(session, telegram, one["name"], one["language"], one["phone"], now, one["roles"], region=one["region"], products=one["products"])  # fmt: skip
        company.staff.append(member)
    await demo_company.services(session, now)
    for code, name, english in COURSES:
        await courses.put(session, Course(code=code, name=name, name_en=english, **PLAIN))
    _roster(session, [m for m in company.staff if Role.SPECIALIST in m.roles], now, days)
    for number in range(customers):
        company.contacts += await _customer(session, telegram, number, chance, now)
    return company


def _known(file: str) -> list[Problem]:
    rows = [json.loads(line) for line in (demo.HERE / file).read_text("utf8").splitlines()]
    language = file.split(".")[1]
    return [Problem(r["product"], language, (r["question"], *r["variants"]), r["question"]) for r in rows]


async def _person(
    session: AsyncSession, telegram: Telegram, name: str, language: str, phone: str, now: datetime,
    roles: list[str], joined: bool = True, **more: object,
) -> Member:  # fmt: skip
    person = Person(name=name, phone=phone, language=language, created_at=now, **more)
    person.give(*(Role(role) for role in roles))
    session.add(person)
    await session.flush()
    chat = telegram.open(name, language)
    if joined:
        session.add(Account(person_id=person.id, channel=telegram.name, address=chat.address, seen_at=now))
    return Member(chat, person.id, phone, tuple(roles), joined=joined)


def _roster(session: AsyncSession, specialists: list[Member], now: datetime, days: int) -> None:
    """One a day, in turn, from midnight to midnight."""
    midnight = now.astimezone(ZoneInfo(DEFAULT_ZONE)).replace(hour=0, minute=0, second=0, microsecond=0)
    for day, member in zip(range(days), cycle(specialists), strict=False):
        start = midnight + timedelta(days=day)
        session.add(Shift(person_id=member.number, starts_at=start, ends_at=start + timedelta(days=1)))


async def _customer(
    session: AsyncSession, telegram: Telegram, number: int, chance: Random, now: datetime
) -> list[Member]:
    """A customer with one or two contacts, in some month of their service."""
    today = company_day(now)
    accepted = today - timedelta(days=chance.randint(1, 900))
    place = chance.randrange(len(CITIES))
    products = tuple(sorted(chance.sample(("NE", "NL", "NT", "NO"), chance.choice((1, 1, 2)))))
    mark = "zq" + "".join(chance.choice(LETTERS) for _letter in range(5))
    contracts = _contracts(accepted, today)
    if chance.random() < behaviour.EXPIRED:
        contracts[-1].ends_on = max(contracts[-1].starts_on, today - timedelta(days=chance.randint(1, 60)))
    customer = Customer(
        name=f"{CITIES[place]}{mark}{chance.choice(TRADES)}有限公司",
        address=CITIES[place],
        region=REGIONS[place],
        category="key" if chance.random() < 0.2 else "regular",
        service_code=f"S-{number}",
        accepted_on=accepted,
        created_at=now,
        licences=[Licence(product=code, number=f"{code}-{mark}") for code in products],
        contracts=contracts,
    )
    session.add(customer)
    await session.flush()
    members = []
    for place in range(chance.choice((1, 1, 2))):
        language = "en" if chance.random() < 0.2 else "zh"
        name = chance.choice(ENGLISH) if language == "en" else chance.choice(SURNAMES) + chance.choice(GIVEN)
        member = await _person(session, telegram, name, language, f"+86139{number * 10 + place:08d}", now,
                               ["contact"], chance.random() >= behaviour.NOT_JOINED, customer_id=customer.id)  # fmt: skip
        member.products, member.mark = products, mark
        members.append(member)
    await plan(session, customer, today)
    return members


def _contracts(accepted: date, today: date) -> list[Contract]:
    """Year after year from acceptance, the last one running."""
    starts = [accepted]
    while (following := accepted + relativedelta(years=len(starts))) <= today:
        starts.append(following)
    return [Contract(starts_on=day, ends_on=day + relativedelta(years=1, days=-1)) for day in starts]
