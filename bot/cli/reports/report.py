"""`kefu report`: a monthly report as files; of a past month it is the same to the byte whenever it is made (STA-3, COM-6)."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.kit.common import changing, run
from bot.cli.kit.show import say
from desk.figures import periods
from desk.reports import branch_reports
from desk.reports.making import counted, keep
from desk.reports.monthly_reports import EVERYWHERE, MonthlyReport, What
from errors import BadInput
from handlers.reports.heading import file_name
from handlers.reports.sending import made
from i18n import _, company_day, spoken


def command(
    what: Annotated[What, typer.Argument(help="service or complaints")],
    month: Annotated[str, typer.Option(help="Like 2026-03; a month that is over.")],
    region: Annotated[str, typer.Option(help="Of this branch; else of the whole company.")] = "",
    folder: Annotated[Path, typer.Option(help="Where the files go.")] = Path(),
    language: Annotated[str, typer.Option(help="zh or en; else that of the settings.")] = "",
) -> None:
    """Write the report of a past month as PDF and XLSX.

    Example: [green]kefu report service --month 2026-03 --region 华东[/]
    """
    run(_report(what, month, region, folder, language))


async def _report(what: What, month: str, region: str, folder: Path, language: str) -> None:
    if language not in ("", "zh", "en"):
        raise BadInput(_("Please write zh or en."))
    async with changing() as (session, now):
        period = periods.read(month, company_day(now))
        if period.months != 1:
            raise BadInput(_("Please write the month like 2026-03."))
        report = await counted(session, what, period.first, region, now)
        await keep(session, report)
        if what is What.SERVICE and report.region != EVERYWHERE:
            report = await branch_reports.completed(session, report, now)
    _write(report, folder, language or spoken().language)


def _write(report: MonthlyReport, folder: Path, language: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for ending, content in made(report, language).items():
        file = folder / file_name(report, ending)
        file.write_bytes(content)
        say(_("Written: {file}").format(file=file))
