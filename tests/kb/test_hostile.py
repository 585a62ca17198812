"""Whatever a chat can carry, thrown at the search: a short, seeded version of `make hostile`."""

from collections import Counter

from benchmarks.hostile import inputs
from benchmarks.scale import problems
from kb.search.problem_base import Decision, Problem, ProblemBase


def test_no_input_breaks_the_search() -> None:
    base = ProblemBase(problems(500))
    decisions = Counter(base.search(text).decision for text in inputs(1_500, seed=7))
    assert decisions[Decision.NOTHING] > 500


def test_what_says_nothing_has_no_answer() -> None:
    base = ProblemBase(problems(500))
    for text in ("", " ", "\x00", "\u200b\u202e", "？？？", "👩‍👩‍👧", "<>{}", "\n\n\t"):
        assert base.search(text).hits == ()


def test_an_entry_without_a_letter_that_is_known_breaks_nothing() -> None:
    """Alone in its list: written in chat, while the others were there already."""
    base = ProblemBase([Problem("A", "The printer jams")])
    assert base.search("printer jams").hits[0].code == "A"
    base.put(Problem("B", "الطابعة لا تعمل"))
    assert base.search("printer jams").hits[0].code == "A"
    assert ProblemBase([Problem("B", "؟؟؟")]).search("printer jams").hits == ()
