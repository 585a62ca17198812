"""A year whose public holidays and exchanged days nobody has announced yet is told to the administrators, once (SLA-2)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import journal
from desk.calendars import regions
from desk.calendars.public_holidays import is_published
from desk.events import Event
from desk.journal import JournalEntry
from i18n import company_day

DECEMBER = 12  # by then the notice for the next year is out, as a rule in November
EVENT = Event.HOLIDAYS_UNPUBLISHED


@dataclass(frozen=True)
class Year:
    """Of a country; told of in the journal."""

    country: str
    number: int

    @property
    def ref(self) -> str:
        return f"holidays:{self.country}:{self.number}"


async def missing(session: AsyncSession, now: datetime) -> list[Year]:
    """The years that promises and visit-backs reach into by now, and of which only the statutory days are known."""
    today = company_day(now)
    years = (today.year, today.year + 1) if today.month == DECEMBER else (today.year,)
    countries = {row.country for row in await regions.rows(session)} or {regions.DEFAULTS["country"]}
    return [
        Year(country, year)
        for country in sorted(countries - {""})
        for year in years
        if not is_published(country, year)
    ]


async def tell(session: AsyncSession, now: datetime) -> None:
    """Administrators hear of years without published holidays; looked at once a month, with the reports."""
    years = await missing(session, now)
    told = select(JournalEntry.record).where(JournalEntry.record.in_([year.ref for year in years]))
    known = set(await session.scalars(told)) if years else set()
    for year in years:
        if year.ref not in known:
            await journal.write(
                session, year, EVENT, by=None, now=now, country=year.country, year=year.number
            )
