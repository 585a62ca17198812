"""Campaigns: one survey to a chosen set of customers, or to a random sample of those served in a time (VIS-6).

draft ─▶ running ─▶ sent      (paused ◀─▶ running; stopped from either)

The audience is fixed at the start, one row each; invitations go out over time, some each hour.
"""

from dataclasses import asdict
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Select, String, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import journal, policies
from desk.calendars import dates, regions
from desk.events import Event
from desk.surveys.audiences import Audience, audience_of
from desk.surveys.visit_backs import VisitBack, VisitBackKind
from desk.surveys.visit_backs import VisitBackState as Visit
from errors import BadInput, Stale
from i18n import N_, _, company_day
from store import Base, Due, Versioned

AN_HOUR = timedelta(hours=1)
AT_ONCE = 1000  # rows in one statement
USUAL_PACE = 60  # an hour


class CampaignState(StrEnum):
    DRAFT = "draft"
    RUNNING = "running"
    PAUSED = "paused"
    SENT = "sent"
    STOPPED = "stopped"


STATE_NAMES = {
    CampaignState.DRAFT: N_("not started"),
    CampaignState.RUNNING: N_("running"),
    CampaignState.PAUSED: N_("paused"),
    CampaignState.SENT: N_("all sent"),
    CampaignState.STOPPED: N_("stopped"),
}
MOVED = {
    CampaignState.RUNNING: Event.CAMPAIGN_RUNNING,
    CampaignState.PAUSED: Event.CAMPAIGN_PAUSED,
    CampaignState.SENT: Event.CAMPAIGN_SENT,
    CampaignState.STOPPED: Event.CAMPAIGN_STOPPED,
}


class Campaign(Due, Base, Versioned):
    """`due_at`: when the next ones go out."""

    __tablename__ = "campaign"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    survey: Mapped[str] = mapped_column(String(20))
    survey_version: Mapped[int]
    audience: Mapped[dict[str, Any]]
    pace: Mapped[int]  # so many an hour
    state: Mapped[CampaignState] = mapped_column(default=CampaignState.DRAFT)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]

    @property
    def ref(self) -> str:
        return f"campaign:{self.id}"

    @property
    def whom(self) -> Audience:
        return Audience(**self.audience)


async def draft(
    session: AsyncSession,
    name: str,
    survey: tuple[str, int],
    audience: Audience,
    now: datetime,
    *,
    by: int | None = None,
    pace: int = USUAL_PACE,
) -> Campaign:
    """A campaign before its start: nobody is asked yet. Raises BadInput for a pace of zero and for dates that are out of order."""
    if pace < 1 or audience.since > audience.until:
        raise BadInput(_("At least one an hour, and the first day comes before the last."))
    campaign = Campaign(
        name=name.strip(), survey=survey[0], survey_version=survey[1], audience=asdict(audience), pace=pace,
        created_by=by, created_at=now,
    )  # fmt: skip
    session.add(campaign)
    await session.flush()
    return campaign


async def start(session: AsyncSession, campaign: Campaign, now: datetime, by: int | None = None) -> int:
    """Fixes the audience and sends the first invitations; returns its size (VIS-6). Raises BadInput when nobody fits."""
    numbers = await audience_of(session, campaign.whom, now)
    if not numbers:
        raise BadInput(_("No customer fits. Please choose fewer conditions."))
    await _move(session, campaign, CampaignState.RUNNING, now, by, customers=len(numbers))
    campaign.started_at = now
    rows = [_row(campaign, number, now) for number in numbers]
    for at in range(0, len(rows), AT_ONCE):
        await session.execute(insert(VisitBack), rows[at : at + AT_ONCE])
    campaign.due_at = await _in_hours(session, now)
    return len(numbers)


def _row(campaign: Campaign, customer: int, now: datetime) -> dict[str, Any]:
    return {
        "kind": VisitBackKind.CAMPAIGN, "campaign_id": campaign.id, "customer_id": customer, "nominal": company_day(now),
        "survey": campaign.survey, "survey_version": campaign.survey_version,
    }  # fmt: skip


