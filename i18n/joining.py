"""What code puts together has the punctuation of the language spoken, as the texts of the catalogue have."""

from collections.abc import Iterable

from i18n import _


def listed(parts: Iterable[str]) -> str:
    """`a, b`; 甲、乙. What is empty is left out."""
    return _(", ").join(filter(None, parts))


def labelled(label: str, text: object) -> str:
    """`label: text`; 标签：内容."""
    return _("{label}: {text}").format(label=label, text=text)


def noted(text: str, note: object) -> str:
    """`text (note)`; 内容（备注）; without a note, the text."""
    return _("{text} ({note})").format(text=text, note=note) if note else text
