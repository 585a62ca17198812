"""Whose figures somebody may see: their own (STA-4); heads those of their region, or all (STA-1)."""

from collections.abc import Mapping

from desk.figures.scope import By, Key, Scope
from desk.people import Person, Role
from desk.roles import CHURN_READERS, HEADS, OVERSEERS
from errors import NotAllowed
from i18n import _


def sees(person: Person) -> Mapping[By, Key]:
    """What their figures are narrowed to (STA-1, STA-4). Raises NotAllowed for customers."""
    if not person.is_staff:
        raise NotAllowed(_("You cannot do that. If you should, please ask an administrator."))
    if person.has(*OVERSEERS):
        return {}
    if person.has(Role.SERVICE_MANAGER):
        return {By.REGION: person.region} if person.region else {}
    return {By.PERSON: person.id}


def is_head(person: Person) -> bool:
    return By.PERSON not in sees(person)


def allowed(person: Person, scope: Scope) -> Scope:
    """The scope within what they may see; what they ask for cannot widen it."""
    return Scope(scope.period, {**scope.only, **sees(person)})


def sees_churn(person: Person) -> str:
    """The branch whose lost customers they see; "" for all of them (STA-5). Raises NotAllowed for others than heads."""
    if not person.has(*HEADS):
        raise NotAllowed(_("You cannot do that. If you should, please ask an administrator."))
    return "" if person.has(*OVERSEERS, Role.SALES_HEAD) else person.region


def sees_risks(person: Person) -> tuple[str, Person | None]:
    """The branch whose customers at risk they see, and whose own these are: heads see all of a branch, others theirs."""
    if person.has(*HEADS):
        return sees_churn(person), None
    if not person.has(*CHURN_READERS):
        raise NotAllowed(_("You cannot do that. If you should, please ask an administrator."))
    return "", person
