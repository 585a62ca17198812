"""What remote work has changed on the customer's system: asked at its end, or with the solution (HOT-12)."""

from desk.hotline import remote_support
from desk.hotline.remote_support import RemoteWork
from handlers.chat.flows import Talk
from handlers.chat.questions import SKIP, Words
from i18n import _

LONGEST = 1000  # characters


async def ask_what_changed(talk: Talk, work: RemoteWork) -> None:
    """Asked once; nothing is an answer, too."""
    nothing = _("Nothing was changed")
    prompt = _("What did you change on their system? The customer reads this.")
    said = await talk.ask("changed", Words(prompt, options=[(SKIP, nothing)], longest=LONGEST))
    await talk.once("recorded", lambda: _recorded(talk, work, nothing if said == SKIP else said))


async def ask_if_unrecorded(talk: Talk, ticket_id: int) -> None:
    """Before a solution: what was left out at the end of the work."""
    asked = await talk.once("remote", lambda: _unrecorded(talk, ticket_id))
    if asked:
        await ask_what_changed(talk, await talk.turn.session.get_one(RemoteWork, asked))


async def _unrecorded(talk: Talk, ticket_id: int) -> int:
    work = await remote_support.unrecorded(talk.turn.session, ticket_id)
    return work.id if work else 0


async def _recorded(talk: Talk, work: RemoteWork, changed: str) -> bool:
    if work.unrecorded:  # somebody else may have written it down meanwhile
        await remote_support.record(talk.turn.session, work, talk.person, changed, talk.turn.now)
    return True
