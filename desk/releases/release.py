"""What is kept of a release, of what it mends, and of what each customer chose (REL-1, REL-2).

    release:  draft ─▶ announced ─▶ withdrawn        a draft may be dropped, too
    choice:   planned ─▶ told ─▶ install themselves │ we do it at a time │ with sales ─▶ went well │ trouble
                           └▶ later: asked again        └▶ no: kept, and may be changed
    A withdrawn release, a newer one, or a version that is there already ends what was not chosen.

Which step of a choice leads where, and who may take it: `desk/releases/steps.py`.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from i18n import N_
from store import Base, Due, Versioned


class ReleaseKind(StrEnum):
    RELEASE = "release"
    PATCH = "patch"


KIND_NAMES = {ReleaseKind.RELEASE: N_("release"), ReleaseKind.PATCH: N_("patch")}


class ReleaseState(StrEnum):
    DRAFT = "draft"
    ANNOUNCED = "announced"
    WITHDRAWN = "withdrawn"


STATE_NAMES = {
    ReleaseState.DRAFT: N_("draft"),
    ReleaseState.ANNOUNCED: N_("announced"),
    ReleaseState.WITHDRAWN: N_("withdrawn"),
}


class Release(Base, Versioned):
    """A release or patch of a product (REL-1). `notes` and `notes_en`: what customers read, in both languages."""

    __tablename__ = "release"
    __table_args__ = (UniqueConstraint("product", "product_version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    product: Mapped[str] = mapped_column(ForeignKey("product.code"))
    product_version: Mapped[str] = mapped_column(String(40))
    kind: Mapped[ReleaseKind] = mapped_column(default=ReleaseKind.RELEASE)
    state: Mapped[ReleaseState] = mapped_column(default=ReleaseState.DRAFT, index=True)
    notes: Mapped[str] = mapped_column(default="")
    notes_en: Mapped[str] = mapped_column(default="")
    files: Mapped[list[Any]] = mapped_column(default=list)  # numbers of `file` rows
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    announced_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    announced_at: Mapped[datetime | None] = mapped_column(index=True)
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None]
    why: Mapped[str] = mapped_column(default="")  # it is withdrawn; customers read it
    why_en: Mapped[str] = mapped_column(default="", server_default="")

    @property
    def ref(self) -> str:
        return f"release:{self.id}"

    @property
    def number(self) -> str:
        """What people call it: V-1042."""
        return f"V-{1000 + self.id}"

    def noted(self, language: str) -> str:
        """What is new, in this language, else in the other one."""
        return _either(self.notes, self.notes_en, language)

    def withdrawn_for(self, language: str) -> str:
        """Why, in this language, else in the other one."""
        return _either(self.why, self.why_en, language)


def _either(chinese: str, english: str, language: str) -> str:
    return (english or chinese) if language == "en" else (chinese or english)


class ReleaseFix(Base):
    """What a release mends: an entry, a ticket, a requirement, or a matter by its key in R&D's own tracker (HOT-14)."""

    __tablename__ = "release_fix"
    __table_args__ = (UniqueConstraint("release_id", "mends"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"), index=True)
    mends: Mapped[str] = mapped_column(
        String(80)
    )  # "entry:3", "ticket:12", "requirement:7", "tracker:ABC-12"


class ChoiceState(StrEnum):
    PLANNED = "planned"
    TOLD = "told"
    LATER = "later"
    DECLINED = "declined"
    INSTALLING = "installing"
    ORDERED = "ordered"
    SALES = "sales"
    WELL = "well"
    TROUBLE = "trouble"
    ENDED = "ended"


C = ChoiceState
CHOICE_NAMES = {
    C.PLANNED: N_("not told yet"),
    C.TOLD: N_("told, no answer yet"),
    C.LATER: N_("later"),
    C.DECLINED: N_("not this one"),
    C.INSTALLING: N_("the customer installs it"),
    C.ORDERED: N_("our service installs it"),
    C.SALES: N_("with sales"),
    C.WELL: N_("installed, went well"),
    C.TROUBLE: N_("there was trouble"),
    C.ENDED: N_("not needed any more"),
}
UNDECIDED = (C.PLANNED, C.TOLD, C.LATER)  # nothing comes of it when a newer one is out
HAVE_IT = (C.INSTALLING, C.ORDERED, C.WELL, C.TROUBLE)  # they hear that it is withdrawn


class ReleaseChoice(Due, Base, Versioned):
    """One customer and one release. `due_at`: they are told, asked again, or asked how it went."""

    __tablename__ = "release_choice"
    __table_args__ = (UniqueConstraint("release_id", "customer_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"), index=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    state: Mapped[ChoiceState] = mapped_column(default=C.PLANNED)
    waits: Mapped[list[Any]] = mapped_column(default=list)  # "ticket:12", "requirement:7": what they wait for
    told_at: Mapped[datetime | None]
    asked: Mapped[int] = mapped_column(default=0)  # times since the last answer
    again_on: Mapped[date | None]  # they want to be asked again
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"), index=True)  # we install it
    trouble_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"), index=True)  # what went wrong
    said_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    said_at: Mapped[datetime | None]
    words: Mapped[str] = mapped_column(default="")

    @property
    def ref(self) -> str:
        return f"release_choice:{self.id}"
