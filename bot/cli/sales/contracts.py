"""`kefu contracts`: which service periods end, and nobody has said yet whether they are renewed (SCO-5)."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.kit.common import ended_kindly, reading, run
from bot.cli.kit.show import as_json, iso, say, table
from desk import contracts
from desk.calendars import dates
from desk.customers import CONTRACT_KIND_NAMES, Contract, Customer
from desk.policies.readers import length
from desk.sales import account_team, renewals
from desk.sales.account_team import Duty
from documents.xlsx import XlsxDocument
from i18n import N_, _, company_day

app = typer.Typer(no_args_is_help=True, help="The service contracts: which end, and nobody has renewed.")
HEADS = (N_("customer"), N_("number"), N_("kind"), N_("last day"), N_("days left"), N_("state"), N_("sales manager"), N_("price"))  # fmt: skip


@app.callback()
def contracts_of_customers() -> None:
    """A group, though it has one command yet."""


@app.command()
def due(
    within: Annotated[str, typer.Option(help="How far ahead, like 60d.")] = "60d",
    xlsx: Annotated[Path | None, typer.Option(help="Write them to this XLSX file.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")] = False,
) -> None:
    """List the service periods that end from today on and are neither renewed nor declined, the earliest first.

    Example: [green]kefu contracts due --within 60d --xlsx due.xlsx[/]
    """
    found, now = run(_due(within))
    if xlsx is not None:
        book = XlsxDocument(now)
        book.sheet(_("Contracts"), [_(head) for head in HEADS], [list(row.values()) for row in found])
        with ended_kindly():
            xlsx.write_bytes(book.content())
        say(str(xlsx))
    elif json:
        as_json(found)
    else:
        table([_(head) for head in HEADS], [list(row.values()) for row in found])


async def _due(within: str) -> tuple[list[dict[str, Any]], datetime]:
    ahead = length(within)
    async with reading() as (session, now):
        found = await renewals.ending(session, company_day(now) + ahead, now)
        return [await _row(session, contract, customer, now) for contract, customer in found], now


async def _row(
    session: AsyncSession, contract: Contract, customer: Customer, now: datetime
) -> dict[str, Any]:
    today = await dates.today_of(session, customer, now)
    people = await account_team.responsible(session, customer, Duty.SALES, now, contract.sales_manager_id)
    state = contracts.state(contract, customer.contracts, today, await renewals.spans(session))
    return {
        "customer": customer.name,
        "number": contract.number,
        "kind": _(CONTRACT_KIND_NAMES[contract.kind]),
        "last_day": iso(contract.last_day),
        "days_left": (contract.last_day - today).days,
        "state": _(contracts.STATE_NAMES[state]),
        "sales_manager": people[0].name if people else "",
        "price": str(contract.price or ""),
    }
