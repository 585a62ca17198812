"""One form for what people type in many."""

import pytest

from kb.text.english import Spelling, stem, tokens
from kb.text.normalise import LIMIT, error_codes, language_of, normalise
from kb.text.pinyin import syllable


@pytest.mark.parametrize(
    ("typed", "compared"),
    [
        ("你好，请问一下打印不出来，谢谢！", "打印不出来"),
        ("現金流量錶沒有數據", "现金流量表没有数据"),
        ("ＥＲＲＯＲ　Ｅ１００７", "error e1007"),
        ("Hi, can you tell me how to print? Thanks a lot", "how to print?"),
        ("zero\u200bwidth\x00 and\ttabs", "zerowidth and tabs"),
        ("谢谢", "谢谢"),  # nothing else was said
        ("thanks", "thanks"),
        ("", ""),
        ("\x00\u202e", ""),
        ("x" * 5000, "x" * LIMIT),
    ],
)
def test_normalise(typed: str, compared: str) -> None:
    assert normalise(typed) == compared


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("提示E1007怎么办", ("e1007",)),
        ("ORA-01017 and 0x80070005", ("ora01017", "0x80070005")),
        ("ERR_1234 ERR_1234", ("err1234",)),
        ("windows 10, 3 files, 2024", ()),
        ("", ()),
    ],
)
def test_error_codes(text: str, codes: tuple[str, ...]) -> None:
    assert error_codes(text) == codes


@pytest.mark.parametrize(("text", "language"), [("Excel 打不开", "zh"), ("Excel", "en"), ("", "en")])
def test_language(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    "alike",
    [
        ("print", "prints", "printing", "printed"),
        ("charge", "charges", "charging", "charged"),
        ("stop", "stopped", "stopping"),
        ("entry", "entries"),
    ],
)
def test_forms_of_one_word_meet(alike: tuple[str, ...]) -> None:
    assert len({stem(word) for word in alike}) == 1


@pytest.mark.parametrize("alike", ["中宗", "星心", "年连", "湖福", "是四", "热乐"])
def test_near_sounds_meet(alike: str) -> None:
    assert len({syllable(char) for char in alike}) == 1


def test_denials_meet() -> None:
    assert tokens("can't") == tokens("cant") == tokens("cannot") == ("can", "not")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("pasword", ("password",)),
        ("passwordd", ("password",)),
        ("pasword reset", ("password", "reset")),
        ("passwodr", ("password",)),
        ("pass word", ("password",)),
        ("passwordreset", ("password", "reset")),
        ("xylophone", ("xylophone",)),
    ],
)
def test_slips_are_set_right_by_the_bases_words(typed: str, meant: tuple[str, ...]) -> None:
    spelling = Spelling()
    spelling.learn(("password", "reset", "login"))
    assert spelling.corrected(tokens(typed)) == meant
    spelling.forget(("password", "reset", "login"))
    assert spelling.corrected(("pasword",)) == ("pasword",)
