"""No text of ours to a customer about a request of theirs refuses it, in either language (SCO-3)."""

import ast
from collections.abc import Iterator
from pathlib import Path

from babel.messages import pofile
from babel.messages.catalog import Catalog

from simulation.refusals import REFUSALS

ROOT = Path(__file__).parents[3]
SPEAK = (  # what says something to customers about their requests: files, and whole rooms
    "handlers/scope", "handlers/notices/scope", "handlers/notices/tickets", "handlers/notices/dispatch/site_wishes.py",
    "handlers/notices/sales/first_visits.py", "handlers/tickets/card.py", "handlers/tickets/customer_actions.py",
    "handlers/intake/report_problem.py", "handlers/intake/too_many.py", "handlers/intake/kb_answers.py", "desk/ticket.py",
    "handlers/dispatch/site_wishes.py", "handlers/releases/card.py", "handlers/requirements/formatting.py",
    "handlers/training/training_requests.py", "handlers/intake/kb_choice.py", "handlers/intake/kb_lists.py",
    "handlers/intake/company.py", "handlers/intake/short_questions.py",
)  # fmt: skip
EXCEPTIONS = {
    "cannot tell": "a verdict, which colleagues read",
    "🙏 Kindly decline": "a button of colleagues",
    "I cannot say": "a button of customers",
}


def files(path: Path) -> list[Path]:
    return sorted(path.glob("*.py")) if path.is_dir() else [path]


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
    texts = {text for name in SPEAK for path in files(ROOT / name) for text in said(path)}
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


SAID_OTHERWISE = (
    "抱歉，这项我们做不了", "很遗憾，我们无法受理", "恕不提供上门服务", "您的申请被驳回", "我们没办法帮您处理", "不在服务范围，不处理", "爱莫能助",
    "请联系其他公司", "不接受这类需求", "您没有权限申请这项服务", "该请求暂不受理", "Sorry, we do not do that", "This is not something we offer",
    "We must turn this down", "There is nothing we can do", "We no longer support this", "Please contact another company",
    "You are not entitled to this service", "Your request was refused", "No service without a contract", "We are unable to help",
)  # fmt: skip
KIND = (
    "这项不在标准服务内，销售经理张敏会与您商量；您的问题保留着。", "免费服务期已结束。我已告诉您的销售经理。", "不再需要这份报价。", "⏳ 暂不需要",
    "The free service period has ended. The sales manager will call you.", "Not now", "No hurry; do you still need it?",
)  # fmt: skip


def test_a_refusal_in_other_words_is_one() -> None:
    """SCO-3: what is looked for is wider than what somebody once wrote; kind words are none."""
    assert [text for text in SAID_OTHERWISE if not REFUSALS.search(text.lower())] == []
    assert [text for text in KIND if REFUSALS.search(text.lower())] == []
