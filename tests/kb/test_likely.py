"""KB-2, KB-3: what may be it and stands far ahead is shown as that; entries in another language beside the own ones."""

from dataclasses import replace

import numpy as np
import pytest

from kb.search import other_languages
from kb.search.corpus import Place, Problem
from kb.search.features import NAMES, Candidates, PreparedQuestion
from kb.search.other_languages import weighed
from kb.search.problem_base import ProblemBase
from kb.search.ranking import ranked
from kb.search.second_look import Foreign
from kb.search.thresholds import LIKELY_FROM, Decision, lead, limits
from tests.kb.test_search import PROBLEMS

PLACE = Place(Problem("Z1", "打印出来空白"), ("打印出来空白",))


@pytest.mark.parametrize(
    ("probability", "following", "twin", "confirmed", "decision"),
    [
        (0.97, 0.02, 0.9, False, Decision.SURE),
        (0.80, 0.02, 0.5, False, Decision.LIKELY),
        (0.85, 0.18, 0.5, False, Decision.LIKELY),
        (0.80, 0.18, 0.5, False, Decision.NOT_SURE),  # the next one is near
        (0.80, 0.02, 0.92, False, Decision.NOT_SURE),  # it has a twin
        (0.64, 0.02, 0.5, False, Decision.NOT_SURE),
        (0.55, 0.02, 0.5, True, Decision.LIKELY),  # the other language's nearest says the same
        (0.50, 0.02, 0.5, True, Decision.NOT_SURE),
        (0.05, 0.00, 0.0, True, Decision.NOTHING),
    ],
)
def test_one_far_ahead_is_shown_as_likely(
    probability: float, following: float, twin: float, confirmed: bool, decision: Decision
) -> None:
    ahead = lead(probability, following, twin)
    assert limits().decide(probability, ahead=ahead, confirmed=confirmed) is decision


@pytest.mark.parametrize(
    ("chance", "own", "decision"),
    [
        (0.99, 0.0, Decision.LIKELY),  # never as sure
        (0.5, 0.3, Decision.LIKELY),
        (0.5, 0.45, Decision.NOT_SURE),
        (0.4, 0.0, Decision.NOT_SURE),
        (0.15, 0.05, Decision.NOTHING),
        (0.15, 0.14, Decision.NOT_SURE),
    ],
)
def test_of_another_language_it_is_likely_at_most(chance: float, own: float, decision: Decision) -> None:
    assert limits().decide_elsewhere(chance, own) is decision


def test_a_base_that_gets_its_own_wordings_wrong_shows_less() -> None:
    """Near twins, or outcomes: what was shown as likely and was wrong too often."""
    assert limits(0.05, [(0.8, True)] * 60).likely_from == LIKELY_FROM
    assert limits(0.05, [(0.8, False)] * 60).likely_from > 0.8


def near(like: float, three: float, *same: float) -> Foreign:
    return Foreign(PLACE, like, three, same)


@pytest.mark.parametrize(
    ("found", "own", "likely"),
    [
        ([near(0.65, 0.55, 0.2), near(0.45, 0.4, 0.2)], 0.2, True),
        ([near(0.46, 0.40, 0.3), near(0.45, 0.4, 0.2)], 0.2, False),  # no nearer than the next
        ([near(0.40, 0.20, 0.2), near(0.25, 0.2, 0.2)], 0.2, False),  # not near
        ([near(0.65, 0.55, 0.6), near(0.45, 0.4, 0.2)], 0.2, False),  # the own language has it
        ([], 0.2, False),
    ],
)
def test_what_only_another_language_has(found: list[Foreign], own: float, likely: bool) -> None:
    chances = weighed(found, own).chances
    shown = bool(chances) and limits().decide_elsewhere(chances[0][1], own) is Decision.LIKELY
    assert shown is likely


def test_the_other_language_confirms_what_it_says_too() -> None:
    assert weighed([near(0.5, 0.4, 0.55), near(0.4, 0.3, 0.1)], 0.5).confirms
    assert not weighed(
        [near(0.5, 0.4, 0.1, 0.55), near(0.4, 0.3, 0.1, 0.1)], 0.5
    ).confirms  # it is the second one
    assert not weighed([near(0.5, 0.4, 0.55), near(0.49, 0.4, 0.1)], 0.5).confirms
    assert not weighed([near(0.6, 0.5, 0.55), near(0.59, 0.5, 0.6)], 0.5).chances[1:]
    assert weighed([near(0.6, 0.5, 0.55), near(0.59, 0.5, 0.6)], 0.5).chances[0][0].same == (
        0.55,
    )  # says it less well
    assert len(weighed([near(0.6, 0.6, 0.1)] * 9, 0.1).chances) <= other_languages.OFFERED


def test_where_an_own_entry_is_likely_an_unlikely_one_of_another_language_is_not_offered() -> None:
    said = [near(0.36, 0.25, 0.2), near(0.34, 0.1, 0.2)]
    assert 0.12 < weighed(said, 0.3).chances[0][1] < 0.19
    assert not weighed(said, 0.95).chances
    assert not weighed(said, 0.15).chances  # nor before one of the own language that is less likely still


def test_an_own_entry_counts_more_where_the_other_language_says_it_too() -> None:
    """It comes first then, and is stated no higher than the first one was."""
    places = [Place(Problem(code, code), (code,)) for code in ("first", "second", "third")]
    candidates = Candidates(PreparedQuestion("", (), (), "en"), places, np.zeros((3, len(NAMES))))
    before = ranked(candidates, np.array([0.5, 0.45, 0.02]), np.zeros(3))
    said = [near(0.7, 0.6, 0.2, 0.8), near(0.3, 0.3, 0.5, 0.1)]
    after = other_languages.supported(candidates, before, [0, 1], said)
    assert [problem.code for problem in after.problems] == ["second", "first", "third"]
    assert after.probability <= before.probability
    assert other_languages.supported(candidates, before, [0, 1], [near(0.7, 0.6, 0.2, 0.1)]) is before


def test_the_same_words_again_are_found_anew_once_an_entry_has_changed() -> None:
    base = ProblemBase(PROBLEMS)
    first = base.search(PROBLEMS[0].question).hits[0]
    assert base.search(PROBLEMS[0].question).hits[0] == first
    base.put(replace(PROBLEMS[0], solution=("another one",)))
    assert base.search(PROBLEMS[0].question).hits[0].solution == ("another one",)
    base.remove(PROBLEMS[0].code)
    assert base.search(PROBLEMS[0].question).hits[0].code != PROBLEMS[0].code


def test_without_vectors_nothing_is_shown_as_likely() -> None:
    """A base without vectors answers as before."""
    base = ProblemBase(PROBLEMS)
    asked = [problem.question[:cut] for problem in PROBLEMS for cut in (4, 6, 9, 14, 20)]
    answers = [base.search(text) for text in asked]
    assert {answer.decision for answer in answers} <= {Decision.SURE, Decision.NOT_SURE, Decision.NOTHING}
    assert any(LIKELY_FROM <= answer.probability < base.limits.sure_from for answer in answers)
    assert not any(hit.elsewhere for answer in answers for hit in answer.hits)
