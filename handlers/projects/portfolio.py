"""The projects of a member of the staff: page by page with how each stands and why, and all of them as a table (PRJ-6, PRJ-7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.access import require_staff
from desk.files import File
from desk.people import Person, name_of
from desk.projects import health
from desk.projects.health import HEALTH_NAMES, ProjectHealth
from desk.projects.people import may_read
from desk.projects.plan import Side
from desk.projects.project import STATE_NAMES, Member, Project, ProjectState
from desk.roles import APPLICANTS, PROJECT_READERS, SELLERS
from handlers.chat.cards import button, verb
from handlers.chat.jobs import job
from handlers.chat.message import Button, Message, Priority
from handlers.chat.turn import Turn
from handlers.projects import formatting
from i18n import N_, _, company_day, dated
from i18n.joining import listed

PAGE = 8
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADS = (
    N_("project"), N_("customer"), N_("name"), N_("state"), N_("health"), N_("why"), N_("manager"), N_("stage"),
    N_("next gate"), N_("days late, ours"), N_("days late, the customer's"), N_("first day"), N_("end as planned"), N_("end as expected"),
)  # fmt: skip
Row = tuple[str | int, ...]


@dataclass(frozen=True)
class Table:
    """All that stands in it, said already."""

    heads: Sequence[str]
    rows: Sequence[Row]
    made_at: datetime


async def of_staff(
    session: AsyncSession, person: Person, before: int = 0, most: int | None = None
) -> list[Project]:
    """Not archived, the newest first, before this one; all for the heads, of others those they have a part in."""
    query = select(Project).where(Project.state != ProjectState.ARCHIVED).order_by(Project.id.desc())
    query = query.where(Project.id < before) if before else query
    if person.has(*PROJECT_READERS):
        return list(await session.scalars(query.limit(most)))
    if not person.has(*SELLERS):
        on = select(Member.project_id).where(Member.person_id == person.id, Member.until_on.is_(None))
        own = (Project.manager_id, Project.progress_id, Project.quality_id, Project.applied_by)
        query = query.where(or_(Project.id.in_(on), *(column == person.id for column in own)))
    found: list[Project] = []
    for project in await session.scalars(query):
        if len(found) != most and await may_read(session, project, person):
            found.append(project)
    return found


async def command(turn: Turn) -> None:
    turn.reply(await _page(turn.session, turn.person, 0, turn.now))


@verb
async def projects_page(turn: Turn, number: int, version: int, extra: str) -> None:
    """Those before this one."""
    require_staff(turn.person)
    turn.replies.append(await _page(turn.session, turn.person, number, turn.now))


@dated
async def _page(session: AsyncSession, person: Person, before: int, now: datetime) -> Message:
    found = await of_staff(session, person, before, PAGE + 1)
    shown = await health.of_all(session, found[:PAGE], now)
    rows = [
        [
            button(
                f"{formatting.HEALTH[s.health]} {s.project.number} {s.customer.name}",
                "show_project",
                s.project.id,
            )
        ]
        for s in shown
    ]
    turning: list[Button] = []
    if before:
        turning.append(button(_("▲ Newest"), "projects_page", 0))
    if len(found) > PAGE:
        turning.append(button(_("▼ Earlier ones"), "projects_page", shown[-1].project.id))
    if shown:
        turning.append(button(_("📊 As a table"), "projects_table", person.id))
    rows.append(turning)
    if person.has(*APPLICANTS):
        rows.append([button(_("➕ Apply for a project"), "apply_for_project", person.id)])
    lines = [line for standing in shown for line in _lines(standing, company_day(now))]
    return Message(
        person.id, "\n".join(lines) or _("No projects."), rows=[row for row in rows if row], title=_("🏗 Projects"), card="projects"
    )  # fmt: skip


def _lines(standing: ProjectHealth, today: date) -> list[str]:
    project = standing.project
    head = f"{formatting.HEALTH[standing.health]} {project.number} · {standing.customer.name} · {project.name} · {_(STATE_NAMES[project.state])}"
    facts = []
    if standing.stage and standing.gate_on:
        gate = _("next gate {date}: {stage}")
        facts.append(
            gate.format(
                date=formatting.on(standing.gate_on, today), stage=formatting.named(standing.stage.names)
            )
        )
    facts += [formatting.why(reason) for reason in standing.reasons[:1]]
    if len(standing.reasons) > 1:
        facts.append(_("and {count} more").format(count=len(standing.reasons) - 1))
    return [head, *(["    " + " · ".join(facts)] if facts else [])]


@verb
async def projects_table(turn: Turn, number: int, version: int, extra: str) -> None:
    """Of what this person may read."""
    require_staff(turn.person)
    await draw_projects_table(turn)


@job()
async def draw_projects_table(turn: Turn) -> None:
    require_staff(turn.person)
    table = await made(turn.session, await of_staff(turn.session, turn.person), turn.now)
    turn.reply(
        Message(
            turn.person.id, _("The projects as a table."), title=_("🏗 Projects"), priority=Priority.NOTICE,
            drawn=partial(drawn, table),
        )
    )  # fmt: skip


async def made(session: AsyncSession, projects: Sequence[Project], now: datetime) -> Table:
    """What needs somebody first."""
    standings = await health.of_all(session, projects, now)
    order = [health.Health.RED, health.Health.AMBER, health.Health.GREEN]
    standings.sort(key=lambda each: (order.index(each.health), each.project.id))
    people = {s.project.manager_id: await name_of(session, s.project.manager_id) for s in standings}
    return Table([_(head) for head in HEADS], [_row(s, people[s.project.manager_id]) for s in standings], now)


def _row(standing: ProjectHealth, manager: str) -> Row:
    project = standing.project
    return (
        project.number, standing.customer.name, project.name, _(STATE_NAMES[project.state]), _(HEALTH_NAMES[standing.health]),
        listed(formatting.why(reason) for reason in standing.reasons), manager,
        formatting.named(standing.stage.names) if standing.stage else "",
        _day(standing.gate_on), standing.late.get(Side.OURS, 0), standing.late.get(Side.THEIRS, 0),
        *(_day(on) for on in (project.starts_on, standing.planned_end, standing.expected_end)),
    )  # fmt: skip


def _day(on: date | None) -> str:
    return on.isoformat() if on else ""


def written(table: Table) -> bytes:
    from documents.xlsx import XlsxDocument  # with openpyxl, much to load

    book = XlsxDocument(table.made_at)
    book.sheet(_("Projects"), table.heads, table.rows)
    return book.content()


def drawn(table: Table) -> list[File]:
    return [File.holding(written(table), f"projects-{table.made_at:%Y-%m-%d}.xlsx", XLSX)]
