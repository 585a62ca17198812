"""The order of the candidates and the probability that the first one answers."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from kb.features import NAMES, Candidates, foreign
from kb.texts import Problem

_AT = {name: at for at, name in enumerate(NAMES)}
_FOREIGN, _OTHER_LANGUAGE = 2.0, 0.5


@dataclass(frozen=True)
class Ranked:
    problems: tuple[Problem, ...]
    scores: tuple[float, ...]
    probability: float
    order: tuple[int, ...]


def rank(candidates: Candidates, products: Collection[str] = ()) -> Ranked:
    f = candidates.features
    points = (
        4 * f[:, _AT["rivals"]]
        + 2 * f[:, _AT["blend.wording"]]
        + 2 * f[:, _AT["blend.whole"]]
        + 3 * f[:, _AT["code"]]
    )
    for at, place in enumerate(candidates.places):
        points[at] -= _FOREIGN * foreign(place, products)
        points[at] -= _OTHER_LANGUAGE * (place.problem.language != candidates.question.language)
    order = np.argsort(-points, kind="stable")
    best = points[order]
    gap = best[0] - best[1] if len(best) > 1 else best[0]
    scores = 1 / (1 + np.exp(-(best * 1.3 + gap - 5)))
    return Ranked(
        tuple(candidates.places[at].problem for at in order),
        tuple(map(float, scores)),
        float(scores[0]),
        tuple(map(int, order)),
    )
