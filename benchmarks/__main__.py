"""`make bench`: the search on the demo base beside plain rapidfuzz scorers, in one run; writes `benchmarks/RESULTS.md`.

Each entry is asked its last wording, which the base does not know; of every fifth entry the entry is left out too, so
that nothing answers it. Ratios hold; absolute times are of one machine.
"""

import json
import platform
import time
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from rapidfuzz import fuzz, process

import bot.demo
from kb.importing import content_of
from kb.search import Problem, ProblemBase

RESULTS = Path(__file__).parent / "RESULTS.md"
DEMO = Path(bot.demo.__file__).parent
Method = Callable[[str], list[str]]  # question → codes, best first


def sets(language: str) -> tuple[list[Problem], list[tuple[str, str]]]:
    """The base with its last wordings left out, and those wordings with what answers them."""
    lines = (DEMO / f"problems.{language}.jsonl").read_text("utf8").splitlines()
    every = [Problem.from_content(content_of(json.loads(line))) for line in lines]
    known = [replace(one, variants=one.variants[:-1]) for number, one in enumerate(every) if number % 5]
    codes = {one.code for one in known}
    return known, [(one.variants[-1], one.code) for one in every if one.code in codes]


def plain(scorer: Callable[..., float], known: list[Problem]) -> Method:
    """rapidfuzz over every question and wording, as it comes."""
    texts = [(text, one.code) for one in known for text in (one.question, *one.variants)]
    choices = [text for text, _code in texts]

    def search(question: str) -> list[str]:
        found = process.extract(question, choices, scorer=scorer, limit=30)
        return list(dict.fromkeys(texts[place][1] for _text, _score, place in found))

    return search


def ours(known: list[Problem]) -> Method:
    base = ProblemBase(known)
    base.search("warm up")
    return lambda question: [hit.code for hit in base.search(question).hits]


def measured(method: Method, asked: list[tuple[str, str]]) -> tuple[float, float, float]:
    """Top-1 and top-3 in per cent, milliseconds a question."""
    started = time.perf_counter()
    found = [(method(text), code) for text, code in asked]
    spent = (time.perf_counter() - started) * 1000 / len(asked)
    first = sum(codes[:1] == [code] for codes, code in found)
    third = sum(code in codes[:3] for codes, code in found)
    return 100 * first / len(asked), 100 * third / len(asked), spent


def main() -> None:
    lines = [
        "# Results",
        "",
        f"Made by `make bench`: Python {platform.python_version()}, {platform.machine()}, rapidfuzz {version('rapidfuzz')}.",
        "",
        "| demo base | method | top-1 % | top-3 % | ms a question |",
        "| --- | --- | --- | --- | --- |",
    ]
    for language in ("zh", "en"):
        known, asked = sets(language)
        methods = {
            "Kefu": ours(known),
            "rapidfuzz ratio": plain(fuzz.ratio, known),
            "rapidfuzz WRatio": plain(fuzz.WRatio, known),
        }
        for name, method in methods.items():
            first, third, spent = measured(method, asked)
            lines.append(
                f"| {language}, {len(known)} entries, {len(asked)} questions | {name} | {first:.0f} | {third:.0f} | {spent:.1f} |"
            )
    RESULTS.write_text("\n".join([*lines, ""]), "utf8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
