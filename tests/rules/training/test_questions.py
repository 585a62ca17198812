"""Questions as people bring them: tables, Moodle GIFT and Aiken; what cannot be meant is told (TRN-3)."""

from datetime import UTC, datetime
from typing import Any

import pytest

from desk.training import question_table, question_texts
from desk.training.question_bank import ExamKind, check
from desk.training.question_texts import gift, gift_file, is_aiken, is_text
from errors import BadInput
from kb.files.reading import Row

NOW = datetime(2026, 3, 2, tzinfo=UTC)
GIFT = r"""// a remark
$CATEGORY: $course$/ERP/凭证

::Q1::新增凭证按哪个键？ {=F5 #right ~F8 ~F12 ####F5 新增。}

::Q2::[html]What must a voucher have \{at least\}? {~%50%date ~%50%summary ~%-100%picture}

结账后还能改凭证。{FALSE}

::Q4::含税多少元？ {#113:0.5}

::Q5::a range {#1..5}

::Q6::several {#=1822:0 =%50%1822:2}

$CATEGORY: 结账
::Q7::月末把损益转走的操作叫什么？ {=结转损益 =损益结转}

Two plus two {=four ~five} is easy.

::Q9::match {=a -> b =c -> d}

::Q10::essay {}

no answer at all
"""
AIKEN = """新增凭证按哪个键？
A. F5
B) F8
ANSWER: A

Which is
even?
A. 1
B. 2
C. 3
ANSWER: B

A broken one
A. 1
ANSWER: C
"""


def rows(text: str) -> list[Row]:
    return question_texts.read(text).rows


def question(row: Row) -> Any:
    found = question_table.read(row, 1, NOW)
    check(found)
    return found


def test_gift_says_what_moodle_means() -> None:
    """TRN-3: kinds, right answers, topics, tolerance and remarks; what the bank has no kind for is told by its line."""
    assert is_text(GIFT)
    found = rows(GIFT)
    good = {row["code"]: question(row) for row in found if not row.fault}
    assert [(c, q.kind, q.right) for c, q in good.items() if c in ("Q1", "Q2", "Q4", "Q7")] == [
        ("Q1", ExamKind.SINGLE, [0]),
        ("Q2", ExamKind.MULTI, [0, 1]),
        ("Q4", ExamKind.NUMBER, ["113"]),
        ("Q7", ExamKind.SHORT, ["结转损益", "损益结转"]),
    ]
    assert (good["Q1"].topic, good["Q1"].why, good["Q7"].topic) == ("凭证", "F5 新增。", "结账")
    assert good["Q2"].words == "What must a voucher have {at least}?"
    assert (good["Q4"].tolerance, good["Q5"].right, good["Q5"].tolerance) == ("0.5", ["3"], "2")
    assert good["Q6"].right == ["1822"]
    assert "Two plus two _____ is easy." in [q.words for q in good.values()]
    assert [q.right for q in good.values() if q.kind is ExamKind.TRUE_FALSE] == [["false"]]
    assert [(row.line, row.fault) for row in found if row.fault] == [
        (21, "matching is not in the question bank"),
        (23, "essays are not in the question bank"),
        (25, "there is no answer in braces"),
    ]


def test_aiken_and_the_same_words_are_the_same_question() -> None:
    """TRN-3"""
    assert is_aiken(AIKEN)
    assert not is_text('{"code": "Q", "text": "a {b}"}')
    first, second, broken = rows(AIKEN)
    assert (question(first).options, question(first).right) == (["F5", "F8"], [0])
    assert (question(second).words, question(second).right) == ("Which is even?", [1])
    assert (broken.line, broken.fault) == (13, "the right answer is none of the options")
    assert rows(AIKEN)[0]["code"] == first["code"]
    assert rows("only words\nANSWER: A\nmore")[1].fault == "there is no line “ANSWER:”"


