"""The problem base for staff: /kb and what can be looked at from there (KB-1, KB-5)."""

import asyncio

from sqlalchemy import Select, select

from desk import customers, policies
from desk.access import require
from desk.roles import EDITORS
from handlers.chat import flows
from handlers.chat.cards import button, verb
from handlers.chat.message import Message
from handlers.chat.turn import Turn
from handlers.knowledge import entry_card
from handlers.knowledge.new_entry import write_entry
from handlers.knowledge.proposal_actions import show_next
from i18n import N_, _
from i18n.joining import labelled
from kb.base import entries, product_catalogue
from kb.base.entry import Entry
from kb.base.outcomes import FAULTS
from kb.learning import health, proposals

PAGE = 8
HITS = 3
LOOKED_AT = 30  # entries changed last, in which twins are looked for
FIRST, PAGED = 0, 1  # whether a list is opened or leafed through
LISTS = {
    "drafts": N_("📝 Drafts"),
    "mine": N_("👤 Mine"),
    "failing": N_("⚠️ Failing"),
    "stale": N_("💤 Stale"),
    "review": N_("📅 To review"),
    "twins": N_("👯 Duplicates"),
    "missing": N_("❓ Missing"),  # these four by what customers say of an answer that did not help
    "outdated": N_("🕰 Outdated"),
    "wrong": N_("❌ Wrong"),
    "unclear": N_("🌫 Unclear"),
}


async def base(turn: Turn, rest: str) -> None:
    """/kb: alone, the editors' table of contents; with `new`, a code or words, what is meant."""
    if not rest:
        return await _contents(turn)
    if rest.lower() in ("new", "新建", "新"):
        return await flows.start(turn, write_entry)
    entry = await entries.find(turn.session, rest)
    if entry is not None:
        return turn.reply(await entry_card.card(turn, entry))
    return await _search(turn, rest)


async def _contents(turn: Turn) -> None:
    """What waits for an editor, with a button for each; colleagues may search and propose."""
    new = button(_("➕ New entry"), "kb_new", 0)
    if not turn.person.has(*EDITORS):
        label = LISTS["mine"]
        mine = button(_(label), "kb_list", 0, FIRST, "mine")
        return turn.say(_("What shall I look for? Like this: /kb printer"), [[mine, new]])
    waiting = await proposals.how_many(turn.session)
    lists = [button(_(label), "kb_list", 0, FIRST, name) for name, label in LISTS.items()]
    rows = [[button(_("📥 Proposals: {n}").format(n=waiting), "kb_queue", 0)]]
    rows += [lists[at : at + 2] for at in range(0, len(lists), 2)]
    return turn.say(_("The problem base. To search it: /kb printer"), [*rows, [new]])


async def _search(turn: Turn, words: str) -> None:
    """For staff on the phone: the best entries with their solutions; what an error code means."""
    await turn.base.refresh(turn.session, turn.now)
    blocks, rows = await _meanings(turn, words), []
    for hit in turn.base.search(words).hits[:HITS]:
        entry = await entries.get(turn.session, hit.code)
        blocks.append("\n".join([f"💡 {entry.code} {entry.question}", *entry.solution]))
        rows.append([button(f"{entry.code} · {entry.title}", "kb_entry", entry.id)])
    turn.say("\n\n".join(blocks) or _("Nothing there."), rows)


async def _meanings(turn: Turn, words: str) -> list[str]:
    language = turn.person.language
    return [
        f"⚡ {found.code} · "
        + labelled(await customers.product_name(turn.session, found.product, language), found.named(language))
        for found in await product_catalogue.error_codes(turn.session, words.strip().upper())
    ]


@verb
async def kb_new(turn: Turn, number: int, version: int, extra: str) -> None:
    await flows.start(turn, write_entry)


@verb
async def kb_queue(turn: Turn, number: int, version: int, extra: str) -> None:
    require(turn.person, *EDITORS)
    await show_next(turn)


@verb
async def kb_list(turn: Turn, number: int, version: int, extra: str) -> None:
    """A page of a list; `number` is where it begins."""
    if extra != "mine" or not turn.person.is_staff:
        require(turn.person, *EDITORS)
    found = await _listed(turn, extra, number)
    rows = [[button(label, "kb_entry", entry.id)] for entry, label in found[:PAGE]]
    back = [button("◀", "kb_list", max(number - PAGE, 0), PAGED, extra)] if number else []
    on = [button("▶", "kb_list", number + PAGE, PAGED, extra)] if len(found) > PAGE else []
    text = _(LISTS.get(extra, "")) if found else _("Nothing there.")
    turn.replies.append(
        Message(
            turn.person.id, text, rows=[*rows, [*back, *on]], card=f"kb_list:{extra}", fresh=version == FIRST
        )
    )


async def _listed(turn: Turn, name: str, first: int) -> list[tuple[Entry, str]]:
    """The entries of a page, one more if there are more, and what their buttons say."""
    session, now = turn.session, turn.now
    if name == "failing":
        since = now - await policies.value(session, policies.KB_WINDOW)
        found = await health.failing_entries(
            session, since, await policies.value(session, policies.KB_FAILING)
        )
        return [(e, f"{e.code} ❌{bad} ✅{good} · {e.title}") for e, good, bad in found][
            first : first + PAGE + 1
        ]
    if name in FAULTS.values():
        since = now - await policies.value(session, policies.KB_WINDOW)
        named = await health.at_fault(session, name, since)
        return [(e, f"{e.code} ×{times} · {e.title}") for e, times in named][first : first + PAGE + 1]
    if name == "twins":
        return (await _twins(turn))[first : first + PAGE + 1]
    query = await _query(turn, name)
    page = (await session.scalars(query.offset(first).limit(PAGE + 1))).all()
    return [(entry, f"{entry.code} · {entry.title}") for entry in page]


async def _query(turn: Turn, name: str) -> Select[Entry]:
    if name == "stale":
        return health.stale(turn.now - await policies.value(turn.session, policies.KB_STALE))
    if name == "review":
        return health.to_review(turn.now)
    which = Entry.owner_id == turn.person.id if name == "mine" else Entry.state == "draft"
    return select(Entry).where(which).order_by(Entry.updated_at.desc(), Entry.id)


async def _twins(turn: Turn) -> list[tuple[Entry, str]]:
    """Of the entries changed last those that are very like another; `kefu kb duplicates` looks through all."""
    await turn.base.refresh(turn.session, turn.now)
    changed = select(Entry).where(Entry.state == "approved").order_by(Entry.revision.desc()).limit(LOOKED_AT)
    found: dict[frozenset[int], tuple[Entry, str]] = {}
    for entry in await turn.session.scalars(changed):
        for twin in await health.twins_of(turn.session, turn.base, entry):
            mark = "⚔️" if twin.contradict else "👯"
            label = f"{mark} {twin.one.code} · {twin.two.code} · {entry.title}"
            found.setdefault(frozenset((twin.one.id, twin.two.id)), (entry, label))
        await asyncio.sleep(0)  # others have their turn
    return list(found.values())
