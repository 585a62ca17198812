"""A wish called by its number, as a command's words or in a short question: `R-1042`, `R-1042 怎么样了` (REQ-4)."""

import re

from desk.access import access_requirement
from errors import NotFound
from handlers.chat.turn import Turn
from handlers.requirements import card
from handlers.requirements.wish_phrases import tells_trouble
from store import row_number

SHORT = 24  # characters beside the number; what is longer tells more
_NUMBER = re.compile(r"(?<![a-z0-9])r ?[-–—]? ?(\d{4,9})(?!\d)", re.IGNORECASE)


async def heard(turn: Turn) -> bool:
    """Whether it was one that they may see; its card is shown."""
    return await shown(turn, turn.said.text)


async def shown(turn: Turn, words: str) -> bool:
    found = _NUMBER.search(words[: SHORT * 4])
    rest = words.replace(found[0], " ") if found else ""
    if found is None or len(rest) > SHORT or tells_trouble(rest):
        return False
    number = row_number(found[1])
    try:
        requirement = await access_requirement(turn.session, turn.person, (number or 0) - 1000)
    except NotFound:
        return False
    turn.reply(await card.shown(turn.session, requirement, turn.person, turn.now))
    return True
