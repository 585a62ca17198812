"""A release on one message: for staff with what it mends and how it goes, for a customer with what they may choose (REL)."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import customers
from desk.customers import Customer
from desk.people import Person
from desk.releases import choosing, fixes, steps
from desk.releases.release import (
    CHOICE_NAMES,
    STATE_NAMES,
    Release,
    ReleaseChoice,
    ReleaseState,
)
from desk.roles import RELEASERS
from desk.ticket import Ticket
from handlers.chat.cards import button
from handlers.chat.message import Button, Message, Priority
from handlers.releases import formatting
from i18n import _, company_day, dated, day, moment, ngettext
from i18n.joining import labelled, one_line

SHOWN = 12  # lines of what it mends
LONGEST = 1500  # characters of the notes on a card


@dated
async def for_staff(
    session: AsyncSession, release: Release, viewer: Person, now: datetime, headline: str = ""
) -> Message:
    """What it is, what it mends, who chose what; what this person can do next."""
    lines = [
        *([headline, ""] if headline else []),
        *await _dates(session, release, now),
        *_notes(release),
        *await _mends(session, release),
        *([ngettext("📎 {n} file", "📎 {n} files", len(release.files)).format(n=len(release.files))] if release.files else []),
        *await _counts(session, release),
        *([labelled(_("Withdrawn"), why)] if (why := release.withdrawn_for(viewer.language)) else []),
    ]  # fmt: skip
    name = await formatting.title(session, release, viewer)
    return Message(
        viewer.id,
        "\n".join(lines),
        title=f"🚀 {release.number} · {name} · {_(STATE_NAMES[release.state])}",
        rows=_staff_rows(release, viewer),
        card=release.ref,
        priority=Priority.NOTICE,
    )


async def _dates(session: AsyncSession, release: Release, now: datetime) -> list[str]:
    made = await session.get_one(Person, release.made_by)
    by = await session.get(Person, release.announced_by or 0)
    lines = ["✍️ " + _("made by {name}, {time}").format(name=made.name, time=moment(release.made_at, now))]
    if by is not None and release.announced_at:
        lines.append(
            "📣 "
            + _("announced by {name}, {time}").format(name=by.name, time=moment(release.announced_at, now))
        )
    return lines


def _notes(release: Release) -> list[str]:
    told = [one for one in (release.notes[:LONGEST], release.notes_en[:LONGEST]) if one]
    return ["", *told, ""] if told else [""]


async def _mends(session: AsyncSession, release: Release) -> list[str]:
    found = await fixes.of_release(session, release)
    lines = []
    for mends in found[:SHOWN]:
        number, about = await fixes.named(session, mends)
        lines.append(f"🔧 {number} {one_line(about, 60)}".rstrip())
    if len(found) > SHOWN:
        lines.append(_("and {count} more").format(count=len(found) - SHOWN))
    return lines


async def _counts(session: AsyncSession, release: Release) -> list[str]:
    if release.announced_at is None:
        return []
    query = select(ReleaseChoice.state, func.count()).where(ReleaseChoice.release_id == release.id)
    counts = {state: n for state, n in await session.execute(query.group_by(ReleaseChoice.state))}  # noqa: C416
    return ["👥 " + (formatting.counted(counts) or _("nobody is concerned"))]


def _staff_rows(release: Release, viewer: Person) -> list[list[Button]]:
    number, version = release.id, release.version
    rows: list[list[Button]] = []
    if release.announced_at is not None:
        rows.append([button(_("👥 Who chose what"), "release_choices", number)])
    if release.files:
        rows.append([button(_("📎 The files"), "open_release_files", number)])
    if not viewer.has(*RELEASERS):
        return rows
    if release.state is ReleaseState.DRAFT:
        rows += [
            [
                button(_("✏️ What is new"), "write_release_notes", number, version),
                button(_("🔧 What it mends"), "change_release_fixes", number, version),
            ],
            [button(_("📎 Add files"), "add_release_files", number, version)],
            [
                button(_("📣 Announce"), "announce_release", number, version),
                button(_("🗑 Drop it"), "drop_release", number, version),
            ],
        ]
    if release.state is ReleaseState.ANNOUNCED:
        rows.append([
            button(_("🔧 What it mends"), "change_release_fixes", number, version),
            button(_("↩ Withdraw"), "withdraw_release", number, version),
        ])  # fmt: skip
    return rows


@dated
async def of_choice(
    session: AsyncSession, choice: ReleaseChoice, viewer: Person, now: datetime, headline: str = ""
) -> Message:
    """For a contact, or for a colleague who calls them: the same choices."""
    release = await session.get_one(Release, choice.release_id)
    may = await choosing.entitled(session, release, choice, now)
    customer = await session.get_one(Customer, choice.customer_id)
    lines = [
        *(await _whom(session, customer) if viewer.is_staff else []),
        headline or await said(session, choice, now),
        *([_("New versions are not part of your service just now; sales make you an offer if you like.")] if _to_sales(release, choice, entitled=may) else []),
        *([labelled(_("Withdrawn"), why)] if (why := release.withdrawn_for(viewer.language)) else []),
        "",
        release.noted(viewer.language)[:LONGEST],
        *await _mended(session, release, choice, viewer),
    ]  # fmt: skip
    rows = [
        [button(_(label), "choose_release", choice.id, choice.version, step)]
        for step, label in formatting.LABELS.items()
        if steps.allowed(step, release, choice, entitled=may)
    ]
    return Message(
        viewer.id,
        "\n".join(lines).strip(),
        title="🚀 " + await formatting.title(session, release, viewer),
        rows=rows,
        card=choice.ref,
        priority=Priority.NOTICE,
    )


def _to_sales(release: Release, choice: ReleaseChoice, *, entitled: bool) -> bool:
    undecided = choice.state in steps.CHOOSING and release.state is ReleaseState.ANNOUNCED
    return undecided and not entitled


async def _whom(session: AsyncSession, customer: Customer) -> list[str]:
    people = await customers.contacts(session, customer)
    return [f"🏢 {customer.name}", *(f"👤 {each.name} {each.phones}".rstrip() for each in people[:SHOWN])]


async def said(session: AsyncSession, choice: ReleaseChoice, now: datetime) -> str:
    """The state of a customer's choice, and who made it."""
    by = await session.get(Person, choice.said_by or 0)
    numbers = [
        (await session.get_one(Ticket, number)).number for number in (choice.ticket_id, choice.trouble_id) if number
    ]  # fmt: skip
    facts = (
        _(CHOICE_NAMES[choice.state]),
        _("ask again on {date}").format(date=day(choice.again_on, company_day(now)))
        if choice.again_on
        else "",
        *numbers,
        choice.words,
        by.name if by else "",
        moment(choice.said_at, now) if choice.said_at else "",
    )
    return "💬 " + " · ".join(fact for fact in facts if fact)


async def _mended(
    session: AsyncSession, release: Release, choice: ReleaseChoice, viewer: Person
) -> list[str]:
    """What they wait for by its number, then what everybody may read; a colleague sees all that they wait for."""
    if viewer.is_staff:
        own = [" ".join(await fixes.named(session, mends)) for mends in choice.waits]
    else:
        own = await fixes.own(session, choice.waits, viewer)
    known = {line.partition(" ")[2] for line in own}
    every = [
        line
        for line in await fixes.public(session, await fixes.of_release(session, release))
        if line not in known
    ]
    lines = [f"• {one_line(line, 100)}" for line in [*own, *every]]
    return ["", _("It mends, or brings:"), *lines[:SHOWN]] if lines else []
