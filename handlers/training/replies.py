"""Words about one's own seat, without its button: «我去不了了», “I can't make it” (TRN-2)."""

from desk.training import enrolment
from desk.training.classes import AHEAD
from handlers.chat.turn import Turn
from handlers.training import card
from handlers.training.training_phrases import cannot_come
from i18n import _


async def heard(turn: Turn) -> bool:
    """Who cannot come, and has a seat or waits for one, is shown it with its buttons: nothing is given back without a press."""
    return not turn.said.attachments and cannot_come(turn.said.text) and await _shown(turn)


async def _shown(turn: Turn) -> bool:
    found = await enrolment.seats_of(turn.session, turn.person, *AHEAD)
    lead = _("Shall I give your place back? Please press the button.")
    for row, one in found:
        turn.reply(await card.for_trainee(turn.session, one, row, turn.person, turn.now, lead))
    return bool(found)
