"""A typed score is a survey's answer; other words that begin with a number are not (VIS-3)."""

import pytest

from handlers.surveys.scores import read


@pytest.mark.parametrize(
    ("words", "score", "rest"),
    [
        ("5", 5, ""), ("5分", 5, ""), ("５分", 5, ""), ("非常满意", 5, ""), ("1分，太差了", 1, "太差了"), ("四星", 4, ""), ("打3分", 3, ""), ("给个5分吧", 5, ""),
        ("⭐⭐⭐⭐", 4, ""), ("不满意", 2, ""), ("不满意，等太久", 2, "等太久"), ("满意", 4, ""), ("4 stars", 4, ""), ("5/5", 5, ""), ("5 out of 5!", 5, ""),
        ("very satisfied", 5, ""), ("2, too slow", 2, "too slow"), ("not satisfied", 2, ""), ("6", 0, ""), ("10", 0, ""), ("3台电脑都打不开", 0, ""),
        ("5个用户登不上", 0, ""), ("1号机报错", 0, ""), ("满意度调查模块打不开", 0, ""), ("一般纳税人报表", 0, ""), ("2 printers are offline", 0, ""),
        ("", 0, ""), ("打不开", 0, ""), ("还行吧", 3, ""), ("不太满意，太慢了", 2, "太慢了"), ("not bad", 3, ""), ("good", 0, ""), ("很好", 0, ""),
    ],
)  # fmt: skip
def test_scores_in_words(words: str, score: int, rest: str) -> None:
    assert read(words, 5) == (score, rest)


@pytest.mark.parametrize(
    ("words", "score", "rest"),
    [
        ("很好", 5, ""), ("挺好的", 4, ""), ("不好，没人回", 2, "没人回"), ("good", 4, ""), ("Very good!", 5, ""), ("bad, nobody came", 2, "nobody came"), ("还行吧", 3, ""),
        ("好久不见", 0, ""), ("good grief", 0, ""), ("可以打印", 0, ""),
    ],
)  # fmt: skip
def test_where_a_score_is_asked_plain_words_are_one(words: str, score: int, rest: str) -> None:
    assert read(words, 5, asked=True) == (score, rest)
