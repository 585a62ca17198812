"""The channel interface: delivers a parcel, or fails in one of a few ways."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from desk.files import File
from desk.hotline.messages import CARD
from errors import KefuError, Passing

BEGUN = "begun"  # in a payload
Bytes = Callable[[File], Awaitable[bytes | None]]


@dataclass(frozen=True)
class Parcel:
    """One message on its way: words, buttons, files. The same for every channel."""

    text: str
    title: str = ""
    rows: tuple[tuple[tuple[str, str], ...], ...] = ()  # (label, data)
    share_phone: str = ""
    files: tuple[File, ...] = ()
    menu: tuple[tuple[str, str], ...] = ()  # instead of a message: the commands this chat's menu shows
    begun: tuple[str, ...] = ()  # the names of its parts that have arrived before
    answers: str = ""  # the name of the message there that it replies to
    reaction: str | None = None  # instead of a message: an emoji under that one; "" takes it away
    thread: str = ""  # in a group: the topic it stands in
    opens: str = ""  # instead of a message: a new topic of this name, named by its thread
    shows: tuple[str, bool] | None = None  # instead of a message: the topic's name, and whether it is closed
    is_card: bool = False  # one message, however long, which changes
    strips: bool = False  # of a change: only the buttons go
    protected: bool = False  # not to be forwarded or saved
    silent: bool = False  # it arrives without a sound
    answered_phone: bool = False  # the phone's keyboard that an earlier question has brought goes
    language: str = "zh"  # of its reader, for what the channel itself has to say

    @staticmethod
    def unpacked(payload: dict[str, Any], files: tuple[File, ...], card: str = "") -> "Parcel":
        rows = tuple(tuple((label, data) for label, data in row) for row in payload["rows"])
        menu = tuple((name, help_) for name, help_ in payload.get("menu", ()))
        shown = payload.get("shows")
        return Parcel(
            text=payload["text"],
            title=payload["title"],
            rows=rows,
            share_phone=payload["share_phone"],
            files=files,
            menu=menu,
            begun=tuple(payload.get(BEGUN, ())),
            answers=payload.get("answers", ""),
            reaction=payload.get("reaction"),
            shows=(shown[0], shown[1]) if shown else None,
            is_card=bool(card) and not card.startswith(CARD),  # words that were passed on are shown whole
            strips=bool(payload.get("strips")),
            protected=bool(payload.get("protected")),
            silent=bool(payload.get("silent")),
            answered_phone=bool(payload.get("answered_phone")),
            language=payload.get("language", "zh"),
        )


class Channel(Protocol):
    """Telegram, the web chat. Each names a delivered message by a text of its own."""

    name: str

    async def send(self, address: str, parcel: Parcel, number: int, content: Bytes) -> list[str]:
        """Delivers outbox row `number`; the names of the messages there, the one with the buttons first.

        `content` gives the bytes of a file.
        """
        ...

    async def edit(self, address: str, message: str, parcel: Parcel, number: int) -> None:
        """Replaces a delivered message. Raises MessageGone when it cannot be edited any more; then it is sent again."""
        ...


class RetryLater(Passing):
    """Not now: this chat may be tried again after `wait`; None: as the sender sees fit. `begun` has arrived."""

    def __init__(self, why: str, wait: timedelta | None = None, begun: tuple[str, ...] = ()) -> None:
        super().__init__(why)
        self.wait, self.begun = wait, begun


class Undeliverable(KefuError):
    """This message will never arrive; others to the same person may."""


class MessageGone(KefuError):
    """The message to be edited is not there any more."""


class Unreachable(KefuError):
    """Nothing will arrive there: the bot was blocked, the account deleted."""


class TopicGone(KefuError):
    """The topic is not there any more; the group is."""


class ChatMoved(KefuError):
    """The chat lives on under another address."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address
