"""What goes wrong in a simulation: the process is killed, Telegram refuses, the machine stands still.

Killed is a BaseException, so that nobody can mistake it for something to be mended: what is in memory is gone.
"""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from bot.delivery.channel import RetryLater, Undeliverable
from bot.telegram.updates import arrivals
from simulation.record import Record

# How often, for each time that it could happen.
RATES = {
    "killed before a commit": 1 / 1000,
    "killed after a commit": 1 / 1000,
    "killed before a delivery": 1 / 1000,
    "killed after a delivery": 1 / 1000,
    "429": 1 / 150,
    "network error": 1 / 100,
    "never delivered": 1 / 2000,
    "message gone": 1 / 500,
    "update comes again": 1 / 50,
    "chats out of order": 1 / 2,
    "clock stands still": 1 / 100,
}
A_YEARS_STOPS = 6  # of the whole desk, up to a day each


class Killed(BaseException):
    """The process is gone; another one goes on with what the database has."""


class Faults:
    """Strikes by chance, and counts. Without a chance nothing ever goes wrong."""

    def __init__(self, chance: Random | None, record: Record) -> None:
        self.chance, self.record = chance, record
        self.refusing: dict[str, datetime] = {}  # chats with a 429, until when

    def strikes(self, what: str) -> bool:
        if self.chance is None or self.chance.random() >= RATES[what]:
            return False
        self.record.counts[what] += 1
        return True

    def die(self, where: str) -> None:
        if self.strikes(f"killed {where}"):
            raise Killed(where)

    def shuffled(self, raws: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Chats come in any order, the updates of one chat in theirs."""
        chats = sorted({arrival.chat for arrival in arrivals(raws)})
        if self.chance is None or len(chats) < 2 or not self.strikes("chats out of order"):
            return raws
        self.chance.shuffle(chats)
        return sorted(raws, key=lambda raw: chats.index(arrivals([raw])[0].chat))

    def on_the_way(self, address: str, row: int, now: datetime) -> None:
        """Raises what keeps this delivery from its chat."""
        if (until := self.refusing.get(address, now)) > now:
            raise RetryLater("Too Many Requests", until - now)
        self.die("before a delivery")
        if self.strikes("network error"):
            raise RetryLater("the network is gone for a moment")
        if self.chance and self.strikes("429"):
            wait = timedelta(seconds=self.chance.randint(1, 120))
            self.refusing[address] = now + wait
            raise RetryLater("Too Many Requests", wait)
        if self.strikes("never delivered"):
            self.record.refused.add(row)
            raise Undeliverable("Bad Request: this message is not wanted")
