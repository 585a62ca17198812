"""People who use the bot: they write, press buttons, block it, and look at what it says."""

import copy
import json
from typing import TYPE_CHECKING, Any, Self

from .chats import Chat, Sent
from .errors import NEVER_MET, forbidden
from .files import File
from .formatting import entities_in
from .markup import Button
from .params import Json
from .presses import Press, callback_query
from .rooms import member
from .sends import Sends

if TYPE_CHECKING:
    from .group import Group
    from .server import BotApi


NEVER_WROTE = forbidden("bot can't initiate conversation with a user")
"""Why the private chat refuses the bot of a person it knows only from a group."""


class User(Sends):
    """One person. What they do queues updates; `in_group` gives the same person, writing there."""

    def __init__(self, api: "BotApi", name: str, language: str | None, id: int) -> None:  # noqa: A002
        self.api = api
        self.id = id
        self.name = name
        self.language = language
        self.username = ""
        self.phone = f"+86138{id % 100_000_000:08}"
        self.opened: list[str] = []
        self._group: Group | None = None
        self._topic: int | None = None
        about = {"first_name": name, "type": "private"}
        self.private = api.chats.setdefault(id, Chat(id, about, NEVER_MET))
        api.people[id] = self.json()

    def json(self) -> Json:
        """Telegram's User."""
        named: Json = {"id": self.id, "is_bot": False, "first_name": self.name}
        named |= {"username": self.username} if self.username else {}
        return named | ({"language_code": self.language} if self.language else {})

    @property
    def chat(self) -> Chat:
        """Where this person writes: the private chat, or the group of `in_group`."""
        return self._group.chat if self._group else self.private

    @property
    def topic(self) -> int | None:
        """The forum topic in which this person writes."""
        return self._topic

    def in_group(self, group: "Group", topic: int | None = None) -> Self:
        """The same person, writing and looking in a group and perhaps a topic of it."""
        there = copy.copy(self)
        there._group, there._topic = group, topic
        return there

    # writing

    def send(self, content: Json, **options: Any) -> Sent:
        """Write anything into the chat and queue the update."""
        sent = self._write(content, **options)
        self.api.updates.put("message", copy.deepcopy(sent.data))
        return sent

    def _write(self, content: Json, file: File | None = None, reply_to: Sent | None = None) -> Sent:
        if self.chat.refuses in (NEVER_MET, NEVER_WROTE):
            self.chat.refuses = None
        assert not self.chat.refuses, f"{self.name} cannot write here: {self.chat.refuses}"
        if self._group:
            self._group.admits(self)
        return self.chat.add(
            self.json(), self.api.now(), content, file=file, topic=self._topic, reply_to=reply_to
        )

    def starts(self, payload: str = "") -> Sent:
        """The Start button, or a deep link t.me/bot?start=payload."""
        return self.says(f"/start {payload}".strip())

    def edits(self, message: Sent, text: str) -> Sent:
        """Change one's own text or caption."""
        key = "text" if message.kind == "text" else "caption"
        marks = "entities" if key == "text" else "caption_entities"
        message.edit({key: text, marks: entities_in(text) or None}, self.api.now())
        self.api.updates.put("edited_message", copy.deepcopy(message.data))
        return message

    def reacts(self, message: Sent, emoji: str) -> None:
        """An emoji under a message; "" takes it back."""
        old, at = message.reactions.get(self.id, ""), int(self.api.now().timestamp())
        message.reactions[self.id] = emoji
        about = {
            "chat": message.chat.json(),
            "message_id": message.message_id,
            "user": self.json(),
            "date": at,
        }
        about |= {"old_reaction": _reaction(old), "new_reaction": _reaction(emoji)}
        self.api.updates.put("message_reaction", about)

    # pressing

    def presses(self, label: str, message: Sent | None = None) -> Press | Sent | None:
        """Press the newest button whose text contains this, inline or of the reply keyboard.

        A link is only opened (`opened`), and gives None.
        """
        for sent in [message] if message else reversed(self.visible):
            if button := _labelled(label, sent.buttons):
                return self._presses_inline(button, sent)
        if not message and (button := _labelled(label, self.keyboard)):
            return self._presses_key(button)
        raise AssertionError(f"{self.name} sees no button {label!r}; there are:\n{self._buttons()}")

    def _presses_inline(self, button: Button, sent: Sent) -> Press | None:
        if button.data is None:
            self.opened.append(button.raw.get("url") or json.dumps(button.raw))
            return None
        return self.presses_data(button.data, sent)

    def _presses_key(self, button: Button) -> Sent:
        if button.raw.get("request_contact"):
            return self.sends_contact(own=True)
        if button.raw.get("request_location"):
            return self.sends_location()
        return self.says(button.text)

    def _buttons(self) -> str:
        inline = [f"{sent.text[:60]!r}: {_labels(sent.buttons)}" for sent in self.visible if sent.buttons]
        return "\n".join([*inline, f"keyboard: {_labels(self.keyboard)}"])

    def presses_data(self, data: str, message: Sent | None = None) -> Press:
        """A callback query with any data, as a forged or very old client could send it."""
        sent = message or self.last
        press = self.api.presses.add(self.id, data, self.api.now())
        shown = (
            {"chat": sent.chat.json(), "message_id": sent.message_id, "date": 0}
            if sent.deleted
            else sent.data
        )
        self.api.updates.put("callback_query", callback_query(press, self.json(), copy.deepcopy(shown)))
        return press

    def double_presses(self, label: str, message: Sent | None = None) -> list[Press | Sent | None]:
        """Press twice before the bot can react."""
        return [self.presses(label, message), self.presses(label, message)]

    @property
    def answers(self) -> list[Press]:
        """The presses the bot answered; `text` and `alert` say how."""
        return [press for press in self.api.presses.of(self.id) if press.answered]

    def known_in_group(self) -> None:
        """Seen in a group, but never in private: the refusal says so from now on."""
        if self.private.refuses is NEVER_MET:
            self.private.refuses = NEVER_WROTE

    # leaving

    def blocks_bot(self) -> None:
        """Sending to this person fails with 403 from now on."""
        self._switches("member", "kicked")
        self.private.refuses = forbidden("bot was blocked by the user")

    def unblocks_bot(self) -> None:
        """The bot may write again."""
        self._switches("kicked", "member")
        self.private.refuses = None

    def deletes_account(self) -> None:
        """Sending fails with 403; Telegram tells the bot nothing."""
        self.private.refuses = forbidden("user is deactivated")

    def _switches(self, old: str, new: str) -> None:
        """The update my_chat_member of a private chat."""
        about: Json = {
            "chat": self.private.json(),
            "from": self.json(),
            "date": int(self.api.now().timestamp()),
        }
        about["old_chat_member"] = member(self.api.me, old)
        about["new_chat_member"] = member(self.api.me, new)
        self.api.updates.put("my_chat_member", about)

    @property
    def menu(self) -> list[Json]:
        """The commands this person sees in the private chat, by Telegram's order of scopes."""
        scopes = ({"chat_id": self.id, "type": "chat"}, {"type": "all_private_chats"}, {"type": "default"})
        keys = [
            (json.dumps(scope, sort_keys=True), code)
            for scope in scopes
            for code in (self.language or "", "")
        ]
        return next((self.api.menus[key] for key in keys if key in self.api.menus), [])


def _reaction(emoji: str) -> list[Json]:
    return [{"type": "emoji", "emoji": emoji}] if emoji else []


def _labels(rows: list[list[Button]]) -> list[list[str]]:
    return [[button.text for button in row] for row in rows]


def _labelled(label: str, rows: list[list[Button]]) -> Button | None:
    """The button with exactly this label, or else the first that contains it."""
    every = [button for row in rows for button in row]
    exact = [button for button in every if button.text == label]
    return next(iter(exact or [button for button in every if label in button.text]), None)
