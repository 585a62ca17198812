"""An offer has its answer: what it was made for goes on by it (REQ-2, PRJ-1)."""

from desk.projects import changes
from desk.requirements import quoting
from desk.scope.case import ScopeCase
from handlers.chat.turn import Turn


async def answered(turn: Turn, case: ScopeCase) -> None:
    """Call it after each answer, and each signature: given free, one of these is an answer, too."""
    await quoting.settled(turn.session, case, turn.now)
    await changes.settled(turn.session, case, turn.now)
