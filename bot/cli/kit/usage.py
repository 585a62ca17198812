"""What Typer itself says, in the language of the command: the heads of `--help`, and what is wrong with how it was called."""

import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

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
SENTENCES = {
    r"Missing argument (?P<name>.+)\.": N_("{name} is missing."),
    r"Missing option (?P<name>.+)\.": N_("The option {name} is missing."),
    r"Missing command\.": N_("Which command? --help lists them."),
    r"No such command (?P<name>'[^']*')\.?": N_("There is no command {name}."),
    r"No such command (?P<name>'[^']*')\. Did you mean (?P<like>.+)\?": N_(
        "There is no command {name}. Did you mean {like}?"
    ),
    r"No such option: (?P<name>\S+)": N_("There is no option {name}."),
    r"No such option: (?P<name>\S+) \((?:Possible options:|Did you mean) (?P<like>[^)]+)\)": N_(
        "There is no option {name}. Did you mean {like}?"
    ),
    r"Got unexpected extra arguments?(?:\(s\))? \((?P<name>.+)\)": N_("{name} is not expected here."),
    r"Option (?P<name>'[^']*') requires an argument\.": N_("The option {name} needs a value."),
    r"Option (?P<name>'[^']*') does not take a value\.": N_("The option {name} takes no value."),
    r"Invalid value for (?P<name>'[^']*'|\S+): (?P<why>.+)": N_("{name}: {why}"),
}


def language_of(words: Sequence[str]) -> str:
    """What `--lang` before the command says, else the machine's; "" when neither names one of ours."""
    from bot.cli.kit.common import machine_language

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

    own = {name: getattr(rich_utils, name) for name in (*HEADS, "rich_format_error")}
    with speaking(language):
        ours: dict[str, Any] = {name: str(_(text)) for name, text in HEADS.items()}

    def format_error(error: Any) -> None:
        said = error.format_message()
        with speaking(language):
            error.format_message = lambda: sentence(said)
            own["rich_format_error"](error)

    try:
        for name, value in {**ours, "rich_format_error": format_error}.items():
            setattr(rich_utils, name, value)
        yield
    finally:
        for name, value in own.items():
            setattr(rich_utils, name, value)


def sentence(said: str) -> str:
    """Ours for one of Typer's; its own where it has a new one."""
    for pattern, ours in SENTENCES.items():
        if found := re.fullmatch(pattern, said, re.DOTALL):
            return _(ours).format(**found.groupdict())
    return said
