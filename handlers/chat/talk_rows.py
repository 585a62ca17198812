"""The rows of talks: which is open, and which has the floor."""

from datetime import datetime
from typing import Any
from zlib import crc32

from sqlalchemy import ForeignKey, String, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from handlers.chat.turn import Turn
from store import Base, seldom
from store.numbers import numbered_early
from store.session import written_late

ROLES = "roles"  # in `args`: in which of them it was begun
PIECES = "pieces"  # the name of a talk that asks nothing: it waits for the rest of what is being said
UNTIL = "until"  # in its `args`: when that is answered if nothing more is said
TOPIC = "topic"  # in `args`: where in the staff group it is asked; without, it is in private


@numbered_early
@written_late
class TalkRow(Base):
    """`answers` holds questions (`ask`) and fixed results (`once`, their names begin with `=`) in their order."""

    __tablename__ = "talk"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    flow: Mapped[str] = mapped_column(String(40))
    args: Mapped[dict[str, Any]]
    answers: Mapped[list[Any]] = mapped_column(default=list)  # [[name, answer], …]
    asked: Mapped[str] = mapped_column(String(60), default="")  # the question that is open
    floor_at: Mapped[datetime]  # the newest has the floor for free text
    ended: Mapped[bool] = mapped_column(default=False, index=True)


def digest(name: str) -> str:
    """Short, so that a button's data stays within 64 bytes."""
    return f"{crc32(name.encode()) & 0xFFFF:04x}"


def card(row: TalkRow, question: str) -> str:
    """Of the message that asks this question; it stays the same once the question is answered."""
    return f"talk:{row.id}:{question}"


OPEN = seldom(
    "person",
    select(TalkRow)
    .where(TalkRow.person_id == bindparam("person"), TalkRow.ended.is_(False), TalkRow.flow != PIECES)
    .order_by(TalkRow.floor_at.desc(), TalkRow.id.desc()),
)


async def floor(turn: Turn) -> TalkRow | None:
    """The talk that free text said here belongs to."""
    rows = await turn.session.scalars(OPEN, {"person": turn.person.id})
    return next((row for row in rows if row.args.get(TOPIC) == turn.topic), None)


async def end_all(session: AsyncSession, person: int, flow: str) -> None:
    """What was asked there has been answered elsewhere."""
    theirs = TalkRow.person_id == person, TalkRow.flow == flow
    await session.execute(update(TalkRow).where(*theirs).values(ended=True))
