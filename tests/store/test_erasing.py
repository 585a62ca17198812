"""Erasing, tried on every column with words of every table there is: a new one is emptied, or said here to stay, with its reason."""

import json
from collections.abc import AsyncIterator, Collection, Iterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import JSON, Column, Enum, LargeBinary, String, Table, select, text
from sqlalchemy.ext.asyncio import AsyncSession

import bot.app  # noqa: F401 - brings in every table
from desk.customers import Customer
from desk.merging_contacts import FOLLOWS
from desk.people import Person
from desk.privacy import erasing
from desk.privacy.personal import HOLDINGS, of
from store import Base, Store
from tests import shared

NOW = datetime(2026, 11, 30, tzinfo=UTC)
THEIRS, VARIANTS, NOBODYS = 1, 101, 1000  # numbers of rows
# columns that make nothing in their row theirs: told of somebody else's, or pressed there, without a word
NOT_THEIRS = (
    "certificate.attempt_id",
    "exam_attempt.candidate_id",
    "project_change.item_id",
    "project_change.stage_id",
    "project_change.ticket_id",
    "project_data.item_id",
    "project_item.stage_id",
    "complaint.about_ticket_id",
    "enrolment.by",
    "job.account_id",
    "exam_attempt.customer_id",
    "exam_candidate.customer_id",
    "enrolment.customer_id",
    "first_visit.done_by",
    "live_chat.contact_id",
    "outbox.account_id",
    "project.contact_id",
    "project_data.confirmed_by",
    "project_item.confirmed_by",
    "project_plan.agreed_by",
    "quote.said_by",
    "release_choice.ticket_id",
    "release_choice.trouble_id",
    "remote_work.answered_by",
    "requirement.ticket_id",
    "staff_group.account_id",
    "ticket.repeat_of",
    "visit_back.trouble_id",
)
# codes, numbers and signs of the desk's own: nothing that anybody writes of somebody stands there
STAYS: dict[str, str] = {
    "account": "channel this_hour",
    "alert": "kind recipients",
    "appointment": "slots",
    "certificate": "number course course_en",
    "clock": "paused_state pauses region terms",
    "complaint": "product region",
    "contract": "allowances currency products promises",
    "customer": "category region",
    "customer_loss": "region",
    "delivered": "message",
    "dispatch": "engineer_region left_out opinion",
    "document": "kind readers",
    "emergency": "answers members",
    "enrolment": "attended",
    "exam_attempt": "by_topic language paper verdicts",
    "fee": "currency",
    "feedback": "region",
    "file": "kind mime",
    "first_visit": "channel facts informed product",
    "consultation": "tracker_key",
    "journal": "event record",
    "licence": "edition version",
    "need": "becomes recipients",
    "outbox": "about card message",
    "outcome": "entry_code product reason region result source",
    "person": "language region zone",
    "project": "granted opinion products release template",
    "project_beyond": "recipients",
    "project_change": "after_key",
    "project_data": "totals",
    "project_item": "after form key words",
    "project_plan": "sha256",
    "project_stage": "delivers names",
    "qualification": "product region skill",
    "quote": "currency lines said_sha256 signed_sha256 text_sha256",
    "release_choice": "waits",
    "renewal": "asked reason",
    "scope_case": "facts item_code recipients",
    "site": "region",
    "topic_thread": "thread",
    "ticket": "barred_ids declined error_code module product region scope subtype tried waits_for",
    "topic": "thread",
    "training_class": "open_to sittings zone",
    "ticket_message": "album message",
    "visit_back": "region",
    "voice": "notified path source",
}
# what others wrote, were told and pressed
NAMING: tuple[tuple[str, str, Any], ...] = (
    ("inbox", "raw", '{"text": "NAME 来过"}'),
    ("outbox", "payload", {"text": "NAME 报名了", "files": []}),
    ("journal", "data", {"name": "NAME"}),
    ("talk", "answers", [["who", "NAME"]]),
    ("long_data", "data", "c:find:0:0:NAME"),
)
GIVEN: dict[str, Any] = {
    "inbox.state": "done",
    "outbox.state": "sent",
    "talk.ended": True,
    "proposal.state": "open",
    "dispatch.photos": [9],
    "entry.files": [],
    "visit_back.survey": "cycle",
    "visit_back.survey_version": 0,
}
Row = dict[str, Any]


def _sign(column: Column[Any]) -> str:
    return f"〈{column.table.name}.{column.name}〉"


def _value(column: Column[Any], number: int) -> Any:
    words = f"{_sign(column)}王丽{number}"
    if isinstance(column.type, Enum):
        return next(iter(column.type.enum_class))  # type: ignore[arg-type]
    if isinstance(column.type, JSON):
        if column.name == "payload":
            return {"text": words, "files": []}
        return [words] if _annotated(column).startswith("list") else {"words": words}
    if isinstance(column.type, LargeBinary):
        return words.encode()
    if isinstance(column.type, String):
        return words
    name = type(column.type).__name__
    if name == "Moment":
        return NOW + timedelta(days=number)
    if name == "Date":
        return NOW.date() + timedelta(days=number)
    return False if name == "Boolean" else number


def _annotated(column: Column[Any]) -> str:
    """`list[str]` or `dict[str, Any]`, as it is mapped."""
    for mapper in Base.registry.mappers:
        if mapper.local_table is column.table:
            name = mapper.get_property_by_column(column).key
            found = str(mapper.class_.__annotations__[name])
            return found.partition("[")[2] if "Mapped" in found else found
    return ""


