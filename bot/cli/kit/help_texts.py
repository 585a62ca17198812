"""`--help` in the language of the command: a command as it is shown, with its texts translated. Nothing of the command itself changes."""

import copy
from collections.abc import Iterator
from typing import Any

from i18n import N_, _

USAGE, EXAMPLE = N_("Usage: "), N_("Example: ")
OWN = (N_("Show this message and exit."),)  # Typer's


def paragraphs(text: str) -> list[str]:
    """What is translated as one: a paragraph without its line breaks."""
    return [" ".join(each.split()) for each in text.split("\n\n")]


def texts(command: Any) -> Iterator[str]:
    """Every paragraph that `--help` of this command and those below it can show."""
    for text in (command.help, *(getattr(each, "help", None) for each in command.params)):
        yield from (each for each in paragraphs(text or "") if each and not each.startswith(EXAMPLE))
    for below in getattr(command, "commands", {}).values():
        yield from texts(below)


def translated(command: Any) -> Any:
    """A copy to be shown, in the language that is spoken now."""
    shown = copy.copy(command)
    shown.help = _text(command.help)
    shown.get_params = lambda ctx: [_parameter(each) for each in command.get_params(ctx)]
    shown.get_usage = lambda ctx: usage(command.get_usage(ctx))
    if hasattr(command, "get_command"):
        shown.get_command = lambda ctx, name: translated(command.get_command(ctx, name))
    return shown


def usage(text: str) -> str:
    return text.replace(USAGE, _(USAGE), 1)


def _parameter(parameter: Any) -> Any:
    shown = copy.copy(parameter)
    shown.help = _text(getattr(parameter, "help", None))
    return shown


def _text(text: str | None) -> str | None:
    return "\n\n".join(_paragraph(each) for each in paragraphs(text)) if text else text


def _paragraph(text: str) -> str:
    """A command is the same in every language."""
    return _(EXAMPLE) + text.removeprefix(EXAMPLE) if text.startswith(EXAMPLE) else _(text)
