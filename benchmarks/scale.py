"""How time and memory grow with the base, each size in a process of its own: `python -m benchmarks.scale 10000 100000`."""

import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import bot.demo
from benchmarks import results
from benchmarks.search import read_problems
from benchmarks.slips import slipped
from kb.search.problem_base import Problem, ProblemBase

_QUESTIONS, _WARM_UP = 600, 30


def problems(count: int) -> Iterator[Problem]:
    """Short questions in both languages: thirds of the demo's questions and wordings, recombined."""
    said = _demo()
    chance = random.Random(1)
    for number in range(count):
        language = chance.choice(("zh", "en"))
        one, two, three = chance.choices(said[language], k=3)
        text = one[: len(one) // 3] + two[len(two) // 3 : -len(two) // 3] + three[-len(three) // 3 :]
        yield Problem(code=f"S{number}", question=text, language=language)


def _demo() -> dict[str, list[str]]:
    """By language, all that is said in the demo's bases."""
    files = Path(bot.demo.__file__).parent.glob("problems.*.jsonl")
    every = [problem for file in sorted(files) for problem in read_problems(file)]
    return {
        language: [
            text for one in every if one.language == language for text in (one.question, *one.variants)
        ]
        for language in ("zh", "en")
    }


def measured(count: int) -> dict[str, float]:
    """`build`: seconds from entries to the first answer; `p50`, `p99`: milliseconds a question; `memory`: megabytes."""
    every = list(problems(count))
    started = time.perf_counter()
    base = ProblemBase(every)
    base.search("warm up")
    build = time.perf_counter() - started
    chance = random.Random(2)
    times = []
    for number in range(_QUESTIONS):
        question = slipped(chance.choice(every).question, chance, number % 3)
        asked = time.perf_counter()
        base.search(question)
        times.append((time.perf_counter() - asked) * 1000)
    times = sorted(times[_WARM_UP:])
    return {
        "entries": count,
        "p50": times[len(times) // 2],
        "p99": times[len(times) * 99 // 100],
        "build": build,
        "memory": results.peak_memory(),
    }


def apart(count: int) -> dict[str, float]:
    """The same, in a process of its own: memory is of that size alone."""
    command = [sys.executable, "-m", "benchmarks.scale", str(count)]
    found: dict[str, float] = json.loads(
        subprocess.run(command, check=True, capture_output=True, text=True).stdout
    )
    return found


if __name__ == "__main__":
    for size in sys.argv[1:]:
        print(json.dumps(measured(int(size))))
