"""What a change would do to past questions, shown before it is made (KB-5)."""

from collections.abc import Sequence

from handlers.questions import Choice
from handlers.talk import Talk
from kb import effect
from kb.search import Problem


async def agreed(
    talk: Talk, heading: str, before: Sequence[Problem], after: Sequence[Problem], yes: str
) -> None:
    """Shows what the change would do, and goes on when it is wanted; *stop* leaves everything as it is."""
    shown = await talk.once("effect", lambda: _shown(talk, before, after))
    await talk.ask("agreed", Choice(f"{heading}\n\n{shown}", options=[("yes", yes)]))


async def _shown(talk: Talk, before: Sequence[Problem], after: Sequence[Problem]) -> str:
    turn = talk.turn
    await turn.base.refresh(turn.session, turn.now)
    return str(await effect.of_change(turn.session, turn.base, before, after))
