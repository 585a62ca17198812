"""The plan of a project as a picture over time, and its gates as a calendar file (PRJ-7)."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from charts import Gantt, Group, Task
from charts import gantt as draw
from desk.calendars.calendar import Calendar
from desk.files import File
from desk.projects import process
from desk.projects.plan import Item, Side
from desk.projects.project import PLAN_HIDDEN, Project
from errors import NotFound
from handlers.chat.cards import verb
from handlers.chat.jobs import job
from handlers.chat.message import Message, Priority
from handlers.chat.turn import Turn
from handlers.dispatch import calendar_file
from handlers.dispatch.calendar_file import Event
from handlers.projects import formatting
from handlers.projects.formatting import View
from handlers.projects.talks import load
from i18n import _


@verb
async def project_gantt(turn: Turn, number: int, version: int, extra: str) -> None:
    """For the person who may read the plan."""
    await draw_project_gantt(turn, (await _readable(turn, number)).id)


async def _readable(turn: Turn, number: int) -> Project:
    """Raises NotFound for the customer while it is being planned."""
    project = await load(turn, number)
    if not turn.person.is_staff and project.state in PLAN_HIDDEN:
        raise NotFound(_("There is no plan yet."))
    return project


@job()
async def draw_project_gantt(turn: Turn, number: int) -> None:
    project = await _readable(turn, number)
    seen = await formatting.view(turn.session, project, turn.now, by_customer=not turn.person.is_staff)
    plan = picture(project, seen)
    if plan is None:
        return turn.say(_("There is no plan yet."))
    working = await process.working(turn.session, project)
    events = gates(project, seen, working, turn.now)
    text = _("The plan of {number} as a picture; its gates are in the calendar file.")
    message = Message(
        turn.person.id, text.format(number=project.number), title=project.name, about=project.ref, priority=Priority.NOTICE,
        drawn=partial(drawn, project.number, plan, events, turn.now),
    )  # fmt: skip
    return turn.reply(message)


def picture(project: Project, seen: View) -> Gantt | None:
    """In the language that is spoken now; None while nothing has a day."""
    groups = [
        Group(
            formatting.named(stage.names),
            [task for item in seen.items if item.stage_id == stage.id and (task := _task(item, seen))],
        )
        for stage in seen.stages
    ]
    names = (
        _("done"), _("late"), formatting.whose(Side.OURS, seen), formatting.whose(Side.THEIRS, seen), _("end as agreed"), _("today"),
    )  # fmt: skip
    title = f"{project.number} · {project.name}"
    return Gantt(title, groups, seen.today, names) if any(group.tasks for group in groups) else None


def _task(item: Item, seen: View) -> Task | None:
    if item.first_on is None or item.due_on is None:
        return None
    last = item.done_on or (
        max(item.due_on, seen.today) if formatting.is_late(item, seen.today) else item.due_on
    )
    return Task(
        formatting.named(item.words), min(item.first_on, last), last, item.planned_on, item.is_done,
        formatting.is_late(item, seen.today), item.side is Side.THEIRS,
    )  # fmt: skip


def gates(project: Project, seen: View, working: Calendar, now: datetime) -> list[Event]:
    """The last day of each stage; a later file of the same project takes the place of an earlier one."""
    found = []
    for stage in seen.stages:
        last = max((i.due_on for i in seen.items if i.stage_id == stage.id and i.due_on), default=None)
        if last is None:
            continue
        open_hours = list(working.stretches_of(working.next_working_day(last)))
        found.append(
            Event(
                uid=f"{project.number}-{stage.id}@kefu",
                sequence=int(now.timestamp() // 60),
                starts_at=open_hours[0].opens,
                ends_at=open_hours[-1].closes,
                title=f"{project.number} · {formatting.named(stage.names)}",
                place="",
                words=formatting.named(stage.delivers),
            )
        )
    return found


def drawn(number: str, plan: Gantt, events: Sequence[Event], now: datetime) -> list[File]:
    return [
        File.holding(draw(plan), f"{number}.png", "image/png", "photo"),
        calendar_file.file_of(events, now, f"{number}.ics"),
    ]
