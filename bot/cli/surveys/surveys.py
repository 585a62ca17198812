"""`kefu survey`: the questions of visit-backs, follow-ups and campaigns, as data with versions (VIS-3)."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.kit import parse
from bot.cli.kit.common import ended_kindly, reading, run
from bot.cli.kit.importing import import_table
from bot.cli.kit.show import as_json, say, table
from bot.cli.surveys import survey_table
from desk.calendars.dates import company_bounds
from desk.surveys import forms, survey_catalogue
from desk.surveys import results as survey_results
from desk.surveys.visit_backs import VisitBack
from i18n import _, spoken

app = typer.Typer(no_args_is_help=True, help="The surveys: import, list, show, export.")

Code = Annotated[str, typer.Argument(metavar="CODE", help="As in the list.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
Version = Annotated[int | None, typer.Option(help="An earlier version; else the newest.")]


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="A CSV or XLSX table, one question a line; or JSON.")],
    json: Json = False,
) -> None:
    """Import surveys. Each is a new version of its code; what is being asked goes on as it began.

    Columns: survey (its code), purpose (cycle, service or campaign), name, name_en, products, id, kind (scale, choice,
    words or photo), ask, ask_en, options, options_en, most, bad, optional, next. Or begin with
    `kefu survey export service service.json`, change it, and import it.

    Example: [green]kefu survey import surveys.xlsx[/]
    """
    run(import_table(file, survey_table.TABLE, json=json))


@app.command("list")
def list_all(json: Json = False) -> None:
    """List the surveys, and what they are for.

    Example: [green]kefu survey list[/]
    """
    run(_list(json))


@app.command()
def show(code: Code, version: Version = None) -> None:
    """Show the questions of a survey.

    Example: [green]kefu survey show service[/]
    """
    run(_show(code, version))


@app.command()
def export(
    code: Code, file: Annotated[Path, typer.Argument(help="The JSON file to write.")], version: Version = None
) -> None:
    """Write a survey to a file, as the import reads it.

    Example: [green]kefu survey export service service.json[/]
    """
    found = run(_content(code, version))
    with ended_kindly():
        file.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", "utf8")
    typer.echo(file)


@app.command()
def results(
    code: Code,
    between: Annotated[str, typer.Argument(metavar="FROM..TO", help="Like 2026-01-01..2026-03-31.")],
    version: Version = None,
    json: Json = False,
) -> None:
    """Show what was answered in a time: count and mean of each question.

    Example: [green]kefu survey results service 2026-01-01..2026-03-31[/]
    """
    run(_results(code, between, version, json))


async def _list(json: bool) -> None:
    async with reading() as (session, _now):
        found = {
            code: (n, forms.read(data))
            for code, (n, data) in (await survey_catalogue.latest(session)).items()
        }
    if json:
        return as_json({code: {"version": n, "purpose": form.purpose} for code, (n, form) in found.items()})
    rows = [
        (code, n, form.purpose, ", ".join(form.products), len(form.questions), _named(form))
        for code, (n, form) in found.items()
    ]
    return table((_("code"), _("version"), _("purpose"), _("products"), _("questions"), _("name")), rows)


def _named(form: forms.Form) -> str:
    return forms.text(form.name, spoken().language)


async def _show(code: str, version: int | None) -> None:
    form = forms.read(await _content(code, version))
    say(f"{form.code} · {form.purpose} · {_named(form)}")
    for number, question in enumerate(form.questions, start=1):
        say(f"{number}. [{question.id}, {question.kind}] {forms.text(question.ask, spoken().language)}")
        for key, label in question.choices(spoken().language):
            to = question.next.get(key) or question.next.get(forms.ANY)
            say(f"     {label}" + (f" → {to}" if to else ""))


async def _results(code: str, between: str, version: int | None, json: bool) -> None:
    from handlers.surveys.campaign_card import figure  # the handlers take a while to load

    start, end = company_bounds(*parse.period(between))
    async with reading() as (session, _now):
        form = forms.read(await survey_catalogue.content(session, code, version))
        asked = (await survey_catalogue.latest(session))[code][0] if version is None else version
        those = VisitBack.survey == code, VisitBack.survey_version == asked
        in_time = VisitBack.answered_at >= start, VisitBack.answered_at < end
        found = await survey_results.tallies(session, form, *those, *in_time)
    if json:
        return as_json({tally.question.id: tally.figures for tally in found})
    return say("\n".join(figure(tally) for tally in found))


async def _content(code: str, version: int | None) -> dict[str, Any]:
    async with reading() as (session, _now):
        return await survey_catalogue.content(session, code, version)
