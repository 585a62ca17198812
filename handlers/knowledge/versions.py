"""The versions of an entry: who changed what, when; and the way back (KB-1)."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from desk.access import access_entry_work
from desk.people import Person
from handlers.chat.cards import button, verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.turn import Turn
from handlers.knowledge.entry_actions import on_entry, show_again
from handlers.knowledge.impact import agreed
from i18n import _, day, moment
from i18n.joining import cut, labelled
from kb.base import versions
from kb.base.entry import NAMES, STATE_NAMES, Entry
from kb.learning import merge_split
from kb.learning.impact import as_shown, with_change
from store import row_number

SHOWN = 12  # versions, the newest first
LENGTH = 200  # characters of a field


@verb
async def kb_versions(turn: Turn, number: int, version: int, extra: str) -> None:
    entry = await access_entry_work(turn.session, turn.person, number)
    history = (await versions.history(turn.session, entry))[:SHOWN]
    lines = list[str]()
    for change in history:
        by = await _name(turn.session, change.by)
        lines.append(f"v{change.version} · {moment(change.at, turn.now)} · {by or _('the desk')}")
        for name, value in change.changed.items():
            lines.append("  " + labelled(_(NAMES[name]), await _told(turn.session, name, value)))
    back = [
        button(f"↩ v{one.version}", "kb_roll_back", number, entry.version, one.version) for one in history[1:]
    ]
    rows = [back[at : at + 4] for at in range(0, len(back), 4)]
    turn.say("\n".join([_("Versions of {code}:").format(code=entry.code), *lines]), rows)


async def _name(session: AsyncSession, number: int | None) -> str:
    person = await session.get(Person, number) if number else None
    return person.name if person else ""


async def _told(session: AsyncSession, name: str, value: Any) -> str:
    """What a field became, as people say it."""
    if name == "state":
        return _(STATE_NAMES[value])
    if name == "owner_id":
        return await _name(session, value) or "–"
    if name in ("valid_from", "review_at"):
        return day(datetime.fromisoformat(value).date()) if value else "–"
    text = " | ".join(map(str, value)) if isinstance(value, list) else str(value)
    return cut(text, LENGTH)


@verb
@on_entry
async def kb_roll_back(turn: Turn, entry: Entry, extra: str) -> None:
    wanted = row_number(extra)
    if wanted is not None:
        await start(turn, roll_back_entry, {"entry": entry.id, "version": wanted})


@flow
async def roll_back_entry(talk: Talk) -> None:
    """As it was in an earlier version; that is a new version, too (KB-1)."""
    session, version = talk.turn.session, talk.args["version"]
    entry = await access_entry_work(session, talk.person, talk.args["entry"])
    content = await versions.written(session, entry, version)
    heading = _("Make {code} as it was in version {version}?").format(code=entry.code, version=version)
    if entry.state == "approved":
        await agreed(talk, heading, as_shown(entry), with_change(entry, content), _("↩ Roll back"))
    await merge_split.roll_back(session, entry, version, talk.turn.now, talk.person.id)
    await show_again(talk, entry)
