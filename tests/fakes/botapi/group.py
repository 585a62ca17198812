"""Groups and forums in which the bot is."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from .chats import Chat, Sent
from .errors import ApiError, forbidden
from .params import Json
from .rooms import member
from .sees import Sees

if TYPE_CHECKING:
    from .people import User
    from .server import BotApi


class Group(Sees):
    """A group. People write in it by `user.in_group(group, topic)`."""

    def __init__(self, api: "BotApi", title: str, forum: bool, members: Iterable["User"]) -> None:
        self.api = api
        self._chat = self._open(title, forum, supergroup=forum)
        self._chat.members[api.me["id"]] = (api.me, "administrator")
        for user in members:
            self.admits(user)

    def _open(self, title: str, forum: bool, supergroup: bool) -> Chat:
        about: Json = {"title": title, "type": "supergroup" if supergroup else "group"}
        about |= {"is_forum": True} if forum else {}
        number = len(self.api.chats) + 1
        chat = Chat(-1_002_000_000_000 - number if supergroup else -4_000_000_000 - number, about)
        self.api.chats[chat.id] = chat
        return chat

    @property
    def chat(self) -> Chat:
        """The chat as it is now."""
        return self._chat

    @property
    def id(self) -> int:
        """Its id, another one after `becomes_supergroup`."""
        return self._chat.id

    def admits(self, user: "User", status: str = "member") -> None:
        """The person is in the group (creator, administrator, member), without an update."""
        if user.id not in self._chat.members or status != "member":
            self._chat.members[user.id] = (user.json(), status)
        user.known_in_group()

    def joins(self, user: "User") -> Sent:
        """The person comes in, and the group is told."""
        self.admits(user)
        return user.in_group(self).send({"new_chat_members": [user.json()]})

    def leaves(self, user: "User") -> Sent:
        """The person goes, and the group is told."""
        told = user.in_group(self).send({"left_chat_member": user.json()})
        self._chat.members[user.id] = (user.json(), "left")
        return told

    def opens_topic(self, user: "User", name: str) -> int:
        """The person opens a topic in a forum; returns its id."""
        opened = self._chat.open_topic(user.json(), self.api.now(), name)
        self.api.updates.put("message", dict(opened.data))
        return opened.message_id

    def closes_topic(self, user: "User", topic: int, closed: bool = True) -> None:
        """The person closes a topic, or opens it again; the group is told."""
        self._chat.topic(topic).closed = closed
        told: Json = {"forum_topic_closed" if closed else "forum_topic_reopened": {}}
        user.in_group(self, topic).send(told)

    def deletes_topic(self, topic: int) -> None:
        """Somebody deletes a topic, with all that was written in it. Telegram tells the bot nothing."""
        del self._chat.topics[topic]
        for sent in self._chat.messages.values():
            sent.deleted = sent.deleted or sent.topic == topic

    def adds_bot(self, by: "User") -> None:
        """The bot is (again) made an administrator; my_chat_member says so."""
        self._chat.refuses = None
        self._switches(by, "left", "administrator")

    def removes_bot(self, by: "User") -> None:
        """The bot is thrown out; my_chat_member says so."""
        self._switches(by, "administrator", "kicked")
        self._chat.refuses = forbidden(f"bot was kicked from the {self._chat.about['type']} chat")

    def _switches(self, by: "User", old: str, new: str) -> None:
        about: Json = {"chat": self._chat.json(), "from": by.json(), "date": int(self.api.now().timestamp())}
        about |= {"old_chat_member": member(self.api.me, old), "new_chat_member": member(self.api.me, new)}
        self.api.updates.put("my_chat_member", about)

    def becomes_supergroup(self, forum: bool = False) -> int:
        """Telegram moves the group to another id, which it returns; both chats are told. Topics come that way."""
        old, sender = self._chat, next(iter(self._chat.members.values()))[0]
        new = self._open(old.about["title"], forum=forum, supergroup=True)
        new.members = dict(old.members)
        for chat, about in ((old, {"migrate_to_chat_id": new.id}), (new, {"migrate_from_chat_id": old.id})):
            self.api.updates.put("message", dict(chat.add(sender, self.api.now(), about).data))
        text = "Bad Request: group chat was upgraded to a supergroup chat"
        old.refuses = ApiError(400, text, migrate_to_chat_id=new.id)
        self._chat = new
        return new.id
