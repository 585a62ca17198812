"""A release is made by R&D: product, version, what is new, what it mends, files; announced, and withdrawn if it must be (REL-1)."""

from desk import customers, journal
from desk.access import access_release_keeping, require
from desk.events import Event
from desk.hotline import messages as ticket_messages
from desk.releases import announcing, fixes
from desk.releases.release import KIND_NAMES, Release, ReleaseKind, ReleaseState
from desk.roles import RELEASERS
from errors import BadInput, Blocked
from handlers.chat.cards import as_begun, if_unchanged, verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.questions import SKIP, Choice, Words, YesNo
from handlers.chat.turn import Turn
from handlers.releases import card, formatting
from handlers.sales.documents import OneFile
from i18n import _, ngettext
from i18n.joining import listed

MOST_FILES = 10
DONE = "done"


async def _load(turn: Turn, number: int) -> Release:
    return await access_release_keeping(turn.session, turn.person, number)


async def show(turn: Turn, release: Release) -> None:
    await turn.session.flush()
    turn.reply(await card.for_staff(turn.session, release, turn.person, turn.now))


on_release = if_unchanged(_load, show)


@verb
async def new_release(turn: Turn, number: int, version: int, extra: str) -> None:
    require(turn.person, *RELEASERS)
    await start(turn, makes_release)


@flow
async def makes_release(talk: Talk) -> None:
    """To a draft, of which nobody hears before it is announced."""
    session, now = talk.turn.session, talk.turn.now
    require(talk.person, *RELEASERS)
    every = await customers.products(session)
    products = [(each.code, each.named(talk.person.language)) for each in every]
    product = await talk.ask("product", Choice(_("Which product?"), options=products))
    version = await talk.ask("version", Words(_("Which version? Like 8.2, or 8.2 SP1."), longest=40))
    try:
        await announcing.check_new(session, product, version)
    except BadInput as hint:
        talk.say(str(hint))
        talk.correct("version")
    kinds = [(kind, _(name)) for kind, name in KIND_NAMES.items()]
    kind = await talk.ask("kind", Choice(_("A release, or a patch?"), options=kinds, columns=2))
    notes, notes_en = await _notes(talk)
    mends = await _fixes(talk)
    files = await _files(talk)
    release = await announcing.draft(session, product, version, ReleaseKind(kind), talk.person, now)
    release.notes, release.notes_en, release.files = notes, notes_en, files
    await fixes.add(session, release, mends)
    await show(talk.turn, release)


async def _notes(talk: Talk) -> tuple[str, str]:
    """In both languages; one is enough."""
    chinese = await talk.ask(
        "notes",
        Words(_("What is new, in Chinese? Customers read it."), options=[(SKIP, _("Skip"))], longest=3000),
    )
    english = await talk.ask(
        "notes_en", Words(_("What is new, in English?"), options=[(SKIP, _("Skip"))], longest=3000)
    )
    return ("" if chinese == SKIP else chinese), ("" if english == SKIP else english)


async def _fixes(talk: Talk) -> list[str]:
    """Asked again when a number is unknown."""
    prompt = _(
        "What does it mend or bring? Tickets, requirements, entries, R&D's keys, like: K-1042, R-1003, ABC-12"
    )
    said = await talk.ask("mends", Words(prompt, options=[(SKIP, _("Skip"))], longest=fixes.LONGEST))
    if said == SKIP:
        return []
    return await fixes.read(talk.turn.session, said)


async def _files(talk: Talk) -> list[int]:
    """As many as are sent, one after the other."""
    for number in range(MOST_FILES):
        prompt = _("Please send the files, one after the other.") if not number else _("Kept. One more?")
        end = _("✅ That is all") if number else _("Without a file")
        if await talk.ask(f"file {number}", OneFile(prompt, options=[(DONE, end)])) == DONE:
            break
    said = await ticket_messages.of_talk(talk.turn.session, talk.row.id)
    return [file.id for each in said for file in each.files][:MOST_FILES]


async def _changed(talk: Talk, release: Release) -> None:
    await journal.write(
        talk.turn.session, release, Event.RELEASE_CHANGED, by=talk.person.id, now=talk.turn.now
    )
    await show(talk.turn, release)


async def _draft(talk: Talk) -> Release:
    release = await access_release_keeping(talk.turn.session, talk.person, talk.args["release"])
    announcing.check_draft(release)
    return release


@verb
@on_release
async def write_release_notes(turn: Turn, release: Release, extra: str) -> None:
    announcing.check_draft(release)
    await start(turn, writes_release_notes, {"release": release.id})


