"""The command line `kefu`: a table of contents. Each group of commands is a file."""

from importlib.metadata import version
from typing import Annotated

import typer

from bot.cli import customers, doctor, kb, products, roster, staff, start, tickets

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["--help", "-h"]},
    help="Kefu (客服): a service desk that lives in a chat.\n\nBegin with [green]kefu run[/]; "
    "each command says more with [green]--help[/].",
)

app.command("run")(start.run_desk)
app.command("doctor")(doctor.examine)
app.add_typer(staff.app, name="staff")
app.add_typer(roster.app, name="roster")
app.add_typer(customers.app, name="customers")
app.add_typer(products.app, name="products")
app.add_typer(tickets.app, name="tickets")
app.add_typer(kb.app, name="kb")


def _say_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"kefu {version('kefu')}")
        raise typer.Exit


@app.callback()
def main(
    show: Annotated[
        bool,
        typer.Option("--version", help="Say which version this is.", callback=_say_version, is_eager=True),
    ] = False,
) -> None:
    """Only the options that every command has."""
