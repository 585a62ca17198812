"""The command line `kefu`: a table of contents. A file has a command, or a group of them; only what is asked for is loaded."""

from collections.abc import Iterator
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_group

from bot.cli.kit import help_texts
from bot.cli.kit.usage import CHOSEN, spoken
from i18n import LANGUAGES

CONTENTS = {  # name → its file, and what it does, as the file itself says it
    "run": (
        "bot.cli.process.start",
        "Start the desk: web chat with a demo company, or Telegram once TELEGRAM_BOT_TOKEN is set.",
    ),
    "doctor": (
        "bot.cli.doctor.doctor",
        "Check settings, database, roster, staff, tickets, messages and Telegram. Exit code 1: something needs attention.",
    ),
    "backup": (
        "bot.cli.process.backup",
        "Write everything into one file, while the desk goes on working. The file is there only when it is proven good.",
    ),
    "restore": (
        "bot.cli.process.restore",
        "Put a backup into the database of DATABASE_URL: all of it, or nothing. The desk must be stopped meanwhile.",
    ),
    "staff": ("bot.cli.staff.staff", "The staff: add, invite, list, change roles, import."),
    "roster": ("bot.cli.roster.roster", "The hotline roster: who is on duty when."),
    "customers": (
        "bot.cli.customers.customers",
        "The customers: add, show, contacts, service periods, import.",
    ),
    "contracts": ("bot.cli.sales.contracts", "The service contracts: which end, and nobody has renewed."),
    "documents": (
        "bot.cli.sales.documents",
        "The documents of customers: add, list, open, who has read them.",
    ),
    "products": ("bot.cli.customers.products", "The products the company serves."),
    "releases": ("bot.cli.releases.releases", "Releases: list, export what was chosen."),
    "projects": ("bot.cli.projects.projects", "Implementation projects: list how they stand, export them."),
    "requirements": ("bot.cli.requirements.requirements", "Requirements: import, export, list, figures."),
    "scope": (
        "bot.cli.scope.scope",
        "The catalogue of services with their prices: import, export, list, price.",
    ),
    "tickets": ("bot.cli.tickets.tickets", "The tickets: list them, show one with its history."),
    "complaints": ("bot.cli.complaints.complaints", "The complaint register: list, show, export."),
    "kb": (
        "bot.cli.knowledge.kb",
        "The problem base: import and export entries, try the search, measure it, decide what it learns.",
    ),
    "talks": (
        "bot.cli.knowledge.talks",
        "Conversations as test cases: run them before a change, and see what would be answered otherwise.",
    ),
    "catalogue": ("bot.cli.knowledge.catalogue", "Modules and error codes: import, export, list."),
    "subtypes": ("bot.cli.knowledge.subtypes", "What requests are about: import, export, list."),
    "survey": ("bot.cli.surveys.surveys", "The surveys: import, list, show, export."),
    "visit-backs": (
        "bot.cli.surveys.visit_backs",
        "The visit-backs: what is planned for a customer, and why then.",
    ),
    "figures": ("bot.cli.figures.figures", "Show the figures of a period, whole and broken down."),
    "churn": ("bot.cli.figures.churn", "Lost customers by branch and half-year, and those at risk."),
    "report": ("bot.cli.reports.report", "Write the report of a past month as PDF and XLSX."),
    "campaign": ("bot.cli.surveys.campaigns", "Surveys to a chosen set of customers."),
    "inspections": ("bot.cli.dispatch.inspections", "Inspections by plan: plan, stop, list, report."),
    "training": (
        "bot.cli.training.training",
        "Training: courses, classes, trainees, exams, results, qualifications.",
    ),
    "privacy": ("bot.cli.customers.privacy", "Data of people: give out what is kept, erase it."),
    "policies": ("bot.cli.admin.policies", "The company's policies: list and set them."),
    "calendar": ("bot.cli.admin.calendar", "Regions: their hours, holidays and days of their own."),
    "simulate": (
        "simulation.command",
        "Simulate the desk on a virtual clock and check the rules that must always hold. Exit code 1: one was broken.",
    ),
}


class Contents(TyperGroup):
    """Loading everything takes longer than most commands do: the list of them is printed as it stands above."""

    is_listing = False

    def format_help(self, ctx: Any, formatter: Any) -> None:
        self.is_listing = True
        super().format_help(ctx, formatter)
        self.is_listing = False

    def texts(self) -> Iterator[str]:
        """Every paragraph of every `--help`, for the translators."""
        yield from help_texts.OWN
        yield from help_texts.texts(self)
        for name, (_file, about) in CONTENTS.items():
            yield from help_texts.paragraphs(about)
            yield from help_texts.texts(self.get_command(None, name))

    def main(self, args: Any = None, *rest: Any, **more: Any) -> Any:
        with spoken(args):
            return super().main(args, *rest, **more)

    def list_commands(self, ctx: Any) -> list[str]:
        return list(CONTENTS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if self.is_listing:
            return TyperCommand(cmd_name, help=CONTENTS[cmd_name][1])
        if cmd_name in CONTENTS and cmd_name not in self.commands:
            self.commands[cmd_name] = _loaded(cmd_name)
        return super().get_command(ctx, cmd_name)


def _loaded(name: str) -> Any:
    """A file with one command calls it `command`, one with a group of them `app`."""
    file = import_module(CONTENTS[name][0])
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
        from importlib.metadata import version  # 50 ms that no other command needs

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
    if lang and lang not in LANGUAGES:
        raise typer.BadParameter("zh or en", param_hint="--lang")
    CHOSEN["language"] = lang
