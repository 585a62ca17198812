"""Trains the ranking of the search anew and writes `kb/model.json`: `python -m benchmarks.train FOLDER...`.

Each folder is a set: `kb.jsonl`, and any number of `queries*.jsonl` with `text` and `code` (null: nothing answers it).
Besides those queries, every set is turned into smaller bases with known answers: some wordings are left out and asked,
some entries are left out and their wordings asked in vain. So the model sees bases with few and with many wordings.

The model is a softmax over the candidates and "none of them", linear in the features of `kb/features.py`: with as few
sets as there are, anything richer learns the sets. With `--held-out` each set is measured by a model that never saw it.
"""

import argparse
import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.search import read_problems
from kb.features import CANDIDATES, NAMES, measure, understand
from kb.measuring import auroc, calibration_error, coverage, read_queries
from kb.rank import MODEL
from kb.search import Problem, ProblemBase

Matrix = NDArray[np.float32]

# What tells one base from another more than one question from another is left out.
UNUSED = {"wordings", "entries", "length", "chinese"} | {
    name for name in NAMES if name.endswith((".symptoms", ".steps"))
}
USED = [at for at, name in enumerate(NAMES) if name not in UNUSED]
# Likeness counts for an entry, never against it: the sum stays one that can be explained.
_FOR = np.array([not NAMES[at].endswith((".unknown", ".elsewhere")) for at in USED])
_ASKED = 700  # questions at most of one smaller base
_LITERAL = 0.25  # of the entries are asked in their own words too
_EPOCHS, _BATCH, _RATE, _DECAY = 12, 256, 0.02, 1e-3


@dataclass(frozen=True)
class Examples:
    """Questions with their candidates' features, padded; `right` is the candidate that answers, -1 for none."""

    features: Matrix
    there: NDArray[np.bool_]
    right: NDArray[np.int64]
    answerable: NDArray[np.bool_]
    weight: Matrix


def examples_of(
    base: ProblemBase, asked: Iterable[tuple[str, str | None]], weight: float
) -> Iterator[Examples]:
    for text, code in asked:
        question = understand(text, base.texts)
        if question is None:
            continue
        candidates = measure(question, base.texts)
        codes = [place.problem.code for place in candidates.places]
        features = np.zeros((1, CANDIDATES, len(NAMES)), np.float32)
        features[0, : len(codes)] = candidates.features
        yield Examples(
            features,
            np.arange(CANDIDATES)[None] < len(codes),
            np.array([codes.index(code) if code in codes else -1]),
            np.array([code is not None]),
            np.array([weight], np.float32),
        )


def joined(parts: Sequence[Examples]) -> Examples:
    return Examples(
        *(np.concatenate([getattr(part, name) for part in parts]) for name in Examples.__dataclass_fields__)
    )


