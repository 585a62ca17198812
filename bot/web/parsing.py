"""Parsing of the web chat: browser input becomes `Said`. Hostile input is refused here with a friendly message.

The raw JSON of an inbox row, written by `pack` and read by `said`:

    {"from": {"address", "name", "language"}, "key", "text", "button", "phone", "quoted", "files": [{…}], "silent"}

`quoted` is the name of the message replied to: a row of the outbox, or the key of a message of their own.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.incoming.edge import ChannelReader, MessageOrigin
from desk.files import File
from errors import BadInput
from handlers.chat.incoming import Attachment, Said
from i18n import _

LONGEST = 4096  # characters of one message
MOST_FILES = 10
_KEY = re.compile(r"[A-Za-z0-9-]{8,36}")  # made by the browser; with the address, unique everywhere


def key(frame: dict[str, Any]) -> str:
    """The browser's own name for its message: the same one again is the same message."""
    found = frame.get("key")
    if not isinstance(found, str) or not _KEY.fullmatch(found):
        raise BadInput(_("I could not read that. Please reload the page."))
    return found


def pack(frame: dict[str, Any], sender: MessageOrigin, files: Sequence[File]) -> dict[str, Any]:
    """What is kept of a browser's message; `files` are the rows that it names."""
    return {
        "from": {"address": sender.address, "name": sender.name, "language": sender.language},
        **{name: _whole(frame.get(name) or "") for name in ("key", "text", "button", "phone", "quoted")},
        "files": [
            {"id": file.id, "kind": file.kind, "name": file.name, "mime": file.mime, "size": file.size}
            for file in files
        ],
    }


def sender(raw: dict[str, Any]) -> MessageOrigin:
    whose = raw["from"]
    return MessageOrigin(whose["address"], whose["name"], whose["language"])


def quoted(raw: dict[str, Any]) -> str:
    return _text(raw, "quoted", 64)


def said(raw: dict[str, Any], at: datetime) -> Said:
    """Raises BadInput when there is nothing in it, too much, or something that is no message at all."""
    quoted(raw)
    message = Said(
        at=at,
        message=key(raw),
        text=_text(raw, "text", LONGEST),
        button=_text(raw, "button", 64),
        phone=_text(raw, "phone", 40),
        attachments=tuple(_attachment(file) for file in file_list(raw)),
    )
    if not (message.text.strip() or message.button or message.phone or message.attachments):
        raise BadInput(_("That message is empty."))
    return message


def file_list(raw: dict[str, Any]) -> list[Any]:
    found = raw.get("files") or []
    if not isinstance(found, list):
        raise BadInput(_("I could not read that. Please reload the page."))
    if len(found) > MOST_FILES:
        raise BadInput(_("At most {n} files in one message, please.").format(n=MOST_FILES))
    return found


def _text(raw: dict[str, Any], name: str, longest: int) -> str:
    """Words that any database takes."""
    found = raw.get(name) or ""
    if not isinstance(found, str):
        raise BadInput(_("I could not read that. Please reload the page."))
    if len(found) > longest:
        raise BadInput(
            _("That is too long: at most {n} characters in one message, please.").format(n=longest)
        )
    return str(_whole(found))


def _whole(found: Any) -> Any:
    """Without zero characters and halves of characters, which neither a database nor a page takes."""
    return found.replace("\x00", "").encode("utf-8", "replace").decode() if isinstance(found, str) else found


def _attachment(file: dict[str, Any]) -> Attachment:
    return Attachment(
        kind=file["kind"], name=file["name"], mime=file["mime"], size=file["size"], file_id=file["id"]
    )


EDGE = ChannelReader(sender, said, quoted)
