"""`kefu visit-backs`: the plan of a customer (VIS-1)."""

from typing import Annotated

import typer

from bot.cli.kit import names
from bot.cli.kit.common import reading, run
from bot.cli.kit.show import as_json, iso, say
from desk.surveys import visit_plans

app = typer.Typer(no_args_is_help=True, help="The visit-backs: what is planned for a customer, and why then.")

Whose = Annotated[
    str, typer.Argument(metavar="CUSTOMER", help="Name or a part of it, service code, licence or number.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]


@app.callback()
def group() -> None:
    """Keeps `plan` a word of its own."""


@app.command()
def plan(customer: Whose, json: Json = False) -> None:
    """Show what was, what comes, and why then.

    Example: [green]kefu visit-backs plan 明月纺织[/]
    """
    run(_plan(customer, json))


async def _plan(whose: str, json: bool) -> None:
    from handlers.surveys.visit_back_plan import told  # the handlers take a while to load

    async with reading() as (session, now):
        customer = await names.customer(session, whose)
        found = await visit_plans.plan_of(session, customer, now)
        lines = await told(session, found, now)
    if not json:
        return say("\n".join([customer.name, *lines]))
    return as_json(
        {
            "customer": customer.name,
            "next": iso(found.ahead.nominal) if found.ahead else None,
            "asked_at": iso(found.ahead.due_at) if found.ahead else None,
            "months": found.months,
            "months_of_use": found.used,
            "past": [
                {"day": iso(v.nominal), "kind": v.kind, "state": v.state, "answers": v.answers}
                for v in found.past
            ],
        }
    )
