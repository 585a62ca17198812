"""The frozen list of stored names: functions and steps in buttons, talks and jobs; events. `python -m tools.persisted_names` rewrites it.

A removed name breaks stored data: buttons in chats, open talks, waiting jobs.
"""

import ast
from pathlib import Path

import bot.app  # noqa: F401 - brings in every room
from desk.events import Event
from handlers.chat.cards import VERBS
from handlers.chat.flows import FLOWS
from handlers.chat.jobs import JOBS

ROOT = Path(__file__).parent.parent
LIST = ROOT / "tests/documents/persisted_names.txt"


def names() -> list[str]:
    """One a line: `verb take`, `flow report_problem`, `job show_figures`, `event ticket.filed`, `step handlers.intake.report_problem problem`."""
    functions = [
        *(f"verb {name}" for name in VERBS),
        *(f"flow {name}" for name in FLOWS),
        *(f"job {name}" for name in JOBS),
        *(f"event {name}" for name in Event),
    ]
    return sorted([*functions, *steps()])


def steps() -> set[str]:
    """What flows ask, and what they do once, by the names under which the answers are kept; computed names excepted."""
    return {
        f"step {name}"
        for path in (ROOT / "handlers").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf8")))
        if (name := _step(node))
    }


def _step(node: ast.AST) -> str:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
        return ""
    name = node.args[0]
    asks = (
        node.func.attr in ("ask", "once") and isinstance(name, ast.Constant) and isinstance(name.value, str)
    )
    return str(name.value) if asks and isinstance(name, ast.Constant) else ""


if __name__ == "__main__":
    LIST.write_text("\n".join(names()) + "\n", "utf8")
    print(f"{len(names())} names in {LIST.relative_to(ROOT)}")
