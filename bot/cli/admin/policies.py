"""`kefu policies`: the numbers and times that the company sets."""

from typing import Annotated

import typer
from sqlalchemy import select

from bot.cli.kit.common import changing, reading, run
from bot.cli.kit.show import as_json as print_json
from bot.cli.kit.show import say, say_moved, table
from desk import administration, policies
from desk.policies import PolicyRow
from i18n import _

app = typer.Typer(no_args_is_help=True, help="The company's policies: list and set them.")

Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]


@app.command("list")
def list_all(as_json: Json = False) -> None:
    """List what is in force.

    Example: [green]kefu policies list[/]
    """
    run(_list(as_json))


@app.command("set")
def set_one(
    key: Annotated[str, typer.Argument(help="As in the list.")],
    value: Annotated[str, typer.Argument(help="As in the list: 1h support, 30m, 3d, a number …")],
) -> None:
    """Set one. Open time limits follow at once.

    Example: [green]kefu policies set kb.confirmations 5[/]
    """
    run(_set(key, value))


async def _list(as_json: bool) -> None:
    async with reading() as (session, _now):
        chosen = {row.key: row.value for row in await session.scalars(select(PolicyRow))}
    rows = [(one.key, chosen.get(one.key, one.default), one.default, _(one.help)) for one in policies.ALL]
    if as_json:
        return print_json({key: value for key, value, _default, _help in rows})
    return table((_("policy"), _("value"), _("default"), _("what it is")), rows)


async def _set(key: str, value: str) -> None:
    async with changing() as (session, now):
        moved = await administration.set_policy(session, key, value, now)
    say(_("{key} is {value} from now on.").format(key=key, value=value))
    say_moved(moved)
