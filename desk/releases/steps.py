"""The steps of a customer's choice as one table: from which states, to which, and who may take them (REL-2)."""

from collections.abc import Collection
from enum import StrEnum

from desk.releases.release import CHOICE_NAMES, ChoiceState, Release, ReleaseChoice, ReleaseState
from desk.steps import Rule, has_changed, rule
from errors import Stale
from i18n import _

C = ChoiceState


class Part(StrEnum):
    """What somebody is to a choice."""

    CUSTOMER = "customer"
    KEEPER = "keeper"  # answers for a customer who was called
    DESK = "desk"  # nobody: a day has come


class Step(StrEnum):
    INSTALL = "install"
    ORDER = "order"
    OFFER = "offer"
    LATER = "later"
    DECLINE = "decline"
    WELL = "well"
    TROUBLE = "trouble"
    NOT_YET = "not_yet"


CHOOSING = (C.TOLD, C.LATER, C.DECLINED)
ASKED = (C.INSTALLING, C.ORDERED, C.SALES, C.TROUBLE)  # how it went
BOTH = (Part.CUSTOMER, Part.KEEPER)
RULES: dict[Step, Rule[ChoiceState, Part]] = {
    Step.INSTALL: rule(CHOOSING, C.INSTALLING, *BOTH),
    Step.ORDER: rule((*CHOOSING, C.INSTALLING), C.ORDERED, *BOTH),
    Step.OFFER: rule(CHOOSING, C.SALES, *BOTH),
    Step.LATER: rule((C.TOLD, C.LATER, C.DECLINED), C.LATER, *BOTH),
    Step.DECLINE: rule((C.TOLD, C.LATER), C.DECLINED, *BOTH),
    Step.WELL: rule(ASKED, C.WELL, *BOTH),
    Step.TROUBLE: rule((*ASKED, C.WELL), C.TROUBLE, *BOTH),
    Step.NOT_YET: rule((C.INSTALLING, C.ORDERED, C.SALES), None, *BOTH),
}
ENTITLED = (Step.INSTALL, Step.ORDER)  # for who has a right to new versions; the others go to sales
NEEDS_RELEASE = (*ENTITLED, Step.OFFER, Step.LATER, Step.DECLINE, Step.NOT_YET)  # not once it is withdrawn


def allowed(step: Step, release: Release, choice: ReleaseChoice, *, entitled: bool) -> bool:
    """Whether the customer, or a colleague for them, may take it now."""
    if step in NEEDS_RELEASE and release.state is not ReleaseState.ANNOUNCED:
        return False
    if (step in ENTITLED and not entitled) or (step is Step.OFFER and entitled):
        return False
    return RULES[step].allows(choice.state, BOTH)


def check(
    step: Step, release: Release, choice: ReleaseChoice, parts: Collection[Part], *, entitled: bool
) -> None:
    """Raises NotAllowed for who may not, Stale when it has moved on."""
    not_theirs = _("This is for the customer, or for a colleague who looks after them.")
    RULES[step].check(release.number, choice.state, parts, CHOICE_NAMES, not_theirs)
    if not allowed(step, release, choice, entitled=entitled):
        raise Stale(has_changed(release.number))
