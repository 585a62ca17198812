"""The index: what it finds is what a slow look at every row finds, however the base came to be."""

import random
from dataclasses import replace

import numpy as np
import pytest

from kb.search import corpus as kb_texts
from kb.search.corpus import Texts
from kb.search.ngrams import VIEWS, grams
from kb.search.postings import joined
from kb.search.problem_base import Problem, ProblemBase
from kb.text.english import tokens

WORDS = [
    "invoice",
    "printer",
    "login",
    "tax",
    "report",
    "stock",
    "发票",
    "打印",
    "登录",
    "税率",
    "报表",
    "库存",
    "缓慢",
    "错误",
]


def problem(number: int, chance: random.Random) -> Problem:
    said = [" ".join(chance.sample(WORDS, 4)) for _ in range(chance.randrange(1, 5))]
    return Problem(
        code=f"P{number}", question=said[0], variants=tuple(said[1:]), solution=("restart", "重启")
    )


def asked(texts: Texts, text: str) -> list[tuple[str, float]]:
    """Every entry with the best blend of its rows, by a slow look at all of them."""
    texts.settle()
    question = texts.index.asked(grams([(text, tokens(text))], texts.symbols.known))
    rows = np.flatnonzero(texts.alive)
    blend = texts.index.compare(question, rows).blend
    best = dict[str, float]()
    for owner, likeness in zip(texts.owners[rows].tolist(), blend.tolist(), strict=True):
        place = texts.places[owner]
        assert place is not None
        best[place.problem.code] = max(best.get(place.problem.code, 0.0), round(likeness, 6))
    return sorted(best.items())


def nearest(texts: Texts, text: str) -> list[int]:
    question = texts.index.asked(grams([(text, tokens(text))], texts.symbols.known))
    return [int(row) for row in texts.index.nearest(question, texts.alive, 20)]


@pytest.mark.parametrize("seed", range(5))
def test_a_base_that_was_changed_often_answers_as_a_new_one(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """KB-1: an entry added, changed or retired is there or gone at once."""
    monkeypatch.setattr(kb_texts, "_COMPACT", 30)
    chance, changed, now = random.Random(seed), Texts(), dict[str, Problem]()
    for _ in range(200):
        one = problem(chance.randrange(40), chance)
        if chance.random() < 0.3:
            changed.remove(one.code)
            now.pop(one.code, None)
        else:
            changed.add(one)
            now[one.code] = one
        if chance.random() < 0.3:
            changed.settle()
    fresh = Texts()
    for one in now.values():
        fresh.add(one)
    assert len(changed) == len(now)
    for text in ("invoice 打印 缓慢", "login error", "库存 report tax"):
        assert asked(changed, text) == asked(fresh, text)
        found = {changed.places[changed.owners[row]] for row in nearest(changed, text)}
        assert None not in found


def test_the_quick_look_finds_what_the_slow_one_does() -> None:
    chance, texts = random.Random(1), Texts()
    for number in range(300):
        texts.add(problem(number, chance))
        if number % 20 == 0:
            texts.settle()
    for text in ("invoice 打印 缓慢 tax", "login 错误 stock printer"):
        texts.settle()
        question = texts.index.asked(grams([(text, tokens(text))], texts.symbols.known))
        blend = texts.index.compare(question, np.arange(len(texts.index))).blend
        assert min(blend[nearest(texts, text)[:5]]) > np.sort(blend)[-5] - 0.01


def test_a_text_is_most_like_itself() -> None:
    texts = Texts()
    for number, words in enumerate(("发票打印不出来", "the printer prints blank pages", "登录报错 e1007")):
        texts.add(Problem(code=str(number), question=words))
        assert dict(asked(texts, words))[str(number)] == pytest.approx(1, abs=1e-5)


def test_short_lists_are_joined_into_long_ones() -> None:
    stretches = [range(100), range(100, 120), range(120, 125), range(125, 126)]
    assert joined(stretches) == stretches
    assert joined([*stretches, range(126, 160)]) == [range(160)]


def test_every_view_has_grams() -> None:
    texts = Texts()
    found = grams([("发票 printer", ("printer",))], texts.symbols.learnt)
    assert set((found.keys >> 60).tolist()) == set(range(len(VIEWS)))


def test_wordings_that_were_learnt_are_found_and_never_shown() -> None:
    base = ProblemBase([Problem(code="A", question="Printing fails", solution=("Restart it",))])
    base.put(replace(base.texts.get("A") or Problem("", ""), learnt=("the bunny thing eats my paper",)))
    (hit, *_others) = base.search("bunny thing eats paper").hits
    assert hit.code == "A"
    assert "bunny" not in str(hit)
