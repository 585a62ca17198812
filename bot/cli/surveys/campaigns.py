"""`kefu campaign`: a survey to chosen customers, or to a sample by chance; its progress and its results (VIS-6)."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.kit import names, parse
from bot.cli.kit.common import changing, ended_kindly, reading, run
from bot.cli.kit.show import as_json, say, table
from desk.surveys import campaigns, survey_catalogue
from desk.surveys.audiences import Audience, audience_of
from desk.surveys.campaigns import STATE_NAMES, Campaign
from errors import BadInput, NotFound
from i18n import _, ngettext
from kb.base.entry import ProblemType

app = typer.Typer(no_args_is_help=True, help="Surveys to a chosen set of customers.")

Number = Annotated[int, typer.Argument(metavar="NUMBER", help="As in the list.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="What it is about.")],
    survey: Annotated[str, typer.Option(help="The survey's code.")] = "cycle",
    region: Annotated[str, typer.Option(help="Only customers of this region.")] = "",
    product: Annotated[str, typer.Option(help="Only who owns this product.")] = "",
    category: Annotated[str, typer.Option(help="key or regular.")] = "",
    kind: Annotated[str, typer.Option(help="Only whose last ticket was of this type.")] = "",
    served: Annotated[
        str, typer.Option(metavar="FROM..TO", help="Only who had a ticket closed in this time.")
    ] = "",
    sample: Annotated[int, typer.Option(min=0, help="So many of them by chance; 0 is all.")] = 0,
    seed: Annotated[int, typer.Option(help="The same seed draws the same customers.")] = 1,
    pace: Annotated[int, typer.Option(min=1, help="So many go out an hour.")] = campaigns.USUAL_PACE,
) -> None:
    """Prepare a campaign, and say to how many it would go. Nothing is sent yet.

    Example: [green]kefu campaign new "June sample" --served 2026-06-01..2026-06-30 --sample 20 --seed 7[/]
    """
    audience = Audience(region, product, category, kind, sample=sample, seed=seed if sample else 0)
    run(_new(name, survey, audience, served, pace))


@app.command("list")
def list_all(json: Json = False) -> None:
    """List the campaigns.

    Example: [green]kefu campaign list[/]
    """
    run(_list(json))


@app.command()
def show(number: Number, json: Json = False) -> None:
    """Show how far a campaign is, and what was answered: count and mean of each question.

    Example: [green]kefu campaign show 3[/]
    """
    run(_show(number, json))


@app.command()
def start(number: Number) -> None:
    """Start a campaign: whom it goes to is settled now.

    Example: [green]kefu campaign start 3[/]
    """
    run(_change(number, "start"))


@app.command()
def pause(number: Number) -> None:
    """Pause a campaign; who has been asked may answer.

    Example: [green]kefu campaign pause 3[/]
    """
    run(_change(number, "pause"))


@app.command()
def resume(number: Number) -> None:
    """Go on with a paused campaign.

    Example: [green]kefu campaign resume 3[/]
    """
    run(_change(number, "resume"))


@app.command()
def stop(number: Number) -> None:
    """Stop a campaign for good.

    Example: [green]kefu campaign stop 3[/]
    """
    run(_change(number, "stop"))


@app.command()
def export(
    number: Number, file: Annotated[Path, typer.Argument(help="A .csv or .xlsx file to write.")]
) -> None:
    """Write the answers to a table.

    Example: [green]kefu campaign export 3 june.xlsx[/]
    """
    content = run(_table(number, file.suffix.lower()))
    with ended_kindly():
        file.write_bytes(content)
    say(str(file))


async def _new(name: str, survey: str, audience: Audience, served: str, pace: int) -> None:
    async with changing() as (session, now):
        audience = await _checked(session, audience, served)
        await survey_catalogue.content(session, survey)
        version = (await survey_catalogue.latest(session))[survey][0]
        campaign = await campaigns.draft(session, name, (survey, version), audience, now, pace=pace)
        count = len(await audience_of(session, audience, now))
    say(
        ngettext(
            "Campaign {number} would go to {count} customer.",
            "Campaign {number} would go to {count} customers.",
            count,
        ).format(number=campaign.id, count=count)
    )
    say(_("Start it with `kefu campaign start {number}`.").format(number=campaign.id))


async def _checked(session: AsyncSession, audience: Audience, served: str) -> Audience:
    """Raises BadInput or NotFound for what there is not."""
    if audience.kind and audience.kind not in list(ProblemType):
        raise BadInput(_("kind: one of {words}.").format(words=", ".join(ProblemType)))
    product = (await names.product(session, audience.product)).code if audience.product else ""
    category = parse.category(audience.category) if audience.category else ""
    first, last = map(str, parse.period(served)) if served else ("", "")
    return replace(audience, product=product, category=category, since=first, until=last)


async def _get(session: AsyncSession, number: int) -> Campaign:
    campaign = await session.get(Campaign, number)
    if campaign is None:
        raise NotFound(_("There is no campaign {number}.").format(number=number))
    return campaign


async def _list(json: bool) -> None:
    async with reading() as (session, _now):
        found = list(await session.scalars(select(Campaign).order_by(Campaign.id)))
    if json:
        return as_json([{"id": c.id, "name": c.name, "state": c.state, "survey": c.survey} for c in found])
    rows = [(c.id, c.name, c.survey, _(STATE_NAMES[c.state]), c.started_at) for c in found]
    return table((_("no."), _("name"), _("survey"), _("state"), _("started")), rows)


async def _show(number: int, json: bool) -> None:
    from handlers.surveys import campaign_card  # the handlers take a while to load

    async with reading() as (session, _now):
        campaign = await _get(session, number)
        lines = await campaign_card.told(session, campaign)
        figures = await campaign_card.figures(session, campaign)
        progress = await campaigns.progress(session, campaign)
    if not json:
        return say("\n".join([f"{campaign.id} · {campaign.name}", *lines]))
    return as_json(
        {
            "state": campaign.state,
            "audience": campaign.audience,
            "progress": progress,
            "questions": {tally.question.id: tally.figures for tally in figures},
        }
    )


async def _change(number: int, what: str) -> None:
    async with changing() as (session, now):
        campaign = await _get(session, number)
        await getattr(campaigns, what)(session, campaign, now)
    say(f"{campaign.id} · {campaign.name}: {_(STATE_NAMES[campaign.state])}")


async def _table(number: int, ending: str) -> bytes:
    from handlers.surveys import table as survey_table

    if ending not in survey_table.WRITERS:
        raise BadInput(_("The file ends in .csv or .xlsx."))
    async with reading() as (session, now):
        return await survey_table.of_campaign(session, await _get(session, number), ending, now)
