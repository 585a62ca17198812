"""What first words are about, when no pattern has them: compared with examples, in `phrases.toml` (INT-8, INT-9).

A second opinion: what is clearly like them and not like a problem, and what the base has no answer for, is no problem. By
sentence vectors too, as soon as they are there (`prepare`); until then, and without the encoder, by n-grams.
"""

import asyncio
import logging
import re
from dataclasses import dataclass

from handlers.intake import asides, example_phrases, intents, keywords, short_questions
from handlers.intake.intents import Intent
from handlers.intake.short_questions import Topic
from kb.search.problem_base import ProblemBase

log = logging.getLogger(__name__)
LONGEST = 60  # characters; who says more tells of a problem
PROBLEM = "problem"
HAS_ANSWER = 0.75  # probability of an answer from which on it is a problem all the same
MAY_HAVE = 0.3  # the same for words like no problem without anger
TOLD_OF_TROUBLE = (
    Topic.STATUS,
    Intent.HUMAN,
    Intent.COMPLAIN,
    Intent.SOLVED,
)  # what may name the trouble, too

PHRASES = "phrases.toml"
BY_SENSE_ALONE = (
    Intent.PRAISE,
    Intent.TRAINING,
    Topic.DATA,
)  # by n-grams they would cost the others more than they are worth


@dataclass(frozen=True)
class Limits:
    """How much more must speak for a meaning than for a problem. Chosen with groups of examples left out, so that as few of
    the problems among them are mistaken by vectors as by n-grams (`python -m benchmarks.phrases --choose`)."""

    ahead: float  # the margin from which on it is no problem
    of_place: float  # the same of an address: problems name offices and branches, too
    of_price: float  # and of a price: the program has prices, too
    overrules: (
        float  # of all else: of an answer of the base, and of a pattern if it is a fact that is asked for
    )
    unlike: float  # how much more than chance speaks for a problem; below it, and without an answer, any answer is a guess
    unlike_with_anger: float  # the same beside anger, where few words are about the problem


BY_NGRAMS = Limits(0.2, 0.3, 0.2, 0.35, 0.0, 0.15)
BY_SENSE = Limits(0.3, 0.4, 0.4, 0.45, 0.05, 0.25)
_MONEY = re.compile(
    r"钱|价|费|折扣|优惠|打折|怎么卖|price|cost|charge|fee|quot|discount|offer|pay|free|how much|\bmoney\b",
    re.IGNORECASE,
)
_OTHER_NUMBERS = re.compile(
    r"税号|开户|账号|帐号|银行|抬头|\b(?:vat|tax|bank|account|iban|swift|registration|order|invoice|serial|licen[cs]e)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Meaning:
    """One of both at most; neither: a problem in their own words."""

    fact: Topic | None = None
    wish: Intent | None = None


async def meaning(text: str, base: ProblemBase) -> Meaning:
    """By the patterns, then by the examples; beside the loop, for those are read when they are first needed."""
    if fact := short_questions.topic(text):
        return Meaning(fact=fact)
    if asides.apart(text)[1]:
        return Meaning()  # a fact beside a problem: each has its own answer
    found = Meaning(wish=intents.of(text))
    if found.wish not in (None, Intent.HUMAN) or not 1 < len(text.strip()) <= LONGEST:
        return found
    like, ahead, limits = await asyncio.to_thread(_compared, text, found.wish)
    if like.fact is Topic.PRICE and not _MONEY.search(text):
        return found  # more users or modules: a wish of its own (REQ-3)
    if like.fact is Topic.TELEPHONE and _OTHER_NUMBERS.search(text):
        return found
    troubled = keywords.names_trouble(text) or intents.angry(text)
    if troubled and (like.fact or like.wish) not in TOLD_OF_TROUBLE:
        return found
    if found.wish or keywords.says_too_little(text):
        return like if like.fact and ahead >= limits.overrules else found
    least = {Topic.ADDRESS: limits.of_place, Topic.PRICE: limits.of_price}
    if ahead < (least.get(like.fact, limits.ahead) if like.fact else limits.ahead) or (
        ahead < limits.overrules and base.search(text).probability >= HAS_ANSWER
    ):
        return found
    return like


async def unlike_problem(text: str, base: ProblemBase, *, angry: bool = False) -> bool:
    """Whether it is like none of the problems, neither those of the base nor any others: an answer would be a guess (KB-3)."""
    answered = HAS_ANSWER if angry else MAY_HAVE
    if len(text) > LONGEST or keywords.error_code(text) or base.search(text).probability >= answered:
        return False
    scores, limits = await asyncio.to_thread(_scores, text)
    return scores is None or scores[PROBLEM] < (limits.unlike_with_anger if angry else limits.unlike)


async def prepare() -> None:
    """The examples by their vectors; in the background."""
    try:
        await example_phrases.prepare(PHRASES)
    except Exception:
        log.exception("first words go on to be compared by n-grams alone")


def _scores(text: str) -> tuple[dict[str, float] | None, Limits]:
    """By meaning, and the limits that hold for them."""
    if (found := example_phrases.sensed(PHRASES, text)) is not None:
        return found, BY_SENSE
    return example_phrases.scores(PHRASES, text, BY_SENSE_ALONE), BY_NGRAMS


def _compared(text: str, wish: Intent | None) -> tuple[Meaning, float, Limits]:
    """What it is most like, and how much more than a problem, and than what a pattern took it for."""
    named, limits = _scores(text)
    if named is None:
        return Meaning(), 0.0, limits
    best = max(named, key=named.__getitem__)
    rivals = (0.0, named[PROBLEM], named.get(wish or "", 0.0))
    if best in list(Topic):
        return Meaning(fact=Topic(best)), named[best] - max(rivals), limits
    return Meaning(wish=None if best == PROBLEM else Intent(best)), named[best] - max(rivals), limits
