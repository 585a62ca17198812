"""The tables that can be taken in by chat, as the edge offers them (KB-6)."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from desk.access import require
from desk.people import Person, Role
from errors import NotFound
from i18n import N_, _, spoken
from kb.files.mapping import Meaning
from kb.files.reading import Sheet, TableKind
from kb.files.report import ImportReport

Options = list[tuple[str, str]]  # value and name of each


class Read(Protocol):
    def __call__(
        self, name: str, data: bytes, meaning: Meaning | None = None, *, loose: bool = False
    ) -> Sheet: ...


Bring = Callable[[AsyncSession, Sheet, int, datetime, int], Awaitable[ImportReport]]


@dataclass(frozen=True)
class Table:
    """`read`: of a file's name and content; `bring` takes in the rows from the given one on, those before it are there to be compared with.

    `batch`: rows in one step; where several lines make one record, all of them. `unknown`: words by column that are asked about, `options`:
    what they may mean; `usual`: columns that a file may lack as a whole, and what there is to choose from.
    """

    name: str
    kind: TableKind
    read: Read
    bring: Bring
    roles: tuple[Role, ...]
    batch: int
    unknown: Callable[[Sheet], dict[str, list[tuple[str, int]]]]
    options: Callable[[str], Options]
    usual: Mapping[str, Callable[[AsyncSession], Awaitable[Options]]] = field(default_factory=dict)

    def label(self, column: str) -> str:
        """As the table of somebody who speaks this language would call it."""
        also: Sequence[str] = self.kind.columns.get(column, ())
        chinese = next((each for each in also if not each.isascii()), column)
        return chinese if spoken().language == "zh" else column


TABLES: dict[str, Table] = {}


def offered(tables: Mapping[str, Table]) -> None:
    TABLES.update(tables)


def mine(person: Person) -> dict[str, Table]:
    return {key: table for key, table in TABLES.items() if person.has(*table.roles)}


def allowed(person: Person, key: str) -> Table:
    if key not in TABLES:
        raise NotFound(_("I do not know this button any more. Just write me what you need."))
    require(person, *TABLES[key].roles)
    return TABLES[key]


NAMES = {
    "customers": N_("Customers"),
    "staff": N_("Staff"),
    "roster": N_("Roster"),
    "catalogue": N_("Modules and error codes"),
    "services": N_("Services and prices"),
    "courses": N_("Courses"),
    "classes": N_("Classes"),
    "trainees": N_("Trainees"),
    "questions": N_("Questions of exams"),
    "exams": N_("Exams"),
    "qualifications": N_("Qualifications of staff"),
    "surveys": N_("Surveys"),
    "requirements": N_("Requirements"),
    "projects": N_("Projects"),
    "templates": N_("Templates of projects"),
    "subtypes": N_("What requests are about"),
    "talks": N_("Conversations as test cases"),
    "problems": N_("Problem base"),
}
