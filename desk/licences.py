"""Licences of a customer: version, site, last upgrade, right to new versions (CUS-11)."""

from collections.abc import Sequence
from datetime import date

from desk.customers import Customer, Licence, Site
from i18n import _, day, ngettext


def licence_facts(licence: Licence, sites: Sequence[Site], today: date) -> str:
    """Number, version, site, last upgrade, and until when there is a right to new versions (CUS-11)."""
    site = next((each.name for each in sites if each.id == licence.site_id), "")
    until = licence.upgrades_until
    facts = (
        licence.number,
        _("version {version}").format(version=licence.version) if licence.version else "",
        licence.edition,
        ngettext("{n} user", "{n} users", licence.users).format(n=licence.users) if licence.users else "",
        site,
        _("upgraded {date}").format(date=day(licence.upgraded_on, today)) if licence.upgraded_on else "",
        _upgrades(until, today) if until else "",
    )
    return " · ".join(fact for fact in facts if fact)


def _upgrades(until: date, today: date) -> str:
    text = _("new versions until {date}") if until >= today else _("new versions ended on {date}")
    return text.format(date=day(until, today))


def may_upgrade(customer: Customer, product: str, today: date, *, patch: bool = False) -> bool:
    """The right to a new version: until its own last day if one is agreed, else in a service period, which also covers patches (REL-2)."""
    in_service = customer.contract_on(today, product) is not None
    licence = next((each for each in customer.licences if each.product == product), None)
    if licence is None or licence.upgrades_until is None:
        return in_service
    return licence.upgrades_until >= today or (patch and in_service)
