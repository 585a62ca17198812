"""The plan of a project: its stages with their items, its risks, and each version of it that was approved (PRJ-1, PRJ-7)."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk.projects.project import Project
from desk.projects.schedule import Span, Task
from i18n import N_
from store import Base, Due, Versioned


class Side(StrEnum):
    """Whose it is to do."""

    OURS = "ours"
    THEIRS = "theirs"


SIDE_NAMES = {Side.OURS: N_("ours"), Side.THEIRS: N_("the customer's")}


class Delivery(StrEnum):
    """What has become of a stage's deliverable (PRJ-3)."""

    OPEN = "open"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    REMARKS = "remarks"
    NOT_YET = "not_yet"


DELIVERY_NAMES = {
    Delivery.OPEN: N_("not delivered yet"),
    Delivery.OFFERED: N_("with the customer"),
    Delivery.ACCEPTED: N_("accepted without remarks"),
    Delivery.REMARKS: N_("accepted, with remarks"),
    Delivery.NOT_YET: N_("not yet, says the customer"),
}
TAKEN = (Delivery.ACCEPTED, Delivery.REMARKS)


class Level(StrEnum):
    LOW = "low"
    MIDDLE = "middle"
    HIGH = "high"


LEVEL_NAMES = {Level.LOW: N_("low"), Level.MIDDLE: N_("middle"), Level.HIGH: N_("high")}


class Stage(Due, Base, Versioned):
    """`names`, `delivers`: language → text; a stage that delivers nothing is over with its items.

    `due_at`: the customer has not said yet whether they accept what it delivers.
    """

    __tablename__ = "project_stage"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    place: Mapped[int]
    names: Mapped[dict[str, Any]]
    delivers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    delivery: Mapped[Delivery] = mapped_column(default=Delivery.OPEN)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("file.id"))
    offers: Mapped[int] = mapped_column(default=0, server_default="0")  # how often it was offered
    offered_at: Mapped[datetime | None]
    offered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    said_at: Mapped[datetime | None]
    said_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    words: Mapped[str] = mapped_column(default="")  # of the customer
    refused: Mapped[int] = mapped_column(default=0)  # how often it was not accepted
    reminded: Mapped[int] = mapped_column(default=0)

    @property
    def ref(self) -> str:
        return f"project_stage:{self.id}"

    @property
    def version(self) -> int:
        """What its buttons carry: a reminder makes no card old."""
        return self.offers


class Item(Base, Versioned):
    """One thing to do, by a day; `planned_on` is as agreed, `due_on` as it stands now."""

    __tablename__ = "project_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    stage_id: Mapped[int] = mapped_column(ForeignKey("project_stage.id"))
    place: Mapped[int]
    key: Mapped[str] = mapped_column(String(40))
    words: Mapped[dict[str, Any]]  # language → text
    side: Mapped[Side]
    days: Mapped[int]
    after: Mapped[list[Any]] = mapped_column(default=list)  # keys of what it waits for
    form: Mapped[str] = mapped_column(String(20), default="")  # filled in for it
    wants_file: Mapped[bool] = mapped_column(default=False)
    wants_data: Mapped[bool] = mapped_column(default=False)  # a table that is checked line by line (PRJ-13)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # of ours; None: the manager
    first_on: Mapped[date | None]
    planned_on: Mapped[date | None]
    due_on: Mapped[date | None]
    cause_id: Mapped[int | None]  # the late item that moved it last
    promised_on: Mapped[date | None]  # the customer's own day: "later"
    help_at: Mapped[datetime | None]  # since when they wait for help
    file_id: Mapped[int | None] = mapped_column(ForeignKey("file.id"))
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    form_version: Mapped[int | None]
    fills: Mapped[int] = mapped_column(default=0, server_default="0")  # how often it was filled in or done
    done_on: Mapped[date | None]
    done_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    confirmed_by: Mapped[int | None] = mapped_column(
        ForeignKey("person.id")
    )  # the customer, of a form of ours
    redo: Mapped[bool] = mapped_column(default=False)  # opened again after an assessment

    @property
    def ref(self) -> str:
        return f"project_item:{self.id}"

    @property
    def version(self) -> int:
        """What its buttons carry: days that move make no card old."""
        return self.fills

    @property
    def is_done(self) -> bool:
        return self.done_on is not None

    @property
    def wants_confirmation(self) -> bool:
        """A form that we filled in waits for the customer (PRJ-12)."""
        return bool(self.form and self.answers) and self.side is Side.OURS and self.confirmed_by is None


