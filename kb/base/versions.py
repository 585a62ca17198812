"""What an entry was before each change: who made it so, when, and what it said (KB-1).

The entry itself is its newest version; a row here is an older one, whole, so that it can be read and put back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from errors import NotFound
from i18n import _
from kb.base.entry import CONTENT, WRITTEN, Entry
from store import Base


class Version(Base):
    """`by` wrote at `at` what `content` holds."""

    __tablename__ = "entry_version"
    __table_args__ = (UniqueConstraint("entry_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    version: Mapped[int]
    at: Mapped[datetime]
    by: Mapped[int | None]
    content: Mapped[dict[str, Any]]


@dataclass(frozen=True)
class Change:
    """One version beside the one before it: field → what it became. The first version has no changes."""

    version: int
    at: datetime
    by: int | None
    changed: dict[str, Any]


def of(entry: Entry) -> Version:
    """The entry as it stands, to be kept."""
    return Version(
        entry_id=entry.id,
        version=entry.version,
        at=entry.updated_at,
        by=entry.changed_by,
        content={name: plain(getattr(entry, name)) for name in CONTENT},
    )


async def history(session: AsyncSession, entry: Entry) -> list[Change]:
    """All versions, the newest first."""
    versions = [*await _older(session, entry), of(entry)]
    changes = list[Change]()
    before = versions[0].content
    for one in versions:
        changed = {name: new for name, new in one.content.items() if before.get(name) != new}
        changes.append(Change(one.version, one.at, one.by, changed))
        before = one.content
    return changes[::-1]


async def _older(session: AsyncSession, entry: Entry) -> Sequence[Version]:
    query = select(Version).where(Version.entry_id == entry.id).order_by(Version.version)
    return (await session.scalars(query)).all()


async def written(session: AsyncSession, entry: Entry, version: int) -> dict[str, Any]:
    """What customers and editors read in that version, without its state. Raises NotFound."""
    query = select(Version).where(Version.entry_id == entry.id, Version.version == version)
    found = await session.scalar(query)
    if found is None:
        raise NotFound(_("{code} has no earlier version {version}.").format(code=entry.code, version=version))
    return {name: found.content[name] for name in WRITTEN if name in found.content}


def plain(value: Any) -> Any:
    """As JSON can hold it."""
    return value.isoformat() if isinstance(value, datetime) else value
