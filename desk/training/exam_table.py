"""Exams as a table, a line for each topic; an exam with a wrong line is left as it was (TRN-3).

    course,name,topic,level,questions,minutes,pass
    OP,Basics,Vouchers,1,5,30,60
    ,,Closing,,5,,

What stands in the line above need not be said again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.training import courses, exams, papers, question_bank
from desk.training.courses import Course
from desk.training.exams import CONTENT, SHOWS_NAMES, Exam, ExamCandidate, Shows
from desk.training.papers import ANY, RuleLine
from desk.training.tables import chosen, number
from errors import BadInput, Refused
from i18n import _, names
from kb.files.reading import Columns, Row
from kb.files.report import ImportReport, Outcome

EXAMS: Columns = {
    "course": ("课程", "课程编号"),
    "name": ("exam", "考试", "考试名称", "试卷", "名称"),
    "name_en": ("英文名称",),
    "topic": ("知识点", "主题"),
    "level": ("难度",),
    "questions": ("number of questions", "题数", "题目数量", "题量"),
    "minutes": ("时长", "考试时间", "分钟", "时间"),
    "minutes_each": ("每题分钟", "每题时间", "每题限时"),
    "pass": ("pass mark", "pass percent", "及格线", "及格分", "合格线", "合格分"),
    "attempts": ("次数", "考试次数"),
    "wait_days": ("间隔天数", "补考间隔"),
    "shows": ("显示答案",),
    "back": ("可返回",),
}
REQUIRED = ("course", "questions", "minutes", "pass")
USUAL = {"attempts": 2, "wait_days": 3, "minutes_each": 0}
NO = ("no", "n", "0", "false", "否", "不可")
LEVELS = ("", "1", "2", "3")


@dataclass
class Group:
    """The lines of one exam."""

    rows: list[Row]
    wrong: bool = False
    rule: list[RuleLine] = field(default_factory=list)

    def said(self, column: str) -> str:
        """By the first line that says anything. Raises BadInput when another one says otherwise."""
        found = [row for row in self.rows if row[column]]
        odd = next((row for row in found if names.key(row[column]) != names.key(found[0][column])), None)
        if odd is not None:
            text = _("{column} is not the same as in line {line}")
            raise BadInput(text.format(column=column, line=found[0].line))
        return found[0][column] if found else ""


def groups(rows: Sequence[Row]) -> list[Group]:
    """Lines of one course and name; what is not said is as in the line above."""
    found: dict[tuple[str, str], Group] = {}
    course = name = ""
    for row in rows:
        if row["course"] and names.key(row["course"]) != names.key(course):
            course, name = row["course"], ""
        name = row["name"] or name
        found.setdefault((names.key(course), names.key(name)), Group([])).rows.append(row)
    return list(found.values())


async def take(
    session: AsyncSession, rows: Sequence[Row], now: datetime, report: ImportReport, by: int | None
) -> None:
    for group in groups(rows):
        _read_rule(group, report)
        if group.wrong:
            continue
        try:
            report.count(await _put(session, await _exam(session, group, now, by)))
        except Refused as reason:
            report.refuse(group.rows[0].line, reason)


def _read_rule(group: Group, report: ImportReport) -> None:
    """Each wrong line is told."""
    for row in group.rows:
        try:
            if row.fault:
                raise BadInput(row.fault)
            group.rule += _lines(row)
        except BadInput as reason:
            report.refuse(row.line, reason)
            group.wrong = True


def _lines(row: Row) -> list[RuleLine]:
    """A number of its topic and level; or rules as they are written in chat. Raises BadInput."""
    count = row["questions"].strip().removesuffix("题").removesuffix(".0").strip()
    if not count.isdecimal():
        return papers.read_rule(row["questions"])
    if row["level"] not in LEVELS:
        raise BadInput(
            _("level: {text} is none; it is 1, 2 or 3, or empty for any.").format(text=row["level"][:20])
        )
    return [RuleLine(row["topic"], int(row["level"] or ANY), number(count, 0))]


async def _exam(session: AsyncSession, group: Group, now: datetime, by: int | None) -> Exam:
    """Raises BadInput."""
    code = group.said("course")
    course = await courses.by_code(session, code)
    if course is None:
        there = ", ".join(each.code for each in await courses.every(session))
        raise BadInput(
            _("There is no course {code}. There are: {codes}.").format(code=code[:40], codes=there)
        )
    name = group.said("name") or course.name
    return Exam(
        course_id=course.id, name=name, name_en=group.said("name_en") or (course.name_en if name == course.name else ""),
        rule=[[line.topic, line.level, line.count] for line in group.rule],
        minutes=_number(group, "minutes", ("分钟", "分", "min")), pass_percent=_number(group, "pass", ("%", "％", "分")),
        minutes_each=_number(group, "minutes_each", ("分钟", "分", "min")),
        attempts=_number(group, "attempts", ("次",)), wait_days=_number(group, "wait_days", ("天",)),
        shows=chosen(group.said("shows") or Shows.AFTER, SHOWS_NAMES), may_return=group.said("back").casefold() not in NO,
        created_by=by, created_at=now,
    )  # fmt: skip


def _number(group: Group, column: str, units: Sequence[str]) -> int:
    """Raises BadInput, with the column."""
    text = group.said(column).strip()
    if column == "pass" and text.startswith("0.") and text[2:].isdecimal():
        text = f"{float(text) * 100:.0f}"  # what a spreadsheet makes of 60%
    for unit in units:
        text = text.removesuffix(unit).strip()
    if not text and column not in USUAL:
        raise BadInput(_("{column} is empty").format(column=column))
    try:
        return number(text, USUAL.get(column, 0))
    except BadInput:
        raise BadInput(_("{column}: {text} is no number").format(column=column, text=text[:20])) from None


async def _put(session: AsyncSession, wanted: Exam) -> Outcome:
    """One of that name in its course is changed, as long as nobody may take it. Raises BadInput."""
    same = select(Exam).where(Exam.course_id == wanted.course_id, Exam.name == wanted.name)
    there = await session.scalar(same.order_by(Exam.id.desc()).limit(1))
    if there is None:
        await exams.make(session, wanted)
        return Outcome.NEW
    exams.close_ways_back(wanted)
    changes = {
        name: getattr(wanted, name) for name in CONTENT if getattr(there, name) != getattr(wanted, name)
    }
    if not changes:
        return Outcome.UNCHANGED
    if await session.scalar(select(func.count()).where(ExamCandidate.exam_id == there.id)):
        raise BadInput(
            _("“{name}” is being taken already. Give the changed one another name.").format(name=there.name)
        )
    exams.check(wanted)
    papers.draw(wanted.lines, await question_bank.current(session, wanted.course_id), (), 0)
    for name, value in changes.items():
        setattr(there, name, value)
    return Outcome.CHANGED


def as_rows(exam: Exam, course: Course) -> Iterator[Mapping[str, str]]:
    """An exam as rows that the import reads back."""
    of_all = {
        "course": course.code, "name": exam.name, "name_en": exam.name_en, "minutes": str(exam.minutes), "minutes_each": str(exam.minutes_each), "pass": str(exam.pass_percent),
        "attempts": str(exam.attempts), "wait_days": str(exam.wait_days), "shows": str(exam.shows), "back": "yes" if exam.may_return else "no",
    }  # fmt: skip
    for line in exam.lines:
        each = {"topic": line.topic, "level": str(line.level or ""), "questions": str(line.count)}
        yield {column: (of_all | each)[column] for column in EXAMS}
