"""Choices of a question, page by page: a long list is browsed by pages, or filtered by a word."""

from collections.abc import Sequence
from dataclasses import dataclass

from i18n import _

Options = Sequence[tuple[str, str]]  # key → label
ALL = 12  # so many are shown at once
PAGE = 10


@dataclass(frozen=True)
class Shown:
    options: Options
    turning: Sequence[tuple[int, str]]  # the page, and its label


def found(options: Options, words: str) -> Options:
    """Choices with these words in label or key; none if all choices fit on one page."""
    sought = words.strip().lower()
    if not sought or len(options) <= ALL:
        return []
    return [(key, label) for key, label in options if sought in label.lower() or sought in key.lower()]


def shown(options: Options, page: int, sought: str) -> Shown:
    """One page of all, or of what was found."""
    these = found(options, sought) or options
    if len(options) <= ALL:
        return Shown(options, [])
    last = (len(these) - 1) // PAGE
    page = min(page, last)
    turning = [(page - 1, "◀")] if page else []
    turning += [(page + 1, f"{page + 1}/{last + 1} ▶")] if page < last else []
    return Shown(these[page * PAGE : (page + 1) * PAGE], turning)


def hint() -> str:
    return _("Turn the pages, or write a part of the name.")
