"""What code puts together has the punctuation of the language spoken, as the texts of the catalogue have."""

from collections.abc import Iterable
from functools import reduce

from i18n import _


def listed(parts: Iterable[str]) -> str:
    """`a, b`; 甲、乙. What is empty is left out."""
    return _(", ").join(filter(None, parts))


def sentences(*parts: str) -> str:
    """`One. Two.`; 一。二。 What is empty is left out."""
    told = [part for part in parts if part]
    return reduce(lambda one, two: _("{one} {two}").format(one=one, two=two), told) if told else ""


def labelled(label: str, text: object) -> str:
    """`label: text`; 标签：内容; after a question no colon."""
    if label.endswith("?"):
        return f"{label} {text}"
    if label.endswith("？"):
        return f"{label}{text}"
    return _("{label}: {text}").format(label=label, text=text)


def noted(text: str, note: object) -> str:
    """`text (note)`; 内容（备注）; without a note, the text."""
    return _("{text} ({note})").format(text=text, note=note) if note else text


def cut(text: str, longest: int) -> str:
    """At most so many characters; what is cut off ends in …."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def one_line(text: str, longest: int) -> str:
    """The same, of a text of several lines."""
    return cut(" ".join(text.split()), longest)