def test_gift_goes_out_and_comes_in_the_same() -> None:
    """TRN-3: also with signs that GIFT itself uses."""
    asked = {
        "code": "Q=1",
        "text": "a ~ {b}: c#?\nd",
        "options": "x=1|y~2",
        "right": "B",
        "why": "so: #1",
        "topic": "t",
    }
    first = question(Row(1, asked))
    [again] = rows("\n".join(gift_file([first])))
    back = question(again)
    assert back.content == {**first.content, "level": 1}
    multi = question(Row(1, {"code": "M", "kind": "multi", "text": "m", "options": "a|b|c", "right": "AC"}))
    assert question(rows(gift(multi))[0]).right == [0, 2]


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"code": "", "text": "a"}, "a question needs a code of at most 60 characters"),
        ({"code": "Q", "text": "", "options": "a|b", "right": "A"}, "the question has no text"),
        ({"code": "Q", "text": "a", "options": "a|b", "right": "C"}, "the right answer is none of the options"),
        ({"code": "Q", "text": "a", "options": "a|b", "right": ""}, "the right answer is none of the options"),
        ({"code": "Q", "text": "a", "options": "a|b", "right": "AB"}, "exactly one option is right"),
        ({"code": "Q", "text": "a", "options": "a|a", "right": "A"}, "two options are the same"),
        ({"code": "Q", "text": "a", "options": "a", "right": "A"}, "there are 2 to 10 options"),
        ({"code": "Q", "text": "a", "options": "a|b", "options_en": "a", "right": "A"}, "the English options are not as many as the others"),
        ({"code": "Q", "text": "a", "kind": "对错"}, "I do not know 对错"),
        ({"code": "Q", "text": "a", "kind": "true_false", "right": "maybe"}, "the right answer is true or false"),
        ({"code": "Q", "text": "a", "kind": "true_false", "right": "对", "options": "a|b"}, "only questions with one or several answers have options"),
        ({"code": "Q", "text": "a", "kind": "number", "right": "many"}, "Please write a number."),
        ({"code": "Q", "text": "a", "kind": "number", "right": "1", "tolerance": "-1"}, "the tolerance is not below zero"),
        ({"code": "Q", "text": "a", "kind": "short", "right": ""}, "a short answer has 1 to 20 ways to say it"),
        ({"code": "Q", "text": "a", "options": "a|b", "right": "A", "level": "4"}, "the level is 1, 2 or 3"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_told(cells: dict[str, str], fault: str) -> None:
    """TRN-3: a question that nobody could answer rightly is refused with the reason."""
    with pytest.raises(BadInput, match="^" + fault.split(":")[0].replace("(", r"\(")):
        question(Row(1, cells))


@pytest.mark.parametrize(
    ("kind", "right", "kept"),
    [
        ("multi", "C, A", [0, 2]),
        ("multi", "a、c", [0, 2]),
        ("single", "two", [1]),
        ("multi", "one|three", [0, 2]),
    ],
)
def test_right_answers_as_people_write_them(kind: str, right: str, kept: list[int]) -> None:
    """TRN-3"""
    cells = {"code": "Q", "text": "a", "kind": kind, "options": "one|two|three", "right": right}
    assert question(Row(1, cells)).right == kept


def test_gift_without_empty_lines_and_aiken_in_small_letters() -> None:
    """TRN-3: as people write them; five questions are not one."""
    text = (
        "::a::一 {=x ~y}\n二 {T}\n$CATEGORY: t\n::c::三 {\n=x\n~y\n}\n::d::四 {#1}\n\nThe {=a ~b} is\nhere.\n"
    )
    assert [(row.line, row["code"][:1], row["topic"]) for row in question_texts.read(text).rows] == [
        (1, "a", ""), (2, "Q", ""), (4, "c", "t"), (8, "d", "t"), (10, "Q", "t"),
    ]  # fmt: skip
    [small, chinese] = question_texts.read(
        "Which?\na) x\nb) y\nAnswer: b.\n\n哪个？\nA、甲\nB、乙\n答案：B\n"
    ).rows
    assert (small["right"], chinese["right"]) == ("B", "B")
