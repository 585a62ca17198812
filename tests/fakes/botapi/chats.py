"""Chats and what was written in them."""

from dataclasses import dataclass, field
from datetime import datetime

from .errors import ApiError, bad
from .files import File
from .markup import Button, buttons
from .params import Json

KINDS = (
    *("text", "photo", "animation", "document", "video", "voice", "audio", "video_note", "sticker"),
    *("venue", "location", "contact", "poll", "dice"),
)


@dataclass(eq=False)
class Sent:
    """One message. `data` is the JSON the bot gets; the properties are what a person sees."""

    chat: "Chat"
    data: Json
    by_bot: bool = False
    markup: Json | None = None
    file: File | None = None
    edited: int = 0
    deleted: bool = False
    bot_reactions: list[str] = field(default_factory=list)
    reactions: dict[int, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        rows = "".join(f"\n    {[button.text for button in row]}" for row in self.buttons)
        return f"<{self.message_id} {self.kind}{' deleted' * self.deleted}: {self.text!r}{rows}>"

    @property
    def message_id(self) -> int:
        """Its number in its chat."""
        return int(self.data["message_id"])

    @property
    def text(self) -> str:
        """Text or caption, "" for neither."""
        return str(self.data.get("text", self.data.get("caption", "")))

    @property
    def kind(self) -> str:
        """text, photo, document … or "service"."""
        return next((kind for kind in KINDS if kind in self.data), "service")

    @property
    def buttons(self) -> list[list[Button]]:
        """The rows of its inline keyboard."""
        return buttons((self.markup or {}).get("inline_keyboard", []))

    @property
    def content(self) -> bytes:
        """The bytes of its file."""
        assert self.file, f"{self} carries no file"
        return self.file.content

    @property
    def reply_to(self) -> int | None:
        """The number of the message it answers."""
        answered = self.data.get("reply_to_message")
        return int(answered["message_id"]) if answered else None

    @property
    def topic(self) -> int | None:
        """The forum topic it stands in."""
        return self.data.get("message_thread_id")

    def edit(self, content: Json, at: datetime) -> None:
        """Replace parts of the content; None takes one away."""
        self.data.update(content, edit_date=int(at.timestamp()))
        for key in [key for key, value in content.items() if value is None]:
            del self.data[key]
        self.edited += 1

    def quoted(self) -> Json:
        """As it appears inside a reply: without what it replies to itself."""
        return {
            key: value for key, value in self.data.items() if key not in ("reply_to_message", "reply_markup")
        }


@dataclass(eq=False)
class Topic:
    """A topic of a forum."""

    id: int
    name: str
    icon_color: int = 7322096
    icon: str = ""
    closed: bool = False

    def json(self) -> Json:
        """Telegram's ForumTopic."""
        body: Json = {"message_thread_id": self.id, "name": self.name, "icon_color": self.icon_color}
        return body | ({"icon_custom_emoji_id": self.icon} if self.icon else {})


@dataclass(eq=False)
class Chat:
    """A private chat or a group. `refuses` is the error that any sending to it gets."""

    id: int
    about: Json
    refuses: ApiError | None = None
    messages: dict[int, Sent] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    members: dict[int, tuple[Json, str]] = field(default_factory=dict)
    actions: list[str] = field(default_factory=list)
    pinned: list[int] = field(default_factory=list)
    _last_id: int = 0

    def json(self) -> Json:
        """Telegram's Chat."""
        return {"id": self.id, **self.about}

    def add(
        self,
        sender: Json,
        at: datetime,
        content: Json,
        *,
        markup: Json | None = None,
        file: File | None = None,
        topic: int | None = None,
        reply_to: Sent | None = None,
    ) -> Sent:
        """Write a message down under the chat's next number."""
        self._last_id += 1
        data = {"message_id": self._last_id, "from": sender, "chat": self.json(), "date": int(at.timestamp())}
        if topic:
            data |= {"message_thread_id": topic, "is_topic_message": True}
        if reply_to:
            data["reply_to_message"] = reply_to.quoted()
        data |= content
        if markup and "inline_keyboard" in markup:
            data["reply_markup"] = markup
        sent = Sent(self, data, bool(sender["is_bot"]), markup, file)
        self.messages[sent.message_id] = sent
        return sent

    def find(self, message_id: int | None, missing: str) -> Sent:
        """A message that is still there, or 400 in the given words."""
        sent = self.messages.get(message_id or 0)
        if not sent or sent.deleted:
            raise bad(missing)
        return sent

    def topic(self, topic_id: int | None, missing: str = "TOPIC_ID_INVALID") -> Topic:
        """A topic that is still there, or 400 in the given words."""
        if topic_id not in self.topics:
            raise bad(missing)
        return self.topics[topic_id]

    def open_topic(self, sender: Json, at: datetime, name: str, color: int = 7322096, icon: str = "") -> Sent:
        """Open a topic; its id is that of the service message that opens it."""
        about = {"name": name, "icon_color": color} | ({"icon_custom_emoji_id": icon} if icon else {})
        opened = self.add(sender, at, {"forum_topic_created": about})
        opened.data |= {"message_thread_id": opened.message_id, "is_topic_message": True}
        self.topics[opened.message_id] = Topic(opened.message_id, name, color, icon)
        return opened
