"""An offer for what is not plainly in scope: its text with a hash, who has signed it, what the customer has said (SCO-2)."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk.money import Money
from desk.scope import catalogue
from desk.scope.case import ScopeCase
from desk.scope.catalogue import ServiceItem
from i18n import company_day
from store import Base, Versioned


class QuoteState(StrEnum):
    SIGNING = "signing"
    SENT_BACK = "sent_back"
    OFFERED = "offered"
    AGREED = "agreed"
    TALKING = "talking"
    NOT_NOW = "not_now"
    EXPIRED = "expired"
    VOID = "void"  # the text of its form has changed since


class Quote(Base, Versioned):
    __tablename__ = "quote"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("scope_case.id"), index=True)
    state: Mapped[QuoteState] = mapped_column(default=QuoteState.SIGNING)
    lines: Mapped[list[Any]] = mapped_column(
        default=list
    )  # [[item's code, how many, price of one in minor units], …]
    total_minor: Mapped[int]
    list_minor: Mapped[int]  # what it would cost by the catalogue
    currency: Mapped[str] = mapped_column(String(3))
    free: Mapped[bool] = mapped_column(default=False)
    special: Mapped[bool] = mapped_column(default=False)  # the proposer wants a second signature
    reason: Mapped[str] = mapped_column(default="")  # for colleagues
    words: Mapped[str] = mapped_column(default="")  # for the customer
    # of a special service: the form's code, its content as it was then, the answers (SCO-10)
    consent: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # of a change of a project: what, how many working days, what is delivered (PRJ-1)
    change: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    included: Mapped[bool] = mapped_column(default=False)  # the contract includes it: nothing to pay
    renews_until: Mapped[date | None]  # agreed on, the service period runs again until then
    sent_back: Mapped[str] = mapped_column(default="")  # why
    valid_until: Mapped[datetime]
    text_sha256: Mapped[str] = mapped_column(String(64))
    proposed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime]
    signed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    signed_at: Mapped[datetime | None]
    signed_sha256: Mapped[str] = mapped_column(String(64), default="")
    said_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    said_at: Mapped[datetime | None]
    said_sha256: Mapped[str] = mapped_column(String(64), default="")  # of the text that was agreed to

    @property
    def ref(self) -> str:
        return f"quote:{self.id}"

    @property
    def number(self) -> str:
        """What people call it: Q-1042."""
        return f"Q-{1000 + self.id}"

    @property
    def total(self) -> Money:
        return Money(self.total_minor, self.currency)

    @property
    def list_price(self) -> Money:
        return Money(self.list_minor, self.currency)

    @property
    def text_hash(self) -> str:
        """Of all that is agreed on."""
        text = [
            self.lines,
            self.total_minor,
            self.currency,
            self.free,
            self.reason,
            self.words,
            str(self.renews_until),
            self.valid_until.isoformat(),
            *([self.included, self.consent] if self.consent else []),
            *([self.change] if self.change else []),
        ]
        return hashlib.sha256(json.dumps(text, ensure_ascii=False, sort_keys=True).encode()).hexdigest()

    @property
    def is_signed(self) -> bool:
        """By somebody else than the proposer, and as it reads now."""
        return self.signed_by not in (None, self.proposed_by) and self.signed_sha256 == self.text_hash


@dataclass(frozen=True)
class Draft:
    """What sales propose. `price` None: free this once."""

    item: ServiceItem | None
    price: Money | None
    reason: str = ""
    words: str = ""
    special: bool = False
    renews_until: date | None = None
    consent: dict[str, Any] = field(default_factory=dict)
    included: bool = False


async def latest(session: AsyncSession, case: ScopeCase) -> Quote | None:
    query = select(Quote).where(Quote.case_id == case.id).order_by(Quote.id.desc()).limit(1)
    return (await session.scalars(query)).one_or_none()


async def item_of(session: AsyncSession, case: ScopeCase, now: datetime) -> ServiceItem | None:
    return await catalogue.item(session, case.item_code, company_day(now)) if case.item_code else None
