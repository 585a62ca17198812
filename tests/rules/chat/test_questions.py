"""A question with buttons takes their labels, their places and a yes or a no, in both languages (INT-1)."""

from datetime import UTC, datetime

import pytest

from errors import BadInput
from handlers.chat.incoming import Said
from handlers.chat.questions import Choice

NOW = datetime(2026, 3, 2, tzinfo=UTC)
RECORDS = [("3", "甲"), ("1", "乙"), ("2", "丙")]  # a key is the number of a record, and nobody sees it
OFFER = [("yes", "✅ Yes, please"), ("no", "It is something else")]
BOTH = [("same", "✅ 对，是同一个"), ("other", "❌ 不是，继续")]
SEATS = [("five", "5"), ("one", "1"), ("two", "2")]  # their labels are numbers themselves


@pytest.mark.parametrize(
    ("options", "words", "key"),
    [
        (RECORDS, "1", "3"), (RECORDS, "2", "1"), (RECORDS, "3", "2"), (RECORDS, "乙", "1"), (RECORDS, "yes", None), (RECORDS, "4", None),
        (OFFER, "yes", "yes"), (OFFER, "ok", "yes"), (OFFER, "nope", "no"), (OFFER, "no", "no"), (OFFER, "2", "no"), (OFFER, "不是", "no"), (OFFER, "maybe", None),
        (BOTH, "嗯", "same"), (BOTH, "好的", "same"), (BOTH, "不是", "other"), (BOTH, "nope", "other"), (BOTH, "1", "same"),
        (SEATS, "1", "one"), (SEATS, "5", "five"), (SEATS, "3", "two"),
        ([("a", "🔨 More"), ("b", "📅 Later")], "no", None),
    ],
)  # fmt: skip
def test_words_for_a_button(options: list[tuple[str, str]], words: str, key: str | None) -> None:
    question = Choice("?", options=options)
    if key is None:
        with pytest.raises(BadInput):
            question.answer(Said(text=words, at=NOW))
    else:
        assert question.answer(Said(text=words, at=NOW)) == key
