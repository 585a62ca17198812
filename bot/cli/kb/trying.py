"""Trying the search from the command line: what a customer would get, why, and how good it is."""

from pathlib import Path

from rich.table import Table

from bot.cli.kit.common import console, opened
from bot.cli.kit.show import as_json as print_json
from bot.cli.kit.show import say, table
from desk import policies
from i18n import _
from kb.search import evaluation, preparing
from kb.search.problem_base import Answer, ProblemBase


async def search(text: str, products: list[str], limit: int, as_json: bool) -> None:
    answer = (await base()).search(text, products, limit)
    if as_json:
        print_json([{"code": hit.code, "question": hit.question, "score": hit.score} for hit in answer.hits])
    else:
        _say_answer(answer)


def _say_answer(answer: Answer) -> None:
    meant = {
        "sure": _("sure: the first one is given as the answer"),
        "not_sure": _("not sure: these are offered to choose from"),
        "nothing": _("nothing near enough: it becomes a ticket"),
    }
    say(f"{meant[answer.decision.value]} ({answer.probability:.0%})")
    if answer.hits:
        rows = [(f"{hit.score:.2f}", hit.code, hit.product, hit.question) for hit in answer.hits]
        table((_("score"), _("code"), _("product"), _("question")), rows)


async def why(text: str, products: list[str], limit: int, as_json: bool) -> None:
    reasons = (await base()).why(text, products, limit)
    if as_json:
        return print_json(reasons)
    if not reasons:
        return say(_("nothing near enough: it becomes a ticket"))
    names = [name for name in reasons[0] if name not in ("code", "question")]
    rows = [(name, *(f"{reason[name]:.3f}" for reason in reasons)) for name in names]
    return table(("", *(str(reason["code"]) for reason in reasons)), rows)


async def evaluate(queries: Path, as_json: bool) -> None:
    asked_of, questions = await base(itself=True), evaluation.read_queries(queries)
    found = evaluation.measures([evaluation.ask(asked_of, query) for query in questions])
    if as_json:
        return print_json(found)
    shown = Table(_("measure"), _("value"), box=None)
    for name, value in found.items():
        shown.add_row(
            name, "–" if value is None else str(value) if isinstance(value, int) else f"{value:.3f}"
        )
    return console.print(shown)


async def base(itself: bool = False) -> ProblemBase:
    """The base as customers are answered from it; its limits follow its own wordings only when it is asked `itself`."""
    filled = ProblemBase()
    async with opened() as (store, now):
        async with store.reading() as session:
            await filled.refresh(session, now)
        await preparing.once(filled, store, itself)
        async with store.reading() as session:
            await filled.follow(session, await policies.value(session, policies.KB_WRONG))
    return filled
