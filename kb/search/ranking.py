"""Ranking of the candidates, and the calibrated probability that the first one answers.

A softmax over the candidates and a "no answer" class; the mean of a few small networks, the first one linear. Their
weights are in `model.json`, trained by `python -m benchmarks.train`; what speaks against an entry beside its words is set
here. After a second look, the same is done once more: what the first look says is one feature beside the vectors'
(`model.second.json`).
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
from kb.search.second_look import OWN as SECOND

Numbers = NDArray[np.floating[Any]]

MODEL = Path(__file__).with_name("model.json")
SECOND_MODEL = Path(__file__).with_name("model.second.json")
FIRST = "first"  # the feature of the second look that is the first one's
BOTH = (FIRST, *SECOND)
_FURTHEST = 8.0  # bound of the first stage's logits, in both directions

# In points of the softmax: one point makes an entry about a third as likely beside another.
_FOREIGN = 2.0  # penalty (logits): the entry is about a product that the customer does not have
_OTHER_LANGUAGE = 1.5  # penalty (logits): the entry is not in the language of the question
_BEGUN = -3.0  # logits: the question has only the beginning of its error code
_OTHER_CODE = 2.0  # penalty (logits) after the second look: another entry names the error code of the question, and this one does not


@dataclass(frozen=True)
class Ranked:
    """Problems, best first, with the probability of each; `order` are their places among the candidates."""

    problems: tuple[Problem, ...]
    scores: tuple[float, ...]
    order: tuple[int, ...]
    first: Numbers  # by candidate: the probabilities of the first look

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
    bias: float | Numbers

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
        scaled = (features[..., self.columns] - self.mean) / self.deviation
        return np.asarray(np.minimum(np.maximum(scaled, -5), 5))

    def scores(self, features: Numbers, against: Numbers | float = 0.0) -> Numbers:
        """How likely each candidate answers."""
        points = self._stacked.points(self.scaled(features)).T - against
        return np.asarray(chances(points).sum(axis=0) / len(self.nets))

    @cached_property
    def columns(self) -> NDArray[np.int64]:
        every = BOTH if FIRST in self.names else NAMES
        return np.array([every.index(name) for name in self.names])

    @cached_property
    def _stacked(self) -> Net:
        """All nets as one, whose points have a column for each: small products cost more than they count."""
        sizes = [len(net.offsets) for net in self.nets]
        heights = np.zeros((sum(sizes), len(self.nets)))
        heights[range(sum(sizes)), np.repeat(range(len(self.nets)), sizes)] = np.concatenate(
            [net.heights for net in self.nets]
        )
        return Net(
            np.stack([net.linear for net in self.nets], axis=1),
            np.concatenate([net.hidden.reshape(len(self.names), -1) for net in self.nets], axis=1),
            np.concatenate([net.offsets for net in self.nets]),
            heights,
            np.array([net.bias for net in self.nets]),
        )


def chances(points: Numbers) -> Numbers:
    """Softmax over the candidates (last axis) and one more class with logit 0: "no answer"."""
    highest = np.maximum(points.max(axis=-1, keepdims=True), 0)
    powers = np.exp(points - highest)
    return np.asarray(powers / (powers.sum(axis=-1, keepdims=True) + np.exp(-highest)))


def rank(candidates: Candidates, products: Collection[str] = (), before: Ranked | None = None) -> Ranked:
    """The candidates, best first. There must be at least one. `before`: the same ones as the first look ranked them."""
    features, second = candidates.features[:, : len(NAMES)], candidates.features[:, len(NAMES) :]
    first = before.first if before else loaded(MODEL).scores(features, _against(candidates, products))
    if not second.shape[1]:
        return ranked(candidates, first, first)
    scores = loaded(SECOND_MODEL).scores(with_first(first, second))
    if (named := names_code(candidates)).any():
        scores = scores * np.exp(-_OTHER_CODE * ~named)  # vectors know nothing of codes
    return ranked(candidates, _settled(first, scores), first)


def names_code(candidates: Candidates) -> NDArray[np.bool_]:
    """By candidate: whether it names the whole error code of the question."""
    return np.asarray(candidates.features[:, NAMES.index("error")] == 1.0)


def ranked(candidates: Candidates, scores: Numbers, first: Numbers) -> Ranked:
    order = np.argsort(-scores, kind="stable").tolist()
    problems = tuple(candidates.places[at].problem for at in order)
    return Ranked(problems, tuple(scores[order].tolist()), tuple(order), first)


def _settled(first: Numbers, second: Numbers) -> Numbers:
    """In the order of the second look; how sure it is of the best one is the mean of both, for each knows what the other
    does not."""
    best = second.argmax()
    stated = (first[best] + second[best]) / 2
    return np.asarray(second * min(stated / max(second[best], 1e-9), 1 / max(second.sum(), 1e-9)))


def with_first(scores: Numbers, second: Numbers) -> Numbers:
    """The features of the second look (`BOTH`): how likely each candidate is by the first one, and those of its own."""
    none = np.maximum(1 - scores.sum(axis=-1, keepdims=True), 1e-6)
    points = np.clip(np.log(np.maximum(scores, 1e-6) / none), -_FURTHEST, _FURTHEST)
    return np.concatenate([points[..., None], second], axis=-1)


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
def loaded(file: Path) -> Model:
    stored = json.loads(file.read_text("utf-8"))
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
