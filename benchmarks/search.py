"""Measures the search on a base and questions with known answers; prints one JSON object (see `kb/search/evaluation.py`).

python -m benchmarks.search --kb kb.jsonl --queries queries.jsonl --json
"""

import argparse
import json
import time
from pathlib import Path
from typing import Any

from benchmarks import results
from kb.files.fields import content_of
from kb.search.evaluation import ask, measures, read_queries
from kb.search.preparing import prepare
from kb.search.problem_base import Problem, ProblemBase


def read_problems(path: Path) -> list[Problem]:
    """The base from JSON lines; the solution may be missing here."""
    with path.open(encoding="utf-8") as lines:
        return [
            Problem.from_content(content_of(json.loads(line), solution=False))
            for line in lines
            if line.strip()
        ]


def measure(kb: Path, queries: Path) -> dict[str, Any]:
    """Everything about one base, as it is printed. Times: milliseconds a query on one core; memory: megabytes."""
    memory, started = results.peak_memory(), time.perf_counter()
    base = ProblemBase(read_problems(kb))
    prepare(base)
    base.search("warm up")
    build = time.perf_counter() - started
    asked = [ask(base, query) for query in read_queries(queries)]
    times = sorted(one.milliseconds for one in asked)
    kinds = sorted({one.kind for one in asked if one.kind})
    return {
        **measures(asked),
        "p50_ms": times[len(times) // 2] if times else None,
        "p99_ms": times[min(len(times) - 1, len(times) * 99 // 100)] if times else None,
        "build_s": build,
        "memory_mb": results.peak_memory() - memory,
        "entries": len(base),
        "by_kind": {kind: measures([one for one in asked if one.kind == kind]) for kind in kinds},
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search", description=__doc__)
    parser.add_argument("--kb", type=Path, required=True, help="the base, JSON lines")
    parser.add_argument(
        "--queries", type=Path, required=True, help="JSON lines with text, code (or null) and kind"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object, nothing else (always so)")
    options = parser.parse_args()
    print(json.dumps(_rounded(measure(options.kb, options.queries)), ensure_ascii=False))


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _rounded(one) for name, one in value.items()}
    return round(value, 4) if isinstance(value, float) else value


if __name__ == "__main__":
    main()
