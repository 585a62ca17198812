"""When it is looked at next whether what is open is with somebody who is there (HOT-6): whenever the roster changes."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from store import Base, Due


class HandoverCheck(Due, Base):
    """One row. `due_at`: the next beginning or end of a shift or leave, the end of a live chat, or at once."""

    __tablename__ = "handover_check"

    id: Mapped[int] = mapped_column(primary_key=True)


async def again(session: AsyncSession, now: datetime) -> None:
    """Somebody joins or leaves, or the roster is another one: looked at with the next tick."""
    check = await session.scalar(select(HandoverCheck).limit(1))
    if check is None:
        session.add(HandoverCheck(id=1, due_at=now))
        await session.flush()
    else:
        check.due_at = now
