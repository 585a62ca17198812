"""What the base says to a problem: which entries to offer or to ask about, in which language and order (KB-2, KB-3)."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncSession

from desk import customers
from handlers.intake import intents, keywords
from kb.base.entry import ProblemType
from kb.search.clarify import CHOICES, Candidate
from kb.search.problem_base import Answer, Hit, ProblemBase
from kb.search.thresholds import Decision
from kb.text.normalise import bare, error_codes, language_of, plain

CONSIDERED = 6  # candidates that the clarifying question sifts
WORTH_ASKING = 0.3  # of the best one's likelihood; less is no help to choose from
WORTH_A_LINE = 0.08  # of the best one's likelihood; where a list is shown anyway
WORTH_SHOWING = 0.02  # likelihood of those beside a likely one
REALLY_LIKELY = 0.5  # once the best one has failed: a wrong answer is worse than a ticket (KB-3)
WISHES = (ProblemType.REQUIREMENT, ProblemType.TRAINING)
_LETTERS = re.compile(
    "(?<![A-Za-z])[A-Z]{2,10}(?![A-Za-z])"
)  # ERP, OA; Office and Trade are words of everybody
_WORD = re.compile("[a-z]{2,20}")


@dataclass(frozen=True)
class BaseReply:
    """What the base says to a problem: the entries to offer or ask about, and those that follow when one that was shown at once
    has failed."""

    answer: Answer
    named: str  # the product they named
    likely: Sequence[Hit]
    following: Sequence[Hit]
    beside: Sequence[Hit]  # less likely ones, that fill a list to choose from
    spoken: frozenset[str]  # the person's language, and that of their words

    @property
    def sure(self) -> bool:
        return self.answer.decision is Decision.SURE

    @property
    def asks(self) -> bool:
        """Whether a question may come before a list: there are more than a list has, or nobody knows better (no vectors)."""
        if any(hit.language not in self.spoken for hit in self.likely):
            return False
        return not self.answer.twice or len(self.likely) > CHOICES

    @property
    def likely_one(self) -> bool:
        """Whether the first may be it, and no other is near: its solution is shown, and the others beside it."""
        return self.answer.decision is Decision.LIKELY and bool(self.likely)


async def look(
    session: AsyncSession, base: ProblemBase, language: str, problem: str, owned: Sequence[str]
) -> BaseReply:
    """`owned`: the customer's products."""
    named = await product_in(session, problem)
    known = [named] if named else owned
    answer = base.search(intents.calm(problem), known)
    readable = _readable(base, language, problem, answer.hits)
    answer, readable = _by_code(base, problem, answer, readable)
    answer, readable = _no_wishes(base, problem, answer, readable)
    likely, following = _likely(answer, readable, known)
    spoken = frozenset({language, language_of(plain(problem))})
    return BaseReply(answer, named, likely, following, _beside(answer, readable, likely, known), spoken)


async def product_in(session: AsyncSession, problem: str) -> str:
    """The one product whose name they said, or the letters in it that no other has (ERP of 星河ERP); "" for none or several."""
    said = plain(problem)
    every = await customers.products(session)
    named = [p.code for p in every if any(name and plain(name) in said for name in (p.name, p.name_en))]
    if not named:
        words = set(_WORD.findall(said))
        named = [p.code for p in every if words & {each.lower() for each in _LETTERS.findall(f"{p.name} {p.name_en}")}]  # fmt: skip
    return named[0] if len(named) == 1 else ""


def _likely(answer: Answer, readable: Sequence[Hit], owned: Sequence[str]) -> tuple[list[Hit], list[Hit]]:
    """The hits to offer or to ask about, and those that follow when a sure answer has failed."""
    if answer.decision is Decision.NOTHING:
        return [], []
    best, *others = readable
    following = [hit for hit in others if hit.score >= REALLY_LIKELY * (1 - best.score)]
    if answer.decision is Decision.SURE:
        return [best], following
    if answer.decision is Decision.LIKELY:
        return [best, *(hit for hit in others if hit.score >= WORTH_SHOWING)][:CHOICES], following
    likely = [best, *(hit for hit in others if hit.score >= WORTH_ASKING * best.score)][:CONSIDERED]
    likely = [hit for hit in likely if not owned or hit.product in ("", *owned)] or likely
    return likely, []


