"""The customer's data: a template goes out, the file comes back and is checked line by line, a trial import is confirmed (PRJ-13)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import journal
from desk.events import Event
from desk.people import Person
from desk.projects.plan import Item
from desk.projects.project import Project
from documents.dates import day as read_day
from errors import BadInput, Blocked, Stale
from i18n import N_, _
from kb.files.reading import Columns, Row, TableKind
from store import Base, Versioned

NAMED = 20  # bad lines that are told


class DataTable(StrEnum):
    ARTICLES = "articles"
    PARTNERS = "partners"
    ACCOUNTS = "accounts"


TABLE_NAMES = {
    DataTable.ARTICLES: N_("Articles"),
    DataTable.PARTNERS: N_("Customers and suppliers"),
    DataTable.ACCOUNTS: N_("Accounts with balances"),
}


@dataclass(frozen=True)
class Layout:
    """`sums`: numbers that are added up; `dates`: days; `must`: never empty; the first column is there once."""

    columns: Columns
    must: tuple[str, ...]
    sums: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()

    @property
    def kind(self) -> TableKind:
        return TableKind(self.columns, self.must)


LAYOUTS: Mapping[DataTable, Layout] = {
    DataTable.ARTICLES: Layout(
        {"code": ("物料编码", "编码"), "name": ("物料名称", "名称"), "unit": ("单位",), "price": ("单价",), "stock": ("库存数量",)},
        ("code", "name"), ("price", "stock"),
    ),
    DataTable.PARTNERS: Layout(
        {"code": ("单位编码", "编码"), "name": ("单位名称", "名称"), "phone": ("电话",), "since": ("建档日期",), "balance": ("期初余额",)},
        ("code", "name"), ("balance",), ("since",),
    ),
    DataTable.ACCOUNTS: Layout(
        {"code": ("科目编码", "编码"), "name": ("科目名称", "名称"), "balance": ("期初余额",)}, ("code", "name"), ("balance",)
    ),
}  # fmt: skip


@dataclass
class Checked:
    """What was found: good lines, bad ones with the reason, totals of the good ones."""

    good: int = 0
    bad: list[tuple[int, str]] = field(default_factory=list)
    totals: dict[str, Decimal] = field(default_factory=dict)


def check(rows: Sequence[Row], layout: Layout) -> Checked:
    """A file is checked line by line: empty cells, numbers and days, doubles (PRJ-13)."""
    found, seen = Checked(totals=dict.fromkeys(layout.sums, Decimal(0))), dict[str, int]()
    for row in rows:
        try:
            numbers = _line(row, layout, seen)
        except BadInput as reason:
            found.bad.append((row.line, str(reason)))
            continue
        seen[row[layout.must[0]].casefold()] = row.line
        found.good += 1
        for name, number in numbers.items():
            found.totals[name] += number
    return found


def _line(row: Row, layout: Layout, seen: Mapping[str, int]) -> dict[str, Decimal]:
    if row.fault:
        raise BadInput(row.fault)
    if empty := next((name for name in layout.must if not row[name]), ""):
        raise BadInput(_("{column} is empty").format(column=empty))
    if (before := seen.get(row[layout.must[0]].casefold())) is not None:
        raise BadInput(_("{code} is in line {line} already").format(code=row[layout.must[0]], line=before))
    for name in layout.dates:
        if row[name]:
            read_day(row[name])
    return {name: _number(name, row[name]) for name in layout.sums}


def _number(name: str, text: str) -> Decimal:
    try:
        found = Decimal(text.replace(",", "").replace("，", "") or "0")
    except InvalidOperation:
        raise BadInput(_("{column}: {text} is no number").format(column=name, text=text[:20])) from None
    if not found.is_finite() or abs(found) >= Decimal(10) ** 15:
        raise BadInput(_("{column}: {text} is no number").format(column=name, text=text[:20]))
    return found


class DataFile(Base, Versioned):
    """One version of one table as the customer sent it; the newest one counts."""

    __tablename__ = "project_data"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("project_item.id"))
    kind: Mapped[DataTable]
    number: Mapped[int]  # of this table: 1, 2, …
    file_id: Mapped[int] = mapped_column(ForeignKey("file.id"))
    sent_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    sent_at: Mapped[datetime]
    good: Mapped[int]
    bad: Mapped[list[Any]] = mapped_column(default=list)  # [line, reason], the first ones
    wrong: Mapped[int]
    totals: Mapped[dict[str, Any]] = mapped_column(default=dict)
    waived_at: Mapped[datetime | None]  # the bad lines may stay out
    imported: Mapped[int | None]  # lines of the trial import
    imported_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None]

    @property
    def ref(self) -> str:
        return f"project_data:{self.id}"

    @property
    def counts(self) -> bool:
        """Whether it can be imported as it is."""
        return self.good > 0 and (not self.wrong or self.waived_at is not None)


async def of(session: AsyncSession, project: Project) -> list[DataFile]:
    """The newest file of each table."""
    newest = select(func.max(DataFile.id)).where(DataFile.project_id == project.id).group_by(DataFile.kind)
    return list(await session.scalars(select(DataFile).where(DataFile.id.in_(newest)).order_by(DataFile.id)))


async def keep(
    session: AsyncSession, item: Item, kind: DataTable, file: int, found: Checked, by: int, now: datetime
) -> DataFile:
    before = select(func.count(DataFile.id)).where(
        DataFile.project_id == item.project_id, DataFile.kind == kind
    )
    row = DataFile(
        project_id=item.project_id, item_id=item.id, kind=kind, number=(await session.scalar(before) or 0) + 1, file_id=file,
        sent_by=by, sent_at=now, good=found.good, bad=[list(each) for each in found.bad[:NAMED]], wrong=len(found.bad),
        totals={name: str(total) for name, total in found.totals.items()},
    )  # fmt: skip
    session.add(row)
    await _write(session, row, Event.PROJECT_DATA_CHECKED, by, now)
    return row


async def newest(session: AsyncSession, row: DataFile) -> DataFile:
    """The file of the same table that counts."""
    same = DataFile.project_id == row.project_id, DataFile.kind == row.kind
    query = select(DataFile).where(*same).order_by(DataFile.id.desc()).limit(1)
    return (await session.scalars(query)).one()


async def before(session: AsyncSession, row: DataFile) -> DataFile | None:
    """The file in whose place this one has come."""
    same = DataFile.project_id == row.project_id, DataFile.kind == row.kind, DataFile.number == row.number - 1
    return (await session.scalars(select(DataFile).where(*same))).one_or_none()


async def check_newest(session: AsyncSession, row: DataFile) -> None:
    """Raises Stale for a file in whose place a newer one has come."""
    if (last := await newest(session, row)) is not row:
        table = _(TABLE_NAMES[row.kind])
        raise Stale(
            _("{table}: there is a newer file, number {n}. That one counts.").format(
                table=table, n=last.number
            )
        )


async def waive(session: AsyncSession, row: DataFile, by: Person, now: datetime) -> None:
    """The customer: the bad lines may stay out."""
    await check_newest(session, row)
    if row.waived_at is not None or not row.wrong or not row.good:
        raise Stale(_("There is nothing to leave out."))
    row.waived_at = now
    await _write(session, row, Event.PROJECT_DATA_WAIVED, by.id, now)


async def imported(session: AsyncSession, row: DataFile, lines: int, by: Person, now: datetime) -> None:
    """The consultant's trial import, with its number of lines. Raises Blocked while the file cannot count."""
    await check_newest(session, row)
    if not row.counts:
        raise Blocked(
            _("Lines of this table are still wrong; the customer corrects them, or leaves them out.")
        )
    if row.confirmed_at is not None:
        raise Stale(_("This has been confirmed already. Thank you!"))
    row.imported, row.imported_by = lines, by.id
    await _write(session, row, Event.PROJECT_DATA_IMPORTED, by.id, now)


async def confirm(session: AsyncSession, row: DataFile, by: Person, now: datetime) -> None:
    """The customer: the numbers of the trial import are right."""
    await check_newest(session, row)
    if row.imported is None or row.confirmed_at is not None:
        raise Stale(_("This has been confirmed already. Thank you!"))
    row.confirmed_by, row.confirmed_at = by.id, now
    await _write(session, row, Event.PROJECT_DATA_CONFIRMED, by.id, now)


async def _write(session: AsyncSession, row: DataFile, event: Event, by: int, now: datetime) -> None:
    await session.flush()
    await journal.write(session, row, event, by=by, now=now)
