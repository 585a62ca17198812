"""`--help` teaches: every command has an example, and the example is one that the command understands."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from typer.main import get_command

from bot.cli import CONTENTS, app
from tests.cli.conftest import Cli


def _commands() -> Iterator[tuple[str, Any]]:
    top: Any = get_command(app)
    for name in top.list_commands(None):
        command = top.get_command(None, name)
        for each, sub in getattr(command, "commands", {"": command}).items():
            yield f"{name} {each}".strip(), sub


COMMANDS = dict(_commands())


def _examples(command: Any) -> list[str]:
    return re.findall(r"\[green\](.*?)\[/\]", command.help, re.DOTALL)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_an_example_that_works(name: str) -> None:
    command = COMMANDS[name]
    examples = _examples(command)
    assert examples
    for example in examples:
        words = shlex.split(example.partition("kefu ")[2])
        called = name.split()
        assert words[: len(called)] == called
        command.make_context(name, words[len(called) :])  # raises UsageError for what it does not know


@pytest.mark.parametrize("name", COMMANDS)
def test_help_is_shown_without_touching_anything(kefu: Cli, name: str) -> None:
    before = {file: file.stat().st_mtime_ns for file in kefu.folder.iterdir()}
    assert "Example" in kefu(*name.split(), "--help")
    assert {file: file.stat().st_mtime_ns for file in kefu.folder.iterdir()} == before


def test_the_contents_and_the_version(kefu: Cli) -> None:
    shown = kefu("--help")
    assert all(name.split()[0] in shown for name in COMMANDS)
    assert kefu("--version").startswith("kefu ")
    kefu("stafff", code=2)
    assert "No such command" in kefu.err


def test_the_list_of_commands_says_what_each_file_says() -> None:
    """It is printed without loading them, and loading takes longer than most commands do."""
    top: Any = get_command(app)
    said = {name: " ".join(top.get_command(None, name).help.split("\n\n")[0].split()) for name in CONTENTS}
    assert said == {name: line for name, (_file, line) in CONTENTS.items()}


def test_the_list_of_commands_is_there_without_a_database() -> None:
    code = "import sys; sys.argv = ['kefu', '--help']; from bot.cli import app\ntry: app()\nfinally: print(*sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "roster" in shown
    assert not {"sqlalchemy", "pydantic", "desk.people"} & set(shown.split())
