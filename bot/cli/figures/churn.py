"""`kefu churn`: lost customers by branch and half-year against the target, and those at risk (STA-5)."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.kit.common import ended_kindly, opened, run
from bot.cli.kit.show import as_json, say, table
from desk import policies
from desk.figures import churn as churn_figures
from desk.figures import risks
from desk.figures.churn import Branch, Churn
from handlers.figures import churn_table
from handlers.figures.churn_formatting import branch_name, half_name, rate
from i18n import _, company_day
from i18n.joining import listed


def command(
    half: Annotated[str, typer.Option(help="The half-year, like 2026H1; else the present one.")] = "",
    region: Annotated[str, typer.Option(help="Only this branch.")] = "",
    at_risk: Annotated[bool, typer.Option("--at-risk", help="List the customers at risk, with why.")] = False,
    lost: Annotated[
        bool, typer.Option("--lost", help="List the customers that were lost, with why.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")] = False,
    xlsx: Annotated[Path | None, typer.Option(help="Write rates and both lists to this XLSX file.")] = None,
) -> None:
    """Lost customers by branch and half-year, and those at risk.

    Example: [green]kefu churn --half 2026H1 --at-risk[/]
    """
    run(_churn(half, region, at_risk, lost, json, xlsx))


def _write(file: Path, told: churn_table.Told) -> None:
    with ended_kindly():
        file.write_bytes(churn_table.written(told))


async def _churn(half: str, region: str, at_risk: bool, lost: bool, json: bool, xlsx: Path | None) -> None:
    async with opened() as (store, now), store.reading() as session:
        period = churn_figures.named(half, company_day(now))
        seen = (await churn_figures.churn(session, period, now)).of(region)
        target = await policies.value(session, policies.CHURN_TARGET)
        lists = {
            "lost": await _lost(session, seen, region),
            "at_risk": await _at_risk(session, region, now),
        }
        told = await churn_table.gathered(session, period, region, now) if xlsx else None
    if xlsx and told:
        _write(xlsx, told)
    if json:
        return as_json(_described(seen, target) | lists)
    if at_risk or lost:
        rows = lists["at_risk" if at_risk else "lost"]
        return table(
            [_("customer"), _("branch"), _("why")], [[r["customer"], r["branch"], r["why"]] for r in rows]
        )
    branches = {
        **{branch_name(name): b for name, b in seen.branches.items()},
        _("All together"): seen.whole,
    }
    table([_("branch"), half_name(period)], [[name, rate(b, target)] for name, b in branches.items()])
    return say(_("Written: {file}").format(file=xlsx)) if xlsx else None


async def _lost(session: AsyncSession, seen: Churn, region: str) -> list[dict[str, Any]]:
    return [
        {
            "customer": customer.name,
            "branch": loss.region,
            "lost_on": loss.lost_on.isoformat(),
            "reason": loss.reason,
            "why": loss.why,
        }
        for loss, customer in await churn_figures.lost(session, seen.period, region)
    ]


async def _at_risk(session: AsyncSession, region: str, now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "customer": risk.customer.name,
            "branch": risk.customer.region,
            "signs": list(risk.signs),
            "why": listed(risk.why),
        }
        for risk in await risks.at_risk(session, now, region)
    ]


def _described(seen: Churn, target: float) -> dict[str, Any]:
    def values(b: Branch) -> dict[str, Any]:
        return {"in_service": b.in_service, "lost": b.lost, "rate": b.rate, "reasons": dict(b.reasons)}

    return {
        "from": seen.period.first.isoformat(),
        "to": seen.period.last.isoformat(),
        "target": target,
        "corrected": seen.corrected is not None,
        "whole": values(seen.whole),
        "branches": [{"branch": name, **values(b)} for name, b in seen.branches.items()],
    }
