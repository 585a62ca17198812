"""The editors' work from the command line: what waits, what is approved, what changed, what is there twice."""

from datetime import datetime
from heapq import nlargest

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.kit.common import changing, reading
from bot.cli.kit.show import as_json as print_json
from bot.cli.kit.show import iso, say, table
from bot.cli.knowledge.trying import base
from desk.knowledge import entry_approval as life
from desk.people import Person
from errors import NotFound, Refused
from i18n import _, moment
from kb.base import entries, versions
from kb.base.entry import NAMES, Entry
from kb.files.exporting import all_entries
from kb.learning import health, impact, merge_split, proposals
from kb.learning.impact import as_entry, as_shown, with_change
from kb.learning.proposals import Proposal
from kb.search.problem_base import Problem


async def history(code: str, as_json: bool) -> None:
    async with reading() as (session, now):
        changes = await versions.history(session, await entries.get(session, code))
        names = {by: await _name(session, by) for by in {change.by for change in changes}}
    if as_json:
        return print_json(
            [
                {"version": c.version, "at": iso(c.at), "by": names[c.by], "changed": c.changed}
                for c in changes
            ]
        )
    rows = [(c.version, moment(c.at, now), names[c.by], _changed(c)) for c in changes]
    return table((_("version"), _("when"), _("who"), _("what changed")), rows)


def _changed(change: versions.Change) -> str:
    return "\n".join(f"{_(NAMES[name])}: {value}" for name, value in change.changed.items())


async def _name(session: AsyncSession, by: int | None) -> str:
    person = await session.get(Person, by) if by else None
    return person.name if person else _("the desk")


async def roll_back(code: str, version: int) -> None:
    async with changing() as (session, now):
        entry = await entries.get(session, code)
        await merge_split.roll_back(session, entry, version, now, None)
    say(_("{code} is as it was in version {version}.").format(code=code, version=version))


async def queue(as_json: bool, limit: int) -> None:
    async with reading() as (session, _now):
        found = await proposals.waiting(session, limit)
    rows = [
        (f"P-{one.id}", one.kind, one.count, one.entry_code or "", one.question or one.text) for one in found
    ]
    if as_json:
        names = ("number", "kind", "count", "entry", "text")
        return print_json([dict(zip(names, row, strict=True)) for row in rows])
    return table((_("number"), _("kind"), _("customers"), _("code"), _("question")), rows)


async def approve(what: str, yes: bool) -> None:
    """An entry, or a proposal; the effect is shown first, and no desk waits while somebody reads it."""
    shadowed = await base()
    async with reading() as (session, _now):
        before, after = await _change(session, await _entry_or_proposal(session, what))
        found = await impact.of_change(session, shadowed, before, after)
    say(str(found))
    if not yes:
        typer.confirm(_("Approve {code}?").format(code=what), abort=True)
    async with changing() as (session, now):
        code = await _approved(session, await _entry_or_proposal(session, what), now)
    say(_("{code} is approved.").format(code=code))


async def _entry_or_proposal(session: AsyncSession, what: str) -> Entry | Proposal:
    entry = await entries.find(session, what)
    if entry is not None:
        return entry
    digits = what.upper().removeprefix("P-")
    found = await session.get(Proposal, int(digits)) if digits.isascii() and digits.isdigit() else None
    if found is None or found.state != "open":
        raise NotFound(_("There is no entry or open proposal {code}.").format(code=what))
    return found


async def _change(session: AsyncSession, what: Entry | Proposal) -> tuple[list[Problem], list[Problem]]:
    """What customers meet now, and what they would."""
    if isinstance(what, Entry):
        return as_shown(what), with_change(what, {})
    asked = await proposals.words(session, what)
    if what.kind == "entry":
        return [], as_entry(what, asked)
    entry = await _answered_by(session, what)
    return as_shown(entry), with_change(entry, {"variants": [*entry.variants, *asked]})


async def _answered_by(session: AsyncSession, proposal: Proposal) -> Entry:
    if proposal.kind == "failure":
        raise Refused(
            _("{code} did not help here: edit it in chat or by import, then retire this proposal.").format(
                code=proposal.entry_code
            )
        )
    return await entries.get(session, proposal.entry_code or "")


async def _approved(session: AsyncSession, what: Entry | Proposal, now: datetime) -> str:
    if isinstance(what, Proposal) and what.kind != "entry":
        entry = await _answered_by(session, what)
        await proposals.accept_wording(session, what, entry, None, now)
        return entry.code
    entry = await proposals.accept_entry(session, what, None, now) if isinstance(what, Proposal) else what
    await life.approve(session, entry, None, now)
    return entry.code


async def retire(what: str) -> None:
    async with changing() as (session, now):
        found = await _entry_or_proposal(session, what)
        if isinstance(found, Entry):
            await entries.move(session, found, "retired", now, None)
        else:
            await proposals.reject(session, found, None, now)
    say(_("{code} is put aside.").format(code=what))


async def duplicates(as_json: bool, product: str, limit: int) -> None:
    async with reading() as (session, _now):
        found = [entry for entry in await all_entries(session, product) if entry.state == "approved"]
    twins = nlargest(limit, health.all_twins(found), key=lambda one: one.likeness)
    rows = [(t.one.code, t.two.code, t.likeness, t.contradict, t.one.question) for t in twins]
    if as_json:
        names = ("one", "two", "likeness", "contradict", "question")
        return print_json([dict(zip(names, row, strict=True)) for row in rows])
    shown = [
        (one, two, f"{like:.0%}", _("yes") if against else "", asked)
        for one, two, like, against, asked in rows
    ]
    return table((_("code"), _("code"), _("alike"), _("contradict"), _("question")), shown)
