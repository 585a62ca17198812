"""What a person said, independent of the channel. Made by the edge; Telegram and the web end there."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Attachment:
    """A file sent along: fetched later by `telegram_id`, here already as `content`, or stored as row `file_id`."""

    kind: str  # photo, document, voice, video, video_note, audio, animation, sticker
    name: str = ""
    mime: str = ""
    size: int | None = None
    telegram_id: str = ""
    content: bytes | None = field(default=None, repr=False)
    file_id: int | None = None


@dataclass(frozen=True)
class InGroup:
    """Where others listen too: who said it, and where."""

    speaker: str  # their private account; "" for an anonymous member or a channel
    thread: str = ""  # the topic of a forum
    forum: bool = False
    closed: bool | None = None  # instead of words: the topic was closed by hand, or opened again
    left: str = ""  # instead of words: whose private account has left the group
    moved_to: str = ""  # instead of words: the group lives on under this address


@dataclass(frozen=True)
class Said:
    """One message or button press. Locations, shared contacts, polls and dice are words too, so that none is lost."""

    at: datetime
    message: str = ""  # its number in the channel
    text: str = ""
    button: str = ""  # what the pressed button carries
    attachments: tuple[Attachment, ...] = ()
    phone: str = ""  # a phone number they shared as their own
    phone_proven: bool = False  # the channel vouches for it
    about: str = ""  # "ticket:12": what the message they reply to is about
    quotes: int = 0  # the message whose words that message carries
    reaction: str | None = None  # instead of words: an emoji under that message; "" when it was taken away
    album: str = ""
    edited: bool = False
    forwarded_from: str = ""
    reachable: bool | None = None  # they have blocked the bot (False), or let it in again
    in_group: InGroup | None = None
    refused: str = ""  # content that cannot be kept, by its name: it is kindly declined

    def number_of(self, kind: str) -> int:
        """Of the record that the message they reply to is about, when it is of this kind; else 0: a reply to a project is none to a ticket."""
        named, _colon, number = self.about.partition(":")
        return int(number) if named == kind else 0

    @property
    def ticket(self) -> int:
        return self.number_of("ticket")

    @property
    def command(self) -> tuple[str, str] | None:
        """`/tickets 12` → ("tickets", "12"); None for anything else."""
        if not self.text.startswith("/"):
            return None
        word, _, rest = self.text[1:].partition(" ")
        name = word.partition("@")[0].lower()
        return (name, rest.strip()) if name.isidentifier() else None
