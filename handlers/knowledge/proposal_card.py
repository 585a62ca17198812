"""A proposal on its card: what was asked, how often, what it would have saved, and what it may become (KB-4, KB-5)."""

from desk.ticket import Ticket
from handlers.chat.cards import button
from handlers.chat.message import Button, Message
from handlers.chat.turn import Turn
from i18n import N_, _
from i18n.joining import listed
from kb.base import entries, outcomes
from kb.base.entry import Entry
from kb.learning import proposals
from kb.learning.proposals import Proposal

HEADS = {
    "wording": N_("🗣 New wording?"),
    "failure": N_("❌ Not solved"),
    "entry": N_("❓ No answer yet"),
}
WORTH_SUGGESTING = 0.1  # likelihood of an entry


async def card(turn: Turn, proposal: Proposal) -> Message:
    entry = await _entry(turn, proposal)
    seen = await last_seen(turn, proposal)
    asked = await proposals.words(turn.session, proposal, seen)
    lines = [
        *(f"“{text}”" for text in asked),
        "",
        _("Customers: {n}").format(n=proposal.count),
        *await _tickets(turn, proposal),
        *_about(proposal, entry),
        *_draft(proposal),
    ]
    return Message(
        turn.person.id,
        "\n".join(lines),
        title=_head(proposal),
        rows=_actions(proposal, entry, seen) if proposal.state == "open" else [],
        card=proposal.ref,
        files=tuple(proposal.files),
    )


def _head(proposal: Proposal) -> str:
    head = N_("💡 New entry?") if proposal.kind == "entry" and proposal.solution else HEADS[proposal.kind]
    product = f" · {proposal.product}" if proposal.product else ""
    return f"{_(head)}{product}"


async def last_seen(turn: Turn, proposal: Proposal) -> int:
    """The number of the latest outcome on the card: what joins later has not been read."""
    latest = await outcomes.of_proposal(turn.session, proposal.id, limit=1)
    return latest[0].id if latest else 0


async def _entry(turn: Turn, proposal: Proposal) -> Entry | None:
    """The entry it is about; for a question without an answer the likeliest one."""
    if proposal.entry_code:
        return await entries.find(turn.session, proposal.entry_code)
    await turn.base.refresh(turn.session, turn.now)
    hits = turn.base.search(proposal.text, (proposal.product,) if proposal.product else ()).hits[:1]
    likely = [hit for hit in hits if hit.score >= WORTH_SUGGESTING]
    return await entries.get(turn.session, likely[0].code) if likely else None


async def _tickets(turn: Turn, proposal: Proposal) -> list[str]:
    numbers = await proposals.tickets_saved(turn.session, proposal)
    found = [ticket for n in numbers if (ticket := await turn.session.get(Ticket, n))]
    if not found:
        return []
    return [_("An answer would have saved: {tickets}").format(tickets=listed(t.number for t in found))]


def _about(proposal: Proposal, entry: Entry | None) -> list[str]:
    if entry is None:
        return []
    said = {
        "wording": _("{code} solved it: {question}"),
        "failure": _("{code} did not solve it: {question}"),
        "entry": _("Nearest is {code}: {question}"),
    }
    return [said[proposal.kind].format(code=entry.code, question=entry.question)]


def _draft(proposal: Proposal) -> list[str]:
    if not proposal.solution:
        return []
    return [
        "",
        _("Proposed solution:"),
        *(f"{n}. {step}" for n, step in enumerate(proposal.solution, start=1)),
    ]


def _actions(proposal: Proposal, entry: Entry | None, seen: int) -> list[list[Button]]:
    n = proposal.id
    no = button(_("🗑 Put aside"), "kb_reject", n)
    other = button(_("🔎 Another entry"), "kb_join_other", n, seen)
    new = button(_("➕ New entry"), "kb_draft", n, seen)
    later = button(_("⏭ Later"), "kb_next", n)
    if proposal.kind == "wording" and entry is not None:
        yes = button(_("✅ Yes, a wording of {code}").format(code=entry.code), "kb_join", n, seen, entry.id)
        return [[yes], [other, new], [no, later]]
    if proposal.kind == "failure" and entry is not None:
        edit = button(_("✏️ Edit {code}").format(code=entry.code), "kb_entry", entry.id)
        return [[edit], [other, new], [no, later]]
    same = (
        button(_("🔗 It is {code}").format(code=entry.code), "kb_join", n, seen, entry.id) if entry else None
    )
    approve = [button(_("✅ Approve"), "kb_accept", n, seen)] if proposal.solution else []
    return [[*approve, new], [*([same] if same else []), other], [no, later]]
