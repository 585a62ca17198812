"""A requirement under its key in R&D's own tracker, and how it stands there; a report from there is for tickets and requirements alike (HOT-14).

Staff hear of it; whoever asked hears at the four moments of REQ-4 and no other: a status of a tracker is no promise.
"""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.events import Event
from desk.hotline import external_tracker
from desk.hotline.external_tracker import Report
from desk.people import Person
from desk.requirements import merging, process
from desk.requirements.requirement import Requirement
from errors import NotFound, Stale
from i18n import _


async def track(
    session: AsyncSession, requirement: Requirement, by: Person, text: str, now: datetime
) -> None:
    """The requirement carries this key of the tracker. Raises BadInput, and Stale for what is over."""
    check(requirement)
    key = external_tracker.key_of(text)
    if key == requirement.external_key:
        return
    requirement.external_key, requirement.tracker_status = key, ""
    requirement.tracker_at = requirement.tracker_moved_at = None
    await process.write(session, requirement, Event.REQUIREMENT_TRACKED, by.id, now, key=key)


def check(requirement: Requirement) -> None:
    """Raises Stale for a requirement that is over."""
    if not requirement.is_open:
        raise Stale(_("{number} is over.").format(number=requirement.number))


async def status(
    session: AsyncSession, requirement: Requirement, text: str, by: Person | None, now: datetime
) -> bool:
    """How it stands there; whether that is news. Raises BadInput for what says nothing."""
    said = external_tracker.status_of(text)
    requirement.tracker_at = now
    if said == requirement.tracker_status:
        return False
    requirement.tracker_status = said
    data = {"why": said, "key": requirement.external_key}
    await process.write(session, requirement, Event.REQUIREMENT_STATUS, by.id if by else None, now, **data)
    return True


async def reported(session: AsyncSession, report: Report, now: datetime) -> dict[str, list[str]]:
    """By the tracker itself: which tickets and requirements wait for it; of a merged one what it is a part of. Raises NotFound, BadInput."""
    report = Report(
        external_tracker.key_of(report.key), external_tracker.status_of(report.status), report.moved_at
    )
    tickets = await external_tracker.reported(session, report, now)
    same = func.lower(Requirement.external_key) == report.key.lower()
    found = list(await session.scalars(select(Requirement).where(same).order_by(Requirement.id)))
    if tickets is None and not found:
        raise NotFound(_("Nothing here carries the key {key}.").format(key=report.key))
    wholes = {}
    for part in found:
        whole = await merging.final(session, Requirement(id=0), part)
        wholes[whole.id] = whole
    open_ones = [whole for whole in wholes.values() if whole.is_open]
    for whole in open_ones:
        if report.is_news(whole.tracker_moved_at):
            whole.tracker_moved_at = report.moved_at or whole.tracker_moved_at
            await status(session, whole, report.status, None, now)
    return {"tickets": tickets or [], "requirements": [whole.number for whole in open_ones]}
