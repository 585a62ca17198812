"""The methods about chats: what they are, who is in them, and the topics of forums."""

from .chats import Chat
from .errors import bad
from .params import Json, Params, method
from .server import BotApi

RIGHTS = (
    *("can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats"),
    *("can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users"),
    *("can_post_stories", "can_edit_stories", "can_delete_stories", "can_pin_messages", "can_manage_topics"),
)
GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


@method
def getchat(api: BotApi, params: Params) -> Json:
    """getChat."""
    chat = api.chat(params.number("chat_id"))
    full = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": dict.fromkeys(GIFTS, True)}
    return chat.json() | full


def member(user: Json, status: str) -> Json:
    """Telegram's ChatMember."""
    body: Json = {"user": user, "status": status}
    if status == "creator":
        body |= {"is_anonymous": False}
    if status == "administrator":
        body |= {right: right != "is_anonymous" for right in RIGHTS}
    if status == "kicked":
        body |= {"until_date": 0}
    return body


@method
def getchatmember(api: BotApi, params: Params) -> Json:
    """getChatMember: someone never seen in the chat has left it."""
    chat, user_id = api.chat(params.number("chat_id")), params.number("user_id") or 0
    user, status = chat.members.get(user_id, (api.people.get(user_id), "left"))
    if user is None:
        raise bad("PARTICIPANT_ID_INVALID")
    return member(user, status)


@method
def getchatadministrators(api: BotApi, params: Params) -> list[Json]:
    """getChatAdministrators."""
    chat = api.chat(params.number("chat_id"))
    ranks = ("creator", "administrator")
    return [member(user, status) for user, status in chat.members.values() if status in ranks]


@method
def getchatmembercount(api: BotApi, params: Params) -> int:
    """getChatMemberCount."""
    return len(api.chat(params.number("chat_id")).members)


@method
def leavechat(api: BotApi, params: Params) -> bool:
    """leaveChat."""
    api.writable(params).refuses = bad("chat not found")
    return True


def _forum(api: BotApi, params: Params) -> Chat:
    chat = api.writable(params)
    if not chat.about.get("is_forum"):
        raise bad("the chat is not a forum")
    return chat


@method
def createforumtopic(api: BotApi, params: Params) -> Json:
    """createForumTopic."""
    chat, name = _forum(api, params), params.text("name")
    if not 1 <= len(name) <= 128:
        raise bad("TOPIC_TITLE_EMPTY" if not name else "topic name is too long")
    color, icon = params.number("icon_color") or 7322096, params.text("icon_custom_emoji_id")
    opened = chat.open_topic(api.me, api.now(), name, color, icon)
    return chat.topics[opened.message_id].json()


@method
def editforumtopic(api: BotApi, params: Params) -> bool:
    """editForumTopic."""
    topic = _forum(api, params).topic(params.number("message_thread_id"))
    name = params.text("name") or topic.name
    icon = params.text("icon_custom_emoji_id") if "icon_custom_emoji_id" in params.values else topic.icon
    if (name, icon) == (topic.name, topic.icon):
        raise bad("TOPIC_NOT_MODIFIED")
    topic.name, topic.icon = name, icon
    return True


def _close(api: BotApi, params: Params, closed: bool) -> bool:
    topic = _forum(api, params).topic(params.number("message_thread_id"))
    if topic.closed == closed:
        raise bad("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    return True


@method
def closeforumtopic(api: BotApi, params: Params) -> bool:
    """closeForumTopic; the bot, an administrator, may still write in it."""
    return _close(api, params, True)


@method
def reopenforumtopic(api: BotApi, params: Params) -> bool:
    """reopenForumTopic."""
    return _close(api, params, False)


@method
def deleteforumtopic(api: BotApi, params: Params) -> bool:
    """deleteForumTopic, with all that was written in it."""
    chat = _forum(api, params)
    topic = chat.topic(params.number("message_thread_id"))
    del chat.topics[topic.id]
    for sent in chat.messages.values():
        sent.deleted = sent.deleted or sent.topic == topic.id
    return True
