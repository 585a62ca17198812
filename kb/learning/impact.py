"""Impact of a change: past questions are asked again of a copy of the base, without the change and with it (KB-5).

The shadow holds only the entries that come up for these questions, so that it is made in a moment however large the
base is; both answers come from it, so that nothing but the change makes the difference.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from heapq import nlargest
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from i18n import _
from i18n.joining import one_line
from kb.base.entry import Entry
from kb.base.outcomes import Outcome
from kb.learning.proposals import Proposal
from kb.search.problem_base import Answer, Problem, ProblemBase
from kb.search.thresholds import Decision
from kb.text.jaccard import likeness
from kb.text.normalise import bare

PAST = 2_000  # past questions considered, the newest first
ASKED = 24  # of these, the ones most similar to the change are asked again
NEAR = 3  # top entries of a question that go into the shadow base
TOUCHED = 0.1  # similarity from which a change may affect a question
SHOWN, LINE = 5, 60  # examples of each sort, and their characters


@dataclass(frozen=True)
class AskedQuestion:
    """What somebody asked, and of which product, as far as that was known."""

    text: str
    product: str

    def asked_of(self, base: ProblemBase) -> Answer:
        return base.search(self.text, (self.product,) if self.product else ())


@dataclass(frozen=True)
class Reply:
    """What a customer would get: `sure` of one entry, a choice that begins with it, or (code "") no answer."""

    code: str
    sure: bool


@dataclass(frozen=True)
class Moved:
    """A question that would get another reply than now."""

    text: str
    before: Reply
    after: Reply


@dataclass(frozen=True)
class Impact:
    """`asked`: how many past questions were asked again. The moved ones are in the order of their likeness to it."""

    asked: int
    moved: tuple[Moved, ...]

    @property
    def answered(self) -> list[Moved]:
        """Would be answered at once, and were not."""
        return [one for one in self.moved if one.after.sure and not one.before.sure]

    @property
    def otherwise(self) -> list[Moved]:
        """Would be answered by another entry."""
        return [one for one in self.moved if one.after.sure and one.before.sure]

    @property
    def lost(self) -> list[Moved]:
        """Would no longer be answered at once."""
        return [one for one in self.moved if one.before.sure and not one.after.sure]

    @property
    def offered(self) -> list[Moved]:
        """Would begin the choice with another entry, or begin to have one."""
        return [one for one in self.moved if not one.before.sure and not one.after.sure]

    def __str__(self) -> str:
        """In a few lines, with examples."""
        if not self.moved:
            return _("No past question would get another answer ({n} looked at).").format(n=self.asked)
        sorts = (
            (_("✅ Would be answered at once: {n}"), self.answered),
            (_("🔀 Would be answered by another entry: {n}"), self.otherwise),
            (_("💬 Would be offered another choice: {n}"), self.offered),
            (_("⚠️ Would no longer be answered at once: {n}"), self.lost),
        )
        return "\n".join(line for heading, moved in sorts if moved for line in _lines(heading, moved))


def _lines(heading: str, moved: list[Moved]) -> list[str]:
    examples = [
        f"  “{_short(one.text)}” {one.before.code or '–'} → {one.after.code or '–'}" for one in moved[:SHOWN]
    ]
    return [heading.format(n=len(moved)), *examples]


def _short(text: str) -> str:
    return one_line(text, LINE)


def as_shown(entry: Entry) -> list[Problem]:
    """The entry as customers meet it; nothing, unless it is approved."""
    return [Problem.of(entry)] if entry.state == "approved" else []


def with_change(entry: Entry, content: Mapping[str, Any]) -> list[Problem]:
    """The entry as customers would meet it with this content, once it is approved."""
    return [Problem.from_content({**asdict(Problem.of(entry)), **content})]


def as_entry(proposal: Proposal, asked: Sequence[str]) -> list[Problem]:
    """The proposal as the entry it would become, with what was asked as its wordings."""
    content = {
        "code": f"P-{proposal.id}",
        "question": proposal.question or proposal.text,
        "variants": asked,
        "solution": proposal.solution,
        "product": proposal.product,
    }
    return [Problem.from_content(content)]


async def of_change(
    session: AsyncSession, base: ProblemBase, before: Sequence[Problem], after: Sequence[Problem]
) -> Impact:
    """`before`: the changed entries as customers meet them now (none: new); `after`: as they would (none: gone)."""
    questions = await _questions(session, [*before, *after])
    codes = {problem.code for problem in before}
    for question in questions:
        codes.update(hit.code for hit in question.asked_of(base).hits[:NEAR])
        await asyncio.sleep(0)  # others have their turn
    entries = await session.scalars(select(Entry).where(Entry.code.in_(codes)))
    known = [Problem.of(entry) for entry in entries if entry.state == "approved"]
    moved = await asyncio.to_thread(_moved, known, before, after, questions)
    return Impact(len(questions), moved)


async def _questions(session: AsyncSession, problems: Sequence[Problem]) -> list[AskedQuestion]:
    """Past questions to which the change may matter, each once."""
    query = select(Outcome.text, Outcome.product).order_by(Outcome.id.desc()).limit(PAST)
    past = {bare(text): AskedQuestion(text, product) for text, product in await session.execute(query)}
    about = {wording for problem in problems for wording in _searched(problem)}
    likest = {
        one: max((likeness(one.text, wording) for wording in about), default=0) for one in past.values()
    }
    touched = [one for one, like in likest.items() if like >= TOUCHED]
    return nlargest(ASKED, touched, key=likest.__getitem__)


def _searched(problem: Problem) -> Iterable[str]:
    return filter(None, (problem.question, *problem.variants, *problem.learnt, problem.symptoms))


def _moved(
    known: Sequence[Problem],
    before: Sequence[Problem],
    after: Sequence[Problem],
    questions: Sequence[AskedQuestion],
) -> tuple[Moved, ...]:
    """Runs in a thread of its own: touches nothing that others use."""
    changed = {problem.code for problem in (*before, *after)}
    shadow = ProblemBase([*(problem for problem in known if problem.code not in changed), *before])
    now = [_reply(shadow, question) for question in questions]
    for problem in before:
        shadow.remove(problem.code)
    for problem in after:
        shadow.put(problem)
    then = [_reply(shadow, question) for question in questions]
    replies = zip(questions, now, then, strict=True)
    return tuple(Moved(question.text, old, new) for question, old, new in replies if old != new)


def _reply(base: ProblemBase, question: AskedQuestion) -> Reply:
    answer = question.asked_of(base)
    if answer.decision is Decision.NOTHING:
        return Reply("", False)
    return Reply(answer.hits[0].code, answer.decision is Decision.SURE)
