"""What people get for their first words: a blind list of problems against the demo's bases, the whole way of a message.

python -m benchmarks.first_words [--write] [--each] [--asked N] [FOLDER...]

At once: the steps of the right entry, stated as sure or shown as likely. One tap: it is among the buttons. The two halves of the
lists in `benchmarks/problems/` are shown apart: limits were chosen on the first; and so are the `frozen` ones, which nothing was
ever chosen on. With a `FOLDER` instead: sets (`kb.jsonl`, `queries.jsonl`)
and the demo's bases, as they are and with planted twins, limits following their own wordings: what is shown at once, and wrong.
"""

import argparse
import asyncio
import json
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

import bot.app  # noqa: F401 - brings in every table
from benchmarks import results
from benchmarks.__main__ import DEMO, sets
from benchmarks.phrases import LANGUAGES, base
from desk.customers import Product
from handlers.intake import kb_look
from handlers.intake.first_answer import first_answers
from handlers.intake.meaning import prepare
from kb.search import preparing
from kb.search.clarify import clarify
from kb.search.problem_base import Decision, Problem, ProblemBase
from store import Base, Store

HERE = Path(__file__).parent / "problems"
HALVES = ("chosen on", "only measured", "frozen")
FROZEN = HALVES.index("frozen")
KINDS = (
    "right at once",
    "of them sure",
    "or with one tap",
    "wrong at once",
    "of them sure",
    "only wrong offers",
    "asked, or no answer",
)
NOBODY, TWINS, ASKED = "-", 0.4, 250
IN_SHORT = 3  # offered at once


@dataclass(frozen=True)
class Told:
    """One of the list: its half, the entries that answer it (in either language; none: nothing does), the words."""

    half: int
    right: frozenset[str]
    text: str


def told(language: str) -> list[Told]:
    seen, found = Counter[bool](), list[Told]()
    for right, text in _lines(HERE / f"{language}.txt"):
        found.append(Told(seen[bool(right)] % FROZEN, right, text))
        seen[bool(right)] += 1
    return found + [Told(FROZEN, *line) for line in _lines(HERE / f"{language}.frozen.txt")]


def _lines(file: Path) -> Iterator[tuple[frozenset[str], str]]:
    """The entries that answer it, and the words."""
    for line in file.read_text("utf8").splitlines():
        if not line.startswith("#"):
            codes, _space, text = line.partition(" ")
            every = () if codes == NOBODY else codes.split("/")
            yield frozenset(each for code in every for each in (code, counterpart(code))), text


def counterpart(code: str) -> str:
    """The same entry of the demo's other language."""
    product, number = code.split("-")
    return f"{product}-{int(number) + (500 if int(number) < 500 else -500):03}"


async def became(
    session: AsyncSession, asked: ProblemBase, language: str, one: Told
) -> tuple[str, str, bool]:
    """Of `KINDS`, and what was said to it; whether it was stated as sure."""
    first = (await first_answers(session, asked, one.text, language))[0]
    at_once, sure = first.what in ("sure", "likely"), first.what == "sure"
    if at_once and first.code in one.right:
        return "right at once", str(first), sure
    look = await kb_look.look(session, asked, language, one.text, ())
    if first.what == "asked" and (groups := clarify([kb_look.candidate(asked, hit) for hit in look.likely])):
        alone = {each[0].code for each in groups.groups.values() if len(each) == 1}
        kind = "or with one tap" if one.right & alone else "asked, or no answer"
        return kind, str(first), False
    offered = (
        [hit.code for hit in (*look.likely, *look.beside)[:IN_SHORT]]
        if first.what in ("sure", "likely", "offered", "asked")
        else []
    )
    tapped = bool(one.right & set(offered[at_once:])) and first.what != "sure"
    if at_once:
        return "wrong at once", f"{first}{' (right beside it)' if tapped else ''}", sure
    if tapped:
        return "or with one tap", str(first), False
    return (
        ("only wrong offers" if first.what == "offered" and one.right else "asked, or no answer"),
        str(first),
        False,
    )


async def measured(
    session: AsyncSession, asked: ProblemBase, language: str, *, each: bool
) -> list[list[object]]:
    rows = list[list[object]]()
    found = [(one, *await became(session, asked, language, one)) for one in told(language)]
    for half in range(len(HALVES)):
        mine = [each for each in found if each[0].half == half]
        problems = [each for each in mine if each[0].right]
        kinds = Counter(kind for _one, kind, *_rest in problems)
        sure = Counter(kind for _one, kind, _said, is_sure in problems if is_sure)
        nothing = [each for each in mine if not each[0].right]
        wrong, wrong_sure = (
            sum(k == "wrong at once" and (s or not only) for _o, k, _s, s in nothing)
            for only in (False, True)
        )
        beside = sum("right beside" in said for _one, _kind, said, _sure in problems)
        one_tap = kinds["right at once"] + kinds["or with one tap"] + beside
        rows.append([
            language, HALVES[half], len(problems), _share(kinds["right at once"], problems), _share(sure["right at once"], problems),
            _share(one_tap, problems), _share(kinds["wrong at once"], problems), _share(sure["wrong at once"], problems),
            _share(kinds["only wrong offers"], problems), _share(kinds["asked, or no answer"], problems), f"{wrong} of {len(nothing)}", wrong_sure,
        ])  # fmt: skip
        for one, kind, said, _sure in mine if each else ():
            if kind != "right at once":
                print(
                    f"  {HALVES[half]}: {kind}: {one.text} → {said}; right: {', '.join(sorted(one.right)) or NOBODY}"
                )
        print(*rows[-1], sep=" | ", flush=True)
    return rows


