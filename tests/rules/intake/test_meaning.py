"""What is no problem is no problem: frozen phrases, and new ones (INT-8, INT-9)."""

import pytest

from benchmarks import phrases
from handlers.intake.intents import Wish
from handlers.intake.meaning import Meaning, meaning
from handlers.intake.topics import Topic
from kb.search.problem_base import ProblemBase

RIGHT, MISTAKEN = 0.93, 0.01  # at least, of what is no problem; at most, of problems


@pytest.fixture(scope="module")
def base() -> ProblemBase:
    return phrases.base()


@pytest.mark.parametrize("language", phrases.LANGUAGES)
async def test_frozen_phrases_are_taken_for_what_they_are(language: str, base: ProblemBase) -> None:
    missed = await phrases.wrong(language, base)
    assert phrases.share(language, missed, problems=False) >= RIGHT, missed
    assert 1 - phrases.share(language, missed, problems=True) <= MISTAKEN, missed


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("我那张工单现在进展如何了呀", Meaning(fact=Topic.STATUS)),
        ("has anybody looked into the ticket I sent in", Meaning(fact=Topic.STATUS)),
        ("加两个点大概多少费用", Meaning(fact=Topic.PRICE)),
        ("what would a second licence cost us", Meaning(fact=Topic.PRICE)),
        ("端午节你们放假吗", Meaning(fact=Topic.HOURS)),
        ("connect me with one of your experts", Meaning(wish=Wish.HUMAN)),
        ("祝你们节日快乐", Meaning(wish=Wish.REGARDS)),
        ("工单打印出来是空白", Meaning()),
        ("the price column is empty on the quote", Meaning()),
        ("营业时间在哪里改", Meaning()),
        ("not working again", Meaning()),
        ("真服了你们", Meaning()),
        ("you people are hopeless, what a joke", Meaning()),
    ],
)
async def test_new_words_are_compared_with_examples(text: str, meant: Meaning) -> None:
    assert await meaning(text, ProblemBase()) == meant
