"""Courses, classes and trainees as tables: their columns, and a row of each read (TRN-1, TRN-2)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import customers
from desk.customers import Customer
from desk.people import Person, has_phone, with_role
from desk.phones import phone_number
from desk.roles import TRAINERS
from desk.training import classes, courses, enrolment, enrolments, running, timetable
from desk.training.classes import TrainingClass
from desk.training.courses import KIND_NAMES, Course, CourseKind
from desk.training.enrolment import Enrolment
from errors import BadInput
from i18n import LANGUAGES, _, company_zone, names, speaking
from i18n.joining import listed
from kb.files.reading import Columns, Row

Name = TypeVar("Name", bound=StrEnum)
COURSES: Columns = {
    "code": ("编号", "课程编号"),
    "name": ("名称", "课程名称"),
    "name_en": ("英文名称",),
    "kind": ("类别", "课程类别"),
    "products": ("产品",),
    "skill": ("技能",),
    "goals": ("目标", "课程目标"),
    "hours": ("课时", "学时"),
    "valid_months": ("有效月数", "有效期"),
}
CLASSES: Columns = {
    "course": ("课程", "课程编号"),
    "sittings": ("上课时间", "时间"),
    "place": ("地点", "地点或链接"),
    "trainer": ("讲师", "培训师"),
    "seats": ("座位", "名额"),
    "least": ("最少人数",),
    "closes_days": ("提前几天截止", "截止天数"),
    "customer": ("客户",),
    "region": ("地区",),
    "staff": ("内部", "员工"),
}
TRAINEES: Columns = {
    "class": ("班", "班号"),
    "name": ("姓名", "学员"),
    "customer": ("客户", "单位"),
    "phone": ("电话", "手机"),
}
LARGEST = 10_000


def chosen(text: str, known: Mapping[Name, str]) -> Name:
    """One of them, by its code or its name in either language. Raises BadInput."""
    words = {str(each): each for each in known}
    for language in LANGUAGES:
        with speaking(language):
            words |= {_(name).casefold(): each for each, name in known.items()}
    found = words.get(text.strip().casefold())
    if found is None:
        there = listed(f"{each} ({_(name)})" for each, name in known.items())
        raise BadInput(_("I do not know {word}. There are: {names}.").format(word=text[:40], names=there))
    return found


def number(text: str, usual: int) -> int:
    """A whole number; nothing is the usual one. Raises BadInput."""
    if not text.strip():
        return usual
    plain = text.strip().removesuffix(".0")
    if not (plain.isascii() and plain.isdecimal()) or int(plain) > LARGEST:
        raise BadInput(_("Please write a whole number."))
    return int(plain)


def read_course(row: Row) -> Course:
    """Without its products, which the catalogue knows. Raises BadInput."""
    code = row["code"].strip()
    if not code or len(code) > 40 or not row["name"]:
        raise BadInput(_("code and name are needed"))
    return Course(
        code=code, name=row["name"], name_en=row["name_en"],
        kind=chosen(row["kind"] or CourseKind.OPERATION, KIND_NAMES),
        products=[], skill=row["skill"], goals=row["goals"], hours=number(row["hours"], 0), valid_months=number(row["valid_months"], 0),
    )  # fmt: skip


def course_row(course: Course) -> dict[str, str]:
    """A course as a row that the import reads back."""
    values = (
        course.code, course.name, course.name_en, course.kind, "|".join(course.products), course.skill, course.goals, course.hours,
        course.valid_months,
    )  # fmt: skip
    return dict(zip(COURSES, map(str, values), strict=True))


async def take_class(session: AsyncSession, row: Row, now: datetime) -> bool:
    """Opened at once, unless it is there already: then nothing changes. Raises BadInput."""
    course = await courses.coded(session, row["course"])
    trainer = await _trainer(session, row["trainer"])
    sittings = timetable.read(row["sittings"])
    for known in await classes.ahead(session, course.id):
        if list(map(list, known.sittings)) == sittings and known.trainer_id == trainer.id:
            return False
    zone = company_zone().key
    first = timetable.instants(sittings, zone)[0][0]
    seats = number(row["seats"], 20)
    one = TrainingClass(
        course_id=course.id, zone=zone, place=row["place"], bring="", trainer_id=trainer.id, seats=seats,
        least=min(number(row["least"], 3), seats), waiting_limit=max(seats, 10), open_to=await _open_to(session, row), why="",
    )  # fmt: skip
    closes = first - timedelta(days=number(row["closes_days"], 2))
    classes.plan(one, sittings, max(closes, min(now + timedelta(minutes=1), first)), now)
    await running.make(session, one, now)
    await running.open_up(session, one, None, now)
    return True


async def _trainer(session: AsyncSession, name: str) -> Person:
    found = [
        person for person in await with_role(session, *TRAINERS) if names.key(person.name) == names.key(name)
    ]
    if len(found) != 1:
        raise BadInput(_("There is no trainer {name}.").format(name=name[:40]))
    return found[0]


async def _open_to(session: AsyncSession, row: Row) -> dict[str, Any]:
    if row["staff"].strip().casefold() in ("yes", "是", "1", "true", "x"):
        return {"staff": True}
    if row["customer"]:
        return {"customers": [(await _customer(session, row["customer"])).id]}
    return {"regions": [row["region"]]} if row["region"] else {}


async def _customer(session: AsyncSession, name: str) -> Customer:
    found = await customers.find(session, name, 2)
    if len(found) != 1:
        raise BadInput(_("There is no customer {name}.").format(name=name[:40]))
    return found[0]


async def class_row(session: AsyncSession, one: TrainingClass) -> dict[str, str]:
    """A class as a row that the import reads back."""
    course = await session.get_one(Course, one.course_id)
    trainer = await session.get_one(Person, one.trainer_id)
    chosen_ones = one.open_to.get("customers") or []
    customer = (await session.get_one(Customer, chosen_ones[0])).name if chosen_ones else ""
    times = "; ".join(f"{start.replace('T', ' ')}-{end[11:]}" for start, end in one.sittings)
    values = (
        course.code, times, one.place, trainer.name, one.seats, one.least, (one.starts_at - one.closes_at).days, customer,
        "|".join(one.open_to.get("regions") or []), "yes" if one.for_staff else "",
    )  # fmt: skip
    return dict(zip(CLASSES, map(str, values), strict=True))


async def take_trainee(session: AsyncSession, row: Row, now: datetime) -> bool:
    """A contact on file by phone, or by name and company, is registered; False: they were already. Raises BadInput, Stale."""
    code = row["class"].strip().upper().removeprefix("T-")
    one = (
        await session.get(TrainingClass, int(code) - 1000)
        if code.isascii() and code.isdecimal() and len(code) < 10
        else None
    )
    if one is None:
        raise BadInput(_("There is no class {number}.").format(number=row["class"][:40]))
    person = await _person(session, row)
    before = await enrolment.of_person(session, one, person.id)
    if before is not None and before.state in enrolment.IN_IT:
        return False
    by = await session.get_one(Person, one.trainer_id)
    await enrolments.register(session, one, [person], by, now)
    return True


async def _person(session: AsyncSession, row: Row) -> Person:
    query = select(Person).where(Person.active)
    if row["phone"]:
        query = query.where(has_phone(phone_number(row["phone"])))
    elif row["customer"]:
        query = query.where(
            Person.name == row["name"], Person.customer_id == (await _customer(session, row["customer"])).id
        )
    else:
        query = query.where(Person.name == row["name"])
    found = list(await session.scalars(query.limit(2)))
    if len(found) != 1:
        raise BadInput(
            _("{name} is not on file, or there are several: a phone number says who.").format(
                name=row["name"][:40]
            )
        )
    return found[0]


async def trainee_row(session: AsyncSession, row: Enrolment) -> dict[str, str]:
    """A trainee as a row that the import reads back."""
    one = await session.get_one(TrainingClass, row.class_id)
    person = await session.get_one(Person, row.person_id)
    customer = await customers.of(session, person)
    return dict(
        zip(TRAINEES, (one.number, person.name, customer.name if customer else "", person.phone), strict=True)
    )
