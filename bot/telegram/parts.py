"""What a parcel is in messages of Telegram: words in parts, a picture with its caption, up to ten files as one album."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from telegram.constants import MessageLimit

from bot.delivery.channel import Parcel
from bot.telegram.splitting import split, units
from desk.files import File

ALBUM = 10  # files
CAPTIONED = ("photo", "document", "video", "audio", "voice", "animation")
TOGETHER = {"photo": "seen", "video": "seen", "document": "document", "audio": "audio"}  # of one kind only


@dataclass(frozen=True)
class Part:
    """One call. `files`: none for words, one, or those of an album; the last part of the words carries the buttons."""

    text: str = ""
    files: tuple[File, ...] = ()
    is_first: bool = False  # of the words: the title stands here
    has_buttons: bool = False
    is_cut: bool = False  # the whole is behind a button

    @property
    def size(self) -> int:
        """Messages that come of it."""
        return max(1, len(self.files))


def titled(parcel: Parcel) -> str:
    return f"{parcel.title}\n{parcel.text}" if parcel.title else parcel.text


def plan(parcel: Parcel) -> list[Part]:
    """The words first; but a file that can carry them as its caption does, and a card is one message."""
    text, groups = titled(parcel), list(_groups(parcel.files))
    if len(groups) == 1 and _fits(text, parcel, groups[0]):
        return [Part(text, tuple(groups[0]), is_first=True, has_buttons=True)]
    files = [Part(files=tuple(group)) for group in groups]
    return [*_words(text, parcel), *files]


def _fits(text: str, parcel: Parcel, files: Sequence[File]) -> bool:
    """Whether these files say it all: an album carries no buttons."""
    needs_one = bool(parcel.rows or parcel.share_phone or parcel.answered_phone or parcel.is_card)
    kind = files[0].kind in (CAPTIONED if len(files) == 1 else TOGETHER)
    return kind and units(text) <= MessageLimit.CAPTION_LENGTH and not (needs_one and len(files) > 1)


def _words(text: str, parcel: Parcel) -> list[Part]:
    if not text.strip():
        return []
    if parcel.is_card:
        shown = shortened(text)
        return [Part(shown, is_first=True, has_buttons=True, is_cut=shown != text)]
    parts = split(text, MessageLimit.MAX_TEXT_LENGTH)
    last = len(parts) - 1
    return [Part(part, is_first=n == 0, has_buttons=n == last) for n, part in enumerate(parts)]


def shortened(text: str, limit: int = MessageLimit.MAX_TEXT_LENGTH) -> str:
    """As much as one message takes, to the end of a line; the whole is behind a button."""
    return text if units(text) <= limit else split(text, limit - 2)[0].rstrip() + "\n…"


def _groups(files: Sequence[File]) -> Iterator[list[File]]:
    """Neighbours of one kind together, at most ten."""
    group: list[File] = []
    for file in files:
        kind = TOGETHER.get(file.kind)
        if group and (kind is None or kind != TOGETHER.get(group[0].kind) or len(group) == ALBUM):
            yield group
            group = []
        group.append(file)
    if group:
        yield group
