"""The parameters of one request, however they were encoded."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .errors import bad

if TYPE_CHECKING:
    from .server import BotApi

Json = dict[str, Any]


@dataclass
class Upload:
    """A file as it came in a multipart body."""

    name: str
    mime: str
    content: bytes


@dataclass
class Params:
    """Forms carry every value as text, JSON bodies carry them typed: both read the same here."""

    values: Json = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The value as text, "" when it is missing."""
        value = self.values.get(name)
        return "" if value is None else str(value)

    def number(self, name: str) -> int | None:
        """The value as a whole number; nonsense is refused."""
        value = self.text(name)
        try:
            return int(float(value)) if "." in value else int(value) if value else None
        except ValueError:
            raise bad(f"invalid {name} specified") from None

    def flag(self, name: str) -> bool:
        """True for true, True and 1."""
        return self.text(name).lower() in ("true", "1")

    def parsed(self, name: str) -> Any:
        """A JSON-serialised value, None when it is missing or empty."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise bad(f"can't parse {name} JSON object") from None


Method = Callable[["BotApi", Params], Any]
METHODS: dict[str, Method] = {}
"""Every method the stand-in knows, by its name in lower case (Telegram ignores case too)."""


def method(function: Method) -> Method:
    """Publish `send_message` as `sendMessage`."""
    METHODS[function.__name__.replace("_", "")] = function
    return function
