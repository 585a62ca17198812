"""Buttons as Telegram takes them: a keyboard under the message, or in place of the phone's own."""

import logging
from typing import Any

from bot.delivery.channel import Parcel
from i18n import _

log = logging.getLogger(__name__)
MOST = 100  # buttons under a message
LONGEST = 60  # characters of a label
REMOVED = {"remove_keyboard": True}
Markup = dict[str, Any]


def inline(parcel: Parcel, more: tuple[tuple[str, str], ...] = ()) -> Markup | None:
    """`more` is one more row."""
    room = MOST - len(more)
    if sum(map(len, parcel.rows)) > room:
        log.error("more than %s buttons: %s", MOST, parcel.text[:60])
    rows = [*parcel.rows, *([more] if more else [])]
    shown = []
    for row in rows:
        part = row[:room] if row is not more else row
        room -= len(part) if row is not more else 0
        shown.append([{"text": label[:LONGEST], "callback_data": data} for label, data in part])
    shown = [row for row in shown if row]
    return {"inline_keyboard": shown} if shown else None


def of(parcel: Parcel) -> Markup | None:
    """Telegram shares a phone number only by a keyboard of its own kind; the other buttons join it as words."""
    if parcel.share_phone:
        others = [[{"text": label} for label, _data in row] for row in parcel.rows]
        share = [{"text": parcel.share_phone, "request_contact": True}]
        return {"keyboard": [share, *others], "resize_keyboard": True, "one_time_keyboard": True}
    return inline(parcel) or (dict(REMOVED) if parcel.answered_phone else None)


def as_words(parcel: Parcel) -> str:
    """The labels, for a message whose buttons Telegram does not take: they may be typed as well."""
    labels = [f"· {label}" for row in parcel.rows for label, _data in row]
    return "\n".join([_("You can write one of these:"), *labels]) if labels else ""
