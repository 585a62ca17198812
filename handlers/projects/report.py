"""The report of a project on any day, made from its records: plan and what became of it, days on site, what was accepted (PRJ-5)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

import charts
from charts import Gantt
from desk.customers import Customer
from desk.dispatch.visit_record import OPINION_NAMES, Opinion
from desk.files import File
from desk.people import Person
from desk.projects import logs
from desk.projects.plan import DELIVERY_NAMES, SIDE_NAMES
from desk.projects.project import STATE_NAMES, Project
from handlers.chat.cards import verb
from handlers.chat.jobs import job
from handlers.chat.message import Message, Priority
from handlers.chat.turn import Turn
from handlers.projects import formatting, gantt
from handlers.projects.talks import load
from i18n import _, day, exactly, moment
from i18n.joining import noted


@dataclass(frozen=True)
class Told:
    """All that stands on it, said already."""

    number: str
    under: str
    facts: list[tuple[str, str]]
    stages: list[list[str]]
    items: list[list[str]]
    days: list[list[str]]
    lost: list[str]
    gantt: Gantt | None
    made_at: datetime


@verb
async def project_report(turn: Turn, number: int, version: int, extra: str) -> None:
    """For the person who may read it."""
    await draw_project_report(turn, (await load(turn, number)).id)


@job()
async def draw_project_report(turn: Turn, number: int) -> None:
    project = await load(turn, number)
    told = await _told(turn.session, project, staff=turn.person.is_staff, now=turn.now)
    turn.reply(
        Message(
            turn.person.id, _("The report of the project {number}.").format(number=project.number), title=project.name,
            about=project.ref, priority=Priority.NOTICE, drawn=partial(drawn, told),
        )
    )  # fmt: skip


async def _told(session: AsyncSession, project: Project, *, staff: bool, now: datetime) -> Told:
    customer = await session.get_one(Customer, project.customer_id)
    manager = await session.get(Person, project.manager_id) if project.manager_id else None
    seen = await formatting.view(session, project, now)
    return Told(
        number=project.number,
        under=f"{project.number} · {customer.name} · {day(seen.today)}",
        facts=[
            (_("Goal"), project.goal),
            (_("Scope of the project"), formatting.scope(project)),
            (_("State"), _(STATE_NAMES[project.state])),
            (_("Project manager"), manager.name if manager else ""),
            (_("Release"), project.release),
            (_("Accepted"), day(project.accepted_on) if project.accepted_on else ""),
            (_("Signed"), await _signed(session, project, now)),
        ],
        stages=[
            [formatting.named(s.names), formatting.named(s.delivers) or "–", _(DELIVERY_NAMES[s.delivery]) if s.delivers else "–", s.words or "–"]
            for s in seen.stages
        ],
        items=[
            [formatting.named(i.words), _(SIDE_NAMES[i.side]), formatting.on(i.planned_on, seen.today), formatting.on(i.done_on, seen.today)]
            for i in seen.items
        ],
        days=await _days(session, project, staff=staff),
        lost=await formatting.causes(session, project, seen),
        gantt=gantt.picture(project, seen),
        made_at=now,
    )  # fmt: skip


async def _signed(session: AsyncSession, project: Project, now: datetime) -> str:
    if project.signed_at is None:
        return ""
    person = await session.get(Person, project.signed_by) if project.signed_by else None
    signed = _("{name}, in the chat, {time}").format(
        name=person.name if person else "", time=moment(project.signed_at, now)
    )
    return noted(signed, _(OPINION_NAMES[Opinion(project.opinion)])) if project.opinion else signed


async def _days(session: AsyncSession, project: Project, *, staff: bool) -> list[list[str]]:
    """What is open and how long it took is for colleagues."""
    rows = []
    for log in await logs.of(session, project):
        if log.written_at is None or (not staff and log.confirmed_at is None):
            continue
        person = await session.get_one(Person, log.person_id)
        took = exactly(timedelta(minutes=log.minutes), days=False) if staff else ""
        rows.append([day(log.day), person.name, log.did, took or "–"])
    return rows


def drawn(told: Told) -> list[File]:
    from documents.pdf import PdfDocument  # with its fonts, much to load

    paper = PdfDocument(_("Project report"), told.under, told.made_at)
    paper.facts(told.facts)
    if told.stages:
        paper.heading(_("Stages"))
        paper.table([_("Stage"), _("Deliverable"), _("State"), _("Remark")], told.stages)
        if told.gantt:
            paper.picture(charts.gantt(told.gantt), charts.share(told.gantt))
        paper.heading(_("Items"))
        paper.table([_("Item"), _("Whose"), _("Planned"), _("Done on")], told.items, (3, 1, 1, 1))
    if told.days:
        paper.heading(_("Days on site"))
        paper.table([_("Day"), _("Who"), _("Did"), _("Time worked")], told.days, (1, 1, 3, 1))
    if told.lost:
        paper.heading(_("What moved the end"))
        for line in told.lost:
            paper.text(line)
    return [File.holding(paper.content(), f"{told.number}.pdf", "application/pdf")]
