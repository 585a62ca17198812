"""The answer threshold and its calibration: a wrong confident answer is worse than a ticket (KB-3).

An answer is given from a probability on. Which one follows from the wished share of wrong answers: at first by what was
measured on bases that the ranking had never seen, then by what came of this desk's own answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

WRONG = 0.05  # share of wrong answers allowed, if the policy does not say otherwise
NOTHING_BELOW = 0.12

# Share of wrong answers → the probability from which on it was kept, on bases unknown to the ranking.
_WRONG, _SURE_FROM = (0.005, 0.02, 0.05, 0.10, 0.20), (0.99, 0.975, 0.94, 0.86, 0.65)
_STEPS = np.round(np.arange(0.5, 1.0, 0.005), 3)
_TRUST = 30  # weight of the prior calibration, in answers of this desk
_FEWEST = 50  # answers of this desk before the threshold may fall
_CAUTION = 1.0  # standard deviations added to the observed share (upper bound)


class Decision(StrEnum):
    SURE = "sure"  # the first hit is the answer
    NOT_SURE = "not_sure"  # one of the hits may be right: the customer chooses
    NOTHING = "nothing"  # nothing near enough: a ticket


@dataclass(frozen=True)
class Thresholds:
    """The probabilities, that the first hit answers what was asked, at which the decision changes."""

    sure_from: float
    nothing_below: float = NOTHING_BELOW

    def decide(self, probability: float) -> Decision:
        if probability >= self.sure_from:
            return Decision.SURE
        return Decision.NOT_SURE if probability >= self.nothing_below else Decision.NOTHING


def limits(wrong: float = WRONG, seen: Sequence[tuple[float, bool]] = ()) -> Thresholds:
    """The thresholds for this share of wrong answers at most (KB-3). `seen`: probabilities that were stated, and whether they came true.

    More is held back as soon as this desk's answers are wrong too often; less only once enough of them show, with
    some caution, that the share is kept.
    """
    at_first = float(np.interp(wrong, _WRONG, _SURE_FROM))
    if not seen:
        return Thresholds(at_first)
    stated, right = np.array(seen, np.float64).T
    answered = stated >= _STEPS[:, None]
    counts, mistakes = answered.sum(1), (answered * (1 - right)).sum(1)
    elsewhere = np.interp(_STEPS, _SURE_FROM[::-1], _WRONG[::-1])
    expected = (mistakes + _TRUST * elsewhere) / (counts + _TRUST)
    if np.interp(at_first, _STEPS, expected) > wrong:
        kept = _STEPS[(expected <= wrong) & (at_first < _STEPS)]
        return Thresholds(float(kept[0]) if len(kept) else 1.0)
    share = mistakes / np.maximum(counts, 1)
    most = share + _CAUTION * np.sqrt(
        np.maximum(share * (1 - share), wrong * (1 - wrong)) / np.maximum(counts, 1)
    )
    proven = (counts >= _FEWEST) & (most <= wrong) | (at_first <= _STEPS)
    return Thresholds(
        min(at_first, float(_STEPS[np.flatnonzero(~proven)[-1] + 1] if not proven.all() else _STEPS[0]))
    )