def _beside(
    answer: Answer, readable: Sequence[Hit], likely: Sequence[Hit], owned: Sequence[str]
) -> list[Hit]:
    """What fills a list to choose from, after those that are worth a question: a line more costs less than a ticket."""
    if answer.decision is not Decision.NOT_SURE or not answer.twice:
        return []
    least = WORTH_A_LINE * answer.probability
    rest = [hit for hit in readable if hit not in likely and hit.score >= least]
    rest = [hit for hit in rest if not owned or hit.product in ("", *owned)]
    return rest[: max(CHOICES - len(likely), 0)]


def _bare_codes(problem: str) -> set[str]:
    """The error codes, when nothing else is said."""
    codes, rest = set(error_codes(problem)), bare(problem)
    for code in codes:
        rest = rest.replace(code, "")
    return codes if not any(char.isalpha() for char in rest) else set()


def _readable(base: ProblemBase, language: str, problem: str, hits: Sequence[Hit]) -> list[Hit]:
    """Those in the language of the nearest, and those that are in another one only; a bare error code is in no language, so
    they are in the person's."""
    if codes := _bare_codes(problem):
        mine = [hit for hit in hits if hit.language == language]
        if named := [hit for hit in mine if codes & _codes_of(base, hit)]:
            return [*named, *(hit for hit in mine if hit not in named)]
    both = any(hit.elsewhere for hit in hits)
    theirs = hits[0].language if hits and not both else language_of(plain(problem))
    return [hit for hit in hits if hit.elsewhere or hit.language == theirs]


def _by_code(
    base: ProblemBase, problem: str, answer: Answer, readable: list[Hit]
) -> tuple[Answer, list[Hit]]:
    """A bare code of one entry: that the same entry stands there in another language too is no doubt."""
    codes = _bare_codes(problem)
    if not codes or len([hit for hit in readable if codes & _codes_of(base, hit)]) != 1:
        return answer, readable
    whole = min(1.0, sum(hit.score for hit in answer.hits if codes & _codes_of(base, hit)))
    first = replace(readable[0], score=max(whole, readable[0].score))
    decision = base.limits.decide(first.score, ahead=first.score if answer.twice else 0.0)
    decided = replace(answer, decision=decision, probability=first.score)
    return decided, [first, *readable[1:]]


def _no_wishes(base: ProblemBase, problem: str, answer: Answer, hits: list[Hit]) -> tuple[Answer, list[Hit]]:
    """Who names a trouble wishes for nothing new: an entry about a wish is not offered, unless it is sure (KB-3)."""
    doubtful = answer.decision in (Decision.NOT_SURE, Decision.LIKELY)
    if not doubtful or not keywords.names_trouble(problem):
        return answer, hits
    kept = [hit for hit in hits if hit.kind not in WISHES]
    if kept[:1] == hits[:1]:
        return answer, kept
    likely = kept[0].score if kept else 0.0
    return replace(answer, decision=base.limits.decide(likely), probability=likely), kept


def _codes_of(base: ProblemBase, hit: Hit) -> set[str]:
    """The error codes that the entry names."""
    problem = base.texts.get(hit.code)
    return set(error_codes(f"{hit.question} {problem.symptoms}")) if problem else set()


def candidate(base: ProblemBase, hit: Hit, spoken: Collection[str] = ()) -> Candidate:
    """`spoken`: the languages that need not be said."""
    problem = base.texts.get(hit.code)
    symptoms = problem.symptoms if problem else ""
    language = hit.language if spoken and hit.language not in spoken else ""
    return Candidate(hit.code, hit.question, symptoms, hit.product, hit.module, hit.kind, hit.score, language)