def _row(table: Table, number: int, leads: Mapping[str, int]) -> Row:
    """`leads`: which of its columns point at what is theirs; the others point at others."""
    row: Row = {}
    for column in table.columns:
        if column.foreign_keys and not column.primary_key:
            row[column.name] = _target(column, leads.get(column.name, NOBODYS + number))
        elif (given := f"{table.name}.{column.name}") in GIVEN:
            row[column.name] = GIVEN[given]
        else:
            row[column.name] = _value(column, number)
    return row


def _target(column: Column[Any], number: int) -> Any:
    [key] = column.foreign_keys
    return number if type(key.column.type).__name__ == "Number" else _value(key.column, number)


def _to(column: Column[Any]) -> str:
    """The table it points at."""
    return next((key.column.table.name for key in column.foreign_keys), "")


def _leads(table: Table, *, person: bool, owned: Collection[str]) -> list[str]:
    """By which of its columns a row is theirs: each alone is enough."""
    columns = [c for c in table.columns if not c.primary_key and f"{table.name}.{c.name}" not in NOT_THEIRS]
    follows = [c.name for c in columns if f"{table.name}.{c.name}" in FOLLOWS]
    customers = [c.name for c in columns if _to(c) == "customer"]
    tickets = [c.name for c in columns if _to(c) == "ticket"]
    inside = [c.name for c in columns if _to(c) in owned]
    return [*follows, *tickets] or inside if person else customers or tickets or inside or follows


def _owned(*, person: bool) -> set[str]:
    """The tables whose rows are theirs as a whole, or hang on such."""
    owned: set[str] = set()
    held = {each.table: each.said for each in HOLDINGS if each.table not in ("file", "person", "customer")}
    while new := {
        name
        for name, said in held.items()
        if name not in owned
        and set(_leads(Base.metadata.tables[name], person=person, owned=owned)) - set(said)
    }:
        owned |= new
    return owned


def _rows(*, person: bool) -> Iterator[tuple[Table, list[str], Row]]:
    """One row of each table that is theirs in every way, and one for each way; with the columns by which it is."""
    owned = _owned(person=person)
    for table in Base.metadata.sorted_tables:
        leads = _leads(table, person=person, owned=owned)
        if leads or table.name == ("person" if person else "customer"):
            yield table, leads, _row(table, THEIRS, dict.fromkeys(leads, THEIRS))
        for number, lead in enumerate(leads, VARIANTS):
            yield table, [lead], _row(table, number, {lead: THEIRS})


def _checked(table: Table, leads: Collection[str]) -> list[Column[Any]]:
    """What must be empty on a row that is theirs by these columns."""
    said = next((each.said for each in HOLDINGS if each.table == table.name), {})
    if not leads or set(leads) - set(said):
        return list(table.columns)
    return [column for column in table.columns if any(column.name in said[lead] for lead in leads)]


def _plain(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


@asynccontextmanager
async def _scratch(folder: Path) -> AsyncIterator[AsyncSession]:
    """A database in which rows point at nothing; nothing of it is kept."""
    shared.copy("empty.db", folder / "kefu.db")
    store = Store(f"sqlite+aiosqlite:///{folder}/kefu.db")
    async with store.transaction() as session:
        await session.execute(text("PRAGMA defer_foreign_keys = ON"))
        yield session
        await session.rollback()
    await store.close()


def test_what_stays_is_there() -> None:
    assert {f"{name}.{column}" for name, columns in STAYS.items() for column in columns.split()} <= {
        f"{name}.{column.name}" for name, table in Base.metadata.tables.items() for column in table.columns
    }


@pytest.mark.parametrize("person", [True, False], ids=["person", "customer"])
async def test_words_stand_nowhere_after_an_erasure(tmp_path: Path, *, person: bool) -> None:
    stays = {f"{table}.{name}" for table, names in STAYS.items() for name in names.split()}
    by: dict[tuple[str, int], list[str]] = {}
    left = set()
    async with _scratch(tmp_path) as session:
        for table, leads, row in _rows(person=person):
            await session.execute(table.insert().prefix_with("OR IGNORE").values(row))
            by[table.name, row.get("id", 0)] = leads
        await session.execute(of("file").insert().values(_row(of("file"), 9, {})))
        await erasing.again(session, await session.get_one(Person if person else Customer, THEIRS), NOW)
        if person:
            assert (await session.execute(text("SELECT missing FROM file WHERE id = 9"))).scalar() == "erased"
        for table in Base.metadata.sorted_tables:
            for found in await session.execute(select(table)):
                row = dict(found._mapping)
                if (leads_of := by.get((table.name, row.get("id", 0)))) is not None:
                    checked = _checked(table, leads_of)
                    left |= {f"{table.name}.{c.name}" for c in checked if _sign(c) in _plain(row[c.name])}
    assert " ".join(sorted(left - stays)) == ""


@pytest.mark.parametrize(("table", "column", "words"), NAMING, ids=[name for name, *_rest in NAMING])
async def test_what_names_them_elsewhere_goes_too(
    tmp_path: Path, table: str, column: str, words: Any
) -> None:
    """By the name of the record that was merged into theirs, or by a second number, written either way."""
    async with _scratch(tmp_path) as session:
        kept = Person(id=1, name="王丽", other_phones=" +8613711112222 ", created_at=NOW)
        merged = Person(id=2, name="王小丽", merged_into_id=1, created_at=NOW)
        session.add_all([kept, merged])
        await session.flush()
        for number, naming in enumerate(("王小丽", "+8613711112222", "13711112222"), VARIANTS):
            row = _row(of(table), number, {}) | {
                column: json.loads(json.dumps(words).replace("NAME", naming))
            }
            await session.execute(of(table).insert().values(row))
        await erasing.again(session, kept, NOW)
        left = [str(each) for each in await session.execute(select(of(table).c[column]))]
        assert not [each for each in left if "王小丽" in each or "13711112222" in each]
        assert "王小丽" not in [person.name for person in await session.scalars(select(Person))]
