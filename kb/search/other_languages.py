"""Entries in another language than the question, ranked with the own ones by sentence vectors (KB-2).

The vectors of one text in two languages lie near: an entry that only the other language has may answer, and one that both have
is confirmed where the other language's nearest says the same. Weights by logistic regression over the demo's bases, each
language's wordings asked after half of its entries were left out, once with their entry in the other language and once without.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log

import numpy as np

from kb.search.features import Candidates
from kb.search.ranking import Ranked, ranked
from kb.search.second_look import Foreign

LOOKED_AT = 4  # own candidates beside which an entry is looked at: it may say the same
OFFERED = 3
_SAME = 0.45  # likeness of two entries from which on they say the same
_SUPPORT = 1.0  # logits of a likeness of 1: an own candidate counts more where the entry in another language that says the same is near
_AHEAD = 0.03  # of the next in that language, so that it confirms
_SURELY_OWN = 6.0  # bound of the log odds
_WEIGHTS = {"like": 4.06, "ahead": 4.46, "three": 5.68, "own": -0.10, "same": -6.06}
_CONSTANT = -3.35
# Chance of one that is offered beside others: so much at least, and such a share of the own first's probability. By the blind list: as
# many right ones are among three as without the share and from 0.08 on, and half as many wrong ones of another language
LEAST, SHARE = 0.12, 0.2
LEADS = 0.2  # chance from which on it comes before those of the own language


@dataclass(frozen=True)
class Elsewhere:
    """`chances`: of entries that only another language has, the likeliest first; `confirms`: the nearest there says the same as
    the first of the own."""

    chances: tuple[tuple[Foreign, float], ...] = ()
    confirms: bool = False
    told: dict[str, float] | None = None  # what the first one's chance rests on


def supported(candidates: Candidates, by_own: Ranked, own: Sequence[int], found: Sequence[Foreign]) -> Ranked:
    """The candidates once more, by what the nearest in another language say of them. `own`: those beside which these were looked
    at (`Foreign.same`), by their place. The first one's probability does not rise by it: nothing is stated as sure because of it."""
    near = np.zeros(len(candidates.places))
    for at, candidate in enumerate(own):
        near[candidate] = max((one.like for one in found if one.same[at] >= _SAME), default=0.0)
    if not near.any():
        return by_own
    scores = np.zeros(len(near))
    scores[[*by_own.order]] = by_own.scores
    none = max(1 - scores.sum(), 0.0)
    scores *= np.exp(_SUPPORT * (near - near.max()))
    scores /= scores.sum() + none
    return ranked(candidates, scores * min(1, by_own.probability / scores.max()), by_own.first)


def weighed(found: Sequence[Foreign], own: float, first_own: int = 0) -> Elsewhere:
    """`own`: the probability of the own language's first; `first_own`: its number among those beside which they were looked at."""
    if not found:
        return Elsewhere()
    first = found[0]
    ahead = first.like - (found[1].like if len(found) > 1 else 0.0)
    same = max(first.same, default=0.0)
    told = {
        "like": first.like,
        "ahead": ahead,
        "three": first.three,
        "own": min(max(log(max(own, 1e-9) / max(1 - own, 1e-9)), -_SURELY_OWN), _SURELY_OWN),
        "same": same,
    }
    chance = 1 / (1 + exp(-_CONSTANT - sum(_WEIGHTS[name] * value for name, value in told.items())))
    confirms = bool(first.same) and first.same[first_own] >= _SAME and ahead >= _AHEAD
    chances = [(one, chance * _fades(one, first)) for one in found if not _said(one, found)]
    chances.sort(key=lambda one: -one[1])
    offered = [one for one in chances if one[1] >= LEADS or max(LEAST, SHARE * own) <= one[1] < own]
    return Elsewhere(tuple(offered[:OFFERED]), confirms, told)


def _fades(one: Foreign, first: Foreign) -> float:
    """How likely it is beside the nearest."""
    behind = {"like": first.like - one.like, "three": first.three - one.three}
    return min(1.0, exp(-sum(_WEIGHTS[name] * value for name, value in behind.items())))


def _said(one: Foreign, found: Sequence[Foreign]) -> bool:
    """Whether a candidate of the own language says the same, and no other of these says it better."""
    return any(
        same >= _SAME and same >= max(other.same[at] for other in found) for at, same in enumerate(one.same)
    )
