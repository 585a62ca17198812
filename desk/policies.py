"""Policies: what the companies do differently. Each has a default here; a row in the table overrides it.

Values are kept as text an administrator can write: `1h`, `30m`, `3d`, `5`, `08:30-22:00`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from sqlalchemy import String
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from errors import BadInput
from language import N_, _
from store import Base

T = TypeVar("T")


class PolicyRow(Base):
    __tablename__ = "policy"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[str]
    changed_at: Mapped[datetime]


@dataclass(frozen=True)
class Policy(Generic[T]):
    key: str
    default: str
    read: Callable[[str], T]  # raises BadInput
    help: str


_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def length(text: str) -> timedelta:
    """`90m`, `1h`, `3d`. Raises BadInput."""
    found = re.fullmatch(r"(\d{1,5})\s*([mhd])", text.strip())
    if not found:
        raise BadInput(_("Please write a length of time like 30m, 1h or 3d."))
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def count(text: str) -> int:
    """A whole number, zero or more. Raises BadInput."""
    if not re.fullmatch(r"\d{1,6}", text.strip()):
        raise BadInput(_("Please write a whole number."))
    return int(text)


def share(text: str) -> float:
    """`5%`: from half a per cent to 20. Raises BadInput."""
    found = re.fullmatch(r"(\d{1,2}(?:\.\d)?)\s*[%％]", text.strip())
    if not found or not 0.5 <= float(found[1]) <= 20:
        raise BadInput(_("Please write a share from 0.5% to 20%."))
    return float(found[1]) / 100


FIRST_RESPONSE = Policy(
    "clock.first_response", "30m", length, N_("A specialist has taken the ticket, in support hours")
)
CALL_BACK = Policy("clock.call_back", "1h", length, N_("The customer hears from a person (HOT-4)"))
ACCEPTANCE = Policy("clock.acceptance", "30m", length, N_("An engineer accepts a dispatch order (DIS-2)"))
WARN_BEFORE = Policy("clock.warn_before", "15m", length, N_("Warning ahead of a time limit (SLA-1)"))
ALERT_REPEAT = Policy(
    "alert.repeat", "10m", length, N_("An alert is repeated until somebody acknowledges it")
)
ALERT_STEPS = Policy(
    "alert.repeats_per_level", "2", count, N_("Repetitions before the next level is called (SLA-3)")
)
CONFIRM_REMIND = Policy(
    "ticket.confirm_reminder", "1d", length, N_("Reminder to say whether it is solved (TIC-3)")
)
CONFIRM_CLOSE = Policy(
    "ticket.confirm_close", "3d", length, N_("Closes itself without an answer, after the reminder")
)
REOPEN_WITHIN = Policy(
    "ticket.reopen_within", "30d", length, N_("How long a customer can reopen a closed ticket")
)
SURVEY_DELAY = Policy("survey.after_close", "1d", length, N_("Follow-up after a closed ticket (VIS-2)"))
SURVEY_REMIND = Policy("survey.reminder", "1d", length, N_("Reminder of an unanswered survey (VIS-3)"))
SURVEY_GIVE_UP = Policy(
    "survey.call_task", "2d", length, N_("After the reminder: a call task for the specialist")
)
SURVEY_BAD = Policy(
    "survey.bad_score", "2", count, N_("A score of this or less alerts the quality supervisor")
)
FIRST_MONTHS = Policy(
    "visit_back.first_months", "6", count, N_("Monthly visit-backs up to this month of use (VIS-1)")
)
SECOND_MONTHS = Policy(
    "visit_back.second_months", "12", count, N_("Every two months up to this month of use")
)
KB_CONFIRMATIONS = Policy(
    "kb.confirmations",
    "3",
    count,
    N_("Customers who must confirm a wording before it is searched; 0: only an editor's yes (KB-4)"),
)
KB_REVIEW = Policy("kb.review_after", "365d", length, N_("An entry is to be read again after this (KB-5)"))
KB_STALE = Policy(
    "kb.stale_after", "365d", length, N_("An entry that has helped nobody for so long is stale")
)
KB_FAILING = Policy("kb.failing_from", "3", count, N_("“Not solved” so often: the entry is flagged (KB-5)"))
KB_WRONG = Policy("kb.wrong_answers", "5%", share, N_("Of the answers given at once, wrong at most (KB-3)"))
KB_WINDOW = Policy("kb.failing_within", "90d", length, N_("How far back failures are counted"))

ALL: tuple[Policy[timedelta] | Policy[int] | Policy[float], ...] = (
    FIRST_RESPONSE, CALL_BACK, ACCEPTANCE, WARN_BEFORE, ALERT_REPEAT, ALERT_STEPS, CONFIRM_REMIND, CONFIRM_CLOSE,
    REOPEN_WITHIN, SURVEY_DELAY, SURVEY_REMIND, SURVEY_GIVE_UP, SURVEY_BAD, FIRST_MONTHS, SECOND_MONTHS,
    KB_CONFIRMATIONS, KB_REVIEW, KB_STALE, KB_FAILING, KB_WINDOW, KB_WRONG,
)  # fmt: skip


async def value(session: AsyncSession, policy: Policy[T]) -> T:
    """What is in force now."""
    row = await session.get(PolicyRow, policy.key)
    return policy.read(row.value if row else policy.default)


async def change(session: AsyncSession, key: str, text: str, now: datetime) -> None:
    """Raises BadInput for an unknown policy or a value that cannot be meant."""
    policy = next((p for p in ALL if p.key == key), None)
    if policy is None:
        raise BadInput(_("There is no policy {key}.").format(key=key))
    policy.read(text)
    await session.merge(PolicyRow(key=key, value=text, changed_at=now))
