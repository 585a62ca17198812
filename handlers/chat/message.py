"""What the desk says to a person, independent of the channel."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from sqlalchemy.ext.asyncio import AsyncSession

from desk.files import File
from i18n import spoken


class Priority(IntEnum):
    """Order in which messages go out when there are many."""

    ALERT = 0
    REPLY = 1
    NOTICE = 2
    SURVEY = 3


@dataclass(frozen=True)
class Button:
    """`data` is at most 64 bytes: `t:…` answers a question of a talk, `c:…` acts on a record's card."""

    label: str
    data: str


Rows = Sequence[Sequence[Button]]
Keeps = Callable[[AsyncSession, Sequence[File]], Awaitable[None]]


@dataclass(frozen=True)
class Message:
    """Plain words, never markup: what customers write can be shown as it is. The title is shown bold.

    A message with a `card` takes the place of the person's last message of that card, unless it is `fresh`:
    then it is sent again, so that they notice, and the old one loses its buttons.
    """

    to: int  # person
    text: str
    title: str = ""
    rows: Rows = ()
    priority: Priority = Priority.REPLY
    card: str = ""  # "ticket:12"
    fresh: bool = False
    quiet: bool = False  # only edits a message that is there already; nothing new is sent
    loud: bool = False  # a notice that needs them now, and is heard: somebody waits for them
    protected: bool = False  # it is not to be forwarded or saved, where the channel can keep it so
    wakes: bool = False  # heard by somebody who is not at work, too: an emergency, an alert with nobody below
    behind: Rows = ()  # not seen, yet as good as the others when they are said in words
    unfolded: bool = False  # all buttons of its card are shown, and not only the likeliest
    strips: bool = False  # only takes the buttons of this card away, where it stands
    about: str = ""  # "ticket:12": where a reply that quotes this message belongs
    files: tuple[int, ...] = ()
    drawn: Callable[[], Sequence[File]] | None = None  # of a job: more files, made once all is read
    kept: Keeps | None = None  # of what was drawn: who keeps it, in the step that delivers it
    share_phone: str = ""  # label of a button that shares the phone number
    menu: tuple[tuple[str, str], ...] = ()  # instead of words: the commands their menu shows
    topic: int | None = None  # of the staff group: where it stands in the group
    shows: tuple[str, bool] | None = None  # instead of words: the topic's name, and whether it is closed
    quotes: int | None = None  # the message it answers: shown as a reply to it, where it stands in that chat
    reaction: str | None = None  # instead of words: this emoji under what it quotes; "" takes it away
    account_id: int | None = None  # answers go where they were asked; None: where the person was last seen
    language: str = field(default_factory=lambda: spoken().language)  # that it is said in

    @property
    def rings(self) -> bool:
        """Whether it may make a sound; notices and surveys come without one."""
        return self.loud or self.wakes or self.priority <= Priority.REPLY