async def fall_due(session: AsyncSession, campaign: Campaign, now: datetime) -> None:
    """The next ones go out; what is not theirs to decide (hours, other surveys) is decided as for any visit-back."""
    campaign.due_at = None
    if campaign.state is not CampaignState.RUNNING:
        return
    some = list(await session.scalars(_waiting(campaign).order_by(VisitBack.id).limit(campaign.pace)))
    await session.execute(_of(some).values(due_at=now))
    if len(some) < campaign.pace:
        await _move(session, campaign, CampaignState.SENT, now, None)
    else:
        campaign.due_at = await _in_hours(session, now + AN_HOUR)


def _waiting(campaign: Campaign) -> Select[int]:
    return select(VisitBack.id).where(
        VisitBack.campaign_id == campaign.id, VisitBack.state == Visit.PLANNED, VisitBack.due_at.is_(None)
    )


def _of(numbers: list[int]) -> Any:
    return update(VisitBack).where(VisitBack.id.in_(numbers)).execution_options(synchronize_session=False)


async def _in_hours(session: AsyncSession, at: datetime) -> datetime:
    support = (await regions.hours_of(session)).support
    return dates.asking_moment(at, support, await policies.value(session, policies.SURVEY_HOURS))


async def pause(session: AsyncSession, campaign: Campaign, now: datetime, by: int | None = None) -> None:
    """Nothing more goes out until it is resumed; who has been asked may answer."""
    campaign.due_at = None
    await _move(session, campaign, CampaignState.PAUSED, now, by)


async def resume(session: AsyncSession, campaign: Campaign, now: datetime, by: int | None = None) -> None:
    await _move(session, campaign, CampaignState.RUNNING, now, by)
    campaign.due_at = await _in_hours(session, now)


async def stop(session: AsyncSession, campaign: Campaign, now: datetime, by: int | None = None) -> None:
    """The campaign ends for good: nobody else is asked."""
    campaign.due_at = None
    await _move(session, campaign, CampaignState.STOPPED, now, by)
    waiting = VisitBack.campaign_id == campaign.id, VisitBack.state == Visit.PLANNED
    await session.execute(
        update(VisitBack)
        .where(*waiting)
        .values(state=Visit.DROPPED, due_at=None)
        .execution_options(synchronize_session=False)
    )


MOVES: dict[CampaignState, set[CampaignState]] = {
    CampaignState.DRAFT: {CampaignState.RUNNING, CampaignState.STOPPED},
    CampaignState.RUNNING: {CampaignState.PAUSED, CampaignState.SENT, CampaignState.STOPPED},
    CampaignState.PAUSED: {CampaignState.RUNNING, CampaignState.STOPPED},
    CampaignState.SENT: set(),
    CampaignState.STOPPED: set(),
}


async def _move(
    session: AsyncSession, campaign: Campaign, to: CampaignState, now: datetime, by: int | None, **data: int
) -> None:
    if to not in MOVES[campaign.state]:
        raise Stale(_("The campaign is {state} now.").format(state=_(STATE_NAMES[campaign.state])))
    campaign.state = to
    await journal.write(session, campaign, MOVED[to], by=by, now=now, **data)


async def lets(session: AsyncSession, visit_back: VisitBack) -> bool:
    """Whether somebody may be asked now; while it is paused this one goes back into the queue."""
    campaign = await session.get_one(Campaign, visit_back.campaign_id or 0)
    return campaign.state in (CampaignState.RUNNING, CampaignState.SENT)


async def progress(session: AsyncSession, campaign: Campaign) -> dict[Visit, int]:
    """How many are where."""
    query = select(VisitBack.state, func.count()).where(VisitBack.campaign_id == campaign.id)
    return {state: n for state, n in await session.execute(query.group_by(VisitBack.state))}  # noqa: C416
