"""`/reports`: the monthly reports of any past month, for their recipients (STA-3, COM-6)."""

from datetime import date
from functools import partial

from dateutil.relativedelta import relativedelta

from desk.figures import By
from desk.figures.labels import key_of, short
from desk.reports import branch_reports, monthly_reports
from desk.reports.making import counted, keep
from desk.reports.monthly_reports import EVERYWHERE, WHAT_NAMES, MonthlyReport, What
from desk.reports.service_month import branches
from errors import NotAllowed, NotFound
from handlers.chat.cards import button, verb
from handlers.chat.jobs import job
from handlers.chat.message import Message
from handlers.chat.turn import Turn
from handlers.reports import branch
from handlers.reports.digest import number_of
from handlers.reports.sending import message
from i18n import _, company_day
from i18n import month as named

REPORTS = "reports"  # the queue key: two jobs never count the same month at once


async def command(turn: Turn) -> None:
    """/reports: of the month before."""
    await report_month(turn, number_of(company_day(turn.now).replace(day=1) - relativedelta(months=1)), 0, "")


@verb
@job()
async def report_month(turn: Turn, number: int, version: int, extra: str) -> None:
    """`number` is the month, as 202602."""
    await _offer(turn, _month(turn, number))


@verb
@job(REPORTS)
async def show_report(turn: Turn, number: int, version: int, extra: str) -> None:
    """`extra` is what report, and of which region: `service.`."""
    word, _dot, of_region = extra.partition(".")
    if word not in list(What):
        raise NotFound(_("There is no report of that month."))
    what = What(word)
    region = monthly_reports.bound(turn.person) or str(
        await key_of(turn.session, By.REGION, of_region) or EVERYWHERE
    )
    if not await monthly_reports.may_read(turn.session, turn.person, what):
        raise NotAllowed(_("You cannot do that. If you should, please ask an administrator."))
    report = await counted(turn.session, what, _month(turn, number), region, turn.now)
    turn.keeps.append(partial(keep, report=report))
    turn.reply(await _shown(turn, report))


async def _shown(turn: Turn, report: MonthlyReport) -> Message:
    if report.what is not What.SERVICE or report.region == EVERYWHERE:
        return message(report, turn.person)
    lead = await branch.lead(turn.session, report, turn.person, turn.now)
    rows = await branch.buttons(turn.session, report, turn.person)
    whole = await branch_reports.completed(turn.session, report, turn.now)
    return message(whole, turn.person, lead, rows)


def carried(report: MonthlyReport) -> tuple[int, int, str]:
    """The report as data of a button."""
    return number_of(report.month), 0, f"{report.what}.{short(report.region)}"


def _month(turn: Turn, number: int) -> date:
    """Raises NotFound for one that is not over yet, or never was."""
    year, month = divmod(number, 100)
    if not (2000 <= year < 3000 and 1 <= month <= 12) or date(year, month, 1) >= company_day(
        turn.now
    ).replace(day=1):
        raise NotFound(_("There is no report of that month."))
    return date(year, month, 1)


async def _offer(turn: Turn, month: date) -> None:
    """What this person gets, of this month, and the way to the months around it."""
    number = number_of(month)
    mine = [what for what in What if await monthly_reports.may_read(turn.session, turn.person, what)]
    rows = [[button(_(WHAT_NAMES[what]), "show_report", number, 0, f"{what}.")] for what in mine]
    if not rows:
        raise NotAllowed(_("You cannot do that. If you should, please ask an administrator."))
    if What.SERVICE in mine and not monthly_reports.bound(turn.person):
        asked = [region for region, _row in await branch_reports.of_month(turn.session, month)]
        regions = [
            button(region, "show_report", number, 0, f"{What.SERVICE}.{short(region)}")
            for region in sorted({*await branches(turn.session, month), *asked})
        ]
        rows += [regions[at : at + 3] for at in range(0, len(regions), 3)]
    around = [month + relativedelta(months=step) for step in (-1, 1)]
    this = company_day(turn.now).replace(day=1)
    turning = [button(named(each), "report_month", number_of(each)) for each in around if each < this]
    lines = [_("Which report of {month}?").format(month=named(month))]
    if What.SERVICE in mine and not monthly_reports.bound(turn.person):
        lines += await branch.overview(turn.session, month, turn.now)
    turn.reply(Message(turn.person.id, "\n".join(lines), rows=[*rows, turning], card="reports"))