@flow
async def writes_release_notes(talk: Talk) -> None:
    """What is skipped stays as it is."""
    release = await _draft(talk)
    notes, notes_en = await _notes(talk)
    release.notes, release.notes_en = notes or release.notes, notes_en or release.notes_en
    await _changed(talk, release)


@verb
@on_release
async def change_release_fixes(turn: Turn, release: Release, extra: str) -> None:
    announcing.check_open(release)
    await start(turn, changes_release_fixes, {"release": release.id})


@flow
async def changes_release_fixes(talk: Talk) -> None:
    """What is named and new is added; what is named and there already is taken out, once that is confirmed. After it is announced, too."""
    session, out = talk.turn.session, list[str]()
    release = await access_release_keeping(session, talk.person, talk.args["release"])
    announcing.check_open(release)
    found = await _fixes(talk)
    known = [mends for mends in found if mends in await fixes.of_release(session, release)]
    if known:
        names = listed([(await fixes.named(session, mends))[0] for mends in known])
        if await talk.ask(
            "out", YesNo(_("These are in it already: {names}. Take them out?").format(names=names))
        ):
            out = known
    added = [mends for mends in found if mends not in known]
    await announcing.correct(session, release, added, out, talk.person, talk.turn.now)
    await _changed(talk, release)


@verb
@on_release
async def add_release_files(turn: Turn, release: Release, extra: str) -> None:
    announcing.check_draft(release)
    await start(turn, adds_release_files, {"release": release.id})


@flow
async def adds_release_files(talk: Talk) -> None:
    """Beside those that are there, or in their place."""
    release = await _draft(talk)
    if release.files:
        options = [("add", _("Keep them, and add more")), ("new", _("Take them out first"))]
        how = await talk.ask("how", Choice(_("There are files already."), options=options))
    else:
        how = "add"
    sent = await _files(talk)
    release.files = [*(release.files if how == "add" else []), *sent][:MOST_FILES]
    await _changed(talk, release)


@verb
@on_release
async def announce_release(turn: Turn, release: Release, extra: str) -> None:
    announcing.check_draft(release)
    if not (release.notes or release.notes_en):
        raise Blocked(_("Please write first what is new: customers read it."))
    await start(turn, announces_release, {"release": release.id, "version": release.version})


@flow
async def announces_release(talk: Talk) -> None:
    """With how many hear of it, said before they do."""
    session, now = talk.turn.session, talk.turn.now
    release = await _draft(talk)
    as_begun(talk, release)
    found = await announcing.concerned(session, release)
    first, others = len(found.waiting), len(found.others)
    lines = [
        _("Announce {number} · {title}?").format(number=release.number, title=await formatting.title(session, release, talk.person)),
        ngettext("{n} customer waits for it and hears first.", "{n} customers wait for it and hear first.", first).format(n=first),
        ngettext("{n} customer more is told.", "{n} customers more are told.", others).format(n=others),
    ]  # fmt: skip
    delivers = await fixes.to_deliver(session, release)
    if delivers:
        names = listed([each.number for each in delivers])
        lines.append(_("These requirements are delivered with it: {names}.").format(names=names))
    if await talk.ask("sure", YesNo("\n".join(lines), yes=_("📣 Announce"), no=_("Do not announce it yet"))):
        await announcing.announce(session, release, talk.person, now)
    await show(talk.turn, release)


@verb
@on_release
async def drop_release(turn: Turn, release: Release, extra: str) -> None:
    number, card_of = release.number, release.ref
    await announcing.drop(turn.session, release, turn.person, turn.now)
    turn.say(_("{number} is dropped.").format(number=number), card=card_of)


@verb
@on_release
async def withdraw_release(turn: Turn, release: Release, extra: str) -> None:
    if release.state is not ReleaseState.ANNOUNCED:
        return await show(turn, release)
    return await start(turn, withdraws_release, {"release": release.id})


@flow
async def withdraws_release(talk: Talk) -> None:
    """The person who chose it reads the reason, and what to do."""
    release = await access_release_keeping(talk.turn.session, talk.person, talk.args["release"])
    prompt = _("Why, and what should those do who have it, in Chinese? They read it at once.")
    why = await talk.ask("why", Words(prompt, options=[(SKIP, _("Skip"))], shortest=2, longest=600))
    none = [] if why == SKIP else [(SKIP, _("Skip"))]  # one of the two is needed
    why_en = await talk.ask("why_en", Words(_("The same in English?"), options=none, shortest=2, longest=600))
    reasons = ("" if why == SKIP else why, "" if why_en == SKIP else why_en)
    await announcing.withdraw(talk.turn.session, release, reasons, talk.person, talk.turn.now)
    await show(talk.turn, release)
