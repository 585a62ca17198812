"""What a change would do to past questions, shown before it is made (KB-5)."""

from collections.abc import Sequence

from handlers.chat.flows import Talk
from handlers.chat.questions import Choice
from kb.learning import impact
from kb.search.problem_base import Problem


async def agreed(
    talk: Talk, heading: str, before: Sequence[Problem], after: Sequence[Problem], yes: str
) -> None:
    """Shows what the change would do, and goes on when it is wanted; *stop* leaves everything as it is."""
    shown = await talk.once("effect", lambda: _shown(talk, before, after))
    await talk.ask("agreed", Choice(f"{heading}\n\n{shown}", options=[("yes", yes)]))


async def _shown(talk: Talk, before: Sequence[Problem], after: Sequence[Problem]) -> str:
    turn = talk.turn
    await turn.base.refresh(turn.session, turn.now)
    return str(await impact.of_change(turn.session, turn.base, before, after))
