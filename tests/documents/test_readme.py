"""What the README and the index of decisions say is there."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools import house_map
from tools.house_map import ROOT

RULE = re.compile(r"\b([A-Z]{3}|KB)-(\d+)(?:\s*(?:to|–|-)\s*(?:\1-)?(\d+))?")
DECISIONS = ROOT / "docs" / "decisions"


def rules(text: str) -> set[str]:
    """`INT-1`, and all that lie between: `INT-1 to INT-5`, `INT-1 – INT-5`."""
    return {
        f"{section}-{number}"
        for section, first, last in RULE.findall(text)
        for number in range(int(first), int(last or first) + 1)
    }


def _rows(readme: str) -> list[str]:
    """The first cells of the table of rules."""
    cells = (
        line.split("|")[1] for line in (ROOT / readme).read_text("utf8").splitlines() if line[:2] == "| "
    )
    return [cell for cell in cells if RULE.match(cell.strip())]


def _told(path: Path) -> Iterator[str]:
    """What each test says that it shows."""
    for node in ast.parse(path.read_text("utf8")).body:
        if isinstance(node, ast.AsyncFunctionDef) and node.name.startswith("test_"):
            yield ast.get_docstring(node) or ""


def test_every_rule_of_the_readme_has_its_story() -> None:
    stories = {
        rule
        for path in (ROOT / "tests" / "stories").rglob("test_*.py")
        for text in _told(path)
        for rule in rules(text)
    }
    for readme in ("README.md", "README.zh-CN.md"):
        named = {rule for cell in _rows(readme) for rule in rules(cell)}
        assert named - stories == set(), readme
        assert len(named) > 50


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_every_file_that_the_readme_names_is_there(readme: str) -> None:
    named = re.findall(r"`([a-z_]+/[\w/.]*)`", (ROOT / readme).read_text("utf8"))
    assert len(named) > 20
    assert [name for name in named if not (ROOT / name).exists() and not name.startswith("data/")] == []


def test_the_index_of_decisions_has_each_with_its_title() -> None:
    index = (DECISIONS / "README.md").read_text("utf8")
    listed = re.findall(r"^(\d+)\. \[(.+)\]\((\S+)\)", index, re.MULTILINE)
    there = [
        (*re.findall(r"^# (\d+)\. (.+)", path.read_text("utf8"))[0], path.name)
        for path in sorted(DECISIONS.glob("0*.md"))
    ]
    assert listed == there


def test_every_rule_of_the_readme_is_named_by_what_keeps_it() -> None:
    """A rule is found by searching for its number: a function or class of the product says that it keeps it."""
    named = {
        rule
        for path, _line in house_map.files()
        for node in ast.walk(ast.parse((ROOT / path).read_text("utf8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        for rule in rules(ast.get_docstring(node) or "")
    }
    assert {rule for cell in _rows("README.md") for rule in rules(cell)} - named == set()
