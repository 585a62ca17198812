"""A message as a row keeps it."""

from typing import Any

from bot.delivery.channel import BEGUN
from desk.hotline.messages import CARD
from handlers.chat.message import Message, Rows

FIXED = (
    "silent",
    "answered_phone",
)  # fields of a queued message that stay as they are when its text is replaced
UNSEEN = (*FIXED, "answers", "strips", BEGUN)  # what does not change how a message looks


def payload(message: Message, answers: str = "") -> dict[str, Any]:
    return {
        "text": message.text,
        "title": message.title,
        "rows": _packed(message.rows),
        **({"behind": _packed(message.behind)} if message.behind else {}),
        "share_phone": message.share_phone,
        "files": list(message.files),
        **({"menu": message.menu} if message.menu else {}),
        **({"shows": list(message.shows)} if message.shows else {}),
        **({"answers": answers} if answers else {}),
        **({"protected": True} if message.protected else {}),
        **({"reaction": message.reaction} if message.reaction is not None else {}),
        **({"language": message.language} if message.language != "zh" else {}),
    }


def _packed(rows: Rows) -> list[list[list[str]]]:
    return [[[button.label, button.data] for button in row] for row in rows if row]


def looks(payload: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in payload.items() if key not in UNSEEN}


def is_plain(card: str, content: dict[str, Any]) -> bool:
    words = not (content["files"] or content["rows"] or content["title"])
    return words and (not card or card.startswith(CARD))
