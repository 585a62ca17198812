"""How a report is headed: its title, whose it is, and the months beside which its numbers stand."""

from datetime import date

from dateutil.relativedelta import relativedelta

from desk.reports.monthly_reports import EVERYWHERE, WHAT_NAMES, MonthlyReport, What
from desk.surveys.feedback import KIND_NAMES, FeedbackKind
from i18n import _, company_day, day, month


def title(report: MonthlyReport) -> str:
    return f"{_(WHAT_NAMES[report.what])} · {month(report.month)}"


def whose(report: MonthlyReport) -> str:
    if report.region != EVERYWHERE:
        return report.region
    return _("The whole company")


def under(report: MonthlyReport) -> str:
    assert report.made_at is not None
    return _("{whose} · numbers as of {day}").format(
        whose=whose(report), day=day(company_day(report.made_at))
    )


def compared(this: date) -> list[str]:
    """This month, the one before, the same one of the year before."""
    return [month(this), month(this - relativedelta(months=1)), month(this - relativedelta(years=1))]


def file_name(report: MonthlyReport, ending: str) -> str:
    """`service-2026-03.pdf`; a branch's with its name."""
    of = {What.SERVICE: "service", What.COMPLAINTS: "complaints"}[report.what]
    region = f"-{report.region}" if report.region else ""
    return f"{of}-{report.month:%Y-%m}{region}.{ending}".replace("/", "-")


def feedback(report: MonthlyReport) -> list[tuple[str, int, int]]:
    """Each kind of praise, opinions and suggestions: how many came in, how many are answered; a report of before has none."""
    return [
        (_(KIND_NAMES[FeedbackKind(kind)]), given, answered)
        for kind, (given, answered) in report.numbers.get("feedback", {}).items()
    ]
