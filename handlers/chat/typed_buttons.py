"""Words that are as good as a button of the card somebody has in front of them.

It is handled as a press of that button: permission and version are checked in the same way.
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from errors import BadInput
from handlers.chat import cards, dates
from handlers.chat.message import Button
from handlers.chat.replies import NO_MARK, YES_MARK, bare, simplified, yes_or_no
from handlers.chat.turn import Turn

YES = (YES_MARK, "✍️")
NO = (NO_MARK, "🤷", "🙁", "⏭")
OFFER, DECLINE = "🙋", "🆕"  # alone on a card: taken by a yes, declined by a no
TURNED_DOWN, CORRECTED = "✖", "✏️"  # no, where it stands right behind the one yes of a small card
OTHERWISE = (
    CORRECTED,
    "🙅",
)  # where nothing else stands beside the one yes, the card asks whether all is right
ASKS = (YES_MARK, "⬇️", "🧰")
SMALL = 4  # buttons; a larger card has more to do than to answer
LONGEST = 60  # characters; what is longer tells more than which button is meant
SHORTEST = 2  # characters of a part of a label
_NEGATED = re.compile(r"(?:不|没|没有|未|\bnot |n't |\bno )$")


async def pressed(turn: Turn) -> bool:
    """Whether the words meant a button, which is pressed now; a talk's question hears its answers itself."""
    said = turn.said
    if not said.text or said.attachments or len(said.text) > LONGEST:
        return False
    buttons = await turn.shown()
    data = meant(buttons, said.text, turn.now)
    if data is None or not data.startswith("c:"):
        return False
    turn.said = replace(said, button=data)
    await cards.press(turn)
    return True


async def asked(turn: Turn) -> bool:
    """Whether the card in front of them asks something that a yes or a no does not answer: it binds, or has more than two ways."""
    return any(button.label.startswith(ASKS) for button in await turn.shown())


def meant(buttons: Sequence[Button], text: str, now: datetime) -> str | None:
    """What the button carries that is meant by its label, a part of it, its time, a yes or a no; None for none or several."""
    ways = (
        _labelled(buttons, text),
        _by_yes_or_no(buttons, text),
        _timed(buttons, text, now),
        _in_part(buttons, text),
    )
    return next((found[0].data for found in ways if len(found) == 1), None)


def _labelled(buttons: Sequence[Button], text: str) -> list[Button]:
    words = text.strip().lower()
    return [button for button in buttons if words in (button.label.lower(), bare(button.label))]


def _by_yes_or_no(buttons: Sequence[Button], text: str) -> list[Button]:
    """A card asks yes or no when it has a button for each, or one offer."""
    answer = yes_or_no(text)
    if answer is None:
        return []
    yes, no = ([b for b in buttons if b.label.startswith(marks)] for marks in (YES, NO))
    if len(buttons) == 1:
        return [b for b in buttons if b.label.startswith(OFFER if answer else DECLINE)]
    if no and not yes:
        yes = [b for b in buttons if b.label.startswith(OFFER)]
    if len(yes) == 1 and _asks_if_right(buttons, yes[0]):
        return yes if answer else []
    if len(yes) == 1 and not no and len(buttons) <= SMALL:
        behind = buttons[[*buttons].index(yes[0]) + 1 :][:1]
        no = [b for b in behind if b.label.startswith((TURNED_DOWN, CORRECTED))]
    if answer:
        return yes if no else []
    return no


def _asks_if_right(buttons: Sequence[Button], yes: Button) -> bool:
    others = [each for each in buttons if each is not yes]
    return len(others) > 1 and all(each.label.startswith(OTHERWISE) for each in others)


def _timed(buttons: Sequence[Button], text: str, now: datetime) -> list[Button]:
    """Offered times, said in another way."""
    at = _time(text, now)
    return [button for button in buttons if at and _time(button.label, now) == at]


def _time(text: str, now: datetime) -> datetime | None:
    with suppress(BadInput):
        return dates.read(text, now)
    return None


def _in_part(buttons: Sequence[Button], text: str) -> list[Button]:
    """ "Satisfied" is not in "not satisfied"; looked for only where a yes and a no are asked for."""
    words = simplified(text)
    asks = all(any(b.label.startswith(marks) for b in buttons) for marks in (YES, NO))
    return (
        [b for b in buttons if _says(simplified(b.label), words)] if asks and len(words) >= SHORTEST else []
    )


def _says(label: str, words: str) -> bool:
    before, found, after = label.partition(words)
    cut = found[:1].isascii() and (before[-1:].isalnum() or after[:1].isalnum())
    return bool(found) and not cut and not _NEGATED.search(before)
