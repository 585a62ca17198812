"""No text of ours to a customer about a request of theirs refuses it, in either language (SCO-3)."""

import ast
from collections.abc import Iterator
from pathlib import Path

from babel.messages import pofile
from babel.messages.catalog import Catalog

from simulation.refusals import REFUSALS

ROOT = Path(__file__).parents[3]
SPEAK = (  # what says something to customers about their requests
    "handlers/scope/words.py", "handlers/scope/card.py", "handlers/scope/accepting.py", "handlers/notices/scope.py",
    "handlers/notices/tickets.py", "handlers/tickets/card.py", "handlers/tickets/customer_actions.py",
    "handlers/intake/report_problem.py", "handlers/intake/too_many.py", "handlers/intake/kb_answers.py", "desk/ticket.py",
    "handlers/scope/consent.py", "handlers/scope/offering.py", "handlers/notices/fees.py", "handlers/notices/site_wishes.py",
    "handlers/dispatch/site_wishes.py", "handlers/releases/card.py", "handlers/requirements/words.py", "handlers/training/requesting.py",
    "handlers/intake/kb_choice.py", "handlers/intake/kb_lists.py", "handlers/intake/company.py", "handlers/intake/topics.py", "handlers/notices/first_visits.py",
)  # fmt: skip
EXCEPTIONS = {
    "cannot tell": "a verdict, which colleagues read",
    "🙏 Kindly decline": "a button of colleagues",
}


def said(path: Path) -> Iterator[str]:
    """All texts that it has translated."""
    for call in ast.walk(ast.parse(path.read_text("utf8"))):
        if (
            isinstance(call, ast.Call)
            and isinstance(call.func, ast.Name)
            and call.func.id in ("_", "N_", "ngettext")
        ):
            yield from (
                a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)
            )


def test_no_request_is_refused_in_either_language() -> None:
    """SCO-3: who needs such a word says here why it is none."""
    with (ROOT / "i18n/locale/zh_Hans.po").open("rb") as file:
        catalogue = pofile.read_po(file, locale="zh_Hans")
    texts = {text for name in SPEAK for text in said(ROOT / name)}
    assert len(texts) > 150
    refusing = {
        text for text in texts if REFUSALS.search(text.lower()) or REFUSALS.search(_chinese(catalogue, text))
    }
    assert refusing - set(EXCEPTIONS) == set()
    assert set(EXCEPTIONS) - refusing == set()


def _chinese(catalogue: Catalog, text: str) -> str:
    message = catalogue.get(text)
    string = message.string if message else ""
    return string if isinstance(string, str) else " ".join(string or ())
