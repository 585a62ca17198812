"""What happened in a simulation, as the world saw it: who said and was shown what, and what went wrong on the way."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class LogLine:
    """One thing that happened in a chat. `row`: of the outbox, that was shown or pressed; 0: none."""

    at: datetime
    who: str  # the address of the chat
    what: str
    row: int = 0

    @property
    def shown(self) -> bool:
        """Whether they saw it, and did not say it."""
        return self.what.startswith("←")


@dataclass
class Record:
    """Kept outside the desk, so that what the desk believes can be held against it."""

    lines: list[LogLine] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    said: dict[str, str] = field(default_factory=dict)  # the number of an update → the chat it came from
    words: set[tuple[str, str]] = field(default_factory=set)  # chat and number of each message in words
    delivered: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))  # row → chats
    interrupted: Counter[int] = field(
        default_factory=Counter
    )  # rows that may be delivered but not marked, because of kills
    refused: set[int] = field(default_factory=set)  # rows that Telegram will never deliver
    gone: set[int] = field(
        default_factory=set
    )  # rows that were to change a message which is not there any more
    blockers: set[str] = field(default_factory=set)  # chats in which the bot was blocked at some time
    failures: list[str] = field(
        default_factory=list
    )  # what the desk logs as an error: it tries again, in vain
    stops: list[tuple[datetime, datetime]] = field(default_factory=list)  # while the desk stood still

    def tell(self, at: datetime, who: str, what: str, row: int = 0) -> None:
        self.lines.append(LogLine(at, who, what, row))

    def up_again(self, at: datetime) -> datetime:
        """This moment, or the end of the stop it fell into."""
        return next((end for start, end in self.stops if start <= at < end), at)
