"""What the ranking learns from: questions with known answers, asked of real bases and of smaller ones made from them."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.search import read_problems
from kb.features import CANDIDATES, NAMES, measure, understand
from kb.measuring import read_queries
from kb.search import Problem, ProblemBase

Matrix = NDArray[np.float32]

_ASKED = 700  # questions at most of one smaller base
_LITERAL = 0.5  # of the entries are asked in their own words too


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
