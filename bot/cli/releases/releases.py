"""`kefu releases`: releases and patches, what they mend, and what each customer chose (REL-1, REL-2)."""

from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.kit.common import reading, run
from bot.cli.kit.importing import export_table
from bot.cli.kit.show import as_json
from bot.cli.kit.show import table as print_table
from desk.people import Person
from desk.releases import announcing, fixes
from desk.releases.release import KIND_NAMES, STATE_NAMES, Release, ReleaseChoice
from desk.ticket import Ticket
from i18n import N_, _, company_day
from kb.files.reading import Columns

app = typer.Typer(no_args_is_help=True, help="Releases: list, export what was chosen.")
Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
KEYS = ("number", "product", "version", "kind", "state", "announced", "mends", "customers", "troubles")
LIST = (
    N_("number"),
    N_("product"),
    N_("version"),
    N_("kind"),
    N_("state"),
    N_("announced"),
    N_("mends"),
    N_("customers"),
    N_("troubles"),
)
CHOICES: Columns = {
    "release": ("发布",),
    "product": ("产品",),
    "version": ("版本",),
    "customer": ("客户",),
    "waits": ("等待",),
    "state": ("状态",),
    "told": ("通知时间",),
    "said": ("答复时间",),
    "by": ("答复人",),
    "again": ("再问",),
    "order": ("安装工单",),
    "trouble": ("问题工单",),
    "words": ("说明",),
}


@app.command("list")
def list_releases(json: Json = False) -> None:
    """List releases and patches: what they mend, how many customers, how much trouble.

    Example: [green]kefu releases list[/]
    """
    run(_list(json))


@app.command("export")
def export_file(
    file: Annotated[Path, typer.Argument(help="Where to; the ending decides: .csv, .xlsx or .jsonl")],
) -> None:
    """Export what each customer chose of each release, and how it went.

    Example: [green]kefu releases export releases.xlsx[/]
    """
    run(_export(file))


async def _list(json: bool) -> None:
    async with reading() as (session, _now):
        every = await session.scalars(select(Release).order_by(Release.id))
        found = [(each, await _facts(session, each)) for each in every]
    if json:
        return as_json([dict(zip(KEYS, facts, strict=True)) for _each, facts in found])
    rows = [
        (*facts[:3], _(KIND_NAMES[each.kind]), _(STATE_NAMES[each.state]), *facts[5:])
        for each, facts in found
    ]
    return print_table([_(head) for head in LIST], rows)


async def _facts(session: AsyncSession, release: Release) -> tuple[str | int, ...]:
    mends = [(await fixes.named(session, each))[0] for each in await fixes.of_release(session, release)]
    theirs = select(func.count(), func.count(ReleaseChoice.trouble_id))
    customers, troubles = (await session.execute(theirs.where(ReleaseChoice.release_id == release.id))).one()
    announced = company_day(release.announced_at).isoformat() if release.announced_at else ""
    return (
        release.number, release.product, release.product_version, release.kind.value, release.state.value, announced,
        " ".join(mends), customers, troubles,
    )  # fmt: skip


async def _export(file: Path) -> None:
    async with reading() as (session, _now):
        rows = [
            await _row(session, release, choice, customer.name)
            for release in await session.scalars(select(Release).order_by(Release.id))
            for choice, customer in await announcing.of_release(session, release)
        ]
    export_table(file, CHOICES, rows)


async def _row(
    session: AsyncSession, release: Release, choice: ReleaseChoice, customer: str
) -> dict[str, str]:
    by = await session.get(Person, choice.said_by or 0)
    order, trouble = [await session.get(Ticket, n or 0) for n in (choice.ticket_id, choice.trouble_id)]
    waits = [(await fixes.named(session, each))[0] for each in choice.waits]
    return {
        "release": release.number,
        "product": release.product,
        "version": release.product_version,
        "customer": customer,
        "waits": " ".join(waits),
        "state": choice.state.value,
        "told": choice.told_at.isoformat() if choice.told_at else "",
        "said": choice.said_at.isoformat() if choice.said_at else "",
        "by": by.name if by else "",
        "again": choice.again_on.isoformat() if choice.again_on else "",
        "order": order.number if order else "",
        "trouble": trouble.number if trouble else "",
        "words": choice.words,
    }
