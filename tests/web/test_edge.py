"""What a browser sends becomes what was said, however hostile it is."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.incoming.edge import MessageOrigin
from bot.web import parsing
from desk.files import File
from errors import BadInput

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
WANG = MessageOrigin("demo-7", "王丽", "zh")
KEY = "0123456789abcdef"
REPORT = File(id=12, kind="document", name="报告.pdf", mime="application/pdf", size=3)


def raw(files: list[File] | None = None, **frame: Any) -> dict[str, Any]:
    return parsing.pack({"key": KEY, **frame}, WANG, files or [])


def test_words_a_press_a_number_and_a_quotation() -> None:
    said = parsing.said(raw(text="打印机坏了", quoted="31"), NOW)
    assert (said.text, said.message, said.at, said.button) == ("打印机坏了", KEY, NOW, "")
    assert parsing.said(raw(button="c:take:1:2:"), NOW).button == "c:take:1:2:"
    typed = parsing.said(raw(phone="138 1234 5678", phone_proven=True), NOW)
    assert (typed.phone, typed.phone_proven) == ("138 1234 5678", False)  # CUS-4
    assert parsing.quoted(raw(text="x", quoted="31")) == "31"
    assert parsing.sender(raw(text="x")) == WANG


def test_files_are_named_by_their_rows() -> None:
    [file] = parsing.said(raw([REPORT]), NOW).attachments
    assert (file.file_id, file.kind, file.name, file.size) == (12, "document", "报告.pdf", 3)
    assert file.content is None


@pytest.mark.parametrize("length", [1, parsing.LONGEST])
def test_text_of_any_length_up_to_the_limit(length: int) -> None:
    assert len(parsing.said(raw(text="长" * length), NOW).text) == length


@pytest.mark.parametrize(
    "frame",
    [
        {},
        {"text": "   \n"},
        {"text": "x" * (parsing.LONGEST + 1)},
        {"text": ["a"]},
        {"text": {"a": 1}},
        {"text": 5},
        {"button": "b" * 65},
        {"phone": "1" * 41},
        {"text": "x", "key": "short"},
        {"text": "x", "key": "../../etc/passwd"},
        {"text": "x", "key": None},
        {"text": "x", "key": ["0123456789"]},
        {"text": "x", "key": "k" * 37},
        {"text": "x", "quoted": "q" * 65},
        {"text": "x", "quoted": 10**4000},
        {"text": "x", "quoted": ["37"]},
    ],
)
def test_what_cannot_be_a_message_is_refused_with_a_sentence(frame: dict[str, Any]) -> None:
    with pytest.raises(BadInput) as refused:
        parsing.said(raw(**frame), NOW)
    assert str(refused.value)


def test_a_quotation_that_is_no_name_is_refused() -> None:
    with pytest.raises(BadInput):
        parsing.quoted(raw(text="x", quoted=[1]))


def test_no_more_than_ten_files() -> None:
    assert len(parsing.said(raw([REPORT] * 10), NOW).attachments) == 10
    with pytest.raises(BadInput):
        parsing.said(raw([REPORT] * 11), NOW)
    with pytest.raises(BadInput):
        parsing.file_list({"files": "12"})


def test_what_no_database_can_keep_is_taken_out() -> None:
    assert parsing.said(raw(text="a\x00b\ud800c"), NOW).text == "ab?c"
