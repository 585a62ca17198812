"""How first words would be answered now: the way of a customer's message, without the customer (KB-2, KB-3, KB-5).

It reads only: no question is recorded, nobody is answered.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from desk.knowledge.talk_cases import FirstAnswer, Ran, TalkCase
from handlers.intake import asides, intents, kb_look, keywords, several, unclear
from handlers.intake.meaning import meaning
from kb.search.clarify import clarify
from kb.search.problem_base import ProblemBase


async def ran(session: AsyncSession, base: ProblemBase, cases: Sequence[TalkCase]) -> list[Ran]:
    """Every case answered again; others have their turn in between."""
    found = []
    for case in cases:
        answers = await first_answers(session, base, case.text, case.language, case.products)
        found.append(Ran(case, answers))
        await asyncio.sleep(0)
    return found


async def first_answers(
    session: AsyncSession, base: ProblemBase, words: str, language: str, owned: Sequence[str] = ()
) -> tuple[FirstAnswer, ...]:
    """One for each problem of it."""
    meant = await meaning(words, base)
    if meant.fact:
        return (FirstAnswer("topic", meant.fact.value),)
    if meant.wish:
        return (FirstAnswer("wish", meant.wish.value),)
    words, facts = asides.apart(words)
    beside = tuple(FirstAnswer("topic", fact.value) for fact in facts)
    says = intents.says_something(words) or keywords.says_too_little(words)
    if not says or await unclear.why_unclear(session, base, words):
        return (*beside, FirstAnswer("asked"))
    return (
        *beside,
        *[await _of_base(session, base, part, language, owned) for part in several.problems(words, base)],
    )


async def _of_base(
    session: AsyncSession, base: ProblemBase, words: str, language: str, owned: Sequence[str]
) -> FirstAnswer:
    look = await kb_look.look(session, base, language, words, owned)
    if not look.likely:
        return FirstAnswer("nothing", probability=round(look.answer.probability, 4))
    best = look.likely[0]
    first = FirstAnswer("sure", best.code, round(best.score, 4))
    if look.sure:
        return first
    if look.likely_one:
        return replace(first, what="likely")
    asked = look.asks and clarify([kb_look.candidate(base, hit) for hit in look.likely], owned)
    return replace(first, what="asked" if asked else "offered")
