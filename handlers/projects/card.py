"""A project on one message: the card of the staff, and what the customer sees of it (PRJ-1 to PRJ-11)."""

from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk import customers
from desk.customers import Customer
from desk.people import Person
from desk.projects import (
    acceptance,
    assessment,
    change,
    health,
    people,
    plan,
)
from desk.projects.health import GOES_ON
from desk.projects.project import PLAN_HIDDEN, STATE_NAMES, Project, ProjectState
from desk.surveys import survey_catalogue
from handlers.chat.message import Message
from handlers.projects import formatting
from handlers.projects.card_buttons import staff_rows
from handlers.projects.card_lines import because, final, moved, risks, terms
from handlers.projects.customer_card import for_customer
from handlers.projects.formatting import View
from i18n import _, dated, day, spoken
from i18n.joining import labelled, listed

BEFORE_ACCEPTANCE = (*PLAN_HIDDEN, ProjectState.CUSTOMER, *GOES_ON)
NOT_AGREED = (ProjectState.PLANNING, ProjectState.HEAD, ProjectState.CUSTOMER, ProjectState.DISAGREED)


@dated
async def for_staff(
    session: AsyncSession, project: Project, viewer: Person, now: datetime, headline: str = ""
) -> Message:
    """Facts, stages, what is late and why, and what this person can do next."""
    seen = await formatting.view(session, project, now)
    lines = [
        *([headline, ""] if headline else []),
        *(
            formatting.health(await health.of(session, project, now))
            if project.is_open and seen.stages
            else []
        ),
        *await _facts(session, project, seen.today),
        *([""] if seen.stages else []),
        *formatting.bar(seen),
        *_late(seen),
        *await moved(session, project, seen),
        *formatting.changes(await change.of(session, project), by_customer=False),
        *(["", *terms(project)] if seen.stages and project.state in NOT_AGREED else []),
        *final(project, seen),
        *(await _narrowed(session, project, seen.today) if project.state is ProjectState.FINAL else []),
        *await _assessed(session, project),
        *await risks(session, project),
        *(await _clash(session, project, seen) if project.state in BEFORE_ACCEPTANCE else []),
    ]
    return Message(
        viewer.id,
        "\n".join(lines),
        title=f"🏗 {project.number} · {_(STATE_NAMES[project.state])}",
        rows=await staff_rows(session, project, viewer, seen),
        card=project.ref,
        about=project.ref,
    )


async def _facts(session: AsyncSession, project: Project, today: date) -> list[str]:
    customer = await session.get_one(Customer, project.customer_id)
    manager = await session.get(Person, project.manager_id) if project.manager_id else None
    those = await people.members(session, project)
    watching = [await session.get_one(Person, n) for n in (project.progress_id, project.quality_id) if n]
    facts = [
        ("🏢", customer.name),
        ("📌", project.name),
        ("🎯", project.goal),
        ("📐", "" if project.state in NOT_AGREED else formatting.scope(project)),
        ("👔", manager.name if manager else ""),
        ("👥", listed(person.name for person in those)),
        ("👀", listed(person.name for person in watching)),
        ("💬", because(project)),
        (
            "⏸",
            _("look again on {date}").format(date=day(project.look_again_on, today))
            if project.look_again_on
            else "",
        ),
        (
            "⚠️",
            _("begun before all was prepared: {why}").format(why=project.overridden)
            if project.overridden
            else "",
        ),
        (
            "🤝",
            _("accepted on {date}").format(date=day(project.accepted_on, today))
            if project.accepted_on
            else "",
        ),
    ]
    return [f"{icon} {fact}" for icon, fact in facts if fact]


def _late(seen: View) -> list[str]:
    late = [item for item in seen.items if formatting.is_late(item, seen.today)]
    return ["", _("Late:"), *(formatting.item_line(item, seen) for item in late)] if late else []


async def _assessed(session: AsyncSession, project: Project) -> list[str]:
    """Once both are in: what they do not agree on comes first."""
    both = await assessment.latest(session, project) if project.state is ProjectState.ASSESSMENT else []
    if not both or any(row.at is None for row in both):
        waiting = [row for row in both if row.at is None]
        names = [(await session.get_one(Person, row.person_id)).name for row in waiting]
        return ["", _("Still to assess it: {names}").format(names=listed(names))] if names else []
    form = await survey_catalogue.form(session, assessment.FORM, both[0].form_version)
    names = [(await session.get_one(Person, row.person_id)).name for row in both]
    told: list[tuple[bool, str]] = []
    for question in form.questions:
        said = [row.answers.get(question.id, "") for row in both]
        labels = dict(question.choices(spoken().language))
        shown = [f"{name} {labels.get(str(a), str(a)) or '–'}" for name, a in zip(names, said, strict=True)]
        differ = said[0] != said[1]
        line = labelled(formatting.named(question.ask), listed(shown))
        told.append((differ, f"{'≠' if differ else '='} {line}"))
    return [
        "",
        _("Assessment, differences first:"),
        *(line for _differ, line in sorted(told, key=lambda each: not each[0])),
    ]


async def shown(
    session: AsyncSession, project: Project, viewer: Person, now: datetime, headline: str = ""
) -> Message:
    """The card of the project that this person may see."""
    made = for_staff if viewer.is_staff else for_customer
    return await made(session, project, viewer, now, headline)


async def _clash(session: AsyncSession, project: Project, seen: View) -> list[str]:
    """A contract that covers the same days stands before the acceptance: sales have until then."""
    customer = await session.get_one(Customer, project.customer_id)
    taken = acceptance.in_the_way(project, customer, plan.end(seen.items) or seen.today)
    settled = _("Sales settle before the acceptance which of the two counts.")
    return ["", f"⚠️ {taken} {settled}"] if taken else []


async def _narrowed(session: AsyncSession, project: Project, today: date) -> list[str]:
    """What the signature changes of their other contracts: sales read it before."""
    customer = await session.get_one(Customer, project.customer_id)
    found = acceptance.general(project, customer, today=today)
    names = [
        await customers.product_name(session, code, spoken().language)
        for code in acceptance.rest(project, customer)
    ]
    text = _("{number} names no product; from then on it goes on for {products}.")
    return [text.format(number=contract.number, products=listed(names)) for contract in found]
