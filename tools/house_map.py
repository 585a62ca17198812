"""Writes the map of the house into ARCHITECTURE.md: one line a file, taken from its docstring. `make map`; a test compares."""

import ast
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROOMS = ("bot", "handlers", "scheduler", "desk", "kb", "store", "language", "errors", "charts", "papers")
BEGIN, END = "<!-- map: made by `make map` -->", "<!-- end of map -->"


def first_line(path: Path) -> str:
    text = ast.get_docstring(ast.parse(path.read_text("utf8"))) or ""
    return text.split("\n", 1)[0].strip()


def house_map() -> str:
    lines = []
    for room in ROOMS:
        init = ROOT / room / "__init__.py"
        lines += ["", f"### `{room}/` — {first_line(init)}", "", "| file | |", "| --- | --- |"]
        for path in sorted((ROOT / room).rglob("*.py")):
            if path == init or "versions" in path.parts:
                continue
            name = str(path.relative_to(ROOT / room)).replace("/__init__.py", "/")
            lines.append(f"| `{name}` | {first_line(path).replace('|', chr(92) + '|')} |")
    return "\n".join([BEGIN, *lines, "", END])


def with_map(text: str) -> str:
    return text[: text.index(BEGIN)] + house_map() + text[text.index(END) + len(END) :]


if __name__ == "__main__":
    document = ROOT / "ARCHITECTURE.md"
    document.write_text(with_map(document.read_text("utf8")), "utf8")
