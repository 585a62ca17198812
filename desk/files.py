"""Something sent along: pictures, documents, voice; with its content, once we have it (INT-6)."""

from typing import Self

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, deferred, mapped_column, validates

from i18n import plain
from store import Base, Due


class File(Due, Base):
    """Something sent along. `due_at`: when to try to fetch its content from the channel; None when there is nothing to do."""

    __tablename__ = "file"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("ticket_message.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)  # who uploaded it
    kind: Mapped[str] = mapped_column(
        String(12)
    )  # photo, document, voice, video, video_note, audio, animation, sticker
    name: Mapped[str] = mapped_column(default="")
    mime: Mapped[str] = mapped_column(default="")
    size: Mapped[int | None]
    telegram_id: Mapped[str] = mapped_column(default="")  # Telegram sends it again by this, without an upload
    content: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    attempts: Mapped[int] = mapped_column(default=0)
    missing: Mapped[str] = mapped_column(default="")  # why its content cannot be had; "" when it can
    text: Mapped[str | None]  # what is read in a picture, without secrets; None: it was not looked at

    @validates("name")
    def _as_name(self, _key: str, value: str) -> str:
        return plain.name(value or "", 200)

    @classmethod
    def holding(cls, content: bytes, name: str, mime: str, kind: str = "document") -> Self:
        """One whose content we have: made by us, or uploaded."""
        return cls(kind=kind, name=name, mime=mime, size=len(content), content=content)
