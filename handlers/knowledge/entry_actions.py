"""What editors and owners do with an entry, from its card: approve, retire, review, give it an owner."""

from desk.access import access_entry, access_entry_work, require
from desk.knowledge import entry_approval as life
from desk.people import with_role
from desk.roles import EDITORS, STAFF
from errors import Blocked
from handlers.chat.cards import if_unchanged, verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.questions import Choice
from handlers.chat.turn import Turn
from handlers.knowledge import entry_card
from handlers.knowledge.impact import agreed
from i18n import _
from kb.base import entries
from kb.base.entry import Entry
from kb.learning.impact import as_shown, with_change

NOBODY = "0"


async def _load(turn: Turn, number: int) -> Entry:
    return await access_entry_work(turn.session, turn.person, number)


async def _show(turn: Turn, entry: Entry) -> None:
    turn.say(_("{code} has changed; this is what it is now:").format(code=entry.code))
    turn.reply(await entry_card.card(turn, entry))


on_entry = if_unchanged(_load, _show)


async def show_again(talk: Talk, entry: Entry) -> None:
    talk.turn.reply(await entry_card.card(talk.turn, entry))


@verb
async def kb_entry(turn: Turn, number: int, version: int, extra: str) -> None:
    turn.reply(await entry_card.card(turn, await access_entry(turn.session, turn.person, number)))


@verb
@on_entry
async def kb_approve(turn: Turn, entry: Entry, extra: str) -> None:
    require(turn.person, *EDITORS)
    if not entry.solution:
        raise Blocked(_("{code} has no solution yet. Please write one first.").format(code=entry.code))
    await start(turn, approve_entry, {"entry": entry.id})


@flow
async def approve_entry(talk: Talk) -> None:
    """Customers get it once an editor has seen what it would do (KB-1, KB-5)."""
    require(talk.person, *EDITORS)
    entry = await access_entry_work(talk.turn.session, talk.person, talk.args["entry"])
    heading = _("Approve {code} “{question}”?").format(code=entry.code, question=entry.question)
    await agreed(talk, heading, as_shown(entry), with_change(entry, {}), _("✅ Approve"))
    await life.approve(talk.turn.session, entry, talk.person.id, talk.turn.now)
    await show_again(talk, entry)


@verb
@on_entry
async def kb_move(turn: Turn, entry: Entry, extra: str) -> None:
    if extra in ("draft", "retired"):
        await start(turn, move_entry, {"entry": entry.id, "state": extra})


@flow
async def move_entry(talk: Talk) -> None:
    """Retired, or a draft again: customers no longer get it."""
    entry = await access_entry_work(talk.turn.session, talk.person, talk.args["entry"])
    retired = talk.args["state"] == "retired"
    heading = _("Retire {code}?") if retired else _("Make {code} a draft again?")
    yes = _("🗄 Retire") if retired else _("📝 Back to draft")
    if entry.state == "approved":
        await agreed(talk, heading.format(code=entry.code), as_shown(entry), [], yes)
    await entries.move(talk.turn.session, entry, talk.args["state"], talk.turn.now, talk.person.id)
    await show_again(talk, entry)


@verb
@on_entry
async def kb_still_right(turn: Turn, entry: Entry, extra: str) -> None:
    """Read again: the next review is a period away (KB-5)."""
    await life.still_right(turn.session, entry, turn.person.id, turn.now)
    turn.reply(await entry_card.card(turn, entry))


@verb
@on_entry
async def kb_owner(turn: Turn, entry: Entry, extra: str) -> None:
    await start(turn, give_owner, {"entry": entry.id})


@flow
async def give_owner(talk: Talk) -> None:
    """Who keeps it right, and is reminded to read it again."""
    session = talk.turn.session
    entry = await access_entry_work(session, talk.person, talk.args["entry"])
    people = await with_role(session, *STAFF)
    options = [(str(person.id), person.name) for person in people]
    chosen = await talk.ask(
        "owner",
        Choice(
            _("Who keeps {code} right?").format(code=entry.code),
            options=[*options, (NOBODY, _("Nobody"))],
            columns=2,
        ),
    )
    await entries.change(session, entry, talk.turn.now, talk.person.id, {"owner_id": int(chosen) or None})
    await show_again(talk, entry)
