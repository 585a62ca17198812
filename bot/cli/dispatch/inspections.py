"""`kefu inspections`: visits by plan, what came of them, and a report (VIS-5)."""

from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.kit import names, parse
from bot.cli.kit.common import changing, ended_kindly, reading, run
from bot.cli.kit.show import say, table
from desk.customers import Customer
from desk.dispatch import inspections
from i18n import _, ngettext

app = typer.Typer(no_args_is_help=True, help="Inspections by plan: plan, stop, list, report.")

Whose = Annotated[
    str, typer.Argument(metavar="CUSTOMER", help="Name or a part of it, service code, licence or number.")
]
Between = Annotated[str, typer.Argument(metavar="FROM..TO", help="Like 2026-01-01..2026-12-31.")]


@app.command()
def plan(
    customer: Whose,
    first: Annotated[str, typer.Argument(metavar="YYYY-MM-DD", help="The first one.")],
    every: Annotated[int, typer.Option(help="Months between them.")] = 3,
) -> None:
    """Plan inspections; the visit is asked for some days ahead, as the policy inspection.ahead says.

    Example: [green]kefu inspections plan 明月纺织 2026-04-15 --every 3[/]
    """
    run(_plan(customer, first, every))


@app.command()
def stop(customer: Whose) -> None:
    """Plan no more inspections for a customer.

    Example: [green]kefu inspections stop 明月纺织[/]
    """
    run(_stop(customer))


@app.command("list")
def list_all(between: Between) -> None:
    """List the inspections of a time: planned, under way, done.

    Example: [green]kefu inspections list 2026-04-01..2026-06-30[/]
    """
    run(_list(between))


@app.command()
def report(
    customer: Whose, between: Between, file: Annotated[Path, typer.Argument(help="The PDF to write.")]
) -> None:
    """Write what was found and done at a customer's inspections.

    Example: [green]kefu inspections report 明月纺织 2026-01-01..2026-12-31 report.pdf[/]
    """
    content = run(_report(customer, between))
    with ended_kindly():
        file.write_bytes(content)
    say(str(file))


async def _plan(whose: str, first: str, every: int) -> None:
    async with changing() as (session, now):
        customer = await names.customer(session, whose)
        found = await inspections.plan(session, customer, parse.day(first), every, now)
    say(
        ngettext(
            "{name}: every month, the next on {day}.",
            "{name}: every {n} months, the next on {day}.",
            found.months,
        ).format(name=customer.name, n=found.months, day=found.nominal)
    )


async def _stop(whose: str) -> None:
    async with changing() as (session, now):
        customer = await names.customer(session, whose)
        planned = await inspections.stop(session, customer, now)
    say(customer.name + ": " + (_("no more inspections.") if planned else _("nothing was planned.")))


async def _list(between: str) -> None:
    from handlers.dispatch.inspection_report import state  # the handlers take a while to load

    since, until = parse.period(between)
    async with reading() as (session, _now):
        found = await inspections.results(session, since, until)
        rows = [
            (
                one.inspection.nominal,
                await _name(session, one.inspection.customer_id),
                state(one),
                one.engineer.name if one.engineer else "",
                one.order.number if one.order else "",
            )
            for one in found
        ]
    table((_("day"), _("customer"), _("state"), _("engineer"), _("order")), rows)


async def _name(session: AsyncSession, number: int) -> str:
    return (await session.get_one(Customer, number)).name


async def _report(whose: str, between: str) -> bytes:
    from handlers.dispatch import inspection_report

    since, until = parse.period(between)
    async with reading() as (session, now):
        customer = await names.customer(session, whose)
        return await inspection_report.made(session, customer, since, until, now)
