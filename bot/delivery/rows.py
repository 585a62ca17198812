"""The rows of the outbox. What becomes of them: `bot/delivery/outbox.py`."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from store import Base
from store.session import written_late

WAITING, SENT, FAILED = "waiting", "sent", "failed"


@written_late
class Outgoing(Base):
    __tablename__ = "outbox"
    __table_args__ = (
        Index("outbox_next", "state", "priority", "id"),
        Index("outbox_card", "account_id", "card"),
        Index("outbox_held", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    priority: Mapped[int]
    payload: Mapped[dict[str, Any]]
    card: Mapped[str] = mapped_column(String(60), default="")
    about: Mapped[str] = mapped_column(String(40), default="")
    edits: Mapped[int | None]  # the row whose message this one replaces
    state: Mapped[str] = mapped_column(String(8), default=WAITING)
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")
    message: Mapped[str | None] = mapped_column(String(64))  # its name in the channel, once sent
    topic_id: Mapped[int | None]  # where it stands in the staff group
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


class Delivered(Base):
    """Which of a chat's messages came from which row: a long text or its files are several."""

    __tablename__ = "delivered"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    message: Mapped[str] = mapped_column(String(64), primary_key=True)
    outbox_id: Mapped[int] = mapped_column(ForeignKey("outbox.id"))
