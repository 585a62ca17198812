"""What is written into the journal, and who is told of it, are the same list."""

import ast
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path

import pytest

import bot.app  # noqa: F401 - brings in every table
from desk.dispatch import orders
from desk.events import Event
from desk.hotline import remote_support
from desk.roster import swaps
from desk.surveys import campaigns, visit_backs
from handlers.notices.makers import MAKERS
from store import Base
from tools.house_map import ROOT

POLICIES = ROOT / "desk" / "policies"  # their keys look alike


def _sources() -> Iterator[tuple[Path, ast.Module]]:
    for room in ("desk", "handlers", "bot", "scheduler"):
        for path in (ROOT / room).rglob("*.py"):
            if path != ROOT / "desk" / "events.py":
                yield path, ast.parse(path.read_text("utf8"))


def test_an_event_is_told_or_silent_on_purpose() -> None:
    assert {event for event in Event if event.told} == set(MAKERS)


def test_every_event_is_written_somewhere() -> None:
    written = {
        node.attr
        for path, tree in _sources()
        if "notices" not in path.parts
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Event"
    }
    assert {event.name for event in Event} - written == set()


def test_no_event_is_written_by_its_words() -> None:
    """Neither as a string nor put together: the person who looks for an event finds where it happens."""
    columns = {f"{table.name}.{column.name}" for table in Base.metadata.tables.values() for column in table.c}
    names = set(Event) - columns
    rooms = {event.partition(".")[0] + "." for event in Event}
    found = []
    for path, tree in _sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and node.value in names and path.parent != POLICIES:
                found.append(f"{path}:{node.lineno}")
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                found += [f"{path}:{node.lineno}"] if node.values[0].value in rooms else []
    assert found == []


@pytest.mark.parametrize(
    ("moves", "events"),
    [
        (orders.MOVES, orders.MOVED),
        (remote_support.MOVES, remote_support.MOVED),
        (campaigns.MOVES, campaigns.MOVED),
        (visit_backs.MOVES, visit_backs.MOVED),
        (dict.fromkeys(["offered"], set(swaps.SwapState) - {swaps.SwapState.OFFERED}), swaps.MOVED),
    ],
)
def test_every_move_has_its_event(
    moves: Mapping[StrEnum, set[StrEnum]], events: Mapping[StrEnum, Event]
) -> None:
    assert {to for those in moves.values() for to in those} == set(events)
