"""The methods that change what was sent: edits, deletions, reactions, answers to presses."""

from datetime import timedelta

from .chats import Sent
from .errors import bad
from .formatting import caption_of, message_text
from .markup import markup_of
from .params import Json, Params, method
from .sending import media_item
from .server import BotApi

SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
DELETABLE_FOR = timedelta(hours=48)


def _own(api: BotApi, params: Params) -> Sent:
    sent = api.writable(params).find(params.number("message_id"), "message to edit not found")
    if not sent.by_bot or (sent.markup and "inline_keyboard" not in sent.markup):
        raise bad("message can't be edited")
    return sent


def _change(api: BotApi, sent: Sent, params: Params, content: Json) -> Json:
    """Apply an edit. Without reply_markup the buttons go, as at Telegram."""
    markup = markup_of(params)
    if markup == sent.markup and all(sent.data.get(key) == value for key, value in content.items()):
        raise bad(SAME)
    sent.markup = markup
    sent.edit(content | {"reply_markup": markup}, api.now())
    return sent.data


@method
def editmessagetext(api: BotApi, params: Params) -> Json:
    """editMessageText."""
    sent = _own(api, params)
    if sent.kind != "text":
        raise bad("there is no text in the message to edit")
    return _change(api, sent, params, {"entities": None} | message_text(params))


@method
def editmessagecaption(api: BotApi, params: Params) -> Json:
    """editMessageCaption."""
    sent = _own(api, params)
    if not sent.file:
        raise bad("there is no caption in the message to edit")
    return _change(api, sent, params, {"caption": None, "caption_entities": None} | caption_of(params))


@method
def editmessagereplymarkup(api: BotApi, params: Params) -> Json:
    """editMessageReplyMarkup."""
    return _change(api, _own(api, params), params, {})


@method
def editmessagemedia(api: BotApi, params: Params) -> Json:
    """editMessageMedia: another file in place of the one that was sent."""
    sent, item = _own(api, params), params.parsed("media") or {}
    content, file = media_item(api, params, item)
    changed = _change(api, sent, params, dict.fromkeys(("caption", "caption_entities", sent.kind)) | content)
    sent.file = file
    return changed


@method
def deletemessage(api: BotApi, params: Params) -> bool:
    """deleteMessage: within 48 hours, or at any time in a supergroup that the bot administers."""
    sent = api.writable(params).find(params.number("message_id"), "message to delete not found")
    age = timedelta(seconds=api.now().timestamp() - sent.data["date"])
    if age > DELETABLE_FOR and sent.chat.about["type"] != "supergroup":
        raise bad("message can't be deleted for everyone")
    sent.deleted = True
    return True


@method
def deletemessages(api: BotApi, params: Params) -> bool:
    """deleteMessages: those that are there; the others are passed over."""
    chat = api.writable(params)
    for message_id in params.parsed("message_ids") or []:
        if message_id in chat.messages:
            chat.messages[message_id].deleted = True
    return True


@method
def setmessagereaction(api: BotApi, params: Params) -> bool:
    """setMessageReaction: seen in `message.bot_reactions`."""
    sent = api.writable(params).find(params.number("message_id"), "message to react not found")
    reactions: list[Json] = params.parsed("reaction") or []
    if len(reactions) > 1:
        raise bad("REACTIONS_TOO_MANY")
    sent.bot_reactions = [reaction.get("emoji", "") for reaction in reactions]
    return True


@method
def pinchatmessage(api: BotApi, params: Params) -> bool:
    """pinChatMessage: noted in `chat.pinned`."""
    chat = api.writable(params)
    chat.pinned.append(chat.find(params.number("message_id"), "message to pin not found").message_id)
    return True


@method
def unpinchatmessage(api: BotApi, params: Params) -> bool:
    """unpinChatMessage: the newest pin if none is named."""
    chat = api.writable(params)
    message_id = params.number("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if message_id not in chat.pinned:
        raise bad("message to unpin not found")
    chat.pinned.remove(message_id)
    return True


@method
def answercallbackquery(api: BotApi, params: Params) -> bool:
    """answerCallbackQuery: seen in `user.answers`, if it comes in time."""
    if len(params.text("text")) > 200:
        raise bad("MESSAGE_TOO_LONG")
    api.presses.answer(
        params.text("callback_query_id"),
        params.text("text"),
        params.flag("show_alert"),
        api.now(),
        api.expire_callbacks,
    )
    return True
