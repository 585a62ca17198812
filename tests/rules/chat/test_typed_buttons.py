"""Which button of a card is meant by a yes or a no (HOT-10): words are as good as buttons, and never press what was not asked."""

from datetime import UTC, datetime

import pytest

from handlers.chat.message import Button
from handlers.chat.typed_buttons import meant

NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("card", "yes", "no"),
    [
        ("✅ Solved|❌ Not solved", 0, 1),
        ("✅ That suits me|🤷 Another time", 0, 1),
        ("✅ Still coming|✖ Cannot come|👥 Colleagues too", 0, 1),
        ("✅ Agree|✖ Decline", 0, 1),
        ("✅ That is right|✏️ Not quite", 0, 1),
        ("🙋 Take the seat|⏭ Pass", 0, 1),
        ("🙋 Register me|👥 Colleagues too|⏭ Not interested", 0, 2),
        ("🙋 I need help|💬 Write", None, None),
        ("➕ Add something|✖ Cancel it", None, None),
        ("✅ Agree|💬 Let us talk|⏳ Not now", None, None),
        ("⬇️ We install it now|🧰 Please install it for us|⏰ Later|✖ Not this one", None, None),
        ("👌 I follow it up|✅ It is valid|✖ Not valid|🙋 It is about me|💬 Write|⋯ More", None, None),
        ("✅ All right|✏️ Name|✏️ Phone|✏️ Licence|🙅 We did not buy this", 0, None),
        ("✅ It takes place|➕ Register somebody|💺 Seats|✖ Cancel the class", None, None),
    ],
)
def test_yes_and_no(card: str, yes: int | None, no: int | None) -> None:
    buttons = [Button(label, f"c:{at}") for at, label in enumerate(card.split("|"))]
    for at, said in ((yes, ("yes", "ok", "嗯", "对")), (no, ("no", "nope", "不是"))):
        for words in said:
            assert meant(buttons, words, NOW) == (None if at is None else f"c:{at}"), words


def test_a_label_is_meant_without_its_mark() -> None:
    buttons = [Button(label, label) for label in ("✅ 同意", "💬 再谈谈", "⏳ 暂不")]
    assert meant(buttons, "同意", NOW) == "✅ 同意"
    assert meant(buttons, "暂不", NOW) == "⏳ 暂不"
