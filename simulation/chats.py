"""Telegram as the simulation has it: the chats as people see them, and the channel through which the desk fills them.

What somebody says and presses goes to the desk as Telegram's own JSON; what they see is the latest state of each message.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.clock import Clock
from bot.delivery.channel import Bytes, MessageGone, Parcel, Unreachable
from simulation.faults import Faults
from simulation.record import Record

Rows = tuple[tuple[tuple[str, str], ...], ...]  # (label, data)
REMEMBERED = 80  # messages with buttons to which a person still scrolls back
FIRST_UPDATE = 600_000_001


@dataclass
class Shown:
    """One message as it is seen now."""

    number: int
    text: str
    rows: Rows
    row: int  # of the outbox
    keyboard: bool = False  # its buttons say their label, as those beside "share my number" do
    changed: int = 0  # how often it was edited

    @property
    def buttons(self) -> list[tuple[str, str]]:
        return [button for row in self.rows for button in row]

    def is_open(self, button: tuple[str, str]) -> bool:
        """Whether nothing is chosen yet in its row."""
        return not any("●" in label for row in self.rows if button in row for label, _data in row)


@dataclass
class Chat:
    """One person's private chat with the bot."""

    address: str
    name: str
    language: str
    notify: Callable[[Shown], None] = lambda shown: None
    blocked: bool = False
    last: int = 0  # the newest message's number
    with_buttons: dict[int, Shown] = field(default_factory=dict)
    newest: Shown | None = None

    @property
    def user(self) -> dict[str, Any]:
        return {
            "id": int(self.address),
            "is_bot": False,
            "first_name": self.name,
            "language_code": self.language,
        }

    @property
    def place(self) -> dict[str, Any]:
        return {"id": int(self.address), "type": "private", "first_name": self.name}

    def next_number(self) -> int:
        self.last += 1
        return self.last

    def see(self, shown: Shown) -> None:
        self.newest = shown
        if shown.rows:
            self.with_buttons[shown.number] = shown
            if len(self.with_buttons) > REMEMBERED:
                del self.with_buttons[next(iter(self.with_buttons))]
        else:
            self.with_buttons.pop(shown.number, None)


