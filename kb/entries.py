"""One entry of the standardised problem base (KB-1): what goes wrong, how customers put it, and what helps.

draft ──▶ approved ──▶ retired        customers are shown approved entries only
  ▲           │            │
  └───────────┴────────────┘          an entry is never deleted: tickets and outcomes refer to it
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import String, Text, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from errors import NotFound, Refused
from kb.normalise import error_codes, language_of
from language import _
from store import Base

KINDS = ("technical", "application", "requirement", "training", "other")
MOVES = {"draft": ("approved", "retired"), "approved": ("draft", "retired"), "retired": ("draft", "approved")}
STATES = tuple(MOVES)

_CONTENT = (
    "product",
    "module",
    "kind",
    "question",
    "variants",
    "symptoms",
    "solution",
    "state",
    "valid_from",
)
_REVISION_LOCK = 0x6B62  # any number that no other advisory lock uses


class Entry(Base):
    """A standard question with its solution; `revision` grows with every change of any entry."""

    __tablename__ = "entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    product: Mapped[str] = mapped_column(String(64), default="", index=True)  # "": any product
    module: Mapped[str] = mapped_column(String(128), default="")
    kind: Mapped[str] = mapped_column(String(16), default="other")
    question: Mapped[str] = mapped_column(Text)
    variants: Mapped[list[str]] = mapped_column(default=list)
    symptoms: Mapped[str] = mapped_column(Text, default="")
    solution: Mapped[list[str]] = mapped_column(default=list)
    language: Mapped[str] = mapped_column(String(2))
    state: Mapped[str] = mapped_column(String(16), default="draft", index=True)
    version: Mapped[int] = mapped_column(default=1)
    valid_from: Mapped[datetime | None]
    written_by: Mapped[int | None]
    approved_by: Mapped[int | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(unique=True, index=True)

    @property
    def error_codes(self) -> tuple[str, ...]:
        """The codes a customer may read off the screen, as they are compared: `e1007`."""
        return error_codes(" ".join((self.question, self.symptoms, *self.variants)))

    def shown(self, now: datetime) -> bool:
        """Whether customers may see it (KB-1)."""
        return self.state == "approved" and (self.valid_from is None or self.valid_from <= now)


async def next_revision(session: AsyncSession) -> int:
    """One more than any before. Writers queue up here, so that revisions become visible in their order."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _REVISION_LOCK})
    return (await session.scalar(select(func.max(Entry.revision))) or 0) + 1


async def create(
    session: AsyncSession, now: datetime, by: int | None, *, code: str, question: str, **content: Any
) -> Entry:
    """A new entry, a draft unless `state` says otherwise."""
    (entry,) = await create_all(session, now, by, [{"code": code, "question": question, **content}])
    return entry


async def create_all(
    session: AsyncSession, now: datetime, by: int | None, contents: Sequence[Mapping[str, Any]]
) -> list[Entry]:
    """New entries at once; each content has at least `code` and `question`."""
    if not contents:
        return []
    first = await next_revision(session)
    created = [_new(content, now, by, first + number) for number, content in enumerate(contents)]
    session.add_all(created)
    await session.flush()
    return created


def _new(content: Mapping[str, Any], now: datetime, by: int | None, revision: int) -> Entry:
    approved_by = by if content.get("state") == "approved" else None
    return Entry(
        language=language_of(content["question"]),
        version=1,
        written_by=by,
        approved_by=approved_by,
        created_at=now,
        updated_at=now,
        revision=revision,
        **content,
    )


async def change(
    session: AsyncSession, entry: Entry, now: datetime, by: int | None, content: Mapping[str, Any]
) -> bool:
    """Takes over what differs, as a new version; False if nothing does."""
    different = {name: value for name, value in content.items() if getattr(entry, name) != value}
    if not different:
        return False
    unknown = different.keys() - set(_CONTENT)
    if unknown:
        raise ValueError(f"not content of an entry: {sorted(unknown)}")
    if "state" in different:
        _check_move(entry, different["state"])
    for name, value in different.items():
        setattr(entry, name, value)
    entry.language = language_of(entry.question)
    if different.get("state") == "approved":
        entry.approved_by = by
    entry.version += 1
    entry.updated_at = now
    entry.revision = await next_revision(session)
    await session.flush()
    return True


async def move(session: AsyncSession, entry: Entry, state: str, now: datetime, by: int | None) -> None:
    """Approves, retires or takes back an entry; only the moves drawn above (KB-1)."""
    _check_move(entry, state)
    await change(session, entry, now, by, {"state": state})


def _check_move(entry: Entry, state: str) -> None:
    if state not in MOVES[entry.state or "draft"] and state != entry.state:
        raise Refused(
            _("Entry {code} cannot go from “{old}” to “{new}”.").format(
                code=entry.code, old=entry.state, new=state
            )
        )


async def find(session: AsyncSession, code: str) -> Entry | None:
    return (await session.scalars(select(Entry).where(Entry.code == code))).one_or_none()


async def get(session: AsyncSession, code: str) -> Entry:
    """The entry, in whatever state: for editors. Customers meet entries through the search only."""
    entry = await find(session, code)
    if entry is None:
        raise NotFound(_("There is no entry {code}.").format(code=code))
    return entry
