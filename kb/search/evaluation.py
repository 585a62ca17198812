"""Evaluation of the search on questions with a known right answer.

`top1`, `top3`, `mrr` are over questions that have an answer; `auroc` is of the probability, answerable against not;
`cov5` is the share that could be answered at once with at most 5 % of those answers wrong; `answered` and `wrong`
are what the shipped decision does (KB-3); `ece` is how far the stated probability is from what comes true.
"""

import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from errors import BadInput
from i18n import _
from kb.search.problem_base import Decision, ProblemBase


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


def read_queries(path: Path) -> list[dict[str, Any]]:
    """The questions of a file of JSON lines. Raises `BadInput` and names the line that cannot be read."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(_("{name} cannot be read as a text file.").format(name=path.name)) from error
    return [_query(number, line) for number, line in enumerate(lines, start=1) if line.strip()]


def _query(number: int, line: str) -> dict[str, Any]:
    try:
        query = json.loads(line)
    except ValueError:
        query = None
    if not isinstance(query, dict) or not isinstance(query.get("text"), str):
        raise BadInput(
            _("Line {line} is not a question: it needs a “text” and a “code”.").format(line=number)
        )
    return query


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
    """Shares from 0 to 1; None where there is nothing to measure."""
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


def _share(good: Iterable[bool]) -> float | None:
    return _mean([float(one) for one in good])


def _mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None
