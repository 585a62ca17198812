"""Running projects as a table, a line for each stage or item; a project with a wrong line is left out (PRJ-1, PRJ-7).

    project,customer,template,manager,members,starts_on,stage,item,person,due_on,done_on
    ERP 2026,Mingyue,standard,He Jing,Lin Tao|Li Qiang,2026-02-02,Preparation,,,2026-02-13,2026-02-12
    ,,,,,,Installation,install,Lin Tao,2026-03-06,

What stands in the line above need not be said again. A line without an item is about all items of its stage.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.kit import names, parse
from bot.cli.kit.importing import WHOLE, Import, Importing
from desk.customers import Customer
from desk.people import Person
from desk.projects import people, plan, taking_over, templates
from desk.projects.plan import TAKEN
from desk.projects.project import Project
from desk.projects.taking_over import Line, Running
from errors import BadInput, Refused
from i18n import _, company_day, plain
from i18n.names import key
from kb.files.reading import Columns, Row, TableKind

COLUMNS: Columns = {
    "project": ("name", "项目", "项目名称"),
    "customer": ("客户", "客户名称"),
    "template": ("模板", "模板编号"),
    "goal": ("目标", "项目目标"),
    "manager": ("项目经理",),
    "members": ("成员", "项目成员", "实施人员"),
    "starts_on": ("start", "开工日期", "开始日期"),
    "stage": ("阶段", "阶段名称"),
    "item": ("事项", "工作项"),
    "person": ("责任人", "负责人"),
    "due_on": ("due", "planned", "计划完成", "计划完成日期", "截止日期"),
    "done_on": ("done", "finished", "实际完成", "完成日期"),
    "accepted_on": ("accepted", "验收日期", "成果验收"),
}
REQUIRED = ("project", "customer", "stage")


@dataclass
class Group:
    """The lines of one project."""

    project: str
    customer: str
    rows: list[Row] = field(default_factory=list)

    def said(self, column: str, must: bool = True) -> str:
        """By the first line that says anything. Raises BadInput when another one says otherwise, or none says it."""
        found = [row for row in self.rows if row[column]]
        odd = next((row for row in found if key(row[column]) != key(found[0][column])), None)
        if odd is not None:
            raise BadInput(
                _("{column} is not the same as in line {line}").format(column=column, line=found[0].line)
            )
        if must and not found:
            raise BadInput(_("{column} is empty").format(column=column))
        return found[0][column] if found else ""


def groups(rows: Sequence[Row]) -> list[Group]:
    """Lines of one project and customer; what is not said is as in the line above."""
    found: dict[tuple[str, str], Group] = {}
    project = customer = ""
    for row in rows:
        if row["project"] and key(row["project"]) != key(project):
            project, customer = row["project"], ""
        customer = row["customer"] or customer
        found.setdefault((key(project), key(customer)), Group(project, customer)).rows.append(row)
    return list(found.values())


class Projects(Importing):
    """Whole ones only."""

    async def rows(self, session: AsyncSession, rows: Sequence[Row], now: datetime) -> None:
        for group in groups(rows):
            wrong = len(self.report.bad)
            wanted = await self._read(session, group, now)
            if wanted is None or len(self.report.bad) > wrong:
                continue
            project, outcome, otherwise = await taking_over.take_over(session, wanted, now)
            self.report.count(outcome)
            if otherwise:
                text = _("line {line}: {number} goes on here and stands otherwise; its card changes it")
                self.report.note(text.format(line=group.rows[0].line, number=project.number))

    async def _read(self, session: AsyncSession, group: Group, now: datetime) -> Running | None:
        """Each wrong line is told; None: it cannot even be told what the project is."""
        first = group.rows[0].line
        try:
            if not group.project or not group.customer:
                raise BadInput(_("project and customer are needed"))
            customer = await names.customer(session, group.customer)
            template = await templates.template(session, group.said("template"))
            manager = await names.staff(session, group.said("manager"))
            members = [
                (await names.staff(session, each)).id
                for each in parse.items(group.said("members", must=False))
            ]
            starts_on = parse.day(group.said("starts_on"))
            goal = group.said("goal", must=False) or group.project
        except Refused as reason:
            self.report.refuse(first, reason)
            return None
        lines = [
            line for row in group.rows if (line := await self._line(session, row, template, starts_on, now))
        ]
        members += [line.person for line in lines if line.person]
        return Running(
            customer,
            plain.name(group.project),
            goal,
            template["code"],
            manager,
            list(dict.fromkeys(members or [manager.id])),
            starts_on,
            lines,
        )

    async def _line(
        self, session: AsyncSession, row: Row, template: dict[str, object], starts_on: date, now: datetime
    ) -> Line | None:
        try:
            if row.fault:
                raise BadInput(row.fault)
            person = (await names.staff(session, row["person"])).id if row["person"] else None
            due, done, accepted = (_day(row, column) for column in ("due_on", "done_on", "accepted_on"))
            line = Line(row.line, row["stage"], row["item"], person, due, done, accepted)
            if reason := taking_over.wrong(line, template, starts_on, company_day(now)):
                raise BadInput(reason)
        except Refused as reason:
            self.report.refuse(row.line, reason)
            return None
        return line


def _day(row: Row, column: str) -> date | None:
    """Raises BadInput, with the column."""
    try:
        return parse.day(row[column]) if row[column] else None
    except BadInput as reason:
        raise BadInput(f"{column}: {reason}") from None


TABLE = Import(TableKind(COLUMNS, REQUIRED), Projects, batch=WHOLE)


async def rows_of(session: AsyncSession, project: Project) -> list[dict[str, str]]:
    """As the import reads it back: a line for each item."""
    customer = await session.get_one(Customer, project.customer_id)
    manager = await session.get(Person, project.manager_id or 0)
    on_it = [person.name for person in await people.members(session, project)]
    of_all = {
        "project": project.name, "customer": customer.name, "template": project.template, "goal": project.goal,
        "manager": manager.name if manager else "", "members": "|".join(on_it), "starts_on": _text(project.starts_on),
    }  # fmt: skip
    stages = {stage.id: stage for stage in await plan.stages(session, project)}
    found = []
    for item in await plan.items(session, project):
        stage = stages[item.stage_id]
        person = await session.get(Person, item.person_id or 0)
        accepted = company_day(stage.said_at) if stage.said_at and stage.delivery in TAKEN else None
        each = {
            "stage": stage.names["zh"], "item": item.key, "person": person.name if person else "", "due_on": _text(item.planned_on),
            "done_on": _text(item.done_on), "accepted_on": _text(accepted),
        }  # fmt: skip
        found.append({column: (of_all | each)[column] for column in COLUMNS})
    return found


def _text(on: date | None) -> str:
    return on.isoformat() if on else ""
