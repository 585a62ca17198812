"""`/releases`: of a customer what they were told of and what they chose; of staff all of them, the newest first (REL)."""

from sqlalchemy import select

from desk.access import access_choice, access_release, reads_region
from desk.customers import Customer
from desk.releases import announcing
from desk.releases.release import CHOICE_NAMES, STATE_NAMES, ChoiceState, Release, ReleaseChoice
from desk.roles import RELEASERS
from handlers.chat.cards import button, verb
from handlers.chat.message import Button, Message
from handlers.chat.turn import Turn
from handlers.releases import card, formatting
from i18n import _

PAGE = 8


async def command(turn: Turn) -> None:
    """/releases"""
    turn.reply(await _page(turn, 0))


@verb
async def releases_page(turn: Turn, number: int, version: int, extra: str) -> None:
    """Those before this one."""
    turn.replies.append(await _page(turn, number))


async def _page(turn: Turn, before: int) -> Message:
    person = turn.person
    rows = await (_of_staff(turn, before) if person.is_staff else _of_customer(turn, before))
    text = _("Releases and patches, the newest first:") if rows else _("There is no release here yet.")
    if person.has(*RELEASERS):
        rows.append([button(_("➕ A new release"), "new_release", person.id)])
    return Message(person.id, text, rows=rows, title=_("🚀 Releases"), card="releases")


async def _of_staff(turn: Turn, before: int) -> list[list[Button]]:
    query = select(Release).order_by(Release.id.desc()).limit(PAGE + 1)
    if before:
        query = query.where(Release.id < before)
    if not turn.person.has(*RELEASERS):
        query = query.where(Release.announced_at.is_not(None))
    found = list(await turn.session.scalars(query))
    rows = [
        [await _line(turn, each, _(STATE_NAMES[each.state]), "show_release", each.id)]
        for each in found[:PAGE]
    ]
    return rows + _earlier(found[PAGE - 1].id if len(found) > PAGE else 0)


async def _of_customer(turn: Turn, before: int) -> list[list[Button]]:
    query = (
        select(ReleaseChoice, Release)
        .join(Release, Release.id == ReleaseChoice.release_id)
        .where(
            ReleaseChoice.customer_id == (turn.person.customer_id or 0),
            ReleaseChoice.told_at.is_not(None),
            ReleaseChoice.state != ChoiceState.ENDED,
        )
        .order_by(ReleaseChoice.id.desc())
        .limit(PAGE + 1)
    )
    if before:
        query = query.where(ReleaseChoice.id < before)
    found = list(await turn.session.execute(query))
    rows = [
        [await _line(turn, release, _(CHOICE_NAMES[choice.state]), "show_choice", choice.id)]
        for choice, release in found[:PAGE]
    ]
    return rows + _earlier(found[PAGE - 1][0].id if len(found) > PAGE else 0)


def _earlier(number: int) -> list[list[Button]]:
    return [[button(_("▼ Earlier ones"), "releases_page", number)]] if number else []


async def _line(turn: Turn, release: Release, state: str, does: str, number: int) -> Button:
    title = await formatting.title(turn.session, release, turn.person)
    first = f"{release.number} · " if turn.person.is_staff else ""
    return button(f"{first}{title} · {state}", does, number)


@verb
async def show_release(turn: Turn, number: int, version: int, extra: str) -> None:
    release = await access_release(turn.session, turn.person, number)
    turn.reply(await card.for_staff(turn.session, release, turn.person, turn.now))


@verb
async def show_choice(turn: Turn, number: int, version: int, extra: str) -> None:
    choice = await access_choice(turn.session, turn.person, number, turn.now)
    turn.reply(await card.of_choice(turn.session, choice, turn.person, turn.now))


@verb
async def release_choices(turn: Turn, number: int, version: int, extra: str) -> None:
    """Customer by customer, those who wait first; who does not release sees those of their region. `extra` is the page."""
    release = await access_release(turn.session, turn.person, number)
    page = int(extra) if extra.isdecimal() and len(extra) < 6 else 0
    every = [
        (choice, customer)
        for choice, customer in await announcing.of_release(turn.session, release)
        if turn.person.has(*RELEASERS) or reads_region(turn.person, customer.region)
    ]
    shown = every[page * PAGE : (page + 1) * PAGE]
    rows = [[button(_chosen(choice, customer), "show_choice", choice.id)] for choice, customer in shown]
    if len(every) > (page + 1) * PAGE:
        rows.append([button(_("▼ Later ones"), "release_choices", release.id, 0, page + 1)])
    turn.replies.append(
        Message(
            turn.person.id, _("Who chose what:") if rows else _("nobody is concerned"), rows=rows,
            title=f"🚀 {release.number}", card=f"release_choices:{release.id}",
        )
    )  # fmt: skip


def _chosen(choice: ReleaseChoice, customer: Customer) -> str:
    return f"{'⏳ ' if choice.waits else ''}{customer.name} · {_(CHOICE_NAMES[choice.state])}"


@verb
async def open_release_files(turn: Turn, number: int, version: int, extra: str) -> None:
    """For staff; customers get them with their choice."""
    release = await access_release(turn.session, turn.person, number)
    send_files(turn, release, await formatting.title(turn.session, release, turn.person))


def send_files(turn: Turn, release: Release, title: str) -> None:
    if release.files:
        turn.say(f"📎 {title}", files=tuple(release.files))
