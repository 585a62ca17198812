"""The command line `kefu`: a table of contents. A file has a command, or a group of them; only what is asked for is loaded."""

from importlib import import_module
from importlib.metadata import version
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

from i18n import LANGUAGES

CONTENTS = {
    "run": "bot.cli.process.start",
    "doctor": "bot.cli.doctor.doctor",
    "backup": "bot.cli.process.backup",
    "restore": "bot.cli.process.restore",
    "staff": "bot.cli.staff.staff",
    "roster": "bot.cli.staff.roster",
    "customers": "bot.cli.customers.customers",
    "products": "bot.cli.customers.products",
    "tickets": "bot.cli.tickets.tickets",
    "complaints": "bot.cli.tickets.complaints",
    "kb": "bot.cli.kb.kb",
    "catalogue": "bot.cli.kb.catalogue",
    "survey": "bot.cli.surveys.surveys",
    "visit-backs": "bot.cli.surveys.visit_backs",
    "figures": "bot.cli.reports.figures",
    "report": "bot.cli.reports.report",
    "campaign": "bot.cli.surveys.campaigns",
    "inspections": "bot.cli.surveys.inspections",
    "privacy": "bot.cli.customers.privacy",
    "policies": "bot.cli.admin.policies",
    "calendar": "bot.cli.admin.calendar",
    "simulate": "simulation.command",
}


class Contents(TyperGroup):
    """Loading everything takes longer than most commands do."""

    def main(self, args: Any = None, *rest: Any, **more: Any) -> Any:
        from bot.cli.kit.usage import spoken  # with the database, a while to load

        with spoken(args):
            return super().main(args, *rest, **more)

    def list_commands(self, ctx: Any) -> list[str]:
        return list(CONTENTS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name in CONTENTS and cmd_name not in self.commands:
            self.commands[cmd_name] = _loaded(cmd_name)
        return super().get_command(ctx, cmd_name)


def _loaded(name: str) -> Any:
    """A file with one command calls it `command`, one with a group of them `app`."""
    file = import_module(CONTENTS[name])
    holder = typer.Typer()
    if hasattr(file, "app"):
        holder.add_typer(file.app, name=name)
    else:
        holder.command(name)(file.command)
    return get_group(holder).commands[name]


app = typer.Typer(
    cls=Contents,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
    help="Kefu (客服): a service desk that lives in a chat.\n\nBegin with [green]kefu run[/]; "
    "each command says more with [green]--help[/].",
)


def _say_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"kefu {version('kefu')}")
        raise typer.Exit


@app.callback()
def main(
    _version: Annotated[
        bool,
        typer.Option("--version", help="Say which version this is.", callback=_say_version, is_eager=True),
    ] = False,
    lang: Annotated[
        str,
        typer.Option("--lang", metavar="zh|en", help="The language of what is printed; else the machine's."),
    ] = "",
) -> None:
    """Only the options that every command has."""
    from bot.cli.kit.common import CHOSEN  # with the database, a while to load

    if lang and lang not in LANGUAGES:
        raise typer.BadParameter("zh or en", param_hint="--lang")
    CHOSEN["language"] = lang
