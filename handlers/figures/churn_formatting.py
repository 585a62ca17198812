"""How a half-year, a branch and its rate of lost customers read (STA-5)."""

from desk.figures.churn import Branch
from desk.figures.labels import UNKNOWN
from desk.figures.periods import Period
from desk.figures.scope import By
from i18n import _


def half_name(period: Period) -> str:
    text = _("first half of {year}") if period.first.month == 1 else _("second half of {year}")
    return text.format(year=period.first.year)


def branch_name(region: str) -> str:
    return region or _(UNKNOWN[By.REGION])


def rate(branch: Branch, target: float) -> str:
    """`2 of 40, 5 %`, marked when it is above the target."""
    if branch.rate is None:
        return _("nobody was in service at its start")
    mark = "⚠️" if branch.rate > target else "✅"
    told = _("{lost} of {all} lost, {rate}").format(
        lost=branch.lost, all=branch.in_service, rate=f"{branch.rate:.1%}"
    )
    return f"{told} {mark}"
