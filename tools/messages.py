"""Collects the texts people see into `i18n/locale/zh_Hans.po`: `make messages`. New texts there wait for their translation."""

from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
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
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
CATALOGUE = ROOT / "i18n/locale/zh_Hans.po"


def collected() -> Catalog:
    """Every text of the source, with where it stands."""
    catalogue = Catalog(project="Kefu", charset="utf-8")
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            for _line, message, comments, context in extract_from_file(
                "python", str(path), keywords=KEYWORDS
            ):
                catalogue.add(
                    message,
                    None,
                    [(str(path.relative_to(ROOT)), 0)],
                    auto_comments=comments,
                    context=context,
                )
    contents: Any = get_command(app)
    for text in contents.texts():
        catalogue.add(text, None, [("bot/cli", 0)])
    return catalogue


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
