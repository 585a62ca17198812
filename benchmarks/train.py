"""Trains the ranking of the search and writes its weights: `python -m benchmarks.train FOLDER...`.

`--second` leaves the first look (`kb/search/model.json`) as it is and trains the second one over it (`model.second.json`).

Each folder is a set: `kb.jsonl`, and any number of `queries*.jsonl` with `text` and `code` (null: nothing answers it); the
shipped weights have seen each question as it is, and with one and two typing errors. Besides those questions, every set is turned into smaller bases with known answers: some wordings are left out and asked, some entries are
left out and their wordings asked without an answer. So the model sees bases with few and with many wordings.

With as few sets as there are, a richer model than this learns the sets, not the task: look at `--held-out`, where each
set is measured by a model that never saw it. Of the figures `≥0.9: 30/4`, 30 % are answered from there on, 4 % of them
wrong.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.examples import Examples, collect, joined, read_set
from kb.search.evaluation import auroc, calibration_error, coverage
from kb.search.features import CANDIDATES, NAMES
from kb.search.ranking import BOTH, MODEL, SECOND_MODEL, Model, Net, chances, loaded, with_first

Matrix = NDArray[np.float32]

# What tells one base from another more than one question from another is left out.
UNUSED = {"wordings", "entries", "length", "chinese"} | {
    name for name in NAMES if name.endswith((".symptoms", ".steps"))
}
USED = tuple(name for name in NAMES if name not in UNUSED)
# Likeness counts for an entry, never against it: the sum stays one that can be explained. Likeness to another does.
_AGAINST = (".unknown", ".elsewhere", ".twin")
_EPOCHS, _BATCH = 14, 256
_NETS = ((0, 0, 0.02, 1e-3), (6, 1, 0.006, 2e-3), (6, 2, 0.006, 2e-3))  # units, seed, rate, decay
_SECOND_NETS = ((0, 0, 0.02, 1e-3), (4, 1, 0.006, 2e-3), (4, 2, 0.006, 2e-3))


def probabilities(model: Model, examples: Examples) -> NDArray[np.float64]:
    scaled = model.scaled(examples.features)
    points = [np.where(examples.there, net.points(scaled), -1e9) for net in model.nets]
    return np.asarray(np.mean([chances(one) for one in points], axis=0))


def first(examples: Examples) -> Examples:
    """As the first look sees them."""
    return replace(examples, features=examples.features[:, :, : len(NAMES)])


def second(examples: Examples, before: Model) -> Examples:
    """As the second look sees them, after a first one by this model."""
    scores = probabilities(before, first(examples))
    return replace(examples, features=with_first(scores, examples.features[:, :, len(NAMES) :]))


def fit(examples: Examples, names: Sequence[str], plans: Sequence[tuple[int, int, float, float]]) -> Model:
    model = Model(tuple(names), np.zeros(len(names)), np.ones(len(names)), ())
    columns = examples.features[:, :, model.columns][examples.there]
    model = replace(model, mean=columns.mean(0), deviation=columns.std(0) + 1e-3)
    scaled = model.scaled(examples.features).astype(np.float32)
    return replace(model, nets=tuple(_fit(examples, names, scaled, *plan) for plan in plans))


def _fit(
    examples: Examples, names: Sequence[str], scaled: Matrix, units: int, seed: int, rate: float, decay: float
) -> Net:
    """Cross-entropy by Adam."""
    growing = np.array([not name.endswith(_AGAINST) for name in names])
    chance, width = np.random.default_rng(seed), scaled.shape[2]
    net = Net(
        np.zeros(width),
        chance.normal(0, 0.5 / width**0.5, (width, units)),
        np.zeros(units),
        np.zeros(units),
        0.0,
    )
    truth = (np.arange(CANDIDATES) == examples.right[:, None]).astype(np.float32)
    weight = examples.weight / examples.weight.mean()
    first = second = Net(*(np.zeros_like(part) for part in _parts(net)))
    step = 0
    for epoch in range(_EPOCHS):
        pace = rate * (1 - epoch / _EPOCHS) + 1e-5
        for batch in np.array_split(chance.permutation(len(truth)), max(1, len(truth) // _BATCH)):
            there = examples.there[batch]
            wrong = chances(np.where(there, net.points(scaled[batch]), -1e9)) - truth[batch]
            slope = _slope(net, scaled[batch], wrong * there * weight[batch][:, None] / len(batch))
            slope = Net(*(one + decay * part for one, part in zip(_parts(slope), _parts(net), strict=True)))
            step += 1
            first = _mixed(first, slope, 0.9)
            second = _mixed(second, Net(*(part**2 for part in _parts(slope))), 0.999)
            moves = (
                pace * one / (1 - 0.9**step) / (np.sqrt(two / (1 - 0.999**step)) + 1e-8)
                for one, two in zip(_parts(first), _parts(second), strict=True)
            )
            net = Net(*(part - move for part, move in zip(_parts(net), moves, strict=True)))
            net = replace(net, linear=np.where(growing, np.maximum(net.linear, 0), net.linear))
    return net


def _parts(net: Net) -> tuple[Any, ...]:
    return net.linear, net.hidden, net.offsets, net.heights, np.float64(net.bias)


def _mixed(old: Net, new: Net, share: float) -> Net:
    return Net(*(share * one + (1 - share) * two for one, two in zip(_parts(old), _parts(new), strict=True)))


def _slope(net: Net, scaled: Matrix, error: NDArray[np.float64]) -> Net:
    rows, errors = scaled.reshape(-1, scaled.shape[-1]), error.reshape(-1)
    bends = np.tanh(rows @ net.hidden + net.offsets)
    back = errors[:, None] * net.heights * (1 - bends**2)
    return Net(errors @ rows, rows.T @ back, back.sum(0), errors @ bends, float(errors.sum()))


def told(model: Model, examples: Examples, sure: Sequence[float] = (0.9, 0.92, 0.94)) -> str:
    """One line of figures, in per cent."""
    scores = probabilities(model, examples)
    best, probability = scores.argmax(1), scores.max(1)
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


def save(model: Model, path: Path) -> None:
    nets = [{name: _rounded(getattr(net, name)) for name in Net.__dataclass_fields__} for net in model.nets]
    stored = {
        "names": model.names,
        "mean": _rounded(model.mean),
        "deviation": _rounded(model.deviation),
        "nets": nets,
    }
    path.write_text(json.dumps(stored) + "\n", "utf-8")


def _rounded(values: Any) -> Any:
    return np.round(values, 4).tolist()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.train", description="Train the ranking anew.")
    parser.add_argument("folders", nargs="+", type=Path, help="sets: kb.jsonl and queries*.jsonl")
    parser.add_argument(
        "--held-out", action="store_true", help="measure each set by a model that never saw it"
    )
    parser.add_argument("--second", action="store_true", help="the second look, over the first as it is")
    options = parser.parse_args()
    read = [read_set(folder) for folder in options.folders]
    before = loaded(MODEL)
    sets = {one.name: [part and _seen(part, before, options) for part in collect(one, read)] for one in read}
    plan = (BOTH, _SECOND_NETS) if options.second else (USED, _NETS)
    for name, (_own, real) in sets.items() if options.held_out else ():
        if real is not None:
            rest = [
                part for other, parts in sets.items() if other != name for part in parts if part is not None
            ]
            print(f"{name:14} held out  {told(fit(joined(rest), *plan), real)}", flush=True)
    everything = joined([part for parts in sets.values() for part in parts if part is not None])
    model = fit(everything, *plan)
    for name, (_own, real) in sets.items():
        if real is not None:
            print(f"{name:14} seen      {told(model, real)}", flush=True)
    save(model, SECOND_MODEL if options.second else MODEL)


def _seen(examples: Examples, before: Model, options: argparse.Namespace) -> Examples:
    return second(examples, before) if options.second else first(examples)


if __name__ == "__main__":
    main()
