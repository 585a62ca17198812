"""The search: a customer's text → candidate entries with the probability of the first one (KB-2, KB-3).

    normalise → candidates → features → (second look) → rank → (other languages) → decide

The base lives in memory, is pure and quick to ask, and takes over changes by their revision.
"""

import asyncio
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from kb.base import outcomes
from kb.base.entry import Entry
from kb.search import other_languages
from kb.search.corpus import Place, Problem, Texts
from kb.search.embeddings import Senses
from kb.search.features import Candidates, PreparedQuestion, foreign, measure, understand
from kb.search.found import NO_ANSWER, Answer, Found, Hit
from kb.search.ranking import Ranked, names_code, rank
from kb.search.second_look import SecondLook
from kb.search.thresholds import WRONG, Decision, limits

__all__ = ["Answer", "Decision", "Hit", "Problem", "ProblemBase"]

_AT_ONCE = 200  # entries added before other tasks run
_PLAIN = 0.97  # probability from which the first stage is enough
_FOREIGN_AMONG = 3_000  # entries of a base in which those in another language are looked at
_REMEMBERED = 16  # questions asked last: a step asks the same words for several reasons
_OUTCOMES_PER_CALIBRATION = 10  # outcomes between two calibrations of the answer threshold
_NEWS = select(Entry).where(Entry.revision > bindparam("known")).order_by(Entry.revision).limit(_AT_ONCE)


