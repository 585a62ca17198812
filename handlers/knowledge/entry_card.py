"""The card of an entry: its full content, with buttons for its editors (KB-1, KB-5)."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import customers, policies
from desk.people import Person
from desk.roles import EDITORS
from desk.ticket import PROBLEM_TYPE_NAMES
from handlers.chat.cards import button
from handlers.chat.message import Button, Message
from handlers.chat.turn import Turn
from i18n import N_, _, day, ngettext
from i18n.joining import listed, noted
from kb.base import outcomes
from kb.base.entry import STATE_NAMES, Entry, ProblemType
from kb.base.outcomes import Outcome
from kb.learning import health

WORDINGS = 12  # shown; all of them when they are edited
REASONS = {
    "another": N_("another problem"),
    "tried": N_("tried it already"),
    "hard": N_("too hard"),
    "outdated": N_("out of date"),
}
MARKS = {"draft": "📝", "approved": "📖", "retired": "🗄"}


async def card(turn: Turn, entry: Entry) -> Message:
    await turn.base.refresh(turn.session, turn.now)
    lines = [
        entry.question,
        "",
        *await _facts(turn.session, entry, turn.person, turn.now),
        "",
        *entry.steps,
        *([] if entry.solution else [_("No solution yet.")]),
        *await _flags(turn, entry),
    ]
    return Message(
        turn.person.id,
        "\n".join(lines),
        title=f"{MARKS[entry.state]} {entry.code} · {_(STATE_NAMES[entry.state])} · v{entry.version}",
        rows=_actions(entry, turn.person),
        card=entry.ref,
        files=tuple(entry.files),
    )


async def _facts(session: AsyncSession, entry: Entry, viewer: Person, now: datetime) -> list[str]:
    product = await customers.product_name(session, entry.product, viewer.language)
    owner = await session.get(Person, entry.owner_id) if entry.owner_id else None
    facts = [
        (
            "📦",
            " · ".join(filter(None, (product, entry.module, _(PROBLEM_TYPE_NAMES[ProblemType(entry.kind)])))),
        ),
        ("🗣", _listed(entry.variants)),
        ("🤖", _("learnt: {wordings}").format(wordings=_listed(entry.learnt)) if entry.learnt else ""),
        ("⚡", entry.symptoms),
        (
            "📎",
            ngettext("{n} file", "{n} files", len(entry.files)).format(n=len(entry.files))
            if entry.files
            else "",
        ),
        ("👤", owner.name if owner else ""),
        ("📅", _("to be reviewed {day}").format(day=day(entry.review_at.date())) if entry.review_at else ""),
        (
            "⏳",
            _("valid from {day}").format(day=day(entry.valid_from.date()))
            if entry.valid_from and entry.valid_from > now
            else "",
        ),
    ]
    return [f"{icon} {fact}" for icon, fact in facts if fact]


def _listed(wordings: list[str]) -> str:
    more = f" … (+{len(wordings) - WORDINGS})" if len(wordings) > WORDINGS else ""
    return " / ".join(wordings[:WORDINGS]) + more


async def _flags(turn: Turn, entry: Entry) -> list[str]:
    """How well it does, and what speaks against it."""
    session, now = turn.session, turn.now
    since = now - await policies.value(session, policies.KB_WINDOW)
    solved, failed = [await _times(session, entry, result, since) for result in ("solved", "not_solved")]
    failing = failed > solved and failed >= await policies.value(session, policies.KB_FAILING)
    stale = now - await policies.value(session, policies.KB_STALE)
    old = await session.scalar(health.stale(stale).where(Entry.id == entry.id))
    why = await outcomes.reasons(session, entry.code, since)
    lines = [
        _("✅ solved {solved} · ❌ not solved {failed}").format(solved=solved, failed=failed),
        *(["💬 " + listed(f"{_(REASONS[reason])} ×{times}" for reason, times in why.items())] if why else []),
        *([_("⚠️ It often fails to solve.")] if failing else []),
        *([_("💤 It has helped nobody for long.")] if old else []),
        *([_("📅 It is due for review.")] if _due(entry, now) else []),
        *(twin_line(twin) for twin in await health.twins_of(session, turn.base, entry)),
    ]
    return ["", *lines]


def _due(entry: Entry, now: datetime) -> bool:
    return entry.state == "approved" and entry.review_at is not None and entry.review_at <= now


async def _times(session: AsyncSession, entry: Entry, result: str, since: datetime) -> int:
    about = (Outcome.entry_code == entry.code, Outcome.result == result, Outcome.at >= since)
    return await session.scalar(select(func.count()).where(*about)) or 0


def twin_line(twin: health.Twins) -> str:
    text = (
        _("⚔️ Contradicts {code}: the same question, another solution")
        if twin.contradict
        else _("👯 Very like {code}")
    )
    return noted(text.format(code=twin.two.code), twin.two.question)


def _actions(entry: Entry, viewer: Person) -> list[list[Button]]:
    if not (viewer.has(*EDITORS) or entry.owner_id == viewer.id):
        return []
    n, v = entry.id, entry.version
    approve = button(_("✅ Approve"), "kb_approve", n, v)
    still = button(_("👍 Still right"), "kb_still_right", n, v)
    draft = button(_("📝 Back to draft"), "kb_move", n, v, "draft")
    retire = button(_("🗄 Retire"), "kb_move", n, v, "retired")
    states = {"draft": [approve, retire], "approved": [still, draft, retire], "retired": [draft]}
    return [
        states[entry.state],
        [button(_("✏️ Edit"), "kb_edit", n, v), button(_("👤 Owner"), "kb_owner", n, v)],
        [button(_("🔀 Merge"), "kb_merge", n, v), button(_("✂️ Split"), "kb_split", n, v)],
        [button(_("🕘 Versions"), "kb_versions", n)],
    ]
