"""`make bench-search`: the search beside plain methods, on the same questions in one run, and how it grows with the base.

python -m benchmarks [FOLDER...] [--sizes 10000 100000 1000000]

A folder is a set: `kb.jsonl` and `queries.jsonl`. The demo company's two bases are always there: each entry is asked its
last wording, which the base does not know; of every fifth entry the entry is left out too, so that nothing answers it.
Every question is asked as it is, and with one and two slips of the fingers. Writes `benchmarks/RESULTS.md` and a chart.
Ratios within the run hold; times are of one machine.
"""

import argparse
import platform
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

import bot.demo
from benchmarks import results, scale
from benchmarks.chart import drawn
from benchmarks.plain import Method, methods
from benchmarks.search import read_problems
from benchmarks.slips import slipped
from kb.search.evaluation import Asked, ask, measures, read_queries
from kb.search.problem_base import Problem, ProblemBase

HERE = Path(__file__).parent
DEMO = Path(bot.demo.__file__).parent
SLIPS = (0, 1, 2)
Queries = Sequence[tuple[str, str | None]]  # what is asked, and the code that answers it


@dataclass(frozen=True)
class Line:
    """One method on one set: the share right at first, by slips; of the first three; milliseconds a question."""

    set: str
    method: str
    first: tuple[float, ...]
    third: float
    spent: float


def demo(language: str) -> tuple[list[Problem], Queries]:
    every = read_problems(DEMO / f"problems.{language}.jsonl")
    known = [replace(one, variants=one.variants[:-1]) for number, one in enumerate(every) if number % 5]
    codes = {one.code for one in known}
    return known, [(one.variants[-1], one.code if one.code in codes else None) for one in every]


def sets(folders: Sequence[Path]) -> Iterator[tuple[str, list[Problem], Queries]]:
    for language in ("zh", "en"):
        yield f"demo_{language}", *demo(language)
    for folder in folders:
        queries = read_queries(folder / "queries.jsonl")
        asked = [(query["text"], query.get("code")) for query in queries]
        yield folder.name, read_problems(folder / "kb.jsonl"), asked


def with_slips(queries: Queries, times: int) -> Queries:
    chance = random.Random(times)
    return [(slipped(text, chance, times, homophones=0.5), code) for text, code in queries]


def compared(name: str, problems: list[Problem], queries: Queries) -> Iterator[Line]:
    """Every method, on the questions that have an answer."""
    for label, made in methods(problems).items():
        method = made()
        method("warm up")
        started = time.perf_counter()
        shares = [_right(method, with_slips(queries, times)) for times in SLIPS]
        asked = sum(code is not None for _text, code in queries) * len(SLIPS)
        spent = (time.perf_counter() - started) * 1000 / asked
        yield Line(name, label, tuple(first for first, _third in shares), shares[0][1], spent)


def _right(method: Method, queries: Queries) -> tuple[float, float]:
    """The shares of questions whose entry comes first, and among the first three; in per cent."""
    found = [(method(text), code) for text, code in queries if code is not None]
    first = sum(codes[:1] == [code] for codes, code in found)
    third = sum(code in codes[:3] for codes, code in found)
    return 100 * first / len(found), 100 * third / len(found)


def decided(name: str, problems: list[Problem], queries: Queries) -> str:
    """What the product itself decides, as a row of the second table."""
    base, rows = ProblemBase(problems), list[list[Asked]]()
    for times in SLIPS:
        slips = with_slips(queries, times)
        rows.append([ask(base, {"text": text, "code": code}) for text, code in slips])
    columns = ("auroc", "cov5", "answered", "wrong", "ece")
    found = [measures(asked) for asked in rows]
    cells = (" / ".join(f"{100 * (one[column] or 0):.1f}" for one in found) for column in columns)
    return f"| {name} | {len(problems)} | {len(queries)} | {' | '.join(cells)} |"


def written(lines: Sequence[Line], decisions: Sequence[str], sizes: Sequence[dict[str, float]]) -> str:
    cells = [
        f"| {one.set} | {one.method} | {_by_slips(one.first)} | {one.third:.1f} | {one.spent:.2f} |"
        for one in lines
    ]
    grown = [
        f"| {one['entries']:,} | {one['p50']:.1f} | {one['p99']:.1f} | {one['build']:.1f} | {one['memory']:.0f} |"
        for one in sizes
    ]
    return "\n".join(
        [
            _made(),
            "",
            "![First answers right, by method and set](search.png)",
            "",
            "| set | method | top-1, 0 / 1 / 2 slips | top-3 | ms a question |",
            "| --- | --- | --- | --- | --- |",
            *cells,
            "",
            "What the product decides by itself (KB-3): the share answered at once, and of those the share wrong.",
            "",
            "| set | entries | questions | AUROC | cov@5 % | answered | wrong | ECE |",
            "| --- | --- | --- | --- | --- | --- | --- | --- |",
            *decisions,
            "",
            "How it grows, on short questions in both languages made of thirds of the demo's:",
            "",
            "| entries | p50 ms | p99 ms | build s | memory MB |",
            "| --- | --- | --- | --- | --- |",
            *grown,
            "",
        ]
    )


def _made() -> str:
    return (
        f"Made by `make bench-search` in one run: Python {platform.python_version()}, {platform.machine()}, one core; "
        f"numpy {version('numpy')}, rapidfuzz {version('rapidfuzz')}, wordllama {version('wordllama')}. Shares in per cent; "
        "with no, one and two slips of the fingers. The ranking has seen the questions of these sets (of the demo's bases, "
        "smaller versions): `python -m benchmarks.train --held-out` says what it does on sets that it never saw."
    )


def _by_slips(shares: Sequence[float]) -> str:
    return " / ".join(f"{share:.1f}" for share in shares)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("folders", nargs="*", type=Path, help="sets: kb.jsonl and queries.jsonl")
    parser.add_argument(
        "--sizes", nargs="*", type=int, default=[10_000, 100_000], help="entries of large bases"
    )
    options = parser.parse_args()
    lines, decisions = list[Line](), list[str]()
    for name, problems, queries in sets(options.folders):
        lines += compared(name, problems, queries)
        decisions.append(decided(name, problems, queries))
        print(
            *(f"{one.set:12} {one.method:18} {_by_slips(one.first)}" for one in lines[-5:]),
            sep="\n",
            flush=True,
        )
    sizes = [scale.apart(count) for count in options.sizes]
    (HERE / "search.png").write_bytes(drawn([(one.set, one.method, one.first) for one in lines]))
    results.write("The search, measured", written(lines, decisions, sizes))


if __name__ == "__main__":
    main()
