"""What is no problem is no problem: frozen phrases of every kind, and what they are taken for.

python -m benchmarks.phrases [--write] [--choose]

The demo's base stands beside, as it would at a desk. Training and requirements are problems here: their type is proposed later.
With sentence vectors and without. `--choose` does not look at the frozen phrases: it leaves out groups of the examples, and says
what each limit would do.
"""

import argparse
import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks import results
from benchmarks.__main__ import DEMO
from benchmarks.search import read_problems
from handlers.intake import example_phrases, intents, keywords, unclear
from handlers.intake.meaning import BY_SENSE_ALONE, PHRASES, Meaning, meaning, prepare
from kb.search import encoder
from kb.search.examples import Examples
from kb.search.problem_base import ProblemBase
from kb.text.normalise import normalise

HERE = Path(__file__).parent / "phrases"
LANGUAGES = ("zh", "en")
PROBLEM, LITTLE, OTHER = "problem", "little", "other"
COARSE = {
    **dict.fromkeys(("greeting", "thanks", "regards", "chat"), "small_talk"),
    **dict.fromkeys(("address", "telephone", "about", "bot", "help"), "company"),
    "complain": "complaint",
    "training": PROBLEM,
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


GROUPS, IN_A_ROW = 8, 5  # like phrases stand together, and are left out together
TRIED = (0.15, 0.175, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5)


def choose(*, by_sense: bool) -> list[tuple[str, ...]]:
    """By limit: examples of no problem taken for what they are, or for something else, and problems that are mistaken."""
    together = [LANGUAGES] if by_sense else [(language,) for language in LANGUAGES]
    found = np.concatenate([_left_out(languages, by_sense=by_sense) for languages in together])
    is_problem, right, ahead = found[:, 0] > 0, found[:, 1] > 0, found[:, 2]
    rows = list[tuple[str, ...]]()
    for limit in TRIED:
        taken = ahead >= limit
        shares = (taken & right)[~is_problem], (taken & ~right)[~is_problem], taken[is_problem]
        rows.append((str(limit), *(f"{each.mean():.1%}" for each in shares)))
    return rows


def _left_out(languages: Sequence[str], *, by_sense: bool) -> NDArray[np.float64]:
    """By example: whether it is a problem, whether the meaning it is most like is its own, and how far that is ahead."""
    every = example_phrases.sections(PHRASES)
    sections = {name: said for name, said in every.items() if by_sense or name not in BY_SENSE_ALONE}
    told = [
        (text, name, at // IN_A_ROW % GROUPS)
        for language in languages
        for name, said in sections.items()
        for at, text in enumerate(said[language])
    ]
    texts, groups = [text for text, *_rest in told], np.array([group for *_rest, group in told])
    classes = np.array([[name == each for each in sections] for _text, name, _group in told])
    vectors = encoder.vectors([normalise(text) for text in texts]) if by_sense else None
    found = np.zeros((len(told), 3))
    for group in range(GROUPS):
        known = groups != group
        learnt = [text for text, there in zip(texts, known, strict=True) if there]
        examples = Examples(learnt, classes[known], None if vectors is None else vectors[known])
        for at in np.flatnonzero(~known):
            scores = examples.scores(texts[at], None if vectors is None else vectors[at])
            by_name = dict(
                zip(sections, scores if scores is not None else np.zeros(len(sections)), strict=True)
            )
            problem = by_name.pop(PROBLEM)
            best = max(by_name, key=by_name.__getitem__)
            own = told[at][1]
            found[at] = own == PROBLEM, best == own, by_name[best] - max(0.0, problem)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.phrases", description=__doc__)
    parser.add_argument("--write", action="store_true", help="into RESULTS.md")
    parser.add_argument(
        "--choose", action="store_true", help="what each limit would do, with groups of examples left out"
    )
    args = parser.parse_args()
    asked, rows = base(), []
    senses = (False, True) if encoder.load() else (False,)
    for by_sense in senses:
        if args.choose:
            print(f"by {'sentence vectors' if by_sense else 'n-grams'}: limit, right, misnamed, problems")
            print(*(" ".join(row) for row in choose(by_sense=by_sense)), sep="\n")
            continue
        if by_sense:
            asked.texts.settle()
            asked.second.learn(asked.second.missing(asked.texts.places))
            asyncio.run(prepare())
        for language in LANGUAGES:
            missed = asyncio.run(wrong(language, asked))
            good = share(language, missed, problems=False)
            bad = 1 - share(language, missed, problems=True)
            how = "sentence vectors too" if by_sense else "n-grams"
            rows.append((language, how, len([*phrases(language)]), f"{good:.1%}", f"{bad:.1%}"))
            print(*rows[-1], *(f"  {kind} → {found}: {text}" for kind, found, text in missed), sep="\n")
    if args.write and rows:
        names = (
            "language",
            "by",
            "phrases",
            "no problem, and taken for what it is",
            "a problem, taken for something else",
        )
        results.write("What is no problem, measured", results.table(names, rows))


if __name__ == "__main__":
    main()
