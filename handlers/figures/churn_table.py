"""Churn as a file: rates by branch and half-year, who was lost and why, who is at risk and why (STA-5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk import policies
from desk.figures import churn as churn_figures
from desk.figures import risks
from desk.figures.churn import Churn
from desk.figures.periods import Period
from desk.files import File
from desk.sales.losses import REASON_NAMES
from documents.xlsx import XlsxDocument
from handlers.figures.churn_formatting import branch_name, half_name
from handlers.figures.page import XLSX
from i18n import _
from i18n.joining import listed

HALVES = 6  # the last three years
Row = Sequence[str | int | float | None]


@dataclass(frozen=True)
class Told:
    """All that stands in it, said already."""

    rates: list[Row]
    lost: list[Row]
    at_risk: list[Row]
    made_at: datetime


async def gathered(session: AsyncSession, period: Period, region: str, now: datetime) -> Told:
    target = await policies.value(session, policies.CHURN_TARGET)
    rates: list[Row] = []
    for seen in [each.of(region) for each in await halves(session, period, now)]:
        half = half_name(seen.period)
        rates += [
            (branch_name(name), half, b.in_service, b.lost, b.rate, target)
            for name, b in seen.branches.items()
        ]
        rates.append(
            (_("All together"), half, seen.whole.in_service, seen.whole.lost, seen.whole.rate, target)
        )
    lost: list[Row] = [
        (
            customer.name,
            branch_name(loss.region),
            loss.lost_on.isoformat(),
            _(REASON_NAMES[loss.reason]),
            loss.words,
        )
        for loss, customer in await churn_figures.lost(session, period, region)
    ]
    at_risk: list[Row] = [
        (risk.customer.name, branch_name(risk.customer.region), len(risk.signs), listed(risk.why))
        for risk in await risks.at_risk(session, now, region)
    ]
    return Told(rates, lost, at_risk, now)


async def halves(session: AsyncSession, last: Period, now: datetime) -> list[Churn]:
    """The last one first."""
    found, period = [], last
    for _n in range(HALVES):
        found.append(await churn_figures.churn(session, period, now))
        period = period.earlier()
    return found


def written(told: Told) -> bytes:
    book = XlsxDocument(told.made_at)
    rates = (_("branch"), _("half-year"), _("in service at its start"), _("lost"), _("rate"), _("target"))
    book.sheet(_("Rates"), rates, told.rates, ("", "", "#,##0", "#,##0", "0.0%", "0%"))
    lost = (_("customer"), _("branch"), _("lost on"), _("reason"), _("in words"))
    book.sheet(_("Lost customers"), lost, told.lost)
    book.sheet(_("Customers at risk"), (_("customer"), _("branch"), _("signs"), _("why")), told.at_risk)
    return book.content()


def drawn(told: Told, name: str) -> list[File]:
    return [File.holding(written(told), name, XLSX)]