class Telegram:
    """The channel named "telegram"; raises what Telegram would, and what the faults want."""

    name = "telegram"

    def __init__(self, clock: Clock, record: Record, faults: Faults) -> None:
        self.clock, self.record, self.faults = clock, record, faults
        self.chats: dict[str, Chat] = {}
        self.pending: list[dict[str, Any]] = []  # not confirmed by the desk yet

    def open(self, name: str, language: str) -> Chat:
        """A new chat, in which nothing has been said."""
        chat = Chat(str(500_000_001 + len(self.chats)), name, language)
        self.chats[chat.address] = chat
        return chat

    # --- what the desk does

    async def send(self, address: str, parcel: Parcel, number: int, content: Bytes) -> list[str]:
        chat = self._reached(address, number)
        if parcel.menu:
            self._arrived(chat, number, "← (menu)")
            return []
        shown = Shown(chat.next_number(), _whole(parcel), _rows(parcel), number, bool(parcel.share_phone))
        chat.see(shown)
        files = [str(chat.next_number()) for _file in parcel.files]
        self.record.counts["messages sent"] += 1
        chat.notify(shown)
        self._arrived(chat, number, "← " + shown.text)
        return [str(shown.number), *files]

    async def edit(self, address: str, message: str, parcel: Parcel, number: int) -> None:
        chat = self._reached(address, number)
        if self.faults.strikes("message gone"):
            chat.with_buttons.pop(int(message), None)
            self.record.gone.add(number)
            raise MessageGone("message to edit not found")
        before = chat.with_buttons.get(int(message))
        changed = before.changed + 1 if before else 1
        chat.see(Shown(int(message), _whole(parcel), _rows(parcel), number, changed=changed))
        self.record.counts["messages edited"] += 1
        self._arrived(chat, number, "← (edited) " + parcel.text)

    def _reached(self, address: str, number: int) -> Chat:
        chat = self.chats[address]
        if chat.blocked:
            raise Unreachable("Forbidden: bot was blocked by the user")
        self.faults.on_the_way(address, number, self.clock.now())
        return chat

    def _arrived(self, chat: Chat, number: int, what: str) -> None:
        self.record.delivered[number].append(chat.address)
        self.record.tell(self.clock.now(), chat.address, what, number)
        self.faults.die("after a delivery")

    # --- what people do

    def says(self, chat: Chat, text: str, *, quotes: Shown | None = None, row: int = 0) -> None:
        content: dict[str, Any] = {"text": text}
        if quotes is not None:
            content["reply_to_message"] = self._message(chat, quotes.number, {"text": quotes.text[:100]})
        self._put(chat, "message", self._message(chat, chat.next_number(), content), f"→ {text}", row)
        if not text.startswith("/"):
            self.record.words.add((chat.address, str(chat.last)))

    def sends_photo(self, chat: Chat) -> None:
        photo = {
            "file_id": f"photo-{len(self.record.said)}",
            "file_unique_id": "u",
            "width": 90,
            "height": 90,
        }
        message = self._message(chat, chat.next_number(), {"photo": [{**photo, "file_size": 900}]})
        self._put(chat, "message", message, "→ (a picture)")
        self.record.words.add((chat.address, str(chat.last)))

    def shares_phone(self, chat: Chat, phone: str) -> None:
        contact = {"phone_number": phone, "first_name": chat.name, "user_id": int(chat.address)}
        message = self._message(chat, chat.next_number(), {"contact": contact})
        self._put(chat, "message", message, f"→ (shares {phone})")
        self.record.words.add((chat.address, str(chat.last)))

    def presses(self, chat: Chat, shown: Shown, label: str, data: str) -> None:
        if shown.keyboard:
            return self.says(chat, label, row=shown.row)
        press = {
            "id": str(len(self.record.said)),
            "from": chat.user,
            "chat_instance": "1",
            "message": self._message(chat, shown.number, {"text": shown.text[:100]}),
            "data": data,
        }
        return self._put(chat, "callback_query", press, f"→ [{label}] {data}", shown.row)

    def blocks(self, chat: Chat, blocked: bool = True) -> None:
        """Blocks the bot, or lets it in again."""
        chat.blocked = blocked
        self.record.blockers.add(chat.address)
        names = ("member", "kicked") if blocked else ("kicked", "member")
        bot = {"id": 1, "is_bot": True, "first_name": "Kefu"}
        old, new = ({"user": bot, "status": name, "until_date": 0} for name in names)
        change = {"chat": chat.place, "from": chat.user, "date": self._date()}
        change |= {"old_chat_member": old, "new_chat_member": new}
        self._put(chat, "my_chat_member", change, f"→ ({'blocks' if blocked else 'unblocks'} the bot)")

    def _message(self, chat: Chat, number: int, content: dict[str, Any]) -> dict[str, Any]:
        head = {"message_id": number, "date": self._date(), "chat": chat.place, "from": chat.user}
        return {**head, **content}

    def _date(self) -> int:
        return int(self.clock.now().timestamp())

    def _put(self, chat: Chat, kind: str, payload: dict[str, Any], what: str, row: int = 0) -> None:
        number = FIRST_UPDATE + len(self.record.said)
        self.record.said[str(number)] = chat.address
        self.record.tell(self.clock.now(), chat.address, what, row)
        self.pending.append({"update_id": number, kind: payload})


def _whole(parcel: Parcel) -> str:
    return f"{parcel.title}\n{parcel.text}" if parcel.title else parcel.text


def _rows(parcel: Parcel) -> Rows:
    return tuple(row for row in parcel.rows if row)
