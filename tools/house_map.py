"""Prints the map of the house: one line a file, taken from its docstring. `make map`; a test sees that each file has one."""

import ast
from collections.abc import Iterator
from pathlib import Path

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


def first_line(path: Path) -> str:
    text = ast.get_docstring(ast.parse(path.read_text("utf8"))) or ""
    return text.split("\n", 1)[0].strip()


def files() -> Iterator[tuple[Path, str]]:
    """Each file of the product with the first line of its docstring; migrations excepted."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "versions" not in path.parts:
                yield path.relative_to(ROOT), first_line(path)


if __name__ == "__main__":
    for path, line in files():
        print(f"{path!s:45} {line}")
