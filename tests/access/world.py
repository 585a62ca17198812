"""One company with somebody in each role, and one record of each kind: an ordinary ticket (1) and a complaint (2) with all that hangs on them."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from desk.complaints.complaint import Complaint
from desk.complaints.staff_assessments import Assessment
from desk.complaints.tasks import Task
from desk.customers import Customer, Product
from desk.dispatch.appointments import Appointment
from desk.dispatch.customer_data import CustomerData
from desk.dispatch.orders import Dispatch
from desk.hotline.consultations import Consultation
from desk.hotline.remote_support import RemoteWork
from desk.people import Account, Person, Role
from desk.releases.release import ChoiceState, Release, ReleaseChoice, ReleaseState
from desk.requirements.requirement import Requirement, Voice
from desk.roster.shifts import Shift
from desk.roster.swaps import Swap
from desk.sales.first_visit_needs import Need
from desk.sales.first_visits import FirstVisit
from desk.scope.case import ScopeCase
from desk.scope.quote_rows import Quote
from desk.sla.alerts import Alert
from desk.sla.emergencies import Emergency
from desk.surveys.visit_backs import VisitBack
from desk.ticket import Ticket, TicketState
from desk.tickets.incidents import Incident
from desk.training.classes import ClassState, TrainingClass
from desk.training.courses import Course
from desk.training.enrolment import Enrolment
from kb.learning.proposals import Proposal
from store import Base

STAFF = [role for role in Role if role is not Role.CONTACT]
CUSTOMERS = ("reporter", "colleague", "other customer", "prospect")
WORKING = ("works on it", "sent there")
ELSEWHERE = ("specialist elsewhere", "on duty elsewhere", "account manager elsewhere")  # of another region
PEOPLE = (
    *CUSTOMERS,
    *WORKING,
    *ELSEWHERE,
    "has left",
    *STAFF,
)  # the roles: who has nothing to do with the records
HERE, THERE = "华东", "华南"
CHANNELS = ("telegram", "web")


async def build(session: AsyncSession, now: datetime) -> dict[str, int]:
    """The number of each person."""
    home = await _customer(session, "明月纺织", now)
    other = await _customer(session, "远山物流", now)
    people: dict[str, Person] = {
        "reporter": _person("王丽", now, Role.CONTACT, customer_id=home, phone="+8613800000001"),
        "colleague": _person("Emma", now, Role.CONTACT, customer_id=home, phone="+8613800000002"),
        "other customer": _person("周明", now, Role.CONTACT, customer_id=other, phone="+8613800000003"),
        "prospect": _person("小刘", now, on_file=False),
        "works on it": _person("陈晓", now, Role.SPECIALIST),
        "sent there": _person("李强", now, Role.ENGINEER),
        "has left": _person("高原", now, Role.SPECIALIST, Role.SERVICE_MANAGER, Role.ADMIN, active=False),
        "specialist elsewhere": _person("何芳", now, Role.SPECIALIST, region=THERE),
        "on duty elsewhere": _person("马超", now, Role.SPECIALIST, region=THERE),
        "account manager elsewhere": _person("白雪", now, Role.ACCOUNT_MANAGER, region=THERE),
        **{role: _person(f"{role} uninvolved", now, role) for role in STAFF},
    }
    session.add_all(people.values())
    await session.flush()
    numbers = {name: person.id for name, person in people.items()}
    for name, number in numbers.items():
        session.add_all(
            Account(person_id=number, channel=channel, address=f"{channel}-{name}", seen_at=now)
            for channel in CHANNELS
        )
    await _records(session, numbers, home, now)
    return numbers


async def _customer(session: AsyncSession, name: str, now: datetime) -> int:
    customer = Customer(
        name=name, service_code=name, region=HERE, accepted_on=date(2026, 1, 31), created_at=now
    )
    session.add(customer)
    await session.flush()
    return customer.id


def _person(name: str, now: datetime, *roles: Role, **more: Any) -> Person:
    person = Person(name=name, language="en", created_at=now, confirmed_at=now, **more)
    person.give(*roles)
    return person


async def _records(session: AsyncSession, who: dict[str, int], customer: int, now: datetime) -> None:
    reporter, works, sent = who["reporter"], who["works on it"], who["sent there"]
    hour = timedelta(hours=1)
    session.add_all(
        _row(Ticket, now, id=number, contact_id=reporter, customer_id=customer, owner_id=works, assignee_id=works,
             description="the dongle is red", region=HERE, state=TicketState.IN_PROGRESS, complaint=number == 2, taken_at=now)
        for number in (1, 2)
    )  # fmt: skip
    await session.flush()
    session.add(
        _row(Complaint, now, id=2, contact_id=reporter, customer_id=customer, description="nobody came")
    )
    session.add(_row(Dispatch, now, id=1, ticket_id=1, requested_by=works, engineer_id=sent))
    await session.flush()
    for number in (1, 2):
        session.add(
            _row(Alert, now, id=number, ticket_id=number, kind="complaint" if number == 2 else "resolution")
        )
    session.add_all(
        [
            _row(Appointment, now, id=1, ticket_id=1, dispatch_id=1, engineer_id=sent),
            _row(CustomerData, now, id=1, ticket_id=1, dispatch_id=1, engineer_id=sent),
            _row(Emergency, now, id=1, ticket_id=1, members=[works]),
            _row(Incident, now, id=1, master_id=1),
            _row(Consultation, now, id=1, ticket_id=1, asked_by=works, asked_to=who[Role.DEVELOPER]),
            _row(RemoteWork, now, id=1, ticket_id=1, asked_by=works),
            _row(VisitBack, now, id=1, customer_id=customer, contact_id=reporter, ticket_id=1),
            _row(Shift, now, id=1, person_id=works, starts_at=now - hour, ends_at=now + 9 * hour),
            _row(Shift, now, id=2, person_id=who["on duty elsewhere"], starts_at=now - hour, ends_at=now + 9 * hour),
            _row(Swap, now, id=1, offered_by=works, offered_to=who[Role.SPECIALIST]),
            _row(Task, now, id=1, complaint_id=2, owner_id=works),
            _row(Assessment, now, id=1, complaint_id=2, person_id=works, recorded_by=who[Role.QUALITY_SUPERVISOR]),
            _row(Proposal, now, id=1, kind="entry"),
            _row(Requirement, now, id=1, first_word_by=now),
            _row(ScopeCase, now, id=1, ticket_id=1, holder_id=who[Role.SERVICE_MANAGER], recipients=[who[Role.SERVICE_MANAGER]]),
        ]
    )  # fmt: skip
    await session.flush()
    session.add(
        _row(
            Voice, now, id=1, requirement_id=1, customer_id=customer, person_id=reporter, words="a dark theme"
        )
    )
    session.add(
        _row(
            FirstVisit,
            now,
            id=1,
            customer_id=customer,
            contact_id=reporter,
            submitted_by=who[Role.SALES],
            holder_id=works,
            facts=["phone"],
        )
    )
    await session.flush()
    session.add(
        _row(
            Need,
            now,
            id=1,
            first_visit_id=1,
            customer_id=customer,
            said_by=reporter,
            recipients=[who[Role.TRAINER]],
        )
    )
    session.add(_row(Course, now, id=1, code="OP", name="operation", products=[]))
    await session.flush()
    times = {"starts_at": now + 72 * hour, "ends_at": now + 75 * hour, "closes_at": now + 48 * hour}
    sitting = [[f"{times[name]:%Y-%m-%dT%H:%M}" for name in ("starts_at", "ends_at")]]
    session.add(_row(TrainingClass, now, id=1, course_id=1, trainer_id=who[Role.TRAINER], state=ClassState.OPEN, seats=1, zone="UTC",
                     sittings=sitting, done_until=now, **times))  # fmt: skip
    await session.flush()
    session.add(_row(Enrolment, now, id=1, class_id=1, person_id=reporter, customer_id=customer))
    session.add(_row(Quote, now, id=1, case_id=1, proposed_by=who[Role.SALES]))
    session.add(_row(Product, now, code="OA", name="OA"))
    await session.flush()
    developer = who[Role.DEVELOPER]
    session.add(
        _row(
            Release,
            now,
            id=1,
            product="OA",
            state=ReleaseState.ANNOUNCED,
            made_by=developer,
            announced_at=now,
        )
    )
    await session.flush()
    told = {"release_id": 1, "customer_id": customer, "state": ChoiceState.TOLD, "told_at": now}
    session.add(_row(ReleaseChoice, now, id=1, **told))
    await session.flush()


def _row(cls: type[Base], now: datetime, /, **given: Any) -> Any:
    """A row with something in each column that must have a value."""
    filled = {}
    for column in cls.__mapper__.columns:
        needs = not (column.nullable or column.default is not None or column.server_default is not None)
        if needs and column.key not in given and not column.primary_key:
            filled[column.key] = _something(column.type, now)
    return cls(**filled, **given)


def _something(of: Any, now: datetime) -> Any:
    python = getattr(of, "python_type", None) if not hasattr(of, "impl") else None
    name = type(of).__name__
    if name == "Enum":
        return next(iter(of.enum_class))
    if name == "Moment":
        return now
    if name == "Number":
        return 1
    if name == "Date":
        return now.date()
    if name == "JSON":
        return []
    return False if python is bool else 0.0 if python is float else "x"
