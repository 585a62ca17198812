"""KB-3: answering follows the wished share of wrong answers, and what came of this desk's own answers."""

import random

from sqlalchemy.ext.asyncio import AsyncSession

from kb.base import outcomes
from kb.search.problem_base import ProblemBase
from kb.search.thresholds import Decision, limits
from tests.kb.conftest import NOW


def answers(count: int, right: float, seed: int = 1) -> list[tuple[float, bool]]:
    """Probabilities as they are stated, coming true more (`right` above 0) or less often than stated."""
    chance = random.Random(seed)
    stated = [chance.random() for _ in range(count)]
    return [(one, chance.random() < one + right * (1 - one if right > 0 else 1)) for one in stated]


def wrong(seen: list[tuple[float, bool]], sure_from: float) -> float:
    given = [right for stated, right in seen if stated >= sure_from]
    return 1 - sum(given) / len(given) if given else 0.0


def test_who_wishes_fewer_wrong_answers_gets_fewer_answers() -> None:
    assert limits(0.02).sure_from > limits(0.05).sure_from > limits(0.1).sure_from


def test_wrong_answers_hold_back_the_next_ones() -> None:
    for seed in range(10):
        assert limits(0.05, answers(1_500, -0.1, seed)).sure_from > limits(0.05).sure_from
        assert limits(0.05, answers(1_500, -0.3, seed)).decide(0.98) is Decision.NOT_SURE


def test_more_is_answered_only_once_it_is_proven() -> None:
    assert limits(0.05, answers(60, 0.7)).sure_from == limits(0.05).sure_from
    for seed in range(10):
        found = limits(0.05, answers(2_000, 0.7, seed))
        assert found.sure_from < limits(0.05).sure_from
        assert wrong(answers(20_000, 0.7, seed + 100), found.sure_from) <= 0.06


def test_wrong_answers_alone_end_the_answering() -> None:
    assert limits(0.05, [(0.999, False)] * 50).decide(0.999) is Decision.NOT_SURE


async def test_a_running_base_follows_its_outcomes(session: AsyncSession) -> None:
    """Only answers whose probability was stated count, and one angry person counts once."""
    base = ProblemBase()
    await base.follow(session, 0.05)
    assert base.limits == limits(0.05)
    for _ in range(60):
        await outcomes.record(session, "it jams", "not_solved", NOW, entry_code="A", person_id=1, stated=0.97)
        await outcomes.record(session, "it jams", "not_solved", NOW, entry_code="A", person_id=2)
    await base.follow(session, 0.05)
    assert base.limits == limits(0.05, [(0.97, False)])
    for person in range(60):
        await outcomes.record(
            session, "it jams", "not_solved", NOW, entry_code="A", person_id=person, stated=0.97
        )
    await base.follow(session, 0.05)
    assert base.limits.decide(0.97) is Decision.NOT_SURE
    await base.follow(session, 0.1)
    assert base.limits.sure_from == limits(0.1, [(0.97, False)] * 60).sure_from
