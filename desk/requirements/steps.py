"""The steps of a requirement as one table: from which states, to which, and who may take them (REQ-1 to REQ-4)."""

from collections.abc import Collection
from enum import StrEnum

from desk.requirements.requirement import STATE_NAMES, Requirement, RequirementState
from desk.steps import Rule, rule
from i18n import _

S = RequirementState


class Part(StrEnum):
    """What somebody is to a requirement."""

    ASKER = "asker"  # has a voice in it
    JUDGE = "judge"  # account manager or head of implementation
    EVALUATOR = "evaluator"
    SELLER = "seller"
    DESK = "desk"  # nobody: an offer was signed, a day has come


class Step(StrEnum):
    ANSWER = "answer"
    WAY_ROUND = "way_round"
    TAKE_UP = "take_up"
    DECLINE = "decline"
    TO_SALES = "to_sales"
    FITS = "fits"
    NEEDS_MORE = "needs_more"
    PLAN = "plan"
    QUOTE = "quote"
    NOT_NOW = "not_now"
    REFUSE = "refuse"
    TAKE_BACK = "take_back"
    LOOK_AGAIN = "look_again"
    ASK_AGAIN = "ask_again"
    SIGNED = "signed"
    LAPSED = "lapsed"
    BEGIN = "begin"
    RETARGET = "retarget"
    DELIVER = "deliver"
    CONFIRM = "confirm"
    NOT_QUITE = "not_quite"
    CANCEL = "cancel"
    SETTLE = "settle"
    TO_PRODUCT = "to_product"
    SILENCE = "silence"
    MERGE = "merge"
    UNDO = "undo"


MERGEABLE = (S.HEARD, S.TO_EVALUATE, S.NOT_NOW, S.PLANNED, S.IN_WORK)
# `to` None: the state stays, or is what it was before a merge
RULES: dict[Step, Rule[RequirementState, Part]] = {
    Step.ANSWER: rule(S.HEARD, S.ANSWERED, Part.JUDGE),
    Step.WAY_ROUND: rule(S.HEARD, S.WAY_ROUND, Part.JUDGE),
    Step.TAKE_UP: rule(S.HEARD, S.TO_EVALUATE, Part.JUDGE),
    Step.DECLINE: rule(S.HEARD, S.DECLINED, Part.JUDGE),
    Step.TO_SALES: rule((S.HEARD, S.TO_EVALUATE, S.NOT_NOW), S.COMMERCIAL, Part.JUDGE, Part.EVALUATOR),
    Step.FITS: rule((S.ANSWERED, S.WAY_ROUND), S.CLOSED, Part.ASKER),
    Step.NEEDS_MORE: rule((S.ANSWERED, S.WAY_ROUND), S.TO_EVALUATE, Part.ASKER),
    Step.PLAN: rule(S.TO_EVALUATE, S.PLANNED, Part.EVALUATOR),
    Step.QUOTE: rule(S.TO_EVALUATE, S.QUOTED, Part.EVALUATOR),
    Step.NOT_NOW: rule(S.TO_EVALUATE, S.NOT_NOW, Part.EVALUATOR),
    Step.REFUSE: rule(S.TO_EVALUATE, S.NO, Part.EVALUATOR),
    Step.TAKE_BACK: rule((S.PLANNED, S.NOT_NOW, S.NO), S.TO_EVALUATE, Part.EVALUATOR),  # before it is told
    Step.LOOK_AGAIN: rule(S.NOT_NOW, S.TO_EVALUATE, Part.EVALUATOR, Part.DESK),
    Step.ASK_AGAIN: rule((S.DECLINED, S.NO, S.CLOSED), S.HEARD, Part.ASKER, Part.JUDGE),
    Step.SIGNED: rule(
        (S.QUOTED, S.NOT_NOW), S.PLANNED, Part.DESK
    ),  # an offer that was put off may be taken up
    Step.LAPSED: rule(S.QUOTED, S.NOT_NOW, Part.DESK),
    Step.BEGIN: rule(S.PLANNED, S.IN_WORK, Part.EVALUATOR),
    Step.RETARGET: rule((S.PLANNED, S.IN_WORK), None, Part.EVALUATOR),
    Step.DELIVER: rule(S.IN_WORK, S.DELIVERED, Part.EVALUATOR),
    Step.CONFIRM: rule(S.DELIVERED, S.CONFIRMED, Part.ASKER),  # once all who answered have said yes
    Step.NOT_QUITE: rule(S.DELIVERED, S.IN_WORK, Part.ASKER),
    Step.CANCEL: rule((S.PLANNED, S.IN_WORK), S.COMMERCIAL, Part.ASKER),  # a signed one only
    Step.SETTLE: rule(S.COMMERCIAL, S.CLOSED, Part.SELLER),
    Step.TO_PRODUCT: rule(S.COMMERCIAL, S.HEARD, Part.SELLER),
    Step.SILENCE: rule((S.ANSWERED, S.WAY_ROUND, S.DELIVERED), S.CLOSED, Part.DESK),
    Step.MERGE: rule(MERGEABLE, S.MERGED, Part.JUDGE, Part.EVALUATOR),
    Step.UNDO: rule(S.MERGED, None, Part.JUDGE, Part.EVALUATOR),
}


def allowed(step: Step, state: RequirementState, parts: Collection[Part]) -> bool:
    """Whether somebody of these parts may take it now."""
    return RULES[step].allows(state, parts)


def check(step: Step, requirement: Requirement, parts: Collection[Part]) -> None:
    """Raises NotAllowed for who may not, Stale when it has moved on."""
    not_theirs = _("This step is for somebody else.")
    RULES[step].check(requirement.number, requirement.state, parts, STATE_NAMES, not_theirs)


def move(step: Step, requirement: Requirement) -> None:
    """The one way a state changes."""
    before = requirement.state
    if step is Step.UNDO:
        requirement.state = requirement.before or S.HEARD
    else:
        requirement.state = RULES[step].to or before
    requirement.before = before if step is Step.MERGE else None
