"""What was found, and what is decided of it: given as the answer, shown as likely, offered, or nothing (KB-3)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from kb.search.corpus import Problem
from kb.search.features import NAMES, Candidates
from kb.search.other_languages import Elsewhere
from kb.search.ranking import Ranked
from kb.search.thresholds import Decision, Thresholds, lead


@dataclass(frozen=True)
class Hit:
    """One entry that may answer; `score` is how likely it does, from 0 to 1; `elsewhere`: in another language than the question,
    and none in its own says the same."""

    code: str
    question: str
    product: str
    module: str
    kind: str
    solution: tuple[str, ...]
    score: float
    language: str
    elsewhere: bool = False

    @classmethod
    def of(cls, problem: Problem, score: float, *, elsewhere: bool = False) -> "Hit":
        return cls(
            code=problem.code,
            question=problem.question,
            product=problem.product,
            module=problem.module,
            kind=problem.kind,
            solution=problem.solution,
            score=score,
            language=problem.language,
            elsewhere=elsewhere,
        )


@dataclass(frozen=True)
class Answer:
    """`sure`: give the first hit as the answer; `likely`: show it as one that may be; `not_sure`: offer a choice; `nothing`:
    make it a ticket. `twice`: the sentence vectors were asked too."""

    decision: Decision
    probability: float
    hits: tuple[Hit, ...]
    twice: bool = False


NO_ANSWER = Answer(Decision.NOTHING, 0.0, ())


@dataclass(frozen=True)
class Found:
    """The candidates as they are ranked (None: there are none), and those of other languages."""

    ranked: Ranked | None
    candidates: Candidates
    elsewhere: Elsewhere = field(default_factory=Elsewhere)

    def answer(self, limits: Thresholds, limit: int) -> Answer:
        if self.ranked is None and not self.elsewhere.chances:
            return NO_ANSWER
        hits = tuple(islice(self._hits(), limit))
        first = hits[0]
        if first.elsewhere:
            rest = (hit.score for hit in hits[1:] if not hit.elsewhere)
            decision = limits.decide_elsewhere(first.score, max(rest, default=0.0))
            return Answer(decision, first.score, hits, self.twice)
        ahead = lead(first.score, self._following(hits), self._twin) if self.twice else 0.0
        decision = limits.decide(first.score, ahead=ahead, confirmed=self.elsewhere.confirms)
        return Answer(decision, first.score, hits, self.twice)

    @property
    def twice(self) -> bool:
        return self.candidates.names != NAMES

    @property
    def _twin(self) -> float:
        """How like the wordings of another candidate are to the first one's."""
        at = self.candidates.names.index("encoder.twin")
        return float(self.candidates.features[self.ranked.order[0], at]) if self.ranked else 0.0

    def _following(self, hits: tuple[Hit, ...]) -> float:
        """The probability of the next one; one of another language, whose chance is less exact, counts half."""
        language = self.candidates.question.language
        own = (hit.score for hit in hits[1:] if hit.language == language)
        return max([*own, *(hit.score / 2 for hit in hits[1:] if hit.elsewhere)], default=0.0)

    def _hits(self) -> Iterator[Hit]:
        """Best first."""
        others = [(one.place.problem, chance, True) for one, chance in self.elsewhere.chances]
        codes = {problem.code for problem, _chance, _elsewhere in others}
        own = zip(self.ranked.problems, self.ranked.scores, strict=True) if self.ranked else ()
        mine = [(problem, score, False) for problem, score in own if problem.code not in codes]
        for problem, score, elsewhere in sorted([*mine, *others], key=lambda one: -one[1]):
            yield Hit.of(problem, score, elsewhere=elsewhere)

    def reasons(self, limit: int) -> list[dict[str, float | str]]:
        """Of each candidate, its features by name; of those of other languages, what their chance rests on."""
        found = list[dict[str, float | str]]()
        for problem, score, at in zip(*self._ranks(), strict=True):
            features = dict(zip(self.candidates.names, map(float, self.candidates.features[at]), strict=True))
            found.append({"code": problem.code, "question": problem.question, "score": score, **features})
        for one, chance in self.elsewhere.chances[:1]:
            told = {f"language.{name}": value for name, value in (self.elsewhere.told or {}).items()}
            problem = one.place.problem
            found.append({"code": problem.code, "question": problem.question, "score": chance, **told})
        return sorted(found, key=lambda one: -float(one["score"]))[:limit]

    def _ranks(self) -> tuple[tuple[Problem, ...], tuple[float, ...], tuple[int, ...]]:
        ranked = self.ranked
        return (ranked.problems, ranked.scores, ranked.order) if ranked else ((), (), ())
