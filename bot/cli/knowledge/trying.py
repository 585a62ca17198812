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
from kb.search.thresholds import TWIN


async def search(text: str, products: list[str], limit: int, as_json: bool) -> None:
    answer = (await base()).search(text, products, limit)
    if as_json:
        print_json([{"code": hit.code, "question": hit.question, "score": hit.score} for hit in answer.hits])
    else:
        _say_answer(answer)


def _say_answer(answer: Answer) -> None:
    meant = {
        "sure": _("sure: the first one is given as the answer"),
        "likely": _("likely: the first one is shown as one that may be it, the others under it"),
        "not_sure": _("not sure: these are offered to choose from"),
        "nothing": _("nothing near enough: it becomes a ticket"),
    }
    say(f"{meant[answer.decision.value]} ({answer.probability:.0%})")
    if answer.hits:
        rows = [(f"{hit.score:.2f}", hit.code, hit.product, hit.question) for hit in answer.hits]
        table((_("score"), _("code"), _("product"), _("question")), rows)


async def why(text: str, products: list[str], limit: int, as_json: bool) -> None:
    asked_of = await base()
    reasons = asked_of.why(text, products, limit)
    if as_json:
        return print_json(reasons)
    if not reasons:
        return say(_("nothing near enough: it becomes a ticket"))
    _say_answer(asked_of.search(text, products, limit))
    say(_decided(asked_of, reasons[0]))
    names = dict.fromkeys(name for reason in reasons for name in reason if name not in ("code", "question"))
    rows = [(name, *(_number(reason.get(name)) for reason in reasons)) for name in names]
    return table(("", *(str(reason["code"]) for reason in reasons)), rows)


def _decided(asked_of: ProblemBase, first: dict[str, float | str]) -> str:
    """The bounds of the decision, and what they are compared with."""
    limits, twin = asked_of.limits, first.get("encoder.twin")
    said = _("sure from {sure:.1%}; likely where it is {likely:.1%} above the next, and no twin is as near as {twin}; nothing below {nothing:.0%}").format(
        sure=limits.sure_from, likely=limits.likely_from, twin=TWIN, nothing=limits.nothing_below
    )  # fmt: skip
    return f"{said}\n" + (
        _("the nearest twin of the first: {twin}").format(twin=_number(twin))
        if twin is not None
        else _("the sentence vectors were not asked, or know it from another language only")
    )


def _number(value: float | str | None) -> str:
    return "" if value is None else f"{value:.3f}"


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