class ProjectRisk(Base):
    """What may go wrong, how likely and how grave, and who looks after it."""

    __tablename__ = "project_risk"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    words: Mapped[str]
    chance: Mapped[Level]
    effect: Mapped[Level]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    noted_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class PlanVersion(Base):
    """A plan as it was approved and agreed on; kept when another one takes its place."""

    __tablename__ = "project_plan"
    __table_args__ = (UniqueConstraint("project_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    sha256: Mapped[str] = mapped_column(String(64))
    submitted_at: Mapped[datetime]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[datetime | None]
    agreed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    agreed_at: Mapped[datetime | None]


async def stages(session: AsyncSession, project: Project) -> list[Stage]:
    query = select(Stage).where(Stage.project_id == project.id).order_by(Stage.place, Stage.id)
    return list(await session.scalars(query))


async def items(session: AsyncSession, project: Project) -> list[Item]:
    """The project's items in the order of the plan."""
    query = select(Item).join(Stage, Stage.id == Item.stage_id).where(Item.project_id == project.id)
    return list(await session.scalars(query.order_by(Stage.place, Item.place, Item.id)))


async def risks(session: AsyncSession, project: Project) -> list[ProjectRisk]:
    query = (
        select(ProjectRisk)
        .where(ProjectRisk.project_id == project.id, ProjectRisk.closed_at.is_(None))
        .order_by(ProjectRisk.id)
    )
    return list(await session.scalars(query))


async def version(session: AsyncSession, project: Project) -> PlanVersion | None:
    """The one in force, or on its way."""
    query = select(PlanVersion).where(
        PlanVersion.project_id == project.id, PlanVersion.number == project.plan_number
    )
    return (await session.scalars(query)).one_or_none()


def with_customer(item: Item) -> bool:
    """Whether it waits for them: theirs to do, or a form of ours to confirm (PRJ-12)."""
    return item.wants_confirmation or (item.side is Side.THEIRS and not item.is_done)


def end(some: Sequence[Item]) -> date | None:
    """The last day of these items; None when none is laid out."""
    return max((item.due_on for item in some if item.due_on), default=None)


def tasks(all_items: Sequence[Item]) -> list[Task]:
    """The items as the schedule counts them."""
    numbers = {item.key: item.id for item in all_items}
    return [
        Task(
            item.id, item.days, [numbers[key] for key in item.after if key in numbers],
            Span(item.first_on, item.due_on, item.cause_id) if item.first_on and item.due_on else None, item.done_on,
        )
        for item in all_items
    ]  # fmt: skip


def content(
    project: Project, found: Sequence[Stage], all_items: Sequence[Item], known: Sequence[ProjectRisk]
) -> dict[str, Any]:
    """All that is approved and agreed on."""
    return {
        "goal": project.goal,
        "scope": project.scope,
        "trial_days": project.trial_days,
        "warranty_months": project.warranty_months,
        "risks": [[risk.words, risk.chance.value, risk.effect.value] for risk in known],
        "stages": [
            {
                "names": stage.names,
                "delivers": stage.delivers,
                "items": [
                    [item.words, item.side.value, item.days, str(item.first_on), str(item.due_on)]
                    for item in all_items
                    if item.stage_id == stage.id
                ],
            }
            for stage in found
        ],
    }


def text_hash(text: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(text, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
