"""What needs no database: which requirement is looked at first, who is told of a moment, where merges lead (REQ-2, REQ-4)."""

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from typing import Protocol, TypeVar

from desk.requirements.requirement import Requirement, RequirementState, RequirementUrgency
from errors import BadInput
from i18n import N_, _

S = RequirementState
KEY_CUSTOMER, BLOCKING = 3, 2


class EvaluationMark(StrEnum):
    """The four of an evaluation."""

    CONTRACT = "contract"
    URGENCY = "urgency"
    EFFECT = "effect"
    EFFORT = "effort"


MARK_NAMES = {
    EvaluationMark.CONTRACT: N_("Contract"),
    EvaluationMark.URGENCY: N_("Urgency"),
    EvaluationMark.EFFECT: N_("Effect on the running system"),
    EvaluationMark.EFFORT: N_("Effort"),
}
SHORT_NAMES = {**MARK_NAMES, EvaluationMark.EFFECT: N_("Effect")}  # on a button
CHOICES: dict[EvaluationMark, dict[str, str]] = {
    EvaluationMark.CONTRACT: {"in": N_("covered"), "out": N_("not covered"), "unclear": N_("unclear")},
    EvaluationMark.URGENCY: {"low": N_("low"), "middle": N_("middle"), "high": N_("high")},
    EvaluationMark.EFFECT: {"none": N_("none"), "some": N_("some"), "stops": N_("stops work")},
    EvaluationMark.EFFORT: {"S": N_("S: to 2 days"), "M": N_("M: to 10 days"), "L": N_("L: more")},
}
DAYS = {"S": 2, "M": 10, "L": 20}


class Asks(Protocol):
    """A voice."""

    person_id: int | None
    customer_id: int | None
    need: RequirementUrgency


class Hears(Protocol):
    person_id: int | None
    customer_id: int | None
    notified: list[str]
    quiet: bool


A = TypeVar("A", bound=Hears)


def whose(voice: Asks | Hears) -> tuple[str, int | None]:
    """One voice a customer; without one, a person."""
    return ("customer", voice.customer_id) if voice.customer_id else ("person", voice.person_id)


def order_value(voices: Sequence[Asks], key_customers: Collection[int], effort: str) -> float:
    """Customers × weight ÷ days: a proposal of what to look at first, never a decision. An unknown effort is a middle one."""
    weights: dict[tuple[str, int | None], int] = {}
    for voice in voices:
        weight = KEY_CUSTOMER if voice.customer_id in key_customers else 1
        weight *= BLOCKING if voice.need is RequirementUrgency.BLOCKS else 1
        weights[whose(voice)] = max(weight, weights.get(whose(voice), 0))
    return sum(weights.values()) / DAYS.get(effort, DAYS["M"])


def moment_of(requirement: Requirement) -> str:
    """What everybody who asked is to have heard by now; "" while there is no news. A new round is a new answer."""
    n = requirement.round
    return {
        S.ANSWERED: f"answer:{n}",
        S.WAY_ROUND: f"answer:{n}",
        S.DECLINED: f"no:{n}",
        S.NO: f"no:{n}",
        S.NOT_NOW: f"no:{n}",
        S.TO_EVALUATE: "taken_up",
        S.PLANNED: f"planned:{requirement.target}",
        S.IN_WORK: f"planned:{requirement.target}",
        S.DELIVERED: f"delivered:{n}",
    }.get(requirement.state, "")


def to_tell(voices: Sequence[A], moment: str) -> list[A]:
    """Who hears of it now: each person once, however many voices merges have given them; never who wants to hear no more."""
    if not moment:
        return []
    theirs: dict[tuple[str, int | None], list[A]] = {}
    for voice in voices:
        who = ("person", voice.person_id) if voice.person_id else ("customer", voice.customer_id)
        theirs.setdefault(who, []).append(voice)
    return [
        same[0]
        for same in theirs.values()
        if not any(moment in voice.notified or voice.quiet for voice in same)
    ]


def final(number: int, merged_into: Mapping[int, int | None], source: int = 0) -> int:
    """Where merges lead. Raises BadInput when `source` would become a part of itself."""
    seen: set[int] = set()
    while (into := merged_into.get(number)) is not None and number not in seen:
        seen.add(number)
        number = into
    if source and number == source:
        raise BadInput(_("Those two are one already."))
    return number
