"""Button presses that wait for the bot's answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from .errors import bad
from .params import Json

ANSWERABLE_FOR = timedelta(seconds=15)


@dataclass(eq=False)
class Press:
    """One callback query. `answered` stays False while the button's clock still turns."""

    id: str
    user_id: int
    data: str
    at: datetime
    answered: bool = False
    text: str = ""
    alert: bool = False


class Presses:
    """Every press so far, by the id of its callback query."""

    def __init__(self) -> None:
        self._by_id: dict[str, Press] = {}

    def add(self, user_id: int, data: str, at: datetime) -> Press:
        """Someone pressed a button."""
        press = Press(str(4_400_000_000_000_000_001 + len(self._by_id)), user_id, data, at)
        self._by_id[press.id] = press
        return press

    def of(self, user_id: int) -> list[Press]:
        """One person's presses, oldest first."""
        return [press for press in self._by_id.values() if press.user_id == user_id]

    def unanswered(self) -> list[Press]:
        """Those the bot has not answered."""
        return [press for press in self._by_id.values() if not press.answered]

    def answer(self, press_id: str, text: str, alert: bool, at: datetime, expire: bool) -> None:
        """The bot answers; too late, or to a press that never was, is refused."""
        press = self._by_id.get(press_id)
        if not press or (expire and at - press.at > ANSWERABLE_FOR):
            raise bad("query is too old and response timeout expired or query ID is invalid")
        press.answered, press.text, press.alert = True, text, alert


def callback_query(press: Press, user: Json, message: Json) -> Json:
    """The update that a press makes."""
    return {
        "id": press.id,
        "from": user,
        "message": message,
        "chat_instance": str(-7_000_000_000 - abs(message["chat"]["id"])),
        "data": press.data,
    }