class ProblemBase:
    """All approved entries of the desk, ready to be searched (KB-2)."""

    def __init__(self, problems: Iterable[Problem] = ()) -> None:
        self.texts = Texts()
        self.senses = Senses()
        self.second = SecondLook()
        self.limits = limits()
        self._followed = (0.0, 0)  # the wished share of wrong answers, and the last outcome
        self._own: tuple[tuple[float, bool], ...] = ()
        self._asked = dict[tuple[str, frozenset[str], int], Found]()
        self._later: dict[str, tuple[datetime, Problem]] = {}
        self.revision = 0  # the last change that it has taken over
        self._made = 0  # the revision of which it was made
        for problem in problems:
            self.put(problem)

    def __len__(self) -> int:
        return len(self.texts)

    async def refresh(self, session: AsyncSession, now: datetime, newest: int | None = None) -> int:
        """Takes over what has changed since the last time; says how many entries. Cheap when nothing has.

        `newest`: the last change there is, if it is known.
        """
        changed = 0
        while (newest is None or self.revision < newest) and (page := await self._page(session)):
            for entry in page:
                self._take(entry, now)
            self.revision = page[-1].revision
            self.texts.settle()
            changed += len(page)
            await asyncio.sleep(0)
        self._take_due(now)
        self._made = self._made or self.revision
        return changed

    def as_restarted(self) -> "ProblemBase":
        """As another process has it, for stories and simulations: this one, while no entry has changed since it was made."""
        if self.revision != self._made:
            return ProblemBase()
        self.heed(())
        return self

    async def follow(self, session: AsyncSession, wrong: float, outcome: int | None = None) -> None:
        """Calibrates the answer threshold by the outcomes so far, so that no more than this share of answers is wrong (KB-3).

        `outcome`: the newest one, if it is known.
        """
        wished, last = self._followed
        if wrong == wished and outcome is not None and outcome < last + _OUTCOMES_PER_CALIBRATION:
            return
        newest = await outcomes.newest_stated(session)
        if wrong != wished or newest >= last + _OUTCOMES_PER_CALIBRATION:
            self.limits = limits(wrong, [*self._own, *await outcomes.came_true(session)])
            self._followed = (wrong, newest)

    def awaits(self, now: datetime) -> bool:
        """Whether an approved entry has become valid by now and is not yet in the search."""
        return any(valid_from <= now for valid_from, _problem in self._later.values())

    async def _page(self, session: AsyncSession) -> Sequence[Entry]:
        """Some of the entries that have changed, in the order of their changes."""
        return (await session.scalars(_NEWS, {"known": self.revision})).all()

    def put(self, problem: Problem) -> None:
        """Takes an entry in, or its new version; the same one again is no work."""
        if self.texts.get(problem.code) != problem:
            self._asked.clear()
            self.texts.add(problem)

    def remove(self, code: str) -> None:
        """Removes an entry; an unknown one is ignored."""
        self._asked.clear()
        self.texts.remove(code)

    def names_code(self, code: str) -> bool:
        """Whether an entry names this error code, as `error_codes` finds it."""
        return bool(self.texts.by_error.get(code))

    def search(self, text: str, products: Collection[str] = (), limit: int = 10) -> Answer:
        """The best entries for what was said, best first. `products` are the customer's, if known (KB-2)."""
        question = understand(text, self.texts)
        if question is None or not len(self):
            return NO_ANSWER
        return self._remembered(question, products).answer(self.limits, limit)

    def _remembered(self, question: PreparedQuestion, products: Collection[str]) -> Found:
        """What was found for the same words, while nothing has changed."""
        key = (question.text, frozenset(products), self.second.changes)
        if key not in self._asked:
            while len(self._asked) >= _REMEMBERED:
                del self._asked[next(iter(self._asked))]
            self._asked[key] = self._found(question, products)
        return self._asked[key]

    def _found(self, question: PreparedQuestion, products: Collection[str]) -> Found:
        """What the question's own language has, and what only another one has."""
        candidates = measure(question, self.texts, self.senses, products)
        if not candidates.places:
            return self._beside_other_languages(candidates, None, products)
        ranked = rank(candidates, products)
        looked = self.second.looked(candidates) if ranked.probability < _PLAIN else None
        if looked is None:
            return Found(ranked, candidates)
        return self._beside_other_languages(looked, rank(looked, products, ranked), products)

    def _beside_other_languages(
        self, candidates: Candidates, ranked: Ranked | None, products: Collection[str]
    ) -> Found:
        question, order = candidates.question, ranked.order if ranked else ()
        own = [at for at in order if candidates.places[at].problem.language == question.language]
        if len(self) > _FOREIGN_AMONG or names_code(candidates)[own].any():
            return Found(ranked, candidates)
        own = own[: other_languages.LOOKED_AT]
        beside = [candidates.places[at] for at in own]
        others = self._in_other_languages(question, products)
        found = self.second.elsewhere(question, others, other_languages.LOOKED_AT, candidates.vector, beside)
        if ranked is None or not own:
            return Found(ranked, candidates, other_languages.weighed(found, 0.0))
        ranked = other_languages.supported(candidates, ranked, own, found)
        first = next(at for at in ranked.order if at in own)
        probability = ranked.scores[ranked.order.index(first)]
        return Found(ranked, candidates, other_languages.weighed(found, probability, own.index(first)))

    def _in_other_languages(self, question: PreparedQuestion, products: Collection[str]) -> list[Place]:
        return [
            place
            for place in self.texts.places
            if place is not None
            and place.problem.language != question.language
            and not foreign(place, products)
        ]

    def why(self, text: str, products: Collection[str] = (), limit: int = 10) -> list[dict[str, float | str]]:
        """What each hit's score rests on: its features by name, for people who want to know."""
        question = understand(text, self.texts)
        return self._found(question, products).reasons(limit) if question and len(self) else []

    def problems(self) -> list[Problem]:
        """All entries that can be found."""
        self.texts.settle()
        return [place.problem for place in self.texts.places if place is not None]

    def heed(self, own: Sequence[tuple[float, bool]]) -> None:
        """Takes the results of the self-evaluation: stated probabilities, and whether they came true (`preparing.py`)."""
        self._own, self._followed = tuple(own), (self._followed[0], -_OUTCOMES_PER_CALIBRATION)
        self.limits = limits(self._followed[0] or WRONG, own)

    def _take(self, entry: Entry, now: datetime) -> None:
        self._later.pop(entry.code, None)
        if entry.shown(now):
            self.put(Problem.of(entry))
            return
        self.remove(entry.code)
        if entry.state == "approved" and entry.valid_from is not None:
            self._later[entry.code] = (entry.valid_from, Problem.of(entry))

    def _take_due(self, now: datetime) -> None:
        due = [code for code, (valid_from, _problem) in self._later.items() if valid_from <= now]
        for code in due:
            self.put(self._later.pop(code)[1])
