"""What Typer itself says, in the language of the command: the heads of `--help`, and what is wrong with how it was called. Loads no database."""

import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from bot.cli.kit import help_texts
from i18n import LANGUAGES, N_, _, speaking

HEADS = {
    "ARGUMENTS_PANEL_TITLE": N_("Arguments"),
    "OPTIONS_PANEL_TITLE": N_("Options"),
    "COMMANDS_PANEL_TITLE": N_("Commands"),
    "ERRORS_PANEL_TITLE": N_("Error"),
    "REQUIRED_LONG_STRING": N_("[required]"),
    "DEFAULT_STRING": N_("[default: {}]"),
    "ABORTED_TEXT": N_("Aborted."),
    "RICH_HELP": N_("Try [blue]'{command_path} {help_option}'[/] for help."),
}
# its sentences, as its source has them, and ours; groups of the one are the names of the other
SENTENCES = [
    (re.compile(r"Missing argument (?P<name>.{1,200})\."), N_("{name} is missing.")),
    (re.compile(r"Missing option (?P<name>.{1,200})\."), N_("The option {name} is missing.")),
    (re.compile(r"Missing command\."), N_("Which command? --help lists them.")),
    (re.compile(r"No such command (?P<name>'[^']{0,200}')\.?"), N_("There is no command {name}.")),
    (
        re.compile(r"No such command (?P<name>'[^']{0,200}')\. Did you mean (?P<like>.{1,200})\?"),
        N_("There is no command {name}. Did you mean {like}?"),
    ),
    (re.compile(r"No such option: (?P<name>\S{1,200})"), N_("There is no option {name}.")),
    (
        re.compile(
            r"No such option: (?P<name>\S{1,200}) \((?:Possible options:|Did you mean) (?P<like>[^)]{1,200})\)"
        ),
        N_("There is no option {name}. Did you mean {like}?"),
    ),
    (
        re.compile(r"Got unexpected extra arguments?(?:\(s\))? \((?P<name>.{1,200})\)"),
        N_("{name} is not expected here."),
    ),
    (
        re.compile(r"Option (?P<name>'[^']{0,200}') requires an argument\."),
        N_("The option {name} needs a value."),
    ),
    (
        re.compile(r"Option (?P<name>'[^']{0,200}') does not take a value\."),
        N_("The option {name} takes no value."),
    ),
    (
        re.compile(r"Invalid value for (?P<name>'[^']{0,200}'|\S{1,200}): (?P<why>.{1,400})"),
        N_("{name}: {why}"),
    ),
]


CHOSEN: dict[str, str] = {}  # what stands before the command: its language


def machine_language() -> str:
    """As the environment says, where it names one of ours; "" else."""
    named = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return named[:2] if named[:2] in LANGUAGES else ""


def language_of(words: Sequence[str]) -> str:
    """What `--lang` before the command says, else the machine's; "" when neither names one of ours."""
    for at, word in enumerate(words):
        if not word.startswith("-"):
            break
        name, is_given, value = word.partition("=")
        if name == "--lang":
            value = value if is_given else next(iter(words[at + 1 :]), "")
            return value if value in LANGUAGES else ""
    return machine_language()


@contextmanager
def spoken(words: Sequence[str] | None) -> Iterator[None]:
    """Inside, Typer speaks as the command does; English is its own."""
    language = language_of(sys.argv[1:] if words is None else words)
    if language != "zh":
        yield
        return
    from typer import rich_utils

    own = {name: getattr(rich_utils, name) for name in (*HEADS, "rich_format_error", "rich_format_help")}
    with speaking(language):
        ours: dict[str, Any] = {name: str(_(text)) for name, text in HEADS.items()}

    def format_error(error: Any) -> None:
        said = error.format_message()
        with speaking(language):
            error.format_message = lambda: sentence(said)
            if error.ctx is not None:
                called = help_texts.usage(error.ctx.get_usage())
                error.ctx.get_usage = lambda: called
            own["rich_format_error"](error)

    def format_help(*, obj: Any, **more: Any) -> None:
        with speaking(language):
            own["rich_format_help"](obj=help_texts.translated(obj), **more)

    try:
        for name, value in {
            **ours,
            "rich_format_error": format_error,
            "rich_format_help": format_help,
        }.items():
            setattr(rich_utils, name, value)
        yield
    finally:
        for name, value in own.items():
            setattr(rich_utils, name, value)


def sentence(said: str) -> str:
    """Ours for one of Typer's; its own where it has a new one."""
    for pattern, ours in SENTENCES:
        if found := pattern.fullmatch(said):
            return _(ours).format(**found.groupdict())
    return said
