"""Cards with many actions: six are shown, what comes next most likely first; the others stand behind *more* on the same card.

A card gets all of its buttons, the most likely first; this module decides how many are shown.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from handlers.chat.cards import VERBS, button, verb
from handlers.chat.message import Button, Message
from handlers.chat.turn import Turn
from i18n import _, speaking

AT_MOST = 6  # buttons of a card that a phone shows at a glance
# kind of record → the verb that shows its card; a ticket's card has a *more* of its own
SHOWS = {
    "alert": "show_alert",
    "campaign": "show_campaign",
    "complaint": "show_complaint",
    "customer": "customer_file",
    "dispatch": "show_order",
    "entry": "kb_entry",
    "person": "person_card",
}


def folded(message: Message) -> Message:
    """The card with the buttons that are shown, and *more* for the rest."""
    kind, _colon, number = message.card.partition(":")
    buttons = list(chain.from_iterable(message.rows))
    if kind not in SHOWS or not number.isdecimal() or len(buttons) <= AT_MOST:
        return message
    with speaking(message.language):
        back = button(_("◀ Back"), "fold", int(number), 0, kind)
        more = button(_("⋯ More"), "unfold", int(number), 0, kind)
    if message.unfolded:
        return replace(message, rows=[*message.rows, [back]])
    return replace(message, rows=_pairs([*buttons[: AT_MOST - 1], more]), behind=[buttons[AT_MOST - 1 :]])


def _pairs(buttons: Sequence[Button]) -> list[list[Button]]:
    return [list(buttons[n : n + 2]) for n in range(0, len(buttons), 2)]


async def _shown(turn: Turn, number: int, kind: str, *, unfolded: bool) -> None:
    """The card as it stands now, in its place: who may see it is asked by the verb that shows it."""
    show = VERBS.get(SHOWS.get(kind, ""))
    if show is None:
        turn.say(_("I do not know this button any more. Just write me what you need."))
        return
    before = len(turn.replies)
    await show(turn, number, 0, "")
    turn.replies[before:] = [
        replace(each, fresh=False, unfolded=unfolded) if each.card == f"{kind}:{number}" else each
        for each in turn.replies[before:]
    ]


@verb
async def unfold(turn: Turn, number: int, version: int, extra: str) -> None:
    """Shows all buttons of the card."""
    await _shown(turn, number, extra, unfolded=True)


@verb
async def fold(turn: Turn, number: int, version: int, extra: str) -> None:
    """Shows only the likeliest buttons again."""
    await _shown(turn, number, extra, unfolded=False)
