"""What is no problem is no problem: frozen phrases of every kind, and what they are taken for.

python -m benchmarks.phrases [--write]

The demo's base stands beside, as it would at a desk. Training and requirements are problems here: their type is proposed later.
"""

import argparse
import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import results
from benchmarks.__main__ import DEMO
from benchmarks.search import read_problems
from handlers.intake import intents, keywords, unclear
from handlers.intake.meaning import Meaning, meaning
from kb.search.problem_base import ProblemBase

HERE = Path(__file__).parent / "phrases"
LANGUAGES = ("zh", "en")
PROBLEM, LITTLE, OTHER = "problem", "little", "other"
COARSE = {
    **dict.fromkeys(("greeting", "thanks", "regards", "chat"), "small_talk"),
    **dict.fromkeys(("address", "telephone", "about", "bot", "help"), "company"),
    "complain": "complaint",
}
PROBLEMS = ("training", "requirement", PROBLEM)


def phrases(language: str) -> Iterator[tuple[str, str]]:
    """The kind, and the phrase."""
    kind = ""
    for line in (HERE / f"{language}.txt").read_text("utf8").splitlines():
        if line.startswith("["):
            kind = line.strip("[]")
        elif line and not line.startswith("#"):
            yield (PROBLEM if kind in PROBLEMS else kind), line


def base() -> ProblemBase:
    files = [DEMO / f"problems.{language}.jsonl" for language in LANGUAGES]
    return ProblemBase(problem for file in files for problem in read_problems(file))


async def taken_for(text: str, asked: ProblemBase) -> str:
    """As a first message would be."""
    found: Meaning = await meaning(text, asked)
    if name := found.fact or found.wish:
        return COARSE.get(name.value, name.value)
    if keywords.says_too_little(intents.calm(text)):
        return LITTLE
    return OTHER if unclear.somebody_elses(text, asked) else PROBLEM


async def wrong(language: str, asked: ProblemBase) -> list[tuple[str, str, str]]:
    """What a phrase is, what it was taken for, and the phrase."""
    found = [(kind, await taken_for(text, asked), text) for kind, text in phrases(language)]
    return [each for each in found if each[0] != each[1]]


def share(language: str, missed: Sequence[tuple[str, str, str]], *, problems: bool) -> float:
    """Of the phrases of problems, or of all others, those taken for what they are."""
    every = Counter((kind == PROBLEM) for kind, _text in phrases(language))[problems]
    return 1 - len([kind for kind, *_rest in missed if (kind == PROBLEM) is problems]) / every


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.phrases", description=__doc__)
    parser.add_argument("--write", action="store_true", help="into RESULTS.md")
    write = parser.parse_args().write
    asked, rows = base(), []
    for language in LANGUAGES:
        missed = asyncio.run(wrong(language, asked))
        good = share(language, missed, problems=False)
        bad = 1 - share(language, missed, problems=True)
        rows.append((language, len([*phrases(language)]), f"{good:.1%}", f"{bad:.1%}"))
        print(*rows[-1], *(f"  {kind} → {found}: {text}" for kind, found, text in missed), sep="\n")
    if write:
        names = (
            "language",
            "phrases",
            "no problem, and taken for what it is",
            "a problem, taken for something else",
        )
        results.write("What is no problem, measured", results.table(names, rows))


if __name__ == "__main__":
    main()
