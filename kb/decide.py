"""Whether to answer: a wrong confident answer is worse than a ticket (KB-3)."""

from enum import StrEnum

SURE_FROM = 0.89
NOTHING_BELOW = 0.12


class Decision(StrEnum):
    SURE = "sure"  # the first hit is the answer
    NOT_SURE = "not_sure"  # one of the hits may be it: let the customer choose
    NOTHING = "nothing"  # nothing near enough: a ticket


def decide(probability: float) -> Decision:
    """`probability`: that the first hit answers what was asked."""
    if probability >= SURE_FROM:
        return Decision.SURE
    return Decision.NOT_SURE if probability >= NOTHING_BELOW else Decision.NOTHING
