"""What editors do with a proposal: a wording of an entry, a new entry, or nothing (KB-4). The next one follows."""

from desk.access import access_entry_work, access_proposal
from desk.knowledge import entry_approval as life
from errors import NotFound, Stale
from handlers.chat.cards import verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.turn import Turn
from handlers.knowledge import entry_card, proposal_card
from handlers.knowledge.impact import agreed
from handlers.knowledge.merge_split import which_entry
from i18n import _
from kb.base.entry import Entry
from kb.learning import proposals
from kb.learning.impact import as_entry, as_shown, with_change
from kb.learning.proposals import Proposal
from store import row_number


async def open_one(turn: Turn, number: int) -> Proposal:
    proposal = await access_proposal(turn.session, turn.person, number)
    if proposal.state != "open":
        raise Stale(_("This proposal has been decided already."))
    return proposal


async def show_next(turn: Turn, after: int = -1) -> None:
    """The one after the given place in the queue; the first one again at its end."""
    count = await proposals.how_many(turn.session)
    if not count:
        return turn.say(_("Nothing waits for you. Well done!"))
    place = after + 1 if after + 1 < count else 0
    (proposal,) = await proposals.waiting(turn.session, 1, place)
    turn.say(_("Proposal {n} of {count}:").format(n=place + 1, count=count))
    return turn.reply(await proposal_card.card(turn, proposal))


async def show_decided(turn: Turn, proposal: Proposal) -> None:
    """Its card has no buttons any more, and the next one comes."""
    turn.replies.append(await proposal_card.card(turn, proposal))
    await show_next(turn)


@verb
async def kb_proposal(turn: Turn, number: int, version: int, extra: str) -> None:
    turn.reply(await proposal_card.card(turn, await open_one(turn, number)))


@verb
async def kb_next(turn: Turn, number: int, version: int, extra: str) -> None:
    """Leaves the proposal open and shows the next one."""
    proposal = await access_proposal(turn.session, turn.person, number)
    await show_next(turn, await proposals.place_of(turn.session, proposal))


@verb
async def kb_reject(turn: Turn, number: int, version: int, extra: str) -> None:
    proposal = await open_one(turn, number)
    await proposals.reject(turn.session, proposal, turn.person.id, turn.now)
    turn.say(_("Put aside."))
    await show_decided(turn, proposal)


@verb
async def kb_join(turn: Turn, number: int, version: int, extra: str) -> None:
    await open_one(turn, number)
    entry = row_number(extra)
    if entry is None:
        raise NotFound(_("I cannot find that entry."))
    await start(turn, join_entry, {"proposal": number, "seen": version, "entry": entry})


@verb
async def kb_join_other(turn: Turn, number: int, version: int, extra: str) -> None:
    await open_one(turn, number)
    await start(turn, join_entry, {"proposal": number, "seen": version})


@flow
async def join_entry(talk: Talk) -> None:
    """What was asked are wordings of an entry from now on (KB-4)."""
    session, seen = talk.turn.session, talk.args["seen"]
    proposal = await open_one(talk.turn, talk.args["proposal"])
    entry = await _entry(talk)
    asked = await proposals.words(session, proposal, seen)
    after = with_change(entry, {"variants": [*entry.variants, *asked]}) if as_shown(entry) else []
    heading = _("Wordings of {code} “{question}” from now on:").format(
        code=entry.code, question=entry.question
    )
    await agreed(
        talk, "\n".join([heading, *(f"• {text}" for text in asked)]), as_shown(entry), after, _("✅ Yes")
    )
    await proposals.accept_wording(session, proposal, entry, talk.person.id, talk.turn.now, seen)
    talk.say(_("{code} has them now.").format(code=entry.code))
    talk.flush()
    await show_decided(talk.turn, proposal)


async def _entry(talk: Talk) -> Entry:
    session = talk.turn.session
    if "entry" in talk.args:
        return await access_entry_work(session, talk.person, talk.args["entry"])
    found = await which_entry(talk, _("Which entry answers it? Write its code, or a few words."), [])
    return await access_entry_work(session, talk.person, found.id)


@verb
async def kb_accept(turn: Turn, number: int, version: int, extra: str) -> None:
    await open_one(turn, number)
    await start(turn, accept_proposal, {"proposal": number, "seen": version})


@flow
async def accept_proposal(talk: Talk) -> None:
    """Into the base as it is proposed, and to customers at once (KB-4)."""
    session, turn, seen = talk.turn.session, talk.turn, talk.args["seen"]
    proposal = await open_one(turn, talk.args["proposal"])
    asked = await proposals.words(session, proposal, seen)
    heading = _("Approve “{question}”?").format(question=proposal.question or proposal.text)
    await agreed(talk, heading, [], as_entry(proposal, asked), _("✅ Approve"))
    entry = await proposals.accept_entry(session, proposal, talk.person.id, turn.now, seen)
    await life.approve(session, entry, talk.person.id, turn.now)
    talk.say(_("{code} is in the base now.").format(code=entry.code))
    talk.flush()
    await show_decided(turn, proposal)


@verb
async def kb_draft(turn: Turn, number: int, version: int, extra: str) -> None:
    """A draft entry with what was asked as its wordings, to be edited and then approved."""
    proposal = await open_one(turn, number)
    entry = await proposals.accept_entry(turn.session, proposal, turn.person.id, turn.now, version)
    turn.replies.append(await proposal_card.card(turn, proposal))
    turn.reply(await entry_card.card(turn, entry))
