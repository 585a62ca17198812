"""How a report is headed: its title, whose it is, and the months beside which its numbers stand."""

from datetime import date, datetime

from dateutil.relativedelta import relativedelta

from desk.figures import Figures
from desk.figures.meanings import MEANINGS
from desk.reports.monthly_reports import EVERYWHERE, WHAT_NAMES, MonthlyReport, What
from desk.surveys.feedback import KIND_NAMES, FeedbackKind
from handlers.figures.formatting import shown
from i18n import _, company_day, day, month, spoken
from i18n.joining import labelled


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


def exams(report: MonthlyReport) -> list[tuple[str, int, int, int, int]]:
    """Each course: customers' people who took an exam and who passed, and the same of our staff (TRN-3, TRN-6); a report of before has none."""
    return [(names[spoken().language], *counts) for names, *counts in report.numbers.get("exams", [])]


def exam_columns() -> tuple[str, ...]:
    return (
        _("Course"),
        _("Trainees examined"),
        _("of them passed"),
        _("Staff examined"),
        _("of them passed"),
    )


def from_head(report: MonthlyReport) -> list[tuple[str, str]]:
    """What the head of a branch wrote, the support needed first, and headquarters' answer (STA-6)."""
    if not (words := report.numbers.get("branch")):
        return []
    at = company_day(datetime.fromisoformat(words["handed_in"]))
    handed_in = _("{day}, {name}").format(day=day(at), name=words["by"])
    if words["limit"]:
        limit = day(company_day(datetime.fromisoformat(words["limit"])))
        handed_in = _("⏰ late: {when} (expected by {limit})").format(when=handed_in, limit=limit)
    answer = labelled(words["answered_by"], words["answer"]) if words["answer"] else ""
    return [
        (_("🆘 Support needed"), words["support"] or _("none")),
        (_("Summary"), words["summary"]),
        (_("Handed in"), handed_in),
        (_("Answer of headquarters"), answer),
    ]


def changed(report: MonthlyReport) -> list[tuple[str, str, str]]:
    """Figures that are counted otherwise now: each as it was told, and as of now (STA-6)."""
    if not (now := report.numbers.get("now")):
        return []
    told, found = Figures(**report.numbers["whole"]), Figures(**now["figures"])
    return [(_(MEANINGS[name].name), shown(name, told), shown(name, found)) for name in now["names"]]
