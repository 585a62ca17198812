"""The order of the candidates and the probability that the first one answers.

A softmax over the candidates and "none of them", linear in their features. The weights are in `model.json`, trained
by `python -m benchmarks.train`; what speaks against an entry beside its words is set here.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.features import NAMES, Candidates, foreign
from kb.texts import Problem

MODEL = Path(__file__).with_name("model.json")

# In points of the softmax: one point makes an entry about a third as likely beside another.
_FOREIGN = 2.0  # about a product that the customer does not have
_OTHER_LANGUAGE = 0.7  # not in the language of the question


@dataclass(frozen=True)
class Ranked:
    """Problems, best first, with the probability of each; `order` are their places among the candidates."""

    problems: tuple[Problem, ...]
    scores: tuple[float, ...]
    order: tuple[int, ...]

    @property
    def probability(self) -> float:
        """That the first one answers what was asked."""
        return self.scores[0]


@dataclass(frozen=True)
class _Model:
    columns: NDArray[np.int64]
    mean: NDArray[np.float64]
    deviation: NDArray[np.float64]
    weights: NDArray[np.float64]
    bias: float


def rank(candidates: Candidates, products: Collection[str] = ()) -> Ranked:
    """The candidates, best first. There must be at least one."""
    points = _points(candidates.features)
    for at, place in enumerate(candidates.places):
        points[at] -= _FOREIGN * foreign(place, products)
        points[at] -= _OTHER_LANGUAGE * (place.problem.language != candidates.question.language)
    order = np.argsort(-points, kind="stable")
    highest = max(float(points.max()), 0.0)
    powers = np.exp(points - highest)
    scores = powers / (powers.sum() + np.exp(-highest))
    return Ranked(
        tuple(candidates.places[at].problem for at in order),
        tuple(float(scores[at]) for at in order),
        tuple(int(at) for at in order),
    )


def _points(features: NDArray[np.float64]) -> NDArray[np.float64]:
    model = _model()
    scaled = np.clip((features[:, model.columns] - model.mean) / model.deviation, -5, 5)
    return np.asarray(scaled @ model.weights + model.bias)


@cache
def _model() -> _Model:
    stored = json.loads(MODEL.read_text("utf-8"))
    mean, deviation, weights = np.array(list(stored["features"].values())).T
    columns = np.array([NAMES.index(name) for name in stored["features"]])
    return _Model(columns, mean, deviation, weights, float(stored["bias"]))
