"""The frozen list of stored names: functions and steps in buttons, talks and jobs; events, policies, prefixes of records. `python -m tools.persisted_names` rewrites it.

A removed name breaks stored data: buttons in chats, open talks, waiting jobs.
"""

import ast
import re
from pathlib import Path

import bot.app  # noqa: F401 - brings in every room
from desk.events import Event
from desk.policies.policy import ALL
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
        *(f"policy {policy.key}" for policy in ALL),
    ]
    return sorted([*functions, *steps(), *prefixes()])


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


PREFIX = re.compile(r"[a-z_]{2,30}:")
FLOORS = ("desk", "handlers", "kb", "bot/incoming", "bot/jobs")


def prefixes() -> set[str]:
    """What stands before a number in the names of rows and cards: `record ticket` of a `ref`, `prefix utterance` of all others."""
    trees = [ast.parse(path.read_text("utf8")) for floor in FLOORS for path in (ROOT / floor).rglob("*.py")]
    refs = [
        node
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name == "ref"
    ]
    records = {name for node in refs for part in ast.walk(node) if (name := _prefix(part))}
    others = {name for tree in trees for part in ast.walk(tree) if (name := _prefix(part))} - records
    return {*(f"record {name}" for name in records), *(f"prefix {name}" for name in others)}


def _prefix(node: ast.AST) -> str:
    """Of `f"ticket:{number}"`, or of a constant that is one: `CARD = "utterance:"`."""
    if isinstance(node, ast.JoinedStr) and len(node.values) > 1:
        text = node.values[0]
    elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value:
        text = node.value
    else:
        return ""
    words = text.value if isinstance(text, ast.Constant) and isinstance(text.value, str) else ""
    return words[:-1] if PREFIX.fullmatch(words) else ""


if __name__ == "__main__":
    LIST.write_text("\n".join(names()) + "\n", "utf8")
    print(f"{len(names())} names in {LIST.relative_to(ROOT)}")
