"""Background preparation of the base: sentence vectors for the second stage, and self-evaluation for the calibration.

A base with near twins gets its own wordings wrong more often than others do, though it states the same probabilities. So
each wording is asked with itself left out, and the results count like answers judged by customers (KB-3).
"""

import asyncio
import logging
import random
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from kb.base import sentence_vectors
from kb.search import encoder
from kb.search.corpus import Problem
from kb.search.problem_base import ProblemBase
from kb.search.second_look import SecondLook, from_bytes, packed
from store import Store

log = logging.getLogger(__name__)

ENTRIES = 10_000  # largest base that evaluates itself; a larger one soon has real outcomes
ASKED, _TURNS = 260, 3  # wordings at most, and of each entry
_ABSENT = 0.15  # share of entries left out, so that their wordings have no right answer
_AT_ONCE = 16  # entries encoded in one batch
_GROWN = 0.1  # share of the base that must change before it evaluates itself again

Asked = tuple[str, str | None]  # a wording, and the code that answers it


def prepare(base: ProblemBase) -> bool:
    """Everything in one call, for the command line. False: the second stage is not available."""
    there = encoder.load()
    base.texts.settle()
    missing = base.second.missing(base.texts.places) if there else []
    for start in range(0, len(missing), _AT_ONCE):
        base.second.learn(missing[start : start + _AT_ONCE])
    if len(base) <= ENTRIES:
        base.heed(asked_itself(base.problems(), base.second))
    return there


async def once(base: ProblemBase, store: Store, itself: bool) -> None:
    """As a desk does it, for one that only asks; it is asked `itself` where there is time for it."""
    if await asyncio.to_thread(encoder.load):
        await make_vectors(base, store)
    if itself:
        await _ask_itself(base, {})


async def run(base: ProblemBase, store: Store, changed: asyncio.Event) -> None:
    """For as long as the desk is open; `changed` is set when entries have. What fails here leaves the search as it is."""
    there, asked_at = await asyncio.to_thread(encoder.load), dict[str, Problem]()
    while True:
        changed.clear()
        try:
            if there:
                await make_vectors(base, store)
            asked_at = await _ask_itself(base, asked_at)
        except Exception:
            log.exception(
                "the search goes on without what could not be prepared; trying again with the next change"
            )
        await changed.wait()


async def make_vectors(base: ProblemBase, store: Store) -> None:
    """Encodes new texts; stored vectors are read."""
    model, look = encoder.model_version(), base.second
    base.texts.settle()
    missing = look.missing(base.texts.places)
    for start in range(0, len(missing), _AT_ONCE):
        places = missing[start : start + _AT_ONCE]
        texts = look.unknown(places)
        async with store.reading() as session:
            look.take(from_bytes(await sentence_vectors.kept(session, model, texts)))
        new = look.unknown(places)
        made = packed(await asyncio.to_thread(encoder.vectors, [*new.values()]))
        look.take(dict(zip(new, made, strict=True)))
        look.learn(places)
        if new:
            rows = {key: vector.tobytes() for key, vector in zip(new, made, strict=True)}
            await store.retry_on_conflict(partial(sentence_vectors.keep, model=model, found=rows))
    if missing:
        used = look.used()
        await store.retry_on_conflict(lambda session: sentence_vectors.forget(session, model, used))


async def _ask_itself(base: ProblemBase, before: dict[str, Problem]) -> dict[str, Problem]:
    """Unless little has changed since it was asked; what it was asked about."""
    now = {problem.code: problem for problem in base.problems()}
    new = sum(before.get(code) != problem for code, problem in now.items()) + len(before.keys() - now)
    if len(now) > ENTRIES or new <= _GROWN * len(before):
        return before
    base.heed(await asyncio.to_thread(asked_itself, [*now.values()], base.second.frozen()))
    return now


def asked_itself(problems: Sequence[Problem], second: SecondLook) -> list[tuple[float, bool]]:
    """The probabilities that a base states of its own wordings, and whether they are right."""
    found = list[tuple[float, bool]]()
    for turn in range(_TURNS):
        known, asked = left_out(problems, turn)
        base = ProblemBase(known)
        base.second = SecondLook(second)
        base.texts.settle()
        if encoder.ready():
            base.second.learn(base.second.missing(base.texts.places))
        answers = [(base.search(text), code) for text, code in asked[: ASKED - len(found)]]
        found += [(one.probability, bool(one.hits) and one.hits[0].code == code) for one, code in answers]
        if len(found) >= ASKED:
            break
    return found


def left_out(problems: Sequence[Problem], turn: int = 0) -> tuple[list[Problem], list[Asked]]:
    """The base without a wording of each entry, another one each turn, and without some entries; and these wordings. The
    same for the same base."""
    chance, known, asked = random.Random(turn), list[Problem](), list[Asked]()
    for problem in problems:
        wordings = (*problem.variants, *problem.learnt)
        one = wordings[turn] if turn < len(wordings) else ""
        absent = bool(one) and chance.random() < _ABSENT
        if one:
            asked.append((one, None if absent else problem.code))
        if not absent:
            variants = tuple(each for each in problem.variants if each != one)
            learnt = tuple(each for each in problem.learnt if each != one)
            known.append(replace(problem, variants=variants, learnt=learnt))
    return known, chance.sample(asked, len(asked))
