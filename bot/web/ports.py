"""What the web chat needs of the desk that it belongs to."""

from typing import Protocol

from bot.clock import Clock
from bot.settings import Settings
from store import Store


class WebDesk(Protocol):
    """The desk, as far as the web chat sees it."""

    @property
    def settings(self) -> Settings: ...

    @property
    def store(self) -> Store: ...

    @property
    def clock(self) -> Clock: ...
