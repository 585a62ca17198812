"""Measures the search on a base and queries with known answers: `python -m benchmarks.search --kb F --queries F --json`.

Prints one JSON object. Rates are shares from 0 to 1: `top1`, `top3`, `mrr` over queries that have an answer; `auroc`
of the probability, answerable against not; `cov5`, the share that can be answered at once with at most 5 % of those
answers wrong; `answered` and `wrong`, what the shipped decision does; `ece` of the stated probability.
"""

import argparse
import json
import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.importing import content_of
from kb.search import Decision, Problem, ProblemBase


@dataclass(frozen=True)
class Asked:
    """One query and what the search made of it. `rank`: of the right entry, from 1; 0 if it was not found."""

    kind: str
    answerable: bool
    rank: int
    probability: float
    sure: bool
    milliseconds: float

    @property
    def right(self) -> bool:
        return self.rank == 1


def read_problems(path: Path) -> list[Problem]:
    """The base from JSON lines; the solution may be missing here."""
    lines = path.read_text("utf-8").splitlines()
    return [Problem.from_content(content_of(json.loads(line), solution=False)) for line in lines if line.strip()]


def ask(base: ProblemBase, query: dict[str, Any]) -> Asked:
    started = time.perf_counter()
    answer = base.search(query["text"])
    spent = time.perf_counter() - started
    codes = [hit.code for hit in answer.hits]
    code = query.get("code")
    return Asked(
        kind=query.get("kind", ""),
        answerable=code is not None,
        rank=codes.index(code) + 1 if code in codes else 0,
        probability=answer.probability,
        sure=answer.decision is Decision.SURE,
        milliseconds=spent * 1000,
    )


def measures(asked: Sequence[Asked]) -> dict[str, float | int | None]:
    have = [one for one in asked if one.answerable]
    sure = [one for one in asked if one.sure]
    return {
        "queries": len(asked),
        "top1": _share(one.right for one in have),
        "top3": _share(0 < one.rank <= 3 for one in have),
        "mrr": _mean([1 / one.rank if one.rank else 0.0 for one in have]),
        "auroc": auroc([(one.probability, one.answerable) for one in asked]),
        "cov5": coverage([(one.probability, one.right) for one in asked], 0.05),
        "answered": _mean([float(one.sure) for one in asked]),
        "wrong": _share(not one.right for one in sure),
        "ece": calibration_error([(one.probability, one.right) for one in asked]),
    }


def auroc(scored: Sequence[tuple[float, bool]]) -> float | None:
    """The chance that an answerable query scores above one that is not; ties count half."""
    ordered = sorted(scored)
    yes = sum(good for _score, good in ordered)
    no = len(ordered) - yes
    if not yes or not no:
        return None
    ranks, at = 0.0, 0
    while at < len(ordered):
        end = at
        while end < len(ordered) and ordered[end][0] == ordered[at][0]:
            end += 1
        ranks += (at + 1 + end) / 2 * sum(good for _score, good in ordered[at:end])
        at = end
    return (ranks - yes * (yes + 1) / 2) / (yes * no)


def coverage(scored: Sequence[tuple[float, bool]], wrong: float) -> float | None:
    """The largest share of queries, the most probable first, of which at most `wrong` are answered wrongly."""
    best, mistakes = 0, 0
    for count, (_score, right) in enumerate(sorted(scored, key=lambda one: -one[0]), start=1):
        mistakes += not right
        if mistakes <= wrong * count:
            best = count
    return best / len(scored) if scored else None


def calibration_error(scored: Sequence[tuple[float, bool]], bins: int = 10) -> float | None:
    """The mean distance between what was stated and what came true, in bins of equal width."""
    if not scored:
        return None
    sums = [[0, 0.0, 0] for _ in range(bins)]
    for probability, right in scored:
        one = sums[min(int(probability * bins), bins - 1)]
        one[0], one[1], one[2] = one[0] + 1, one[1] + probability, one[2] + right
    return sum(abs(stated - true) for _count, stated, true in sums) / len(scored)


def measure(kb: Path, queries: Path) -> dict[str, Any]:
    """Everything about one base, as it is printed. Times: milliseconds a query on one core; memory: megabytes."""
    memory, started = _memory_mb(), time.perf_counter()
    base = ProblemBase(read_problems(kb))
    base.search("warm up")
    build = time.perf_counter() - started
    lines = queries.read_text("utf-8").splitlines()
    asked = [ask(base, json.loads(line)) for line in lines if line.strip()]
    times = sorted(one.milliseconds for one in asked)
    kinds = sorted({one.kind for one in asked if one.kind})
    return {
        **measures(asked),
        "p50_ms": times[len(times) // 2] if times else None,
        "p99_ms": times[min(len(times) - 1, len(times) * 99 // 100)] if times else None,
        "build_s": build,
        "memory_mb": _memory_mb() - memory,
        "entries": len(base),
        "by_kind": {kind: measures([one for one in asked if one.kind == kind]) for kind in kinds},
    }


def _share(good: Any) -> float | None:
    return _mean([float(one) for one in good])


def _mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _memory_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search", description=__doc__)
    parser.add_argument("--kb", type=Path, required=True, help="the base, JSON lines")
    parser.add_argument("--queries", type=Path, required=True, help="JSON lines with text, code (or null) and kind")
    parser.add_argument("--json", action="store_true", help="one JSON object, nothing else (always so)")
    options = parser.parse_args()
    print(json.dumps(_rounded(measure(options.kb, options.queries)), ensure_ascii=False))


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _rounded(one) for name, one in value.items()}
    return round(value, 4) if isinstance(value, float) else value


if __name__ == "__main__":
    main()
