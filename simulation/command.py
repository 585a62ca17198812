"""`kefu simulate`: months of the whole desk in minutes, with simulated people and faults; a trial of the desk itself."""

import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot import garbage
from bot.cli.kit.common import BAD
from bot.cli.kit.show import as_json as print_json
from bot.cli.kit.show import say, table

if TYPE_CHECKING:
    from simulation.run import Result


def command(
    customers: Annotated[int, typer.Option("--customers", min=1, max=5000, help="How many there are.")] = 20,
    months: Annotated[int, typer.Option("--months", min=1, max=60, help="How long it goes on.")] = 3,
    seed: Annotated[int, typer.Option("--seed", help="The same seed is the same story, to the second.")] = 1,
    faults: Annotated[
        bool,
        typer.Option(
            "--faults", help="With kills, network errors, blocked bots and a desk that stands still."
        ),
    ] = False,
    chart: Annotated[
        Path | None, typer.Option("--chart", help="Draw the load week by week into this PNG file.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")] = False,
) -> None:
    """Simulate the desk on a virtual clock and check the rules that must always hold. Exit code 1: one was broken.

    It has a database of its own, which is gone afterwards; the desk's own is never touched.

    Example: [green]kefu simulate --customers 200 --months 12 --seed 7 --faults --chart load.png[/]
    """
    from simulation.run import run  # the whole desk, which no other command needs
    from simulation.world import Plan

    garbage.after_loading()

    started = time.perf_counter()
    result = run(Plan(customers, months, seed, faults), _looked)
    seconds = round(time.perf_counter() - started, 1)
    if chart is not None:
        _draw(result, chart)
    if as_json:
        print_json(_described(result, seconds))
    else:
        _report(result, seconds)
    if result.broken:
        raise typer.Exit(BAD)


def _looked(at: datetime) -> None:
    typer.echo(f"{at:%Y-%m-%d}: every rule holds", err=True)


def _draw(result: "Result", file: Path) -> None:
    from charts import BAD as RED
    from charts import OPEN, PLAIN, Line, lines

    colours = {"messages": PLAIN, "tickets": OPEN, "alerts": RED}
    weeks = result.summary.weeks
    whole = max(1, result.plan.days // 7)  # what is left of the last week would look like a fall
    file.write_bytes(lines(*(Line(f"{name} a week", colours[name], weeks[name][:whole]) for name in weeks)))


def _described(result: "Result", seconds: float) -> dict[str, object]:
    return {
        "plan": vars(result.plan),
        "seconds": seconds,
        "fingerprint": result.summary.fingerprint,
        "figures": result.summary.figures,
        "weeks": result.summary.weeks,
        "broken": [{**vars(broken), "story": story} for broken, story in result.broken],
    }


def _report(result: "Result", seconds: float) -> None:
    for broken, story in result.broken:
        say(f"✗ {broken.rule}: {broken.what}")
        for line in story:
            say(f"    {line}")
    rows = [
        *result.summary.figures.items(),
        ("seconds it took", seconds),
        ("fingerprint", result.summary.fingerprint),
    ]
    table(("figure", ""), rows)
    if result.broken:
        say(f"✗ {len(result.broken)} rules broken. The same again: {_again(result)}")
    else:
        say("✓ every rule held")


def _again(result: "Result") -> str:
    plan = result.plan
    faults = " --faults" if plan.faults else ""
    return f"kefu simulate --customers {plan.customers} --months {plan.months} --seed {plan.seed}{faults}"
