"""`kefu tickets`: what there is, and everything about one of them."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.kit import names
from bot.cli.kit.common import reading, run
from bot.cli.kit.show import as_json, iso, say, table
from bot.cli.tickets.ticket_history import show_ticket
from desk.customers import Customer
from desk.people import Person
from desk.ticket import OPEN, STATE_NAMES, Ticket, TicketState
from errors import BadInput
from i18n import _, moment

app = typer.Typer(no_args_is_help=True, help="The tickets: list them, show one with its history.")

SHOWN = 50  # in the table; JSON has them all
TIMES = ("filed_at", "promised_at", "resolved_at", "closed_at")


@app.command("list")
def list_tickets(
    json: Annotated[
        bool, typer.Option("--json", help="Print a JSON array and nothing else; times in UTC.")
    ] = False,
    state: Annotated[
        list[str] | None, typer.Option(help=", ".join(TicketState) + ". May be repeated.")
    ] = None,
    only_open: Annotated[bool, typer.Option("--open", help="Only those that need work.")] = False,
    customer: Annotated[
        str, typer.Option(help="Name of a customer or a part of it, service code, licence or number.")
    ] = "",
    limit: Annotated[
        int | None, typer.Option(min=1, help=f"The newest so many; else {SHOWN}, with --json all.")
    ] = None,
) -> None:
    """List the tickets, the newest first.

    Example: [green]kefu tickets list --open --customer 明月纺织[/]
    """
    run(_list(json, state or [], only_open, customer, limit))


@app.command()
def show(number: Annotated[str, typer.Argument(help="Like K-1001.")]) -> None:
    """Show a ticket: what is known, what has happened, what was said.

    Example: [green]kefu tickets show K-1001[/]
    """
    run(show_ticket(number))


async def _list(json: bool, states: list[str], only_open: bool, whose: str, limit: int | None) -> None:
    wanted = [_state(each) for each in states]
    most = limit if json else (limit or SHOWN) + 1
    async with reading() as (session, now):
        query = select(Ticket).order_by(Ticket.id.desc()).limit(most)
        if wanted:
            query = query.where(Ticket.state.in_(wanted))
        if only_open:
            query = query.where(Ticket.state.in_(OPEN))
        if whose:
            query = query.where(Ticket.customer_id == (await names.customer(session, whose)).id)
        tickets = list(await session.scalars(query))
        people, customers = await _people(session, tickets), await _customers(session, tickets)
    described = [_described(ticket, people, customers) for ticket in tickets]
    if json:
        return as_json(described)
    shown = list(zip(tickets, described, strict=True))[: limit or SHOWN]
    table(
        [_("number"), _("state"), _("level"), _("customer"), _("contact"), _("assignee"), _("filed"), _("problem")],
        [
            (t.number, _(STATE_NAMES[t.state]), t.level, d["customer"], d["contact"], d["assignee"],
             moment(t.filed_at, now), t.title)
            for t, d in shown
        ],
    )  # fmt: skip
    if len(tickets) > len(shown) and limit is None:
        say(_("(only the newest {n}; --limit shows more)").format(n=len(shown)))
    return None


def _state(text: str) -> TicketState:
    try:
        return TicketState(text.strip().lower().replace("-", "_").replace(" ", "_"))
    except ValueError:
        raise BadInput(
            _("There is no state {text}. There are: {states}.").format(
                text=text, states=", ".join(TicketState)
            )
        ) from None


async def _people(session: AsyncSession, tickets: Sequence[Ticket]) -> dict[int, str]:
    numbers = {n for t in tickets for n in (t.contact_id, t.owner_id, t.assignee_id) if n}
    rows = await session.execute(select(Person.id, Person.name))
    return {number: name for number, name in rows if number in numbers}


async def _customers(session: AsyncSession, tickets: Sequence[Ticket]) -> dict[int, str]:
    rows = await session.execute(select(Customer.id, Customer.name))
    numbers = {ticket.customer_id for ticket in tickets}
    return {number: name for number, name in rows if number in numbers}


def _described(ticket: Ticket, people: dict[int, str], customers: dict[int, str]) -> dict[str, Any]:
    return {
        "number": ticket.number,
        "id": ticket.id,
        "state": ticket.state,
        "kind": ticket.kind,
        "subtype": ticket.subtype,
        "source": ticket.source,
        "urgency": ticket.urgency,
        "level": ticket.level,
        "product": ticket.product,
        "words": ticket.description,
        "customer": customers.get(ticket.customer_id or 0),
        "contact": people.get(ticket.contact_id),
        "owner": people.get(ticket.owner_id or 0),
        "assignee": people.get(ticket.assignee_id or 0),
        **{name: iso(getattr(ticket, name)) for name in TIMES},
        "complaint": ticket.complaint,
    }
