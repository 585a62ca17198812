"""What was measured, in `benchmarks/RESULTS.md`: each benchmark has a section there, and rewrites only that."""

import platform
import re
import resource
import sys
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path

RESULTS = Path(__file__).parent / "RESULTS.md"


def write(title: str, text: str) -> None:
    """The section `# title` becomes this."""
    before = RESULTS.read_text("utf8") if RESULTS.exists() else ""
    sections = [part for part in re.split(r"(?m)^(?=# )", before) if part.strip()]
    new = f"# {title}\n\n{text.strip()}\n\n"
    if not any(part.startswith(f"# {title}\n") for part in sections):
        sections.append("")
    kept = [new if not part or part.startswith(f"# {title}\n") else part for part in sections]
    RESULTS.write_text("".join(kept).rstrip() + "\n", "utf8")


def table(names: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)


def peak_memory() -> float:
    """Megabytes that this process has had at most."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def machine(*libraries: str) -> str:
    versions = ", ".join(f"{name} {version(name)}" for name in libraries)
    return f"Python {platform.python_version()}, {platform.system()} {platform.machine()}; {versions}."
