"""The texts read well in both languages: punctuation, plurals, blanks; what code joins has the language's signs, too."""

import ast
import re
from pathlib import Path

import pytest

from i18n import ngettext, speaking
from i18n.joining import labelled, listed, noted
from i18n.spacing import Text
from tests.documents.test_language import texts
from tools.messages import translated

ROOT = Path(__file__).parents[2]
HAN = "[\u4e00-\u9fff]"
MIXED = re.compile(rf"(?:{HAN}|\}})[,:;!?](?!//)|[,;:!?](?:{HAN}|\{{)|{HAN}\(|\){HAN}|{HAN}\.(?!\w)")
EXAMPLES = {"|=;,", "Mon-Fri"}  # signs as a person has to type them
COUNTED = re.compile(
    r"\{(?:n|m|count|number|asked|again)\} (?:open |new |more )?(files|photos|tickets|customers|complaints|rows|entries|visits|alerts|contacts"
    r"|reports|messages|wordings|months|days|hours|minutes|characters|shifts|people|times|colleagues|questions|answers)\b"
)
CONSTANT = ("At most {n}", "at most {n}", "list of 1 to", "left out, {n} times", "with the columns")


def _each(value: object) -> list[str]:
    return [str(part) for part in value] if isinstance(value, list | tuple) else [str(value)]


def test_chinese_has_its_own_punctuation() -> None:
    mixed = [
        text
        for message in translated()
        if message.id
        for text in _each(message.string)
        if MIXED.search(text) and not any(example in text for example in EXAMPLES)
    ]
    assert mixed == []


def test_what_is_counted_has_a_singular() -> None:
    """`1 files` is nobody's English: such a text goes through ngettext, or says `files: {n}`."""
    alone = [
        message.id
        for message in texts()
        if isinstance(message.id, str) and COUNTED.search(message.id)
        if not any(words in message.id for words in CONSTANT)
    ]
    assert alone == []


SHOWN = ("handlers",)  # what is said to people; tables and logs of programs have signs of their own


def _joins(tree: ast.AST) -> list[int]:
    """Lines where a value is followed by English punctuation and another value, outside the catalogue."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            for before, sign, after in zip(node.values, node.values[1:], node.values[2:], strict=False):
                around = isinstance(before, ast.FormattedValue) and isinstance(after, ast.FormattedValue)
                if around and isinstance(sign, ast.Constant) and str(sign.value) in (": ", ", ", "; ", " ("):
                    found.append(node.lineno)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "join":
            sign = node.func.value
            if isinstance(sign, ast.Constant) and sign.value in (", ", "; "):
                found.append(node.lineno)
    return found


def test_what_is_put_together_is_joined_in_the_language_spoken() -> None:
    joins = [
        f"{path.relative_to(ROOT)}:{line}"
        for room in SHOWN
        for path in (ROOT / room).rglob("*.py")
        for line in _joins(ast.parse(path.read_text("utf8")))
    ]
    assert joins == []


def test_lists_labels_and_notes() -> None:
    with speaking("zh"):
        assert (listed(["甲", "", "乙"]), labelled("电话", 1), noted("甲", "乙"), noted("甲", "")) == (
            "甲、乙", "电话：1", "甲（乙）", "甲",
        )  # fmt: skip
    with speaking("en"):
        assert (listed("ab"), labelled("a", "b"), noted("a", "b")) == ("a, b", "a: b", "a (b)")


@pytest.mark.parametrize(
    ("template", "value", "text"),
    [
        ("在 {t} 前", "明天 09:00", "在明天 09:00 前"),
        ("在 {t} 前", "13:47", "在 13:47 前"),
        ("在{t}前", "13:47", "在 13:47 前"),
        ("{t} 已出发", "李强", "李强已出发"),
        ("{t}已出发", "Li Qiang", "Li Qiang 已出发"),
        ("半数在 {t} 内", "30分钟", "半数在 30分钟内"),
        ("{t}，您好", "Emma", "Emma，您好"),
        ("  或打开         {t}", "https://x", "  或打开         https://x"),
        ("{t:.0%} 好", 0.5, "50% 好"),
        ("{{{t}}}", "甲", "{甲}"),
    ],
)
def test_a_blank_stands_beside_latin_letters_only(template: str, value: object, text: str) -> None:
    assert Text(template).format(t=value) == text


def test_two_values_stay_two() -> None:
    assert Text("{a} {b}").format(a="明月纺织", b="王丽") == "明月纺织 王丽"


def test_one_is_said_as_one() -> None:
    with speaking("en"):
        assert ngettext("{n} file", "{n} files", 1).format(n=1) == "1 file"
