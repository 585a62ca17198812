"""Public holidays and make-up working days of a country, as the `holidays` package knows them (SLA-2)."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

# Always named: left out, the package would take the names' language from the server's locale.
LANGUAGE = "en_US"
HOME = "CN"


class Published(NamedTuple):
    """What is known of a year; make-up days only once they are published."""

    names: Mapping[date, str]
    make_up: frozenset[date]


@lru_cache(maxsize=256)
def published(country: str, year: int, language: str = LANGUAGE) -> Published:
    """`country` as in ISO 3166 ("CN"), `language` as the package has it ("zh_CN")."""
    import holidays  # much to load: at the first promise, and not at the start

    known = holidays.country_holidays(country, years=year, language=language)
    return Published(MappingProxyType(dict(known.items())), frozenset(known.weekend_workdays))


def check_country(country: str) -> None:
    """ValueError: no holidays are known for it."""
    if country == HOME:  # asked at every start, and the package is much to load
        return
    import holidays

    try:
        holidays.country_holidays(country)
    except NotImplementedError as unknown:
        raise ValueError(f"no public holidays are known for the country {country!r}") from unknown
