"""One question, made from what tells the candidates apart (KB-2)."""

from kb.search.clarify import Candidate, Clarifying, clarify


def candidate(code: str, product: str, module: str) -> Candidate:
    return Candidate(code, f"question {code}", "", product, module, "technical")


A1, A2, A3 = (
    candidate(code, "A", module) for code, module in (("a1", "print"), ("a2", "print"), ("a3", "login"))
)
B1, C1, D1 = (candidate(f"{product}1", product, "print") for product in "BCD")


def test_two_products_are_asked_for() -> None:
    assert clarify([A1, B1, A3]) == Clarifying("product", {"A": [A1, A3], "B": [B1]})


def test_the_one_product_they_have_is_known() -> None:
    assert clarify([A1, A2, A3], owned=["A"]) == Clarifying("module", {"print": [A1, A2], "login": [A3]})
    assert clarify([A1, B1], owned=["A"]) is None


def test_one_module_leaves_the_questions_themselves() -> None:
    assert clarify([A1, A2]) is None
    assert clarify([A1]) is None
    assert clarify([]) is None


def test_what_is_not_said_of_an_entry_is_not_asked_for() -> None:
    assert clarify([A1, candidate("x", "", "print")]) is None
    assert clarify([A1, candidate("y", "A", "")], owned=["A"]) is None


def test_too_many_answers_are_no_question() -> None:
    """The likeliest ones are asked apart instead."""
    assert clarify([A1, B1, C1, D1]) == Clarifying("product", {"A": [A1], "B": [B1], "C": [C1]})
