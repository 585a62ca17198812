"""A stand-in for Telegram's Bot API server, for tests: see `server.BotApi` and `people.User`."""

from tests.fakes.botapi import editing, rooms, sending, settings

from .chats import Chat, Sent, Topic
from .group import Group
from .markup import Button
from .people import User
from .presses import Press
from .serve import served
from .server import TOKEN, BotApi

__all__ = ["TOKEN", "BotApi", "Button", "Chat", "Group", "Press", "Sent", "Topic", "User", "served"]
__all__ += ["editing", "rooms", "sending", "settings"]  # imported so that their methods are known
