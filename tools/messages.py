"""Collects the texts people see into `i18n/locale/zh_Hans.po`: `make messages`. New texts there wait for their translation."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from typer.main import get_command

from bot.cli import app

ROOT = Path(__file__).parent.parent
ROOMS = (
    "simulation",
    "bot",
    "handlers",
    "scheduler",
    "desk",
    "kb",
    "store",
    "i18n",
    "errors",
    "charts",
    "documents",
)
KEYWORDS = {"_": 1, "N_": 1, "ngettext": 2}  # how many of the arguments are texts
CATALOGUE = ROOT / "i18n/locale/zh_Hans.po"


def collected() -> Catalog:
    """Every text of the source, with where it stands."""
    catalogue = Catalog(project="Kefu", charset="utf-8")
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            for message in texts_of(path.read_text("utf8")):
                catalogue.add(message, None, [(str(path.relative_to(ROOT)), 0)])
    contents: Any = get_command(app)
    for text in contents.texts():
        catalogue.add(text, None, [("bot/cli", 0)])
    return catalogue


def texts_of(source: str) -> Iterator[str | tuple[str, ...]]:
    """What is asked for in a file, within f-strings as well, where a reader of tokens sees nothing."""
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in KEYWORDS:
            given = call.args[: KEYWORDS[call.func.id]]
            found = tuple(a.value for a in given if isinstance(a, ast.Constant) and isinstance(a.value, str))
            if len(found) == KEYWORDS[call.func.id]:
                yield found if len(found) > 1 else found[0]


def translated() -> Catalog:
    if not CATALOGUE.exists():
        return Catalog(locale="zh_Hans", project="Kefu", charset="utf-8")
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def main() -> None:
    catalogue = translated()
    catalogue.update(collected(), no_fuzzy_matching=True, update_header_comment=False)
    catalogue.obsolete.clear()
    with CATALOGUE.open("wb") as file:
        write_po(file, catalogue, width=110, sort_output=True, omit_header=False, include_lineno=False)
    missing = [str(message.id) for message in catalogue if message.id and not message.string]
    print(f"{len(catalogue)} texts, {len(missing)} without a translation")


if __name__ == "__main__":
    main()