def smaller_bases(
    problems: Sequence[Problem], strangers: Sequence[str], seed: str
) -> Iterator[tuple[ProblemBase, list[tuple[str, str | None]]]]:
    """Bases with fewer wordings and entries, and what is asked of them: the rest, and other bases' questions."""
    chance = random.Random(seed)
    most = max(len(problem.variants) for problem in problems)
    plans = (
        [(0, 0.3), (1, 0.2), (2, 0.15)] * 3
        if most <= 4
        else [(1, 0.3), (2, 0.2), (4, 0.2), (6, 0.15), (8, 0.1)]
    )
    for kept, left_out in plans:
        base, asked = ProblemBase(), list[tuple[str, str | None]]()
        for problem in problems:
            wordings = chance.sample(problem.variants, len(problem.variants))
            if chance.random() < left_out:
                asked += [(wording, None) for wording in wordings[:2]]
                continue
            base.put(replace(problem, variants=tuple(wordings[:kept])))
            asked += [(wording, problem.code) for wording in wordings[kept : kept + 3]]
            if chance.random() < _LITERAL:
                asked.append((chance.choice((problem.question, *wordings[:kept])), problem.code))
        asked = chance.sample(asked, min(len(asked), _ASKED))
        asked += [
            (stranger, None) for stranger in chance.sample(strangers, min(len(strangers), len(asked) // 6))
        ]
        yield base, [(slipped(text, chance, chance.randrange(3)), code) for text, code in asked]


def slipped(text: str, chance: random.Random, times: int) -> str:
    """Typed in a hurry: letters dropped, doubled, exchanged."""
    for _time in range(times if len(text) > 4 else 0):
        at = chance.randrange(len(text) - 1)
        changed = (text[at + 1] + text[at], "", text[at] * 2 + text[at + 1], text[at + 1])
        text = text[:at] + chance.choice(changed) + text[at + 2 :]
    return text


def collect(folder: Path, others: Sequence[Path]) -> tuple[Examples, Examples | None]:
    """What the set itself teaches, and its real questions (None if it has none)."""
    problems = read_problems(folder / "kb.jsonl")
    language = problems[0].language
    strangers = [
        problem.question
        for other in others
        if other != folder
        for problem in read_problems(other / "kb.jsonl")
        if problem.language == language
    ]
    own = [
        one
        for base, asked in smaller_bases(problems, strangers, folder.name)
        for one in examples_of(base, asked, 1)
    ]
    base = ProblemBase(problems)
    real = list[Examples]()
    for file in sorted(folder.glob("queries*.jsonl")):
        queries = [(query["text"], query.get("code")) for query in read_queries(file)]
        real += examples_of(base, queries, 1.5 if len(queries) < 500 else 0.6)
    return joined(own), joined(real) if real else None


@dataclass(frozen=True)
class Linear:
    mean: Matrix
    deviation: Matrix
    weights: Matrix
    bias: float

    def probabilities(self, examples: Examples) -> Matrix:
        scaled = np.clip((examples.features[:, :, USED] - self.mean) / self.deviation, -5, 5)
        return _softmax(np.where(examples.there, scaled @ self.weights + self.bias, -1e9))


def _softmax(points: NDArray[np.float32]) -> Matrix:
    """Over the candidates and one more with no points: none of them."""
    highest = np.maximum(points.max(axis=1, keepdims=True), 0)
    powers = np.exp(points - highest)
    return np.asarray(powers / (powers.sum(axis=1, keepdims=True) + np.exp(-highest)), np.float32)


def fit(examples: Examples, seed: int = 0) -> Linear:
    """Cross-entropy by Adam."""
    features = examples.features[:, :, USED]
    mean, deviation = features[examples.there].mean(0), features[examples.there].std(0) + 1e-3
    scaled = np.clip((features - mean) / deviation, -5, 5)
    truth = (np.arange(CANDIDATES) == examples.right[:, None]).astype(np.float32)
    weight = examples.weight / examples.weight.mean()
    count, width = len(truth), len(USED)
    values, first, second = np.zeros(width + 1), np.zeros(width + 1), np.zeros(width + 1)
    chance, step = np.random.default_rng(seed), 0
    for epoch in range(_EPOCHS):
        rate = _RATE * (1 - epoch / _EPOCHS) + 1e-4
        for batch in np.array_split(chance.permutation(count), max(1, count // _BATCH)):
            points = np.where(examples.there[batch], scaled[batch] @ values[:-1] + values[-1], -1e9)
            error = (
                (_softmax(points) - truth[batch])
                * weight[batch][:, None]
                * examples.there[batch]
                / len(batch)
            )
            slope = np.einsum("qc,qcf->f", error, scaled[batch]) + _DECAY * values[:-1]
            gradient = np.append(slope, error.sum())
            step += 1
            first = 0.9 * first + 0.1 * gradient
            second = 0.999 * second + 0.001 * gradient**2
            values -= rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
            values[:-1] = np.where(_FOR, np.maximum(values[:-1], 0), values[:-1])
    return Linear(mean, deviation, values[:-1].astype(np.float32), float(values[-1]))


def told(model: Linear, examples: Examples, sure: Sequence[float] = (0.9, 0.93, 0.95)) -> str:
    """One line of figures, in per cent."""
    chances = model.probabilities(examples)
    best, probability = chances.argmax(1), chances.max(1)
    right = (best == examples.right) & (examples.right >= 0)
    scored = list(zip(probability.tolist(), right.tolist(), strict=True))
    figures = {
        "top1": right[examples.answerable].mean(),
        "auroc": auroc(list(zip(probability.tolist(), examples.answerable.tolist(), strict=True))),
        "cov5": coverage(scored, 0.05),
        "ece": calibration_error(scored),
    }
    line = "  ".join(f"{name} {100 * (value or 0):.1f}" for name, value in figures.items())
    for threshold in sure:
        answered = probability >= threshold
        line += f"  ≥{threshold}: {100 * answered.mean():.1f}/{100 * (~right[answered]).mean() if answered.any() else 0:.1f}"
    return line


def save(model: Linear, path: Path) -> None:
    lines = {
        NAMES[at]: [round(float(value), 5) for value in column]
        for at, *column in zip(USED, model.mean, model.deviation, model.weights, strict=True)
    }
    path.write_text(json.dumps({"bias": round(model.bias, 5), "features": lines}, indent=1) + "\n", "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.train", description="Train the ranking anew.")
    parser.add_argument("folders", nargs="+", type=Path, help="sets: kb.jsonl and queries*.jsonl")
    parser.add_argument(
        "--held-out", action="store_true", help="measure each set by a model that never saw it"
    )
    options = parser.parse_args()
    sets = {folder.name: collect(folder, options.folders) for folder in options.folders}
    for name, (_own, real) in sets.items() if options.held_out else ():
        if real is not None:
            rest = [
                part for other, parts in sets.items() if other != name for part in parts if part is not None
            ]
            print(f"{name:14} held out  {told(fit(joined(rest)), real)}", flush=True)
    everything = joined([part for parts in sets.values() for part in parts if part is not None])
    model = fit(everything)
    for name, (_own, real) in sets.items():
        if real is not None:
            print(f"{name:14} seen      {told(model, real)}", flush=True)
    save(model, MODEL)


if __name__ == "__main__":
    main()
