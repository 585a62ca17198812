"""Papers: what the font has not is marked and explained, and the company's name stands on each."""

from datetime import UTC, datetime

from documents.pdf import MARK, Paper
from i18n import speaking

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def test_what_the_font_has_not_is_marked_and_never_left_out() -> None:
    with speaking("en"):
        paper = Paper("𠮷野家", "", NOW)
        assert paper._shown("Emoji 😀, 한, ا and 囍\u200b") == f"Emoji {MARK}, {MARK}, {MARK} and 囍"
        assert paper._lacking
        assert paper.content().startswith(b"%PDF")


def test_nothing_is_said_of_marks_where_there_are_none() -> None:
    paper = Paper("Report", "", NOW)
    paper.text("苏州 Øyvind")
    assert not paper._lacking
