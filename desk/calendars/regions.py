"""Regions: where the company works, in which zone, at which hours, with which days of their own (SLA-2, HOT-2).

A customer's region decides in whose hours their promises run. A region without a row of its own has the hours of the
row "", and without that one the company's defaults: China's, 8:30-22:00 every day.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import journal
from desk.calendars import hours_text
from desk.calendars.calendar import SUPPORT_HOURS, WORKING_HOURS, Calendar
from desk.calendars.public_holidays import check_country
from desk.events import Event
from errors import BadInput
from i18n import _, company_speech, company_zone, is_zone
from store import Base, kept, rarely_changes

EVERYWHERE = ""  # region code of everything without a region of its own
KINDS = ("support", "working")
USUAL = "usual"  # an exception that is taken back
DEFAULTS: Mapping[str, Any] = {
    "zone": "",  # the company's
    "country": "CN",
    "support": hours_text.week_text(SUPPORT_HOURS.week),
    "working": hours_text.week_text(WORKING_HOURS.week),
    "open_on_holidays": True,
    "support_days": {},
    "working_days": {},
}
Rules = tuple[str, str, str, tuple[tuple[str, str], ...]]  # zone, week, country, exceptions
Written = tuple[Rules, Rules]  # support, working


class Region(Base):
    """`support_days` and `working_days` are its own exceptions: ISO date → the periods of that day, or `closed`."""

    __tablename__ = "region"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    zone: Mapped[str] = mapped_column(String(40))
    country: Mapped[str] = mapped_column(String(3))  # whose public holidays; "" for nobody's
    support: Mapped[str]
    working: Mapped[str]
    open_on_holidays: Mapped[bool]  # whether support is
    support_days: Mapped[dict[str, Any]]
    working_days: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime]

    @property
    def ref(self) -> str:
        return f"region:{self.name}"


rarely_changes(Region)


@dataclass(frozen=True)
class Hours:
    """When somebody can be asked (support), and when the company works."""

    support: Calendar
    working: Calendar


DEFAULT = Hours(SUPPORT_HOURS, WORKING_HOURS)


@lru_cache(maxsize=8)
def default(zone: ZoneInfo) -> Hours:
    """The hours until an administrator has set any: in the company's time zone."""
    return Hours(replace(SUPPORT_HOURS, zone=zone), replace(WORKING_HOURS, zone=zone))


async def hours_of(session: AsyncSession, region: str = EVERYWHERE) -> Hours:
    """The hours of a region in force now, for the rest of this transaction."""
    known = await kept(session, _known)
    written = known.get(region) or known.get(EVERYWHERE)
    return Hours(_calendar(*written[0]), _calendar(*written[1])) if written else default(company_zone())


async def _known(session: AsyncSession) -> Mapping[str, Written]:
    return {row.name: _written(row) for row in await session.scalars(select(Region))}


def _written(row: Region) -> Written:
    """Only the region that is asked for is read as a calendar: a company may have hundreds."""
    holidays = row.country if not row.open_on_holidays else ""
    return (
        (row.zone, row.support, holidays, tuple(row.support_days.items())),
        (row.zone, row.working, row.country, tuple(row.working_days.items())),
    )


@lru_cache(maxsize=2048)
def _calendar(zone: str, week: str, country: str, exceptions: tuple[tuple[str, str], ...]) -> Calendar:
    own = {date.fromisoformat(day): hours_text.periods(text) for day, text in exceptions}
    return Calendar(ZoneInfo(zone), hours_text.week(week), country or None, own)


async def rows(session: AsyncSession) -> list[Region]:
    return list(await session.scalars(select(Region).order_by(Region.name)))


async def change(
    session: AsyncSession, name: str, wanted: Mapping[str, Any], now: datetime, by: int | None = None
) -> dict[str, list[Any]]:
    """What becomes of it, field by field as [old, new]. A region that is new begins with the company's hours.

    Raises BadInput for a zone, a country or hours that cannot be meant.
    """
    row = await session.get(Region, name) or await _added(session, name, now)
    wanted = {field: checked(field, value) for field, value in wanted.items()}
    changes = {f: [getattr(row, f), value] for f, value in wanted.items() if getattr(row, f) != value}
    for field, value in wanted.items():
        setattr(row, field, value)
    if changes:
        row.changed_at = now
        await journal.write(session, row, Event.REGION_CHANGED, by=by, now=now, changes=changes)
    return changes


def new(name: str, now: datetime, pattern: Region | None = None) -> Region:
    """A new region with the hours of another one, else the company's defaults."""
    alike = (
        {field: getattr(pattern, field) for field in DEFAULTS}
        if pattern
        else {**DEFAULTS, "zone": company_speech().zone}
    )
    return Region(name=name, changed_at=now, **alike)


async def _added(session: AsyncSession, name: str, now: datetime) -> Region:
    if len(name) > 40:
        raise BadInput(_("The name of a region has at most 40 characters."))
    row = new(name, now, await session.get(Region, EVERYWHERE))
    session.add(row)
    await session.flush()
    return row


def checked(field: str, value: Any) -> Any:
    """The value in its one form. Raises BadInput."""
    if field in KINDS:
        return hours_text.week_text(hours_text.week(value))
    if field == "zone" and not is_zone(value):
        raise BadInput(_("There is no time zone {text}. Write it like Asia/Shanghai.").format(text=value))
    if field == "country" and value:
        try:
            check_country(value)
        except ValueError:
            raise BadInput(_("No public holidays are known for {country}.").format(country=value)) from None
    return value


async def except_day(
    session: AsyncSession,
    name: str,
    day: date,
    text: str,
    now: datetime,
    *,
    by: int | None = None,
    kinds: tuple[str, ...] = KINDS,
) -> dict[str, list[Any]]:
    """On `day` these periods, `closed`, or as `usual` again; for support hours, working hours or both. Raises BadInput."""
    row = await session.get(Region, name) or await _added(session, name, now)
    wanted = {}
    for kind in kinds:
        days = {at: of_day for at, of_day in getattr(row, f"{kind}_days").items() if at != day.isoformat()}
        if text.strip().lower() != USUAL:
            days[day.isoformat()] = hours_text.periods_text(hours_text.periods(text))
        wanted[f"{kind}_days"] = dict(sorted(days.items()))
    return await change(session, name, wanted, now, by)
