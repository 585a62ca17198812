"""How a channel is read: who sent a raw message, and what they said. Telegram and the web each have one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handlers.chat.incoming import Said


@dataclass(frozen=True)
class MessageOrigin:
    """Whose account something came from."""

    address: str
    name: str
    language: str
    menu_in: str = ""  # the language in which the channel shows them the menu of somebody new


@dataclass(frozen=True)
class ChannelReader:
    """How a channel's raw JSON is read: who sent it, and what they said."""

    sender: Callable[[dict[str, Any]], MessageOrigin | None]
    said: Callable[[dict[str, Any], datetime], Said | None]  # None: nothing that concerns the desk
    quoted: Callable[[dict[str, Any]], str]  # the message replied to, "" if none
