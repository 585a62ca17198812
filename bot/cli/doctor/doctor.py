"""`kefu doctor`: is everything well, and if not, what to do. It changes nothing unless told to, and may run beside the desk."""

from typing import Annotated

import typer
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError

from bot import clock, settings
from bot.cli.doctor import customer_files, database, queues, service_setup
from bot.cli.doctor.findings import Finding, Level, attention, note, well
from bot.cli.kit.common import BAD, console, made, run
from bot.cli.kit.show import as_json, say
from bot.cli.kit.telegram import bot_name
from bot.settings import Settings
from errors import KefuError, Misconfigured
from i18n import _
from store import Store

MARKS = {Level.WELL: ("✓", "green"), Level.NOTE: ("·", "cyan"), Level.ATTENTION: ("✗", "bold red")}


def command(
    json: Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")] = False,
    retry: Annotated[
        bool, typer.Option("--retry", help="First, let what has failed be tried again by the desk.")
    ] = False,
) -> None:
    """Check settings, database, roster, staff, tickets, messages and Telegram. Exit code 1: something needs attention.

    Example: [green]kefu doctor --retry[/]
    """
    try:
        config = settings.load()
    except Misconfigured as error:
        findings = [
            attention("settings", line, "Correct it in .env or the environment.")
            for line in str(error).splitlines()
        ]
    else:
        findings = run(_examine(config, retry))
    _report(findings, json)
    if any(finding.level is Level.ATTENTION for finding in findings):
        raise typer.Exit(BAD)


async def _examine(config: Settings, retry: bool) -> list[Finding]:
    kind = _("demo company") if config.demo else _("with Telegram")
    if not (config.demo or config.telegram_bot_token):
        kind = _("on the web alone")
    address = make_url(config.database).render_as_string(hide_password=True)
    findings = [well("settings", f"{kind}, {address}")]
    findings += await _database(config, retry)
    return [*findings, await _telegram(config)]


async def _database(config: Settings, retry: bool) -> list[Finding]:
    if missing := database.missing(config):
        return [missing]
    store = made(config)
    try:
        return await _look(store, retry)
    except DatabaseError as error:
        return [
            attention(
                "database",
                str(error.orig),
                _("Is DATABASE_URL right, and its server there? For a damaged file there is `kefu restore`."),
            )
        ]
    finally:
        await store.close()


async def _look(store: Store, retry: bool) -> list[Finding]:
    """Settings and database first; the other checks only if these are in order."""
    findings = await database.examine(store)
    if any(finding.check == "migrations" and finding.level is Level.ATTENTION for finding in findings):
        return findings
    now = await clock.read(store)
    if retry:
        findings.append(note("retry", await queues.retry(store, now)))
    async with store.reading() as session:
        for look in (*service_setup.LOOKS, *customer_files.LOOKS, *queues.LOOKS):
            findings += await look(session, now)
    return findings


async def _telegram(config: Settings) -> Finding:
    if not config.telegram_bot_token:
        return note("telegram", _("no TELEGRAM_BOT_TOKEN: web chat only"))
    try:
        return well("telegram", "@" + await bot_name(config))
    except KefuError as error:
        return attention("telegram", str(error))


def _report(findings: list[Finding], json: bool) -> None:
    if json:
        well_so_far = not any(finding.level is Level.ATTENTION for finding in findings)
        as_json({"ok": well_so_far, "findings": [finding.described() for finding in findings]})
        return
    for finding in findings:
        mark, style = MARKS[finding.level]
        console.print(mark, end=" ", style=style)
        say(f"{finding.check}: {finding.text}")
        if finding.remedy:
            say(f"    → {finding.remedy}")
