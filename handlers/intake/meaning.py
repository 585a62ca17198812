"""What first words are about, when no pattern has them: compared with examples, in `phrases.toml` (INT-8, INT-9).

A second opinion: what is clearly like them and not like a problem, and what the base has no answer for, is no problem.
"""

import asyncio
import re
from dataclasses import dataclass

from handlers.intake import example_phrases, intents, keywords, topics
from handlers.intake.intents import Wish
from handlers.intake.topics import Topic
from kb.search.problem_base import ProblemBase

LONGEST = 60  # characters; who says more tells of a problem
PROBLEM = "problem"
AHEAD = 0.2  # of a problem, from which on it is none
AHEAD_OF_PLACE = 0.3  # problems name offices and branches, too
OVERRULES = 0.35  # of all else: of an answer of the base, and of a pattern if it is a fact that is asked for
HAS_ANSWER = 0.75  # probability of an answer from which on it is a problem all the same
# How much more than chance speaks for a problem, and the probability of an answer: below both, any answer is a guess
UNLIKE, UNLIKE_WITH_ANGER = (0.0, 0.3), (0.15, 0.75)  # beside anger, few words are about the problem
TOLD_OF_TROUBLE = (Topic.STATUS, Wish.HUMAN, Wish.COMPLAIN, Wish.SOLVED)  # what may name the trouble, too

PHRASES = "phrases.toml"
_MONEY = re.compile(
    r"钱|价|费|折扣|优惠|打折|怎么卖|price|cost|charge|fee|quot|discount|offer|pay|free|how much|\bmoney\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Meaning:
    """One of both at most; neither: a problem in their own words."""

    fact: Topic | None = None
    wish: Wish | None = None


async def meaning(text: str, base: ProblemBase) -> Meaning:
    """By the patterns, then by the examples; beside the loop, for those are read when they are first needed."""
    if fact := topics.topic(text):
        return Meaning(fact=fact)
    found = Meaning(wish=intents.wish(text))
    if found.wish not in (None, Wish.HUMAN) or not 1 < len(text.strip()) <= LONGEST:
        return found
    like, ahead = await asyncio.to_thread(_compared, text, found.wish)
    if like.fact is Topic.PRICE and not _MONEY.search(text):
        return found  # more users or modules: a wish of its own (REQ-3)
    troubled = keywords.names_trouble(text) or intents.angry(text)
    if troubled and (like.fact or like.wish) not in TOLD_OF_TROUBLE:
        return found
    if found.wish or keywords.says_too_little(text):
        return like if like.fact and ahead >= OVERRULES else found
    if ahead < (AHEAD_OF_PLACE if like.fact is Topic.ADDRESS else AHEAD) or (
        ahead < OVERRULES and base.search(text).probability >= HAS_ANSWER
    ):
        return found
    return like


async def unlike_problem(text: str, base: ProblemBase, *, angry: bool = False) -> bool:
    """Whether it is like none of the problems, neither those of the base nor any others: an answer would be a guess (KB-3)."""
    like, answered = UNLIKE_WITH_ANGER if angry else UNLIKE
    if len(text) > LONGEST or keywords.error_code(text) or base.search(text).probability >= answered:
        return False
    scores = await asyncio.to_thread(example_phrases.scores, PHRASES, text)
    return scores is None or scores[PROBLEM] < like


def _compared(text: str, wish: Wish | None) -> tuple[Meaning, float]:
    """What it is most like, and how much more than a problem, and than what a pattern took it for."""
    named = example_phrases.scores(PHRASES, text)
    if named is None:
        return Meaning(), 0.0
    best = max(named, key=named.__getitem__)
    rivals = (0.0, named[PROBLEM], named.get(wish or "", 0.0))
    if best in list(Topic):
        return Meaning(fact=Topic(best)), named[best] - max(rivals)
    return Meaning(wish=None if best == PROBLEM else Wish(best)), named[best] - max(rivals)
