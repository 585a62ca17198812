"""The order of the candidates and the probability that the first one answers.

A softmax over the candidates and "none of them"; the mean of a few small nets, the first of them plainly linear. Their
weights are in `model.json`, trained by `python -m benchmarks.train`; what speaks against an entry beside its words is
set here.
"""

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.search.corpus import Problem
from kb.search.features import NAMES, Candidates, foreign

Numbers = NDArray[np.floating[Any]]

MODEL = Path(__file__).with_name("model.json")

# In points of the softmax: one point makes an entry about a third as likely beside another.
_FOREIGN = 2.0  # about a product that the customer does not have
_OTHER_LANGUAGE = 1.5  # not in the language of the question
_BEGUN = -3.0  # its error code is begun in the question, and nothing else is said


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
class Net:
    """Points of a candidate: linear in its features, and what a few hidden units (perhaps none) add."""

    linear: Numbers  # features
    hidden: Numbers  # features × units
    offsets: Numbers  # units
    heights: Numbers  # units
    bias: float

    def points(self, scaled: Numbers) -> Numbers:
        bends = np.tanh(scaled @ self.hidden + self.offsets)
        return np.asarray(scaled @ self.linear + bends @ self.heights + self.bias)


@dataclass(frozen=True)
class Model:
    """Nets over some of the features, scaled to mean 0 and deviation 1."""

    names: tuple[str, ...]
    mean: Numbers
    deviation: Numbers
    nets: tuple[Net, ...]

    def scaled(self, features: Numbers) -> Numbers:
        return np.asarray(np.clip((features[..., self._columns] - self.mean) / self.deviation, -5, 5))

    @cached_property
    def _columns(self) -> list[int]:
        return [NAMES.index(name) for name in self.names]


def chances(points: Numbers) -> Numbers:
    """The softmax over candidates (the last axis) and one more with no points: none of them."""
    highest = np.maximum(points.max(axis=-1, keepdims=True), 0)
    powers = np.exp(points - highest)
    return np.asarray(powers / (powers.sum(axis=-1, keepdims=True) + np.exp(-highest)))


def rank(candidates: Candidates, products: Collection[str] = ()) -> Ranked:
    """The candidates, best first. There must be at least one."""
    model = _model()
    scaled, against = model.scaled(candidates.features), _against(candidates, products)
    scores = np.mean([chances(net.points(scaled) - against) for net in model.nets], axis=0)
    order = np.argsort(-scores, kind="stable")
    return Ranked(
        tuple(candidates.places[at].problem for at in order),
        tuple(float(scores[at]) for at in order),
        tuple(int(at) for at in order),
    )


def _against(candidates: Candidates, products: Collection[str]) -> Numbers:
    language = candidates.question.language
    against = np.array(
        [
            _FOREIGN * foreign(place, products) + _OTHER_LANGUAGE * (place.problem.language != language)
            for place in candidates.places
        ]
    )
    return np.asarray(against + _BEGUN * _begun(candidates))


def _begun(candidates: Candidates) -> Numbers:
    """Whether each candidate has the error code of which the question is the beginning, and nothing else."""
    named, question = candidates.features[:, NAMES.index("error")], candidates.question
    alone = re.sub("[-_]", "", question.text) in question.codes
    return np.asarray((named > 0) & (named < 1) & alone, np.float64)


@cache
def _model() -> Model:
    stored = json.loads(MODEL.read_text("utf-8"))
    nets = tuple(_net(net) for net in stored["nets"])
    return Model(tuple(stored["names"]), np.array(stored["mean"]), np.array(stored["deviation"]), nets)


def _net(stored: dict[str, Any]) -> Net:
    return Net(
        linear=np.array(stored["linear"]),
        hidden=np.array(stored["hidden"]),
        offsets=np.array(stored["offsets"]),
        heights=np.array(stored["heights"]),
        bias=float(stored["bias"]),
    )
