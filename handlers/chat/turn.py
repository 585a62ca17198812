"""One turn: a person said something, and this is all a handler needs to answer it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.ext.asyncio import AsyncSession

from desk.hotline.messages import TicketMessage
from desk.people import Account, Person
from handlers.chat.incoming import Said
from handlers.chat.message import Button, Message, Rows
from kb.search.problem_base import ProblemBase

Keep = Callable[[AsyncSession], Awaitable[None]]
KeepRead = Callable[[AsyncSession, Sequence[str]], Awaitable[None]]
Shown = Callable[[], Awaitable[Sequence[Button]]]


async def _nothing() -> Sequence[Button]:
    return ()


@dataclass
class Links:
    """Where an invite's code is used by opening it."""

    bot_name: str  # of the Telegram bot; "" without one, and until Telegram has said it
    web_address: str

    def telegram(self, code: str) -> str:
        return f"https://t.me/{self.bot_name}?start={code}" if self.bot_name else ""

    def bot(self) -> str:
        """Where to write to the bot in private; "" while nobody knows."""
        return f"https://t.me/{self.bot_name}" if self.bot_name else ""

    def web(self, code: str) -> str:
        return f"{self.web_address}/?start={code}"

    def reaches(self, channel: str) -> bool:
        """Whether a link to the web chat opens where they are: an address of this machine does only on this machine."""
        host = urlsplit(self.web_address).hostname or ""
        is_here = host in ("localhost", "::1", "0.0.0.0", "::") or host.startswith("127.")
        return not is_here or channel == "web"


@dataclass(frozen=True)
class Reading:
    """A picture that a job wants to be read: in another process, at most so long, which ends when idle."""

    content: bytes = field(repr=False)
    longest: timedelta
    idle: timedelta
    keep: KeepRead  # its lines; none when nothing can be read


@dataclass
class Turn:
    session: AsyncSession
    now: datetime
    person: Person
    account: Account
    said: Said
    base: ProblemBase
    links: Links
    shown: Shown = _nothing  # the buttons they have in front of them
    topic: int | None = None  # of the staff group, when it was said there
    recorded: TicketMessage | None = None  # the row in which what they said is kept
    gathered: Any = None  # the row of what they said just before, and was not answered yet
    pieces: str = ""  # all of it and this, as one message
    wakes: tuple[int, datetime] | None = None  # that row, and when it is answered if nothing more is said
    replies: list[Message] = field(default_factory=list)
    keeps: list[Keep] = field(default_factory=list)  # of a job: what its own step writes
    reading: Reading | None = None  # of a job: what comes of it is kept in that step as well
    reads_pictures: bool = False  # whether what customers send as a picture is read
    seen: Any = None  # what was read in the pictures of what is answered now

    def say(self, text: str, rows: Rows = (), **more: Any) -> None:
        """To the one who spoke, where they spoke."""
        self.replies.append(Message(self.person.id, text, rows=rows, **more))

    def reply(self, message: Message) -> None:
        """A ready-made message (a card) as the answer to the one who spoke; it comes last in the chat."""
        self.replies.append(replace(message, fresh=True))
