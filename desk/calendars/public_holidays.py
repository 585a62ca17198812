"""Public holidays and make-up working days of a country, as the `holidays` package knows them (SLA-2)."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

# Always named: left out, the package would take the names' language from the server's locale.
LANGUAGE = "en_US"
HOME = "CN"
A_DAY, SATURDAY = timedelta(days=1), 5


class Published(NamedTuple):
    """What is known of a year; make-up days only once they are published."""

    names: Mapping[date, str]
    make_up: frozenset[date]


@lru_cache(maxsize=256)
def published(country: str, year: int, language: str = LANGUAGE) -> Published:
    """`country` as in ISO 3166 ("CN"), `language` as the package has it ("zh_CN")."""
    import holidays  # much to load: at the first promise, and not at the start

    years = (year - 1, year, year + 1) if country == HOME else year
    known = holidays.country_holidays(country, years=years, language=language)
    names, make_up = dict(known.items()), frozenset(known.weekend_workdays)
    if country == HOME:
        names.update(_weekends_between(names, make_up))
    of_year = {day: name for day, name in sorted(names.items()) if day.year == year}
    return Published(MappingProxyType(of_year), frozenset(day for day in make_up if day.year == year))


def _weekends_between(names: Mapping[date, str], make_up: frozenset[date]) -> dict[date, str]:
    """China's notices count every day of a holiday, "15日至23日放假": its weekend days are off for all, too (SLA-2)."""
    found = set[date]()
    for day in names:
        for step in (-A_DAY, A_DAY):
            beside = day + step
            while beside not in names and beside.weekday() >= SATURDAY and beside not in make_up:
                found.add(beside)
                beside += step
    return {day: _name_around(names, found, day) for day in found}


def _name_around(names: Mapping[date, str], weekends: set[date], day: date) -> str:
    """What most days of this holiday are called, but those that are exchanged for a date."""
    while day - A_DAY in names or day - A_DAY in weekends:
        day -= A_DAY
    block = list[str]()
    while day in names or day in weekends:
        block += [names[day]] if day in names else []
        day += A_DAY
    proper = [name for name in block if not any(sign.isdigit() for sign in name)]
    return Counter(proper or block).most_common(1)[0][0]


@lru_cache(maxsize=256)
def festival(name: str, year: int) -> date | None:
    """The first day of that name in China's holidays; None when it is not known."""
    import holidays

    known = holidays.country_holidays(HOME, years=year, language="zh_CN")
    return min((day for day in known if known[day] == name and day.year == year), default=None)


def is_working_day(country: str, day: date) -> bool:
    """Of who works from Monday to Friday, but on holidays."""
    known = published(country, day.year)
    return day in known.make_up or (day.weekday() < SATURDAY and day not in known.names)


def is_published(country: str, year: int) -> bool:
    """Whether the year's exchanged days are known; only China has such, and announces them in the autumn before."""
    return country != HOME or bool(published(country, year).make_up)


def check_country(country: str) -> None:
    """ValueError: no holidays are known for it."""
    if country == HOME:  # asked at every start, and the package is much to load
        return
    import holidays

    try:
        holidays.country_holidays(country)
    except NotImplementedError as unknown:
        raise ValueError(f"no public holidays are known for the country {country!r}") from unknown