def _share(some: int, every: Sequence[object]) -> str:
    return f"{some / max(len(every), 1):.0%}"


def twins(problems: Sequence[Problem], chance: random.Random) -> tuple[list[Problem], dict[str, list[str]]]:
    """Some entries are there twice, in other words, and nobody can tell which is meant: the codes of each."""
    found, codes = list[Problem](), dict[str, list[str]]()
    for one in problems:
        wordings = chance.sample(one.variants, len(one.variants))
        half, codes[one.code] = max(1, len(wordings) // 2), [one.code]
        if chance.random() < TWINS and len(wordings) > 1:
            codes[one.code].append(f"{one.code} twin")
            found.append(replace(one, variants=tuple(wordings[:half])))
            found.append(
                replace(
                    one,
                    code=codes[one.code][-1],
                    question=wordings[half],
                    variants=tuple(wordings[half + 1 :]),
                )
            )
        else:
            found.append(one)
    return found, codes


def at_once(folders: Sequence[Path], most: int) -> Iterator[list[object]]:
    """A row for each set, as it is and with twins: what is shown at once, and the share of it that is wrong."""
    for name, problems, queries in sets(folders):
        chance = random.Random(name)
        some = chance.sample(list(queries), min(len(queries), most))
        planted, codes = twins(problems, chance)
        meant = [(text, code and chance.choice(codes[code])) for text, code in some]
        for label, known, asked in ((name, problems, some), (f"{name}, twins", planted, meant)):
            filled = ProblemBase(known)
            preparing.prepare(filled)
            answers = [(filled.search(text), code) for text, code in asked]
            row: list[object] = [
                label,
                len(known),
                len(asked),
                f"{filled.limits.sure_from:.3f}",
                f"{filled.limits.likely_from:.3f}",
            ]
            for decision in (Decision.SURE, Decision.LIKELY):
                right = [one.hits[0].code == code for one, code in answers if one.decision is decision]
                row += [_share(len(right), asked), f"{1 - sum(right) / len(right):.1%}" if right else "–"]
            print(*row, sep=" | ", flush=True)
            yield row


async def main(options: argparse.Namespace) -> None:
    asked, rows = base(), list[list[object]]()
    preparing.prepare(asked)
    await prepare()
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite+aiosqlite:///{folder}/x.db")
        async with store.engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
        async with store.transaction() as session:
            for each in json.loads((DEMO / "company.json").read_text("utf8"))["products"]:
                session.add(Product(**{name: each[name] for name in ("code", "name", "name_en")}))
            await session.flush()
            for language in LANGUAGES:
                rows += await measured(session, asked, language, each=options.each)
        await store.close()
    spent = sorted(_milliseconds(asked, one.text) for language in LANGUAGES for one in told(language))
    p50, p90 = (f"{spent[int(len(spent) * share)]:.1f}" for share in (0.5, 0.9))
    print(p50, p90)
    names = (
        "language",
        "half",
        "problems",
        *KINDS,
        "wrong at once, of those that nothing answers",
        "of them sure",
    )
    text = [results.table(names, rows), f"A search: p50 {p50} ms, p90 {p90} ms. {results.machine('numpy')}"]
    if options.write:
        results.write("First words, measured", "\n\n".join(text))


def of_sets(options: argparse.Namespace) -> None:
    columns = (
        "set",
        "entries",
        "asked",
        "sure from",
        "likely from",
        "sure",
        "of it wrong",
        "likely",
        "of it wrong",
    )
    shown = results.table(columns, at_once(options.folders, options.asked))
    if options.write:
        results.write("Shown at once, with and without twins", f"{shown}\n\n{results.machine('numpy')}")


def _milliseconds(asked: ProblemBase, text: str) -> float:
    started = time.process_time()
    asked.search(text)
    return 1000 * (time.process_time() - started)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.first_words")
    parser.add_argument("folders", nargs="*", type=Path, help="sets: kb.jsonl and queries.jsonl")
    parser.add_argument("--asked", type=int, default=ASKED, help="questions of a set at most")
    parser.add_argument("--write", action="store_true", help="into RESULTS.md")
    parser.add_argument("--each", action="store_true", help="all that is not right at once")
    given = parser.parse_args()
    if given.folders:
        of_sets(given)
    else:
        asyncio.run(main(given))
