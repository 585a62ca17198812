"""The answer threshold and its calibration: a wrong confident answer is worse than a ticket (KB-3).

An answer is given from a probability on. Which one follows from the wished share of wrong answers: at first by what was
measured on bases that the ranking had never seen, then by what came of this desk's own answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

WRONG = 0.05  # share of wrong answers allowed, if the policy does not say otherwise
NOTHING_BELOW = 0.12
# One that may be it: so much is its probability above the next one's. By `python -m benchmarks.first_words` and with planted twins
LIKELY_FROM = 0.65
CONFIRMED = 0.8  # times that, where another language's nearest says the same
# Of an entry that only another language has: times that, for its chance is stated with caution; and of it, its own language's next
ELSEWHERE, OWN = 0.7, 0.8
DOUBT_ELSEWHERE = 0.08  # its chance must be so much higher to be offered alone
LIKELY_WRONG = 0.25  # share of wrong ones among all that are shown at once, from which on fewer are
TWIN = 0.9  # likeness (cosine) of its nearest wordings to another candidate's from which on they are taken for twins

# Share of wrong answers → the probability from which on it was kept, on bases unknown to the ranking.
_WRONG, _SURE_FROM = (0.005, 0.02, 0.05, 0.10, 0.20), (0.99, 0.975, 0.94, 0.86, 0.65)
_STEPS = np.round(np.arange(0.5, 1.0, 0.005), 3)
_TRUST = 30  # weight of the prior calibration, in answers of this desk
_FEWEST = 50  # answers of this desk before the threshold may fall
_CAUTION = 1.0  # standard deviations added to the observed share (upper bound)


class Decision(StrEnum):
    SURE = "sure"  # the first hit is the answer
    LIKELY = "likely"  # it may be: its solution is shown as that, with the others beside it
    NOT_SURE = "not_sure"  # one of the hits may be right: the customer chooses
    NOTHING = "nothing"  # nothing near enough: a ticket


@dataclass(frozen=True)
class Thresholds:
    """The probabilities, that the first hit answers what was asked, at which the decision changes."""

    sure_from: float
    nothing_below: float = NOTHING_BELOW
    likely_from: float = LIKELY_FROM

    def decide(self, probability: float, *, ahead: float = 0.0, confirmed: bool = False) -> Decision:
        """`ahead`: of the other candidates (`lead`); `confirmed`: the nearest in another language says the same."""
        if probability >= self.sure_from:
            return Decision.SURE
        if ahead >= self.likely_from * (CONFIRMED if confirmed else 1):
            return Decision.LIKELY
        return Decision.NOT_SURE if probability >= self.nothing_below else Decision.NOTHING

    def decide_elsewhere(self, probability: float, own: float) -> Decision:
        """Of one that only another language has: never as sure. `own`: the probability of the question's language's first."""
        if own <= OWN * probability and probability >= self.likely_from * ELSEWHERE:
            return Decision.LIKELY
        if max(own, probability - DOUBT_ELSEWHERE) < self.nothing_below:
            return Decision.NOTHING
        return Decision.NOT_SURE


def lead(probability: float, following: float, twin: float) -> float:
    """How far one candidate is ahead of the others; one that has a twin is not. `following`: the next one's probability; `twin`:
    how like another candidate's wordings are to its own."""
    return probability - following if twin < TWIN else 0.0


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
    likely = _first(_STEPS[(expected <= LIKELY_WRONG) & (_STEPS >= LIKELY_FROM)])
    if np.interp(at_first, _STEPS, expected) > wrong:
        return Thresholds(_first(_STEPS[(expected <= wrong) & (at_first < _STEPS)]), likely_from=likely)
    share = mistakes / np.maximum(counts, 1)
    most = share + _CAUTION * np.sqrt(
        np.maximum(share * (1 - share), wrong * (1 - wrong)) / np.maximum(counts, 1)
    )
    proven = (counts >= _FEWEST) & (most <= wrong) | (at_first <= _STEPS)
    least = float(_STEPS[np.flatnonzero(~proven)[-1] + 1] if not proven.all() else _STEPS[0])
    return Thresholds(min(at_first, least), likely_from=likely)


def _first(steps: NDArray[np.float64]) -> float:
    """The lowest; 1 if there is none."""
    return float(steps[0]) if len(steps) else 1.0
