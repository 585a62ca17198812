"""When the roster was looked at for gaps, and is looked at next: every morning, from the first shift on (HOT-1)."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk.calendars import regions
from store import Base, Due


class GapCheck(Due, Base):
    """One row. `seen`: up to which day the gaps of a region were told, by how far ahead."""

    __tablename__ = "gap_check"

    id: Mapped[int] = mapped_column(primary_key=True)
    seen: Mapped[dict[str, Any]] = mapped_column(default=dict)  # "3 华东" → ISO date

    @property
    def ref(self) -> str:
        return f"gap_check:{self.id}"


async def begin(session: AsyncSession, now: datetime) -> None:
    """The check begins with the first shift; a company without a roster has no gaps in it."""
    if await session.scalar(select(GapCheck.id).limit(1)) is None:
        session.add(GapCheck(id=1, seen={}, due_at=await next_morning(session, now)))
        await session.flush()


async def next_morning(session: AsyncSession, now: datetime) -> datetime:
    """Nine o'clock of the next day, in the company's support hours."""
    return (await regions.hours_of(session)).support.next_morning(now)
