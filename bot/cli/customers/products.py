"""`kefu products`: what the company serves."""

from typing import Annotated

import typer

from bot.cli.kit.common import changing, reading, run
from bot.cli.kit.show import as_json, say, table
from desk import customers
from desk.customers import Product
from errors import BadInput
from i18n import _

app = typer.Typer(no_args_is_help=True, help="The products the company serves.")


@app.command()
def add(
    code: Annotated[str, typer.Argument(help="A short code, like NE; the problem base uses it too.")],
    name: Annotated[str, typer.Argument(help="As customers know it.")],
    english: Annotated[str, typer.Option(help="Its name for those who read English.")] = "",
) -> None:
    """Add a product; or, with a code that is there, change its name.

    Example: [green]kefu products add NE 星河ERP --english "Nebula ERP"[/]
    """
    run(_add(code.strip(), name.strip(), english.strip()))


@app.command("list")
def list_products(
    json: Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")] = False,
) -> None:
    """List the products.

    Example: [green]kefu products list[/]
    """
    run(_list(json))


async def _add(code: str, name: str, english: str) -> None:
    if not code or len(code) > 20 or not name or set(code) & set("|=;, "):
        raise BadInput(_("A product needs a code of at most 20 letters, without blanks or |=;, and a name."))
    async with changing() as (session, _now):
        known = next(
            (p for p in await customers.products(session) if p.code.casefold() == code.casefold()), None
        )
        if known is None:
            session.add(Product(code=code, name=name, name_en=english))
        else:
            code, row = known.code, await session.get_one(Product, known.code)
            row.name, row.name_en = name, english or row.name_en
    text = _("{code} is now called {name}.") if known else _("{code} {name} has been added.")
    say(text.format(code=code, name=name))


async def _list(json: bool) -> None:
    async with reading() as (session, _now):
        products = await customers.products(session)
    if json:
        as_json([{"code": p.code, "name": p.name, "english": p.name_en} for p in products])
    else:
        table([_("code"), _("name"), _("English name")], [(p.code, p.name, p.name_en) for p in products])
